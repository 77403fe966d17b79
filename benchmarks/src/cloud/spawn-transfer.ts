/** A large body in a process of its own. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Transfer, Transferred } from './transfer.ts'

const CHILD = fileURLToPath(new URL('../children/transfer.ts', import.meta.url))
const run = promisify(execFile)

/** Starts the process and waits for its answer; what it is to do goes by the environment, since it holds a key. */
export async function spawnTransfer(transfer: Transfer): Promise<Transferred> {
  const env = { ...process.env, NEXUS_BENCHMARK_TRANSFER: JSON.stringify(transfer) }
  const { stdout } = await run(process.execPath, [...process.execArgv, CHILD], { env })
  return JSON.parse(stdout) as Transferred
}
