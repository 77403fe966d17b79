import { type ContentMutation, type ContentRow, INLINE } from '../../spec/index.ts'
import type { Applied, BatchContext } from './batch-context.ts'
import { heldLease } from './content-lease.ts'
import { doomAll, newestGeneration, releasePieces } from './new-generation.ts'

type Action<Name extends ContentMutation['action']> = ContentMutation & { readonly action: Name }

/** Condemns content that nothing needs; a candidate that something needs leaves the list. */
export function applyCondemn(
  context: BatchContext,
  { content, generation }: Action<'suspect' | 'condemn'>,
): Applied {
  const { tables } = context
  const there = tables.getContent(content)
  if (there === undefined) return { created: false }
  const spared = { content: there, created: false }
  if (there.generation !== generation || !tables.isCandidate(content)) return spared
  if (heldLease(context, content) !== undefined) return spared
  tables.removeCandidate(content)
  if (there.state === 'condemned' || tables.isReferenced(content)) return spared
  return { content: condemned(context, there), created: true }
}

/** The row as it was at the end: removed, unless a key was made from its address. */
function condemned(context: BatchContext, content: ContentRow): ContentRow {
  const { tables } = context
  const { reference } = content
  const state = 'condemned'
  const generation = newestGeneration(content)
  doomAll(context, content)
  releasePieces(context, content)
  if (content.backend === INLINE || content.locator !== undefined) tables.removeContent(reference)
  else if (content.parts === undefined)
    tables.updateContent(reference, { state, generation, lease: null })
  else if (generation === 1) tables.removeContent(reference)
  // A chain took the place of an object: its generations are used up, so the next one goes on from there.
  else tables.updateContent(reference, { state, generation: content.generation + 1 })
  return { ...content, state }
}

/** Takes an object that was deleted off the list of the doomed. */
export function applyDrop({ tables }: BatchContext, mutation: Action<'drop'>): Applied {
  const { pool, backend, hash, generation } = mutation
  tables.removeDoomed({ pool, backend, hash }, generation)
  return {}
}
