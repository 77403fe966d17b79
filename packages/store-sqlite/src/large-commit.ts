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

/** From sources the worker runs from its source too. */
const IS_SOURCE = import.meta.url.endsWith('.ts')

/**
 * Commits large batches on a second connection in a worker thread, so that the event loop is free
 * meanwhile. The worker starts with the first large batch and ends when it has been idle for 5 s. One
 * batch at a time; the write lock is held for the whole of it. Always a full commit.
 */
export class LargeCommit {
  readonly #settings: StoreSettings
  readonly #entry: URL
  #worker: Worker | undefined
  #idle: NodeJS.Timeout | undefined

  /** `entry` is the module of the worker. */
  constructor(
    settings: StoreSettings,
    entry = new URL(IS_SOURCE ? './worker.ts' : './worker.js', import.meta.url),
  ) {
    this.#settings = settings
    this.#entry = entry
  }

  /**
   * The answer to a batch; `undefined` when the worker cannot start or died, so that nobody knows
   * whether it was committed. A batch with operations may then be committed again in any way: the same
   * operation ids give the same result.
   * @throws what the commit throws.
   */
  async commit(batch: Batch): Promise<CommitResult | undefined> {
    clearTimeout(this.#idle)
    this.#worker ??= this.#start()
    const answer = await ask(this.#worker, { batch, now: this.#settings.clock() })
    if (answer === undefined) {
      this.#worker = undefined
      return undefined
    }
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
    // From sources the worker must find the sources of the packages it imports, as its parent does.
    const execArgv = IS_SOURCE ? { execArgv: ['--conditions=nexusfs-source'] } : {}
    const worker = new Worker(this.#entry, { workerData, ...execArgv })
    // An error is followed by the exit; without a listener it would end this process.
    worker.on('error', () => {})
    worker.unref()
    return worker
  }
}

/** The worker's answer; `undefined` when it ended without one. */
function ask(worker: Worker, question: WorkerQuestion): Promise<WorkerAnswer | undefined> {
  worker.ref()
  return new Promise((resolve) => {
    const done = (answer: WorkerAnswer | undefined): void => {
      worker.off('message', done)
      worker.off('exit', onExit)
      worker.unref()
      resolve(answer)
    }
    const onExit = (): void => done(undefined)
    worker.on('message', done)
    worker.on('exit', onExit)
    worker.postMessage(question)
  })
}
