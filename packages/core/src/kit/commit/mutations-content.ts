import { NexusError } from '../../errors/index.ts'
import {
  type ContentMutation,
  type ContentPart,
  type ContentRow,
  INLINE,
} from '../../spec/index.ts'
import { type Applied, type BatchContext, contentRow } from './batch-context.ts'
import { leaseEnded, leaseTaken } from './content-lease.ts'
import { applyCondemn, applyDrop } from './mutations-collect.ts'
import { applyRelocate } from './mutations-relocate.ts'
import { completeRenewal, newestGeneration, newGeneration } from './new-generation.ts'
import type { CommitTables, NewContent } from './tables.ts'

/** The longest list of parts that one content may have. */
export const MAXIMUM_PARTS = 256

type Action<Name extends ContentMutation['action']> = ContentMutation & { readonly action: Name }

/** Registers, makes, confirms, doubts or collects content. */
export function applyContent(context: BatchContext, mutation: ContentMutation): Applied {
  switch (mutation.action) {
    case 'inline':
      return keepInline(context, mutation)
    case 'register':
      return register(context, mutation)
    case 'confirm':
      return confirm(context, mutation)
    case 'external':
      return keepExternal(context.tables, mutation)
    case 'append':
      return append(context, mutation)
    case 'suspect':
      return suspect(context.tables, mutation)
    case 'condemn':
      return applyCondemn(context, mutation)
    case 'drop':
      return applyDrop(context, mutation)
    case 'relocate':
      return applyRelocate(context, mutation)
  }
}

function keepInline(context: BatchContext, mutation: Action<'inline'>): Applied {
  const { tables } = context
  const { pool, hash, bytes } = mutation
  const there = tables.findContent({ pool, backend: INLINE, hash })
  if (there === undefined)
    return made(tables, {
      pool,
      backend: INLINE,
      hash,
      size: bytes.byteLength,
      state: 'present',
      generation: 1,
      bytes,
    })
  if (there.state === 'present' && holdsBytes(tables, there, bytes))
    return { content: there, created: false }
  const state = 'present'
  const size = bytes.byteLength
  const generation = newGeneration(context, there, { state, size, bytes })
  return { content: oneObject(there, { state, generation, size }), created: true }
}

function keepExternal(tables: CommitTables, mutation: Action<'external'>): Applied {
  const { pool, backend, hash, size, locator } = mutation
  const there = tables.findContent({ pool, backend, hash })
  if (there !== undefined) return { content: there, created: false }
  const state = 'present'
  return made(tables, { pool, backend, hash, size, state, generation: 1, locator })
}

function holdsBytes(tables: CommitTables, content: ContentRow, bytes: Uint8Array): boolean {
  if (content.size !== bytes.byteLength) return false
  let start = 0
  for (const part of content.parts ?? [content]) {
    const held = tables.readInline(part.reference)
    if (held === undefined) return false
    if (Buffer.compare(held, bytes.subarray(start, start + held.byteLength)) !== 0) return false
    start += held.byteLength
  }
  return start === bytes.byteLength
}

function register(context: BatchContext, mutation: Action<'register'>): Applied {
  const { tables, time } = context
  const { pool, backend, hash, size } = mutation
  const until = time + mutation.leaseMs
  const there = tables.findContent({ pool, backend, hash })
  const state = 'pending'
  if (there === undefined) {
    const lease = { count: 1, until }
    const result = made(tables, { pool, backend, hash, size, state, generation: 1, lease })
    tables.addCandidate(result.content.reference, until)
    return result
  }
  const { reference } = there
  if (there.state === 'pending' || there.state === 'present') {
    const lease = leaseTaken(context, reference, until)
    tables.updateContent(reference, { lease })
    tables.addCandidate(reference, lease.until)
    return { content: there, created: false }
  }
  if (there.state !== 'condemned') return renew(context, there, until)
  const lease = { count: 1, until }
  const generation = newGeneration(context, there, { state, size, lease })
  tables.addCandidate(reference, until)
  return { content: oneObject(there, { state, generation, size }), created: true }
}

/**
 * Announces a replacement of damaged content. Until it is confirmed the row names what it did, so that an upload that
 * fails, or never ends, takes away nothing that can be read.
 */
