import { NexusError } from '../errors/index.ts'

/** Time as the hooks runner sees it; injected, so that tests need not wait. */
export interface HookClock {
  /** Monotonic milliseconds. */
  now(): number
  /** Calls `run` once after that many milliseconds; the result calls it off. */
  after(milliseconds: number, run: () => void): () => void
}

/** The clock of the process. */
export const systemHookClock: HookClock = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** Milliseconds of the longest time that a timer can run. */
const LONGEST_MS = 2 ** 31 - 1

/** Whether a value is a possible number of milliseconds. */
export function isDeadline(value: unknown): boolean {
  return Number.isFinite(value) && (value as number) > 0 && (value as number) <= LONGEST_MS
}

/** Wraps time that is not the hook's own: its deadline stands still until the wait is over. */
export type Waiting = <Result>(wait: () => Promise<Result>) => Promise<Result>

/** How long a call may take, and what ends it before. */
export interface DeadlineOptions {
  readonly milliseconds: number
  readonly clock: HookClock
  readonly signal?: AbortSignal | undefined
  /** Makes the error of a call that took too long. */
  expired(): Error
}

/**
 * Runs a call that must end within its own time. The signal that it gets is aborted when nobody waits for it any more.
 * @throws what `expired` makes, `ABORTED` when the signal fires, and what the call itself throws.
 */
export function runWithDeadline<Result>(
  { milliseconds, clock, signal, expired }: DeadlineOptions,
  start: (waiting: Waiting, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  if (signal?.aborted) return Promise.reject(aborted(signal))
  return new Promise<Result>((resolve, reject) => {
    const abandoned = new AbortController()
    const abandon = (error: Error): void => {
      end(() => reject(error))
      abandoned.abort(error)
    }
    const onAbort = (): void => abandon(aborted(signal))
    const stopwatch = createStopwatch(milliseconds, clock, () => abandon(expired()))
    const end = (settle: () => void): void => {
      stopwatch.stop()
      signal?.removeEventListener('abort', onAbort)
      settle()
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    start(stopwatch.waiting, abandoned.signal).then(
      (result) => end(() => resolve(result)),
      (error: unknown) => end(() => reject(error)),
    )
  })
}

function createStopwatch(
  milliseconds: number,
  clock: HookClock,
  expire: () => void,
): { waiting: Waiting; stop(): void } {
  let left = milliseconds
  let waits = 0
  let stopped = false
  let since = clock.now()
  let callOff = clock.after(left, expire)
  const pause = (): void => {
    callOff()
    left = Math.max(0, left - (clock.now() - since))
  }
  const resume = (): void => {
    since = clock.now()
    callOff = clock.after(left, expire)
  }
  return {
    async waiting(wait) {
      if (waits++ === 0 && !stopped) pause()
      try {
        return await wait()
      } finally {
        if (--waits === 0 && !stopped) resume()
      }
    },
    stop() {
      stopped = true
      callOff()
    },
  }
}

function aborted(signal: AbortSignal | undefined): NexusError {
  return new NexusError('ABORTED', 'The call was aborted while a hook was running.', {
    cause: signal?.reason,
  })
}
