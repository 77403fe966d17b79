import type { NexusError } from '../errors/index.ts'
import { abortedError, throwIfAborted } from '../kit/abort.ts'
import type { Logger } from '../spec/index.ts'
import { type Attempt, runAttempt } from './attempt.ts'
import { Limiter } from './limiter.ts'
import { isAmbiguous, isPassing, outcomeUnknown, providerError } from './provider-errors.ts'

/** What a bucket counted since it was made. */
export interface BucketCounters {
  /** Calls by method; a call that was repeated counts once. */
  readonly calls: Readonly<Record<string, number>>
  /** Bytes handed to the driver. */
  readonly bytesIn: number
  /** Bytes read from the driver. */
  readonly bytesOut: number
  /** Attempts beyond the first. */
  readonly retries: number
  /** Calls that failed in the end, refused arguments not counted. */
  readonly failures: number
}

/** How provider calls are run. */
export interface CallPolicy {
  readonly type: string
  readonly timeoutMs: number
  readonly concurrency: number
  readonly attempts: number
  readonly clock: () => number
  readonly random: () => number
  readonly sleep: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>
  readonly logger: Logger | undefined
}

/** One call of a driver's method. */
export interface ProviderCall<Result> {
  readonly method: string
  readonly key?: string | undefined
  readonly signal?: AbortSignal | undefined
  run(attempt: Attempt): Promise<Result>
  /** False where a second attempt cannot send the same bytes; asked after a failure. */
  canRepeat?(): boolean
  /** Its repetition may find its condition broken by its own first attempt. */
  readonly conditional?: boolean
  /** An error that counts before whatever the driver made of it. */
  ownError?(): { readonly error: unknown } | undefined
  readonly discard?: (result: Result) => void
}

/** Runs provider calls: at most so many at once, each attempt with a time-out, repeated where that is safe. */
export class ProviderCalls {
  readonly counters = {
    calls: {} as Record<string, number>,
    bytesIn: 0,
    bytesOut: 0,
    retries: 0,
    failures: 0,
  }
  readonly #policy: CallPolicy
  readonly #limiter: Limiter

  constructor(policy: CallPolicy) {
    this.#policy = policy
    this.#limiter = new Limiter(policy.concurrency)
  }

  async run<Result>(call: ProviderCall<Result>): Promise<Result> {
    throwIfAborted(call.signal)
    const { calls } = this.counters
    calls[call.method] = (calls[call.method] ?? 0) + 1
    const { logger, clock } = this.#policy
    if (logger === undefined) return this.#repeat(call)
    const begin = clock()
    let outcome = 'ok'
    try {
      return await this.#repeat(call)
    } catch (error) {
      outcome = (error as { code?: string }).code ?? 'failed'
      throw error
    } finally {
      const { method, key } = call
      logger.debug(
        { backend: this.#policy.type, method, key, outcome, milliseconds: clock() - begin },
        'provider call',
      )
    }
  }

  async #repeat<Result>(call: ProviderCall<Result>): Promise<Result> {
    let ambiguous = false
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(call)
      } catch (thrown) {
        const own = call.ownError?.()
        if (own !== undefined)
          throw this.#failed(call.signal?.aborted ? abortedError(call.signal) : own.error)
        const error = providerError(thrown, this.#describe(call), call.signal)
        const repeatable =
          isPassing(error) && attempt < this.#policy.attempts && call.canRepeat?.() !== false
        if (!repeatable)
          throw this.#failed(
            ambiguous && breaksCondition(error)
              ? outcomeUnknown(this.#describe(call), error)
              : error,
          )
        ambiguous ||= call.conditional === true && isAmbiguous(error)
        await this.#pause(attempt, call.signal)
      }
    }
  }

  async #attempt<Result>(call: ProviderCall<Result>): Promise<Result> {
    const place = this.#limiter.enter(call.signal)
    if (place !== undefined) await place
    try {
      return await runAttempt((attempt) => call.run(attempt), {
        signal: call.signal,
        timeoutMs: this.#policy.timeoutMs,
        what: `${call.method} of the ${this.#policy.type} backend`,
        discard: call.discard,
      })
    } finally {
      this.#limiter.leave()
    }
  }

  #describe(call: { readonly method: string }): { type: string; method: string } {
    return { type: this.#policy.type, method: call.method }
  }

  #failed(error: unknown): unknown {
    this.counters.failures++
    return error
  }

  /** Exponential, 100 ms to 5 s, with jitter. */
  #pause(attempt: number, signal: AbortSignal | undefined): Promise<void> {
    this.counters.retries++
    const { random, sleep } = this.#policy
    return sleep(Math.min(5000, 100 * 2 ** (attempt - 1)) * (0.5 + random() / 2), signal)
  }
}

function breaksCondition(error: NexusError): boolean {
  return error.code === 'ALREADY_EXISTS' || error.code === 'CONFLICT' || error.code === 'NOT_FOUND'
}
