import { type ContentRow, INLINE } from '../../spec/index.ts'
import type { BatchContext } from './batch-context.ts'
import type { ContentChange } from './tables.ts'

/** What a new generation of content has. */
export type NewGeneration = Omit<ContentChange, 'generation'> &
  Required<Pick<ContentChange, 'state' | 'size'>>

/**
 * Gives content its next generation, and gives the number. The object of the one before is doomed, unless condemning
 * did so; what it was made of becomes a candidate.
 */
export function newGeneration(
  context: BatchContext,
  content: ContentRow,
  change: NewGeneration,
): number {
  const generation = content.generation + 1
  if (content.state !== 'condemned') doom(context, content)
  releasePieces(context, content)
  context.tables.updateContent(content.reference, { ...change, generation })
  return generation
}

/** Puts the object of content on the list of the doomed; inline content and chains have none. */
export function doom({ tables, time }: BatchContext, content: ContentRow): void {
  if (content.backend === INLINE || content.parts !== undefined) return
  const { pool, backend, hash, generation, size } = content
  tables.addDoomed({ pool, backend, hash, generation, size, since: time })
}

/** Makes what a chain is made of directly candidates; the chain goes. */
export function releasePieces({ tables, time }: BatchContext, content: ContentRow): void {
  if (content.parts === undefined) return
  const chain = tables.findChain(content.reference)
  if (chain !== undefined)
    for (const piece of [chain.base, chain.part]) tables.addCandidate(piece, time)
}
