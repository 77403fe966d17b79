import type { Clock, Logger } from '../spec/index.ts'

/** Milliseconds that all last runs together may take while the engine closes. */
const LAST_RUNS_MS = 1_000

/** Work that an engine does on its own, again and again. */
export interface BackgroundTask {
  /** For the log. */
  readonly name: string
  /** Milliseconds between the end of a run, or the start of the engine, and the next run. */
  readonly everyMs: number
  /** One run. Ends early when the signal, which closing gives, asks for it. A failure is logged and the next run comes as ever. */
  run(signal: AbortSignal): Promise<void>
  /** A last run while the engine closes, after all calls; only for what is short. The signal ends it after a second. */
  atClose?(signal: AbortSignal): Promise<void>
}

/** What {@link Background} works with. */
export interface BackgroundParts {
  readonly clock: Clock
  readonly logger: Logger | undefined
}

/** The background tasks of one engine: each on a timer of its own, never twice at once, none after closing. */
export class Background {
  readonly #parts: BackgroundParts
  readonly #tasks: BackgroundTask[] = []
  readonly #running = new Set<Promise<void>>()
  readonly #timers = new Set<() => void>()
  readonly #stopping = new AbortController()

  constructor(parts: BackgroundParts) {
    this.#parts = parts
  }

  /** Adds a task; its first run comes after its interval. Nothing happens once the engine closes. */
  add(task: BackgroundTask): void {
    if (this.#stopping.signal.aborted) return
    this.#tasks.push(task)
    this.#schedule(task)
  }

  /** Ends timers and asks what runs to end; does not wait. */
  stop(): void {
    this.#stopping.abort()
    for (const callOff of this.#timers) callOff()
    this.#timers.clear()
  }

  /** Stops, waits for what runs, and gives every task its last run. Never fails. */
  async close(): Promise<void> {
    this.stop()
    await Promise.all(this.#running)
    const tasks = this.#tasks.splice(0)
    if (tasks.every((task) => task.atClose === undefined)) return
    const limit = new AbortController()
    const callOff = this.#parts.clock.after(LAST_RUNS_MS, () => limit.abort())
    for (const task of tasks) await this.#guarded(task, async () => task.atClose?.(limit.signal))
    callOff()
  }

  #schedule(task: BackgroundTask): void {
    const callOff = this.#parts.clock.after(task.everyMs, () => {
      this.#timers.delete(callOff)
      void this.#run(task)
    })
    this.#timers.add(callOff)
  }

  async #run(task: BackgroundTask): Promise<void> {
    const { signal } = this.#stopping
    const run = this.#guarded(task, () => task.run(signal))
    this.#running.add(run)
    await run
    this.#running.delete(run)
    if (!signal.aborted) this.#schedule(task)
  }

  async #guarded({ name }: BackgroundTask, run: () => Promise<void>): Promise<void> {
    try {
      await run()
    } catch (error) {
      this.#parts.logger?.warn({ task: name, error }, `The background task "${name}" failed.`)
    }
  }
}
