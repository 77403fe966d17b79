import { Worker } from 'node:worker_threads'
import { NexusError } from '@nexusfs/core/kit'
import type { Batch, CommitResult } from '@nexusfs/core/spec'
import type { SqliteDurability, StoreSettings } from './options.ts'

/** What the worker gets when it starts. */
export interface WorkerSettings
  extends Pick<StoreSettings, 'path' | 'collections' | 'busyTimeoutMs'> {
  readonly durability: SqliteDurability
}

/** A question to the worker; no batch means that it shall end. */
export type WorkerQuestion = { readonly batch?: Batch; readonly now: number }

/** Its answer. */
export type WorkerAnswer =
  | { readonly result: CommitResult }
  | { readonly code: NexusError['code']; readonly message: string; readonly hint?: string }

/** How long an idle worker stays, in milliseconds. */
const IDLE_MS = 5_000

/**
 * Commits large batches on a second connection in a worker thread, so that the event loop is free
 * meanwhile. The worker starts with the first large batch and ends when it has been idle for 5 s. One
 * batch at a time; the write lock is held for the whole of it. Always a full commit.
 */
export class LargeCommit {
  readonly #settings: StoreSettings
  #worker: Worker | undefined
  #idle: NodeJS.Timeout | undefined

  constructor(settings: StoreSettings) {
    this.#settings = settings
  }

  /** @throws what the commit throws; `UNAVAILABLE` when the worker cannot start or dies. */
  async commit(batch: Batch): Promise<CommitResult> {
    clearTimeout(this.#idle)
    this.#worker ??= this.#start()
    const answer = await ask(this.#worker, { batch, now: this.#settings.clock() }).catch(
      (error) => {
        this.#worker = undefined
        throw error
      },
    )
    this.#idle = setTimeout(() => void this.close(), IDLE_MS).unref()
    if ('result' in answer) return answer.result
    throw new NexusError(answer.code, answer.message, { hint: answer.hint })
  }

  /** Lets the worker close its connection and end. */
  async close(): Promise<void> {
    clearTimeout(this.#idle)
    const worker = this.#worker
    this.#worker = undefined
    if (worker === undefined) return
    worker.ref()
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
    worker.postMessage({ now: 0 } satisfies WorkerQuestion)
    await ended
  }

  #start(): Worker {
    const { path, collections, busyTimeoutMs, durability } = this.#settings
    const workerData: WorkerSettings = { path, collections, busyTimeoutMs, durability }
    const isSource = import.meta.url.endsWith('.ts')
    const file = new URL(isSource ? './worker.ts' : './worker.js', import.meta.url)
    // From sources the worker must find the sources of the packages it imports, as its parent does.
    const execArgv = isSource ? { execArgv: ['--conditions=nexusfs-source'] } : {}
    const worker = new Worker(file, { workerData, ...execArgv })
    worker.unref()
    return worker
  }
}

function ask(worker: Worker, question: WorkerQuestion): Promise<WorkerAnswer> {
  worker.ref()
  return new Promise<WorkerAnswer>((resolve, reject) => {
    const done = (): void => {
      worker.off('message', onMessage)
      worker.off('error', onFailure)
      worker.off('exit', onFailure)
      worker.unref()
    }
    const onMessage = (answer: WorkerAnswer): void => {
      done()
      resolve(answer)
    }
    const onFailure = (cause: unknown): void => {
      done()
      reject(
        new NexusError('UNAVAILABLE', 'The worker for large commits of the metadata store died.', {
          hint: 'Repeat the commit: the same operation ids give the same result.',
          cause,
        }),
      )
    }
    worker.on('message', onMessage)
    worker.on('error', onFailure)
    worker.on('exit', onFailure)
    worker.postMessage(question)
  })
}
