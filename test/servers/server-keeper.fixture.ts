/**
 * Runs a server for as long as whoever started it keeps the standard input open, also when that one is killed; then
 * ends the server and removes its folder. Arguments: the folder, the command, its arguments.
 */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'

const [folder = '', command = '', ...args] = process.argv.slice(2)
const server = spawn(command, args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] })

server.on('error', (error) => {
  process.stderr.write(`${error.message}\n`)
  end(1)
})
server.on('exit', (code) => end(code ?? 1))
process.stdin.resume().on('close', () => server.kill('SIGKILL'))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)

function end(code: number): void {
  rmSync(folder, { recursive: true, force: true })
  process.exit(code)
}
