import { open, readFile, rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { NexusError } from '@nexusfs/core/kit'
import { codeOf } from './errors.ts'

const PATIENCE_MS = 10_000
const STEP_MS = 10

/**
 * Runs a change while no other process runs one. A lock that a crash left is not taken over, as two processes could do
 * so at once: it is named, and people remove it.
 *
 * @throws `BUSY` when the lock is held for ten seconds.
 */
export async function withLock<Result>(
  file: string,
  change: () => Promise<Result>,
): Promise<Result> {
  const lock = `${file}.lock`
  for (const end = performance.now() + PATIENCE_MS; !(await takeLock(lock)); await delay(STEP_MS))
    if (performance.now() > end) throw await heldTooLong(lock)
  try {
    return await change()
  } finally {
    await rm(lock, { force: true })
  }
}

async function takeLock(lock: string): Promise<boolean> {
  try {
    const handle = await open(lock, 'wx', 0o600)
    await handle.writeFile(String(process.pid)).finally(() => handle.close())
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function heldTooLong(lock: string): Promise<NexusError> {
  const holder = await readFile(lock, 'utf8').catch(() => 'unknown')
  return new NexusError('BUSY', `Cannot change the archive: process ${holder} holds ${lock}.`, {
    hint: `Try again. When that process does not run any more, remove ${lock}.`,
  })
}
