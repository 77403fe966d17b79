import { createHash, type Hash as Hasher } from 'node:crypto'
import {
  type AppendState,
  contentOf,
  joinRuns,
  type PreparedContent,
  prepareContent,
  type Run,
  readWhole,
  streamRange,
  whileMoving,
  withdrawContent,
} from '../../content/index.ts'
import { bytesSource, concatBytes, MAXIMUM_PARTS, onceSource } from '../../kit/index.ts'
import type { NodeRow, NodeWithContent, Source } from '../../spec/index.ts'
import { ATTEMPTS_ON_CONTENT, type Committed, commitPlanned, type Plan } from './commit-planned.ts'
import { absentGuards, checkFile } from './conditions.ts'
import { type Change, commitOf, type Place, type TreeContext } from './context.ts'
import { findNode, isADirectory } from './find.ts'
import { planParent } from './parents.ts'
import { type FileFields, isInline, planPut, type Written, writtenBy } from './write.ts'

/** Bytes of the longest part that is made by joining additions. */
const LONGEST_JOINED = 32 * 1024

/** An append: what is added to which file, by whom. */
interface Append {
  readonly context: TreeContext
  readonly place: Place
  readonly addition: Uint8Array
  readonly fields: FileFields
  readonly change: Change
}

/** Content with the addition, and what the next append may know of it. */
interface Appended extends PreparedContent {
  readonly hasher?: Hasher | undefined
  readonly runs?: readonly Run[] | undefined
}

/**
 * Adds bytes at the end of a file, as a part of its own or joined with small parts before it: what is there is not
 * written again until the file has 256 parts, and not read again while it was appended to lately.
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
  let appended: Appended | undefined
  const target = { space: place.space, backend: place.backend, path: place.path.text }
  const withdraw = async () => {
    if (appended !== undefined) await withdrawContent(context, target, appended)
    appended = undefined
  }
  const plan = async () => {
    await withdraw()
    const found = await findNode(context.store, place.space, place.path)
    if (found?.node.type === 'directory') {
      await checkFile(context, place, fields)
      throw isADirectory(place.path)
    }
    appended =
      found === undefined || found.node.size === 0
        ? await prepareFirst(append)
        : await preparePart(append, found)
    return found === undefined ? planNew(append, appended) : planNext(append, found, appended)
  }
  const planned = commitPlanned(context, commit, () => whileMoving(plan))
  const committed = await planned.catch(async (error: unknown) => {
    await withdraw()
    throw error
  })
  if (appended !== undefined) keepState(context, appended, committed)
  return writtenBy(committed)
}

/** Remembers what the commit really made: content that was there already has the parts it had. */
function keepState(
  { appends }: TreeContext,
  { hasher, runs = [], mutations }: Appended,
  committed: Committed,
): void {
  const content = committed.mutations[mutations.length - 1]?.content
  if (hasher === undefined || content === undefined) return
  appends.keep(content.reference, { hasher, runs, parts: content.parts?.length ?? 1 })
}

/** The plan only holds while there is no file. */
async function planNew(append: Append, content: PreparedContent): Promise<Plan> {
  const { context, place, fields, change } = append
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
  return {
    ...plan,
    guards: [...plan.guards, { condition }],
    refuse: (problem, index) => {
      if (problem === 'contentMissing') context.appends.forget(node.content as number)
      return plan.refuse?.(problem, index)
    },
  }
}

async function prepareFirst(append: Append): Promise<Appended> {
  const { addition } = append
  const { runs } = joinRuns({ parts: 0, runs: [] }, undefined, addition, limitOf(append))
  const hasher = createHash('sha256').update(addition)
  return { ...(await prepare(append, bytesSource(addition))), hasher, runs }
}

/** Parts are joined only where they ride in the commit. */
function limitOf({ context }: Append): number {
  return Math.min(context.inlineMaxBytes, LONGEST_JOINED)
}

/** The file's parts and one more; the whole content anew where it has as many parts as it may, or is damaged. */
async function preparePart(append: Append, found: NodeWithContent): Promise<Appended> {
  const { context, addition } = append
  const { node } = found
  if (addition.byteLength === 0) return unchanged(node)
  const state = context.appends.find(node.content as number) ?? (await stateOf(append, found))
  if (state === undefined) return prepareWhole(append, found)
  const { joined, runs } = joinRuns(state, node.content, addition, limitOf(append))
  if (joined.baseParts >= MAXIMUM_PARTS) return prepareWhole(append, found)
  const hasher = state.hasher.copy().update(addition)
  const part = await prepare(append, bytesSource(joined.bytes))
  if (joined.base === undefined) return { ...part, hasher, runs }
  const join = {
    kind: 'content',
    action: 'append',
    pool: context.poolOf(append.place.space),
    hash: hasher.copy().digest('hex'),
    base: joined.base,
    part: { mutation: part.mutations.length - 1 },
  } as const
  return { hash: join.hash, size: part.size, mutations: [...part.mutations, join], hasher, runs }
}

/** The state of content that was not appended to lately; `undefined` where it cannot be a base. */
async function stateOf(append: Append, found: NodeWithContent): Promise<AppendState | undefined> {
  const { context, place } = append
  const file = { space: place.space, path: place.path.text, node: found.node }
  const base = await contentOf(context, file)
  const parts = base.parts?.length ?? 1
  if (base.state !== 'present' || base.pool !== context.poolOf(place.space)) return undefined
  if (parts >= MAXIMUM_PARTS) return undefined
  return { hasher: await rehash(append, found), parts, runs: [] }
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
