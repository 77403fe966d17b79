import type { ContentReference } from '../../spec/index.ts'
import type { BatchContext } from './batch-context.ts'
import type { ContentLease } from './tables.ts'

/** The lease on content with one more; those of a lease that ran out no longer count. */
export function leaseTaken(
  context: BatchContext,
  reference: ContentReference,
  until: number,
): ContentLease {
  const held = heldLease(context, reference)
  if (held === undefined) return { count: 1, until }
  return { count: held.count + 1, until: Math.max(held.until, until) }
}

/** The lease on content with one less; `null`: none is left; `undefined`: none was held. */
export function leaseEnded(
  context: BatchContext,
  reference: ContentReference,
): ContentLease | null | undefined {
  const held = heldLease(context, reference)
  if (held === undefined) return undefined
  return held.count === 1 ? null : { count: held.count - 1, until: held.until }
}

/** The lease on content, while it lasts. */
export function heldLease(
  { tables, time }: BatchContext,
  reference: ContentReference,
): ContentLease | undefined {
  const lease = tables.findContentLease(reference)
  return lease !== undefined && lease.until > time ? lease : undefined
}
