import type { HookClock } from './deadline.ts'

/** A clock that stands still until it is told to advance. */
export interface ManualClock extends HookClock {
  advance(milliseconds: number): void
  /** How many timers run. */
  readonly timers: number
}

export function manualClock(): ManualClock {
  let now = 0
  const timers = new Set<{ at: number; run: () => void }>()
  return {
    now: () => now,
    after(milliseconds, run) {
      const timer = { at: now + milliseconds, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance(milliseconds) {
      now += milliseconds
      for (const timer of [...timers]) if (timer.at <= now && timers.delete(timer)) timer.run()
    },
    get timers() {
      return timers.size
    },
  }
}
