import { setTimeout as wait } from 'node:timers/promises'
import { isBusy } from './errors.ts'

/** How a busy database is asked again. */
export interface RetryPolicy {
  /** Milliseconds in all; after that the busy error stands. */
  readonly busyTimeoutMs: number
  /** 0 up to 1. */
  readonly random: () => number
}

const LONGEST_PAUSE_MS = 25

/**
 * Runs an action at once and, while the database is busy, again after jittered pauses of up to
 * 25 ms. The event loop is free meanwhile, unlike with SQLite's own busy handler, which sleeps.
 */
export async function retryBusy<Result>(
  policy: RetryPolicy,
  action: () => Result | Promise<Result>,
): Promise<Result> {
  const deadline = performance.now() + policy.busyTimeoutMs
  for (let attempt = 0; ; attempt++) {
    try {
      return await action()
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error
    }
    const longest = Math.min(LONGEST_PAUSE_MS, 2 ** attempt)
    await wait(longest * (0.5 + policy.random() / 2))
  }
}
