import type { Clock } from '@nexusfs/core'

/** The clock of the host. */
export const HOST_CLOCK: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds).unref()
    return () => clearTimeout(timer)
  },
}
