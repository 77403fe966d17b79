import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { WriterPlan } from './plan.ts'

const DIE_AT_SYSTEM_CALL = new URL('./die-at-system-call.ts', import.meta.url).href
const WRITER = fileURLToPath(new URL('./writer.ts', import.meta.url))

/** How a writing process ended and what it had noted until then. */
export interface WriterEnd {
  readonly signal: NodeJS.Signals | null
  readonly exitCode: number | null
  readonly stderr: string
  /** For each lane the number of completed calls. */
  readonly acknowledged: readonly number[]
  /** `PRAGMA synchronous` of its connection, as its store told. */
  readonly synchronous: unknown
}

/** Runs a writing process to its end; with `killAfter` it is killed that many milliseconds after it has opened the store. */
export async function runWriter(plan: WriterPlan, killAfter?: number): Promise<WriterEnd> {
  const preload = plan.killAtCall === undefined ? [] : ['--import', DIE_AT_SYSTEM_CALL]
  const args = ['--conditions=nexusfs-source', ...preload, WRITER, JSON.stringify(plan)]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NEXUS_DIE_AT: JSON.stringify(plan.killAtCall) },
  })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = new Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>(
    (resolve) => {
      child.on('close', (exitCode, signal) => resolve({ exitCode, signal }))
    },
  )
  if (killAfter !== undefined) {
    await Promise.race([ended, untilOpened(plan.journal)])
    await Promise.race([ended, delay(killAfter)])
    child.kill('SIGKILL')
  }
  return { ...(await ended), stderr, ...readJournal(plan) }
}

async function untilOpened(journal: string): Promise<void> {
  while (!existsSync(journal) || readFileSync(journal).length === 0) await delay(2)
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** What a writing process has noted so far. */
export function readJournal(
  plan: Pick<WriterPlan, 'lanes' | 'journal'>,
): Pick<WriterEnd, 'acknowledged' | 'synchronous'> {
  const acknowledged = Array.from({ length: plan.lanes }, () => 0)
  let synchronous: unknown
  const text = existsSync(plan.journal) ? readFileSync(plan.journal, 'utf8') : ''
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const noted = JSON.parse(line) as { lane?: number; index?: number; synchronous?: unknown }
    if (noted.lane === undefined) synchronous = noted.synchronous
    else acknowledged[noted.lane] = (noted.index ?? -1) + 1
  }
  return { acknowledged, synchronous }
}
