import type { MetadataStore } from '@nexusfs/core/spec'
import { createFaultMatcher, type FaultPlan, runWithFault } from './faults.ts'

/** Members that give no promise; faults are not planned for them. */
const SYNCHRONOUS = new Set(['describe', 'onChange'])

/**
 * Wraps a store so that planned calls fail: before the effect, after it as if the answer was lost,
 * or slowly. A commit has no partial effect, so `partial` is like `errorBefore` with the error of a
 * time-out. Calls are counted by method name, whatever their arguments.
 */
export function faultyStore(store: MetadataStore, plan: FaultPlan): MetadataStore {
  const matcher = createFaultMatcher(plan)
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      const call = (...values: readonly unknown[]): unknown => Reflect.apply(member, target, values)
      if (typeof name !== 'string' || SYNCHRONOUS.has(name)) return call
      return (...values: readonly unknown[]) =>
        runWithFault(matcher.next(name), async () => call(...values))
    },
  })
}
