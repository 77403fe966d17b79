import { spawn } from 'node:child_process'
import { root } from './published.ts'

/** What a command did. */
export interface Outcome {
  readonly ok: boolean
  readonly output: string
  readonly milliseconds: number
}

/** Runs a command in a folder of the repository and collects what it prints; never throws. */
export function run(command: string, args: readonly string[], folder = '.'): Promise<Outcome> {
  const started = performance.now()
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(command, args, {
      cwd: `${root}/${folder}`,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const collect = (chunk: Buffer) => {
      output += chunk.toString()
    }
    const end = (ok: boolean) =>
      resolve({ ok, output, milliseconds: Math.round(performance.now() - started) })
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', (error) => {
      output += error.message
      end(false)
    })
    child.on('close', (code) => end(code === 0))
  })
}
