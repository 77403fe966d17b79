import { Worker } from 'node:worker_threads'
import { NexusError, throwIfAborted } from '@nexusfs/core/kit'
import type { StoreSettings } from './options.ts'

/** What the worker gets. */
export interface InspectSettings
  extends Pick<StoreSettings, 'path' | 'durability' | 'busyTimeoutMs'> {}

/** Its answer. */
export type InspectAnswer =
  | { readonly problems: readonly string[] }
  | { readonly code: NexusError['code']; readonly message: string; readonly hint?: string }

/** From sources the worker runs from its source too. */
const IS_SOURCE = import.meta.url.endsWith('.ts')
const ENTRY = new URL(IS_SOURCE ? './inspect-worker.ts' : './inspect-worker.js', import.meta.url)

/**
 * Checks the database on a second connection in a worker thread, since it reads everything and cannot be interrupted
 * otherwise. @throws what reading throws; `ABORTED`.
 */
export async function inspectInWorker(
  { path, durability, busyTimeoutMs }: StoreSettings,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  throwIfAborted(signal)
  const workerData: InspectSettings = { path, durability, busyTimeoutMs }
  const execArgv = IS_SOURCE ? { execArgv: ['--conditions=nexusfs-source'] } : {}
  const worker = new Worker(ENTRY, { workerData, ...execArgv })
  const stop = (): void => void worker.terminate()
  signal?.addEventListener('abort', stop)
  try {
    const answer = await answerOf(worker)
    throwIfAborted(signal)
    if (answer !== undefined && 'problems' in answer) return answer.problems
    if (answer !== undefined)
      throw new NexusError(answer.code, answer.message, { hint: answer.hint })
    throw new NexusError(
      'UNAVAILABLE',
      `Metadata store ${path}: the check ended without an answer.`,
      {
        hint: 'Run it again with more memory to spare.',
      },
    )
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

/** The worker's answer once it has ended; `undefined` when it ended without one. */
function answerOf(worker: Worker): Promise<InspectAnswer | undefined> {
  return new Promise((resolve) => {
    let answer: InspectAnswer | undefined
    worker.once('message', (message: InspectAnswer) => {
      answer = message
    })
    // An error is followed by the exit; without a listener it would end this process.
    worker.once('error', () => {})
    worker.once('exit', () => resolve(answer))
  })
}
