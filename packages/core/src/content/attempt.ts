import { NexusError } from '../errors/index.ts'
import { abortedError } from '../kit/abort.ts'

/** What a driver that does not answer an abort is waited for, in milliseconds. */
const GRACE_MS = 1000

/** One try of a provider call. */
export interface Attempt {
  /** Raised by the caller's signal and by the time-out. */
  readonly signal: AbortSignal | undefined
  /** Tells that bytes moved: the time-out counts from now again. */
  touch(): void
}

/** Limits of an attempt. */
export interface AttemptLimits<Result> {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds without progress; 0 for none. */
  readonly timeoutMs: number
  /** What the time-out says was asked for. */
  readonly what: string
  /** Takes a result that came when nobody waited any more. */
  readonly discard?: ((result: Result) => void) | undefined
}

const UNLIMITED: Attempt = { signal: undefined, touch() {} }

/** Runs one attempt. The driver is told of an abort or time-out, and given a moment to clean up. @throws `ABORTED`, `TIMEOUT`. */
export function runAttempt<Result>(
  run: (attempt: Attempt) => Promise<Result>,
  limits: AttemptLimits<Result>,
): Promise<Result> {
  if (limits.signal === undefined && limits.timeoutMs === 0) return run(UNLIMITED)
  return new LimitedAttempt(limits).run(run)
}

class LimitedAttempt<Result> implements Attempt {
  readonly #limits: AttemptLimits<Result>
  readonly #controller = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #grace: NodeJS.Timeout | undefined
  #stopped: NexusError | undefined

  constructor(limits: AttemptLimits<Result>) {
    this.#limits = limits
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  touch(): void {
    this.#timer?.refresh()
  }

  run(run: (attempt: Attempt) => Promise<Result>): Promise<Result> {
    const { signal, timeoutMs } = this.#limits
    return new Promise((resolve, reject) => {
      const abort = () => this.#stop(abortedError(signal), reject)
      if (timeoutMs > 0)
        this.#timer = setTimeout(() => this.#stop(this.#timeout(), reject), timeoutMs)
      signal?.addEventListener('abort', abort, { once: true })
      if (signal?.aborted === true) abort()
      const finish = (settle: () => void) => {
        clearTimeout(this.#timer)
        clearTimeout(this.#grace)
        signal?.removeEventListener('abort', abort)
        settle()
      }
      run(this).then(
        (result) =>
          finish(() => (this.#givenUp ? this.#limits.discard?.(result) : resolve(result))),
        (error) => finish(() => reject(this.#stopped ?? error)),
      )
    })
  }

  #givenUp = false

  #stop(error: NexusError, reject: (error: NexusError) => void): void {
    if (this.#stopped !== undefined) return
    this.#stopped = error
    this.#controller.abort(error)
    this.#grace = setTimeout(() => {
      this.#givenUp = true
      reject(error)
    }, GRACE_MS)
  }

  #timeout(): NexusError {
    return timedOut(this.#limits.what, this.#limits.timeoutMs)
  }
}

/** Waits for a promise for a limited time in milliseconds, 0 for ever. @throws `TIMEOUT`. */
export async function within<Result>(
  waiting: Promise<Result>,
  timeoutMs: number,
  what: string,
): Promise<Result> {
  if (timeoutMs === 0) return waiting
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timedOut(what, timeoutMs)), timeoutMs)
  })
  try {
    return await Promise.race([waiting, late])
  } finally {
    clearTimeout(timer)
  }
}

function timedOut(what: string, timeoutMs: number): NexusError {
  return new NexusError('TIMEOUT', `${what} made no progress for ${timeoutMs} ms.`, {
    hint: 'Check the connection to the provider, or allow more time.',
  })
}
