import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { workplace } from './run.fixture.ts'

const PROGRAM = [
  '--conditions=nexusfs-source',
  fileURLToPath(new URL('../src/run.ts', import.meta.url)),
]

/** Starts the real program in a folder. */
function start(folder: string, args: readonly string[]) {
  const child = spawn(process.execPath, [...PROGRAM, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder },
  })
  const collected = { stdout: [] as Buffer[], stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => collected.stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => {
    collected.stderr += chunk.toString()
  })
  const ended = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    stdout: Buffer.concat(collected.stdout),
    stderr: collected.stderr,
  }))
  return { child, ended }
}

test('bytes go through standard input and output unchanged', { timeout: 60_000 }, async () => {
  const { folder } = await workplace()
  const bytes = randomBytes(3 << 20)
  const write = start(folder, ['write', '/big.bin', '--json'])
  write.child.stdin.end(bytes)
  const written = await write.ended
  expect(written).toMatchObject({ code: 0, stderr: '' })
  const digest = createHash('sha256').update(bytes).digest('hex')
  expect(JSON.parse(written.stdout.toString())).toMatchObject({ etag: digest, size: 3 << 20 })
  const { code, stdout, stderr } = await start(folder, ['cat', '/big.bin']).ended
  expect({ code, stderr, same: stdout.equals(bytes) }).toEqual({ code: 0, stderr: '', same: true })
})

test('a reader that goes away ends the command quietly', { timeout: 60_000 }, async () => {
  const { folder, nexus } = await workplace()
  await nexus(['write', '/big.txt'], { stdin: 'line\n'.repeat(1_000_000) })
  const { child, ended } = start(folder, ['cat', '/big.txt'])
  child.stdout.once('data', () => child.stdout.destroy())
  expect(await ended).toMatchObject({ code: 0, stderr: '' })
})

test('an interrupted write ends with 130 and leaves nothing', { timeout: 60_000 }, async () => {
  const { folder, nexus } = await workplace()
  await nexus(['mkdir', '/d'])
  const { child, ended } = start(folder, ['write', '/d/a.txt', '--verbose'])
  child.stdin.write('half')
  const timer = setInterval(() => child.kill('SIGINT'), 1500)
  const { code, stderr } = await ended
  clearInterval(timer)
  expect(stderr).toContain('ABORTED')
  expect(code).toBe(130)
  expect((await nexus(['ls', '/d'])).stdout).toBe('')
})

test('a time-out ends with 6', { timeout: 60_000 }, async () => {
  const { folder } = await workplace()
  const { ended } = start(folder, ['write', '/a.txt', '--timeout', '200ms'])
  const { code, stderr } = await ended
  expect(stderr).toMatch(/^nexus: TIMEOUT: /)
  expect(code).toBe(6)
})