function renew(context: BatchContext, there: ContentRow, until: number): Applied {
  const { tables } = context
  const { reference, size } = there
  const created = there.state === 'suspect'
  // Leases on the damaged object are of uploads that will be refused.
  const lease = created ? { count: 1, until } : leaseTaken(context, reference, until)
  const renewing = { ...there, state: 'renewing' } as const
  tables.updateContent(reference, { state: renewing.state, lease })
  tables.addCandidate(reference, lease.until)
  const generation = newestGeneration(renewing)
  return { content: oneObject(there, { state: 'pending', generation, size }), created }
}

function confirm(context: BatchContext, mutation: Action<'confirm'>): Applied {
  const { tables } = context
  const named = contentRow(context, mutation.content)
  // An earlier mutation may have answered with the row as it will be.
  const there =
    typeof mutation.content === 'number' ? named : named && tables.getContent(named.reference)
  if (there === undefined || newestGeneration(there) !== mutation.generation)
    return 'contentMissing'
  if (there.state === 'suspect' || there.state === 'condemned') return 'contentMissing'
  const lease = leaseEnded(context, there.reference)
  if (there.state === 'renewing') {
    const { checksums } = mutation
    const change = { lease: lease ?? null, ...(checksums && { checksums }) }
    return { content: completeRenewal(context, there, change), created: true }
  }
  if (there.state === 'present') {
    if (lease !== undefined) tables.updateContent(there.reference, { lease })
    return { content: there, created: false }
  }
  const { checksums } = mutation
  const change = { state: 'present', ...(checksums !== undefined && { checksums }) } as const
  tables.updateContent(there.reference, { ...change, ...(lease !== undefined && { lease }) })
  return { content: { ...there, ...change }, created: true }
}

function append(context: BatchContext, mutation: Action<'append'>): Applied {
  const { tables } = context
  const base = tables.getContent(mutation.base)
  const part = contentRow(context, mutation.part)
  if (base?.state !== 'present' || part?.state !== 'present') return 'contentMissing'
  // What lies elsewhere is checked by nothing that a whole could be checked by.
  if (base.locator !== undefined || part.locator !== undefined) return 'contentMissing'
  const parts = checkedParts([...piecesOf(base), ...piecesOf(part)])
  const address = { pool: mutation.pool, backend: base.backend, hash: mutation.hash }
  const there = tables.findContent(address)
  if (there?.state === 'present') return { content: there, created: false }
  const state = 'present'
  const size = base.size + part.size
  const chain = { base: base.reference, part: part.reference, depth: parts.length }
  const change = { state, size, chain } as const
  if (there === undefined) {
    const reference = tables.insertContent({ ...address, ...change, generation: 1 })
    const content = { reference, ...address, size, state, generation: 1, parts } as const
    return { content, created: true }
  }
  const generation = newGeneration(context, there, change)
  const { reference } = there
  return { content: { reference, ...address, size, state, generation, parts }, created: true }
}

function piecesOf(content: ContentRow): readonly ContentPart[] {
  if (content.parts !== undefined) return content.parts
  const { reference, backend, hash, size, generation } = content
  return [{ reference, backend, hash, size, generation }]
}

function checkedParts(parts: readonly ContentPart[]): readonly ContentPart[] {
  if (parts.length <= MAXIMUM_PARTS) return parts
  throw new NexusError(
    'INVALID_ARGUMENT',
    `An append would give content of ${parts.length} parts; ${MAXIMUM_PARTS} is the most.`,
    { hint: 'Write the content whole.' },
  )
}

function suspect(tables: CommitTables, mutation: Action<'suspect' | 'condemn'>): Applied {
  const there = tables.getContent(mutation.content)
  if (there === undefined) return 'contentMissing'
  const isAnother = there.generation !== mutation.generation || there.state !== 'present'
  if (isAnother || there.locator !== undefined) return { content: there, created: false }
  tables.updateContent(there.reference, { state: 'suspect' })
  return { content: { ...there, state: 'suspect' }, created: true }
}

function made(tables: CommitTables, content: NewContent) {
  const reference = tables.insertContent(content)
  const { pool, backend, hash, size, state, generation, locator } = content
  const row = { reference, pool, backend, hash, size, state, generation }
  return { content: { ...row, ...(locator !== undefined && { locator }) }, created: true }
}

function oneObject(
  row: ContentRow,
  change: Pick<ContentRow, 'state' | 'generation' | 'size'>,
): ContentRow {
  const { reference, pool, backend, hash } = row
  return { reference, pool, backend, hash, ...change }
}
