import type { PruneMutation } from '../../spec/index.ts'
import type { Applied, BatchContext } from './batch-context.ts'

/** Drops past states and images of records. */
export function applyPrune({ tables, time }: BatchContext, mutation: PruneMutation): Applied {
  let count = 0
  for (const { node, to } of mutation.states) {
    const dropped = tables.dropState(node, to)
    if (dropped === undefined) continue
    count += 1
    if (dropped.released !== undefined) tables.addCandidate(dropped.released, time)
  }
  if (mutation.imagesUpTo !== undefined) tables.dropRecordImages(mutation.imagesUpTo)
  return { count }
}
