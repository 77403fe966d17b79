import { createHash } from 'node:crypto'
import {
  type PreparedContent,
  prepareContent,
  readWhole,
  streamRange,
} from '../../content/index.ts'
import { bytesSource, concatBytes, MAXIMUM_PARTS, onceSource } from '../../kit/index.ts'
import type { NodeRow, NodeWithContent, Source } from '../../spec/index.ts'
import { ATTEMPTS_ON_CONTENT, commitPlanned, type Plan } from './commit-planned.ts'
import { absentGuards, checkFile } from './conditions.ts'
import { type Change, commitOf, type Place, type TreeContext } from './context.ts'
import { findNode, isADirectory } from './find.ts'
import { planParent } from './parents.ts'
import { type FileFields, isInline, planPut, type Written, writtenBy } from './write.ts'

/** An append: what is added to which file, by whom. */
interface Append {
  readonly context: TreeContext
  readonly place: Place
  readonly addition: Uint8Array
  readonly fields: FileFields
  readonly change: Change
}

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
  const append = { context, place, addition, fields, change }
  if (!isInline(context, bytesSource(addition))) await checkFile(context, place, fields)
  const commit = { ...commitOf(place, change), attempts: ATTEMPTS_ON_CONTENT }
  const committed = await commitPlanned(context, commit, async () => {
    const found = await findNode(context.store, place.space, place.path)
    if (found === undefined) return planNew(append)
    if (found.node.type === 'directory') throw isADirectory(place.path)
    if (found.node.size === 0) return planNext(append, found, await prepareFirst(append))
    return planNext(append, found, await preparePart(append, found))
  })
  return writtenBy(committed)
}

/** The plan only holds while there is no file. */
async function planNew(append: Append): Promise<Plan> {
  const { context, place, fields, change } = append
  const content = await prepareFirst(append)
  const parents = await planParent(context, place.space, place.path, 0, change.createdBy)
  const plan = await planPut(context, place, content, fields, change.createdBy)
  const absent = absentGuards(place.path, parents).map(({ condition }) => ({ condition }))
  return { ...plan, guards: [...plan.guards, ...absent] }
}

/** The plan only holds while the file is what was read; otherwise it is made again. */
async function planNext(
  { context, place, fields, change }: Append,
  { node }: NodeWithContent,
  content: PreparedContent,
): Promise<Plan> {
  const kept = { ...fields, contentType: fields.contentType ?? node.contentType }
  const plan = await planPut(context, place, content, kept, change.createdBy)
  const condition = { kind: 'unchanged', node: node.id, from: node.from } as const
  return { ...plan, guards: [...plan.guards, { condition }] }
}

function prepareFirst(append: Append): Promise<PreparedContent> {
  const { context, addition } = append
  context.hashStates.keep(createHash('sha256').update(addition))
  return prepare(append, bytesSource(addition))
}

/** The file's parts and one more; the whole content anew where it has as many parts as it may, or is damaged. */
async function preparePart(append: Append, found: NodeWithContent): Promise<PreparedContent> {
  const { context, place, addition } = append
  const { node } = found
  if (addition.byteLength === 0) return unchanged(node)
  const pool = context.poolOf(place.space)
  const base = await context.store.getContent(node.content as number)
  const isFull = (base.parts?.length ?? 1) >= MAXIMUM_PARTS
  if (base.state !== 'present' || base.pool !== pool || isFull) return prepareWhole(append, found)
  const state = context.hashStates.find(node.hash as string) ?? (await rehash(append, found))
  const hash = context.hashStates.keep(state.update(addition))
  const part = await prepare(append, bytesSource(addition))
  const reference = { mutation: part.mutations.length - 1 }
  const join = {
    kind: 'content',
    action: 'append',
    pool,
    hash,
    base: base.reference,
    part: reference,
  } as const
  return { ...part, mutations: [...part.mutations, join] }
}

/** Nothing was added: a version with the content that is there. */
function unchanged({ hash, size, content }: NodeRow): PreparedContent {
  return { reference: content, hash: hash as string, size, mutations: [] }
}

async function prepareWhole(append: Append, { node }: NodeWithContent): Promise<PreparedContent> {
  const { context, place, addition, change } = append
  const file = { space: place.space, path: place.path.text, node }
  const size = node.size + addition.byteLength
  if (size <= context.inlineMaxBytes) {
    const before = await readWhole(context, file, change.signal)
    return prepare(append, bytesSource(concatBytes([before, addition])))
  }
  const before = streamRange(context, file, { start: 0, end: node.size }, change.signal)
  return prepare(append, onceSource(chained(before, addition), size))
}

async function rehash({ context, place, change }: Append, { node }: NodeWithContent) {
  const file = { space: place.space, path: place.path.text, node }
  const hasher = createHash('sha256')
  const whole = { start: 0, end: node.size }
  for await (const chunk of streamRange(context, file, whole, change.signal)) hasher.update(chunk)
  return hasher
}

function prepare({ context, place, change }: Append, source: Source): Promise<PreparedContent> {
  const target = { space: place.space, backend: place.backend, path: place.path.text }
  return prepareContent(context, target, source, change.signal)
}

async function* chained(
  before: AsyncIterable<Uint8Array>,
  addition: Uint8Array,
): AsyncGenerator<Uint8Array> {
  yield* before
  yield addition
}
