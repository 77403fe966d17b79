import type { Clock } from '@nexusfs/core'

/** A clock that stands still until the test moves it. */
export interface TestClock extends Clock {
  /** Time passes: what was to happen until then is called, in order. */
  advance(milliseconds: number): void
  /** The host's time is set; no time passes. */
  leap(milliseconds: number): void
}

interface Timer {
  readonly at: number
  readonly call: () => void
}

/** A fresh clock at the beginning of 2026. */
export function createTestClock(): TestClock {
  const timers = new Set<Timer>()
  let offset = Date.UTC(2026, 0, 1)
  let elapsed = 0
  return {
    now: () => elapsed + offset,
    elapsed: () => elapsed,
    after(milliseconds, call) {
      const timer = { at: elapsed + milliseconds, call }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance(milliseconds) {
      const end = elapsed + milliseconds
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (next === undefined) break
        timers.delete(next)
        elapsed = Math.max(elapsed, next.at)
        next.call()
      }
      elapsed = end
    },
    leap(milliseconds) {
      offset += milliseconds
    },
  }
}
