import { AsyncLocalStorage } from 'node:async_hooks'
import { isNexusError, NexusError } from '../errors/index.ts'
import type { HookName, HookRequest, Logger } from '../spec/index.ts'
import { type HookClock, runWithDeadline, type Waiting } from './deadline.ts'
import type { RegisteredHook } from './hook-table.ts'

/** What a call of a hook is about. */
export interface HookSubject extends Omit<HookRequest, 'signal'> {
  readonly name: HookName
}

/** Starts the call of a hook, with what it may be told besides. */
export type StartHook = (waiting: Waiting, signal: AbortSignal) => Promise<unknown>

/**
 * Calls hooks: within their time, told to the log, and never within themselves. A plugin whose hook calls the handle does
 * not see the calls that this makes, so hooks cannot recurse without bound.
 */
export class HookCaller {
  readonly #running = new AsyncLocalStorage<ReadonlySet<string>>()
  readonly #clock: HookClock
  readonly #logger: Logger | undefined

  constructor(clock: HookClock, logger: Logger | undefined) {
    this.#clock = clock
    this.#logger = logger
  }

  /** The hooks whose plugins are ready and do not run already in the present chain of calls. */
  callable(hooks: readonly RegisteredHook[] | undefined): readonly RegisteredHook[] {
    const inside = this.#running.getStore()
    return hooks?.filter((hook) => !hook.isAtRest() && inside?.has(hook.plugin) !== true) ?? []
  }

  /** Runs what a plugin does, so that its own hooks stay out of it. */
  within<Result>(plugin: string, run: () => Promise<Result>): Promise<Result> {
    return this.#running.run(new Set([...(this.#running.getStore() ?? []), plugin]), run)
  }

  /** @throws what the hook throws, `TIMEOUT`, `ABORTED`. */
  async call(
    hook: RegisteredHook,
    subject: HookSubject,
    start: StartHook,
    signal?: AbortSignal,
  ): Promise<unknown> {
    if (this.#logger === undefined) return this.#run(hook, subject, start, signal)
    const begin = this.#clock.now()
    let outcome = 'ok'
    try {
      return await this.#run(hook, subject, start, signal)
    } catch (error) {
      outcome = isNexusError(error) ? error.code : 'failed'
      throw error
    } finally {
      const milliseconds = this.#clock.now() - begin
      const { plugin } = hook
      const fields = { plugin, hook: subject.name, path: subject.path, outcome, milliseconds }
      this.#logger.debug(fields, 'hook call')
    }
  }

  #run(
    hook: RegisteredHook,
    subject: HookSubject,
    start: StartHook,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    const expired = () => tooLate(hook, subject)
    const limit = { milliseconds: hook.deadlineMs, clock: this.#clock, signal, expired }
    return runWithDeadline(limit, (waiting, own) =>
      this.within(hook.plugin, () => start(waiting, own)),
    )
  }
}

function tooLate({ plugin, deadlineMs }: RegisteredHook, { name, path }: HookSubject): NexusError {
  return new NexusError(
    'TIMEOUT',
    `Plugin "${plugin}" did not answer ${name} for ${path} within ${deadlineMs} ms.`,
    { path, hint: 'Retry, set a higher deadlineMs for the hook, or disable the plugin.' },
  )
}
