import { hash } from 'node:crypto'
import { type ContentMutation, type ContentRow, INLINE } from '../../spec/index.ts'
import type { Applied, BatchContext } from './batch-context.ts'
import { newestGeneration } from './new-generation.ts'

type Relocate = ContentMutation & { readonly action: 'relocate' }

/** The most parts of one content. */
const MAXIMUM_PARTS = 256
const NOTHING = new Uint8Array(0)
const HASH_OF_NOTHING = hash('sha256', NOTHING, 'hex')

/** Has content lie where the same bytes lie on another backend; see {@link ContentMutation}. */
export function applyRelocate(context: BatchContext, mutation: Relocate): Applied {
  const { tables } = context
  const content = tables.getContent(mutation.content)
  const target = tables.getContent(mutation.to)
  if (content === undefined || target === undefined) return 'contentMissing'
  if (!isOneObject(content, mutation.generation) || content.state !== 'present')
    return 'contentMissing'
  const isSame = content.pool === target.pool && content.hash === target.hash
  if (!isSame || content.backend === target.backend) return 'contentMissing'
  const isThere = target.state === 'present' || target.state === 'pending'
  if (!isThere || target.generation !== mutation.toGeneration) return 'contentMissing'
  if (tables.isReferenced(target.reference)) return share(context, content, target)
  return target.parts === undefined ? exchange(context, content, target) : 'contentMissing'
}

function isOneObject(content: ContentRow, generation: number): boolean {
  const { parts, locator, backend } = content
  const isObject = parts === undefined && locator === undefined && backend !== INLINE
  return isObject && newestGeneration(content) === generation
}

/** The two change places; what stays behind is a tombstone, so that its key is never handed out again. */
function exchange({ tables }: BatchContext, content: ContentRow, target: ContentRow): Applied {
  const { reference } = content
  const { backend, generation } = target
  const checksums = content.checksums ?? target.checksums
  const place = { backend, generation, ...(checksums !== undefined && { checksums }) }
  tables.updateContent(reference, place)
  tables.updateContent(target.reference, {
    backend: content.backend,
    generation: content.generation,
    state: 'condemned',
    lease: null,
  })
  tables.removeCandidate(target.reference)
  return { content: { ...content, ...place }, created: true }
}

/** Others use what is there, so the content is made of it, and of nothing more. */
function share(context: BatchContext, content: ContentRow, target: ContentRow): Applied {
  const { tables } = context
  const depth = (target.parts?.length ?? 1) + 1
  if (target.state !== 'present' || depth > MAXIMUM_PARTS) return 'contentMissing'
  const address = { pool: content.pool, backend: INLINE, hash: HASH_OF_NOTHING }
  const nothing = tables.findContent(address)
  if (nothing !== undefined && nothing.state !== 'present') return 'contentMissing'
  const part =
    nothing?.reference ??
    tables.insertContent({ ...address, size: 0, state: 'present', generation: 1, bytes: NOTHING })
  const generation = content.generation + 1
  const chain = { base: target.reference, part, depth }
  tables.updateContent(content.reference, { state: 'present', generation, chain })
  return { content: tables.getContent(content.reference) as ContentRow, created: true }
}
