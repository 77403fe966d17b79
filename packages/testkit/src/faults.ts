import { NexusError } from '@nexusfs/core/kit'

/**
 * What goes wrong at a call.
 * - `errorBefore`: fails without having had an effect.
 * - `timeoutAfter`: has its full effect, then fails as if the answer was lost.
 * - `slow`: works, but only after `delayMs`.
 * - `partial`: has a part of its effect, then fails; only for methods that move bytes or several keys.
 */
export type Fault = 'errorBefore' | 'timeoutAfter' | 'slow' | 'partial'

/** One planned fault: at the `nth` call (1 and up) of a method, or at every call when `nth` is absent. */
export interface PlannedFault {
  readonly method: string
  readonly nth?: number | undefined
  readonly fault: Fault
  /** What is thrown; by default `UNAVAILABLE` before the effect, `TIMEOUT` after it. */
  readonly error?: Error | undefined
  /** For `slow`: milliseconds, 10 by default. */
  readonly delayMs?: number | undefined
}

/** Faults that a wrapper injects; the first one that matches a call counts. */
export type FaultPlan = readonly PlannedFault[]

/** Counts calls by method and tells which fault, if any, is planned for each. */
export interface FaultMatcher {
  /** Counts one call of the method and gives its fault. */
  next(method: string): PlannedFault | undefined
  /** How often the method was called so far. */
  calls(method: string): number
}

/** A matcher with its own counters over a plan. The plan is read at each call, so a test may grow it. */
export function createFaultMatcher(plan: FaultPlan): FaultMatcher {
  const counts = new Map<string, number>()
  return {
    next(method) {
      const count = (counts.get(method) ?? 0) + 1
      counts.set(method, count)
      return plan.find(
        (fault) => fault.method === method && (fault.nth === undefined || fault.nth === count),
      )
    },
    calls: (method) => counts.get(method) ?? 0,
  }
}

/** The error that a planned fault throws. */
export function faultError(planned: PlannedFault): Error {
  if (planned.error !== undefined) return planned.error
  const before = planned.fault === 'errorBefore'
  return new NexusError(
    before ? 'UNAVAILABLE' : 'TIMEOUT',
    `The fault plan made ${planned.method} fail ${before ? 'before it began' : 'after its effect'}.`,
    { hint: 'This is a planned fault of a test; retry, or change the plan.' },
  )
}

/** Runs a call under a planned fault; `partial` is what is done of it when the plan says so (nothing by default). */
export async function runWithFault<Result>(
  planned: PlannedFault | undefined,
  call: () => Promise<Result>,
  partial: () => Promise<unknown> = async () => undefined,
): Promise<Result> {
  if (planned === undefined) return call()
  if (planned.fault === 'errorBefore') throw faultError(planned)
  if (planned.fault === 'slow') {
    await new Promise((resolve) => setTimeout(resolve, planned.delayMs ?? 10))
    return call()
  }
  await (planned.fault === 'partial' ? partial() : call())
  throw faultError(planned)
}
