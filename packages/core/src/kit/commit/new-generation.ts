import { type ContentRow, INLINE } from '../../spec/index.ts'
import type { BatchContext } from './batch-context.ts'
import type { ContentChange } from './tables.ts'

/** What a new generation of content has. */
export type NewGeneration = Omit<ContentChange, 'generation'> &
  Required<Pick<ContentChange, 'state' | 'size'>>

/** The newest generation whose key was handed out: of content that is renewing, that of its replacement. */
export function newestGeneration({ state, generation }: ContentRow): number {
  return state === 'renewing' ? generation + 1 : generation
}

/**
 * Gives content a generation whose key was never handed out, and gives the number. The objects before are doomed, unless
 * condemning did so; what it was made of becomes a candidate.
 */
export function newGeneration(
  context: BatchContext,
  content: ContentRow,
  change: NewGeneration,
): number {
  const generation = newestGeneration(content) + 1
  if (content.state !== 'condemned') doomAll(context, content)
  releasePieces(context, content)
  context.tables.updateContent(content.reference, { ...change, generation })
  return generation
}

/** Gives content that is renewing the generation that was announced, whose object is there. The damaged one is doomed. */
export function completeRenewal(
  context: BatchContext,
  content: ContentRow,
  change: Pick<ContentChange, 'checksums' | 'lease'>,
): ContentRow {
  const { reference, pool, backend, hash, size } = content
  const generation = newestGeneration(content)
  const state = 'present'
  if (content.parts === undefined) doom(context, content, content.generation)
  releasePieces(context, content)
  context.tables.updateContent(reference, { ...change, state, generation })
  const { checksums } = change
  return {
    reference,
    pool,
    backend,
    hash,
    size,
    state,
    generation,
    ...(checksums && { checksums }),
  }
}

/** Puts the objects of content on the list of the doomed, also one that was only announced; chains have none. */
export function doomAll(context: BatchContext, content: ContentRow): void {
  if (content.parts === undefined) doom(context, content, content.generation)
  if (content.state === 'renewing') doom(context, content, newestGeneration(content))
}

function doom({ tables, time }: BatchContext, content: ContentRow, generation: number): void {
  const { pool, backend, hash, size, locator } = content
  if (backend === INLINE || locator !== undefined) return
  tables.addDoomed({ pool, backend, hash, generation, size, since: time })
}

/** Makes what a chain is made of directly candidates; the chain goes. */
export function releasePieces({ tables, time }: BatchContext, content: ContentRow): void {
  if (content.parts === undefined) return
  const chain = tables.findChain(content.reference)
  if (chain !== undefined)
    for (const piece of [chain.base, chain.part]) tables.addCandidate(piece, time)
}
