import { createHash } from 'node:crypto'
import {
  type PreparedContent,
  prepareContent,
  readWhole,
  streamRange,
} from '../../content/index.ts'
import { bytesSource, concatBytes, MAXIMUM_PARTS, onceSource } from '../../kit/index.ts'
import type { NodeWithContent, Source } from '../../spec/index.ts'
import { commitPlanned, type Plan } from './commit-planned.ts'
import type { Change, Place, TreeContext } from './context.ts'
import { findNode, isADirectory } from './find.ts'
import { planParent } from './parents.ts'
import { type FileFields, fileGuards, planPut, type Written, writtenBy } from './write.ts'

/**
 * Adds bytes at the end of a file, as a part of its own: what is there is not written again until the file has 256
 * parts, and not read again while its running hash is known.
 */
export async function appendFile(
  context: TreeContext,
  place: Place,
  addition: Uint8Array,
  fields: FileFields,
  change: Change,
): Promise<Written> {
  const commit = {
    space: place.space,
    operations: [change.operation],
    path: place.path.text,
    signal: change.signal,
  }
  const committed = await commitPlanned(context.store, commit, async () => {
    const found = await findNode(context.store, place.space, place.path)
    if (found?.node.type === 'directory') throw isADirectory(place.path)
    if (found === undefined || found.node.size === 0)
      return planFirst(context, place, addition, found, fields, change)
    const plan = await planPart(context, place, found, addition, fields, change)
    return plan ?? planRewrite(context, place, found, addition, fields, change)
  })
  return writtenBy(committed)
}

async function planFirst(
  context: TreeContext,
  place: Place,
  addition: Uint8Array,
  found: NodeWithContent | undefined,
  fields: FileFields,
  change: Change,
): Promise<Plan> {
  const hasher = createHash('sha256').update(addition)
  context.hashStates.keep(hasher)
  const content = await prepared(context, place, bytesSource(addition), change)
  const plan = await planPut(context, place, content, keeping(fields, found), change.createdBy)
  return found === undefined ? guardedAbsent(context, place, plan, change) : guarded(plan, found)
}

/** The file's parts and one more; `undefined` where it has as many as it may. */
async function planPart(
  context: TreeContext,
  place: Place,
  found: NodeWithContent,
  addition: Uint8Array,
  fields: FileFields,
  change: Change,
): Promise<Plan | undefined> {
  const { node } = found
  const base = await context.store.getContent(node.content as number)
  if (base.state !== 'present' || (base.parts?.length ?? 1) >= MAXIMUM_PARTS) return undefined
  const state =
    context.hashStates.find(node.hash as string) ?? (await rehash(context, place, found, change))
  const hash = context.hashStates.keep(state.update(addition))
  const part = await prepared(context, place, bytesSource(addition), change)
  const offset = part.mutations.length
  const pool = context.poolOf(place.space)
  const append = {
    kind: 'content',
    action: 'append',
    pool,
    hash,
    base: base.reference,
    part: { mutation: offset - 1 },
  } as const
  return planNext(
    context,
    place,
    found,
    { ...part, mutations: [...part.mutations, append] },
    fields,
    change,
  )
}

/** The whole content written anew. */
async function planRewrite(
  context: TreeContext,
  place: Place,
  found: NodeWithContent,
  addition: Uint8Array,
  fields: FileFields,
  change: Change,
): Promise<Plan> {
  const { node } = found
  const file = { space: place.space, path: place.path.text, node }
  const before = streamRange(context, file, { start: 0, end: node.size }, change.signal)
  const size = node.size + addition.byteLength
  const source: Source =
    size <= context.inlineMaxBytes
      ? bytesSource(concatBytes([await readWhole(context, file, change.signal), addition]))
      : onceSource(chained(before, addition), size)
  return planNext(
    context,
    place,
    found,
    await prepared(context, place, source, change),
    fields,
    change,
  )
}

async function planNext(
  context: TreeContext,
  place: Place,
  found: NodeWithContent,
  content: PreparedContent,
  fields: FileFields,
  change: Change,
): Promise<Plan> {
  return guarded(
    await planPut(context, place, content, keeping(fields, found), change.createdBy),
    found,
  )
}

/** The plan only holds while the file is what was read; otherwise it is made again. */
function guarded(plan: Plan, found: NodeWithContent): Plan {
  const condition = { kind: 'unchanged', node: found.node.id, from: found.node.from } as const
  return { ...plan, guards: [...plan.guards, { condition }] }
}

/** The plan only holds while there is no file. */
async function guardedAbsent(
  context: TreeContext,
  place: Place,
  plan: Plan,
  change: Change,
): Promise<Plan> {
  const parents = await planParent(context, place.space, place.path, 0, change.createdBy)
  const absent = fileGuards(context, place.space, place.path, parents, { ifNoneMatch: '*' })
  return { ...plan, guards: [...plan.guards, ...absent.map(({ condition }) => ({ condition }))] }
}

function keeping(fields: FileFields, found: NodeWithContent | undefined): FileFields {
  if (found === undefined) return fields
  return { ...fields, contentType: fields.contentType ?? found.node.contentType }
}

async function rehash(context: TreeContext, place: Place, found: NodeWithContent, change: Change) {
  const file = { space: place.space, path: place.path.text, node: found.node }
  const hasher = createHash('sha256')
  for await (const chunk of streamRange(
    context,
    file,
    { start: 0, end: found.node.size },
    change.signal,
  ))
    hasher.update(chunk)
  return hasher
}

function prepared(
  context: TreeContext,
  place: Place,
  source: Source,
  change: Change,
): Promise<PreparedContent> {
  return prepareContent(
    context,
    { space: place.space, backend: place.backend, path: place.path.text },
    source,
    change.signal,
  )
}

async function* chained(
  before: AsyncIterable<Uint8Array>,
  addition: Uint8Array,
): AsyncGenerator<Uint8Array> {
  yield* before
  yield addition
}
