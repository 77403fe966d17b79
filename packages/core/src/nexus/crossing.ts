import { streamRange } from '../content/index.ts'
import { NexusError } from '../errors/index.ts'
import { onceSource } from '../kit/index.ts'
import { parentPath, parsePath } from '../path/index.ts'
import type { Id, NodeRow, OperationDraft } from '../spec/index.ts'
import {
  alreadyExists,
  conflict,
  type FileConditions,
  findDirectory,
  findNode,
  getNode,
  isADirectory,
  makeDirectory,
  removeSeen,
  type SeenNode,
  writeFile,
} from '../trees/managed/index.ts'
import type { Located, Session } from './session.ts'
import type { TransferOptions } from './types.ts'
import { walkPages } from './walk.ts'

/** A copy or rename from one space to another. */
export interface Crossing {
  readonly session: Session
  readonly call: 'copy' | 'rename'
  readonly from: Located
  readonly to: Located
  readonly options: TransferOptions
  /** The row that stands for the whole call: of a copy in the target's log, of a rename in the source's. */
  readonly operation: OperationDraft
}

/**
 * Copies between spaces and then, for a rename, removes exactly what was copied. Running the same call again goes on
 * where it stopped. Gives the number of nodes.
 * @throws `CONFLICT` when the source changed meanwhile; then nothing of it was removed.
 */
export async function cross(crossing: Crossing): Promise<number> {
  const { session, call, from, to, options } = crossing
  const { node } = await getNode(session.parts.store, from.space, from.path)
  if (options.ifMatch !== undefined && node.hash !== options.ifMatch)
    throw conflict(from.path, options.ifMatch, node.hash)
  const there = (await findNode(session.parts.store, to.space, to.path))?.node
  const isBegun = there !== undefined && (await isOwn(crossing, from, to, there))
  if (there !== undefined && !isBegun) refuseTarget(crossing, node, there)
  const root = { ...(call === 'copy' && { id: crossing.operation.id }) }
  if (there === undefined) await makeParents(crossing)
  const seen: SeenNode[] = []
  if (node.type === 'file') seen.push(await copyFile(crossing, from, to, root))
  else {
    await copyDirectory(crossing, from, to, root)
    seen.push({ id: node.id })
    for await (const found of copyBelow(crossing)) seen.push(found)
  }
  if (call === 'rename') {
    const change = session.change(crossing.operation, options.signal)
    await removeSeen(session.parts.content, from, seen, change)
  }
  return seen.length
}

/** Whether what is at the target is as an earlier attempt of this very call made it. */
async function isOwn(
  { session, call }: Crossing,
  from: Located,
  to: Located,
  there: NodeRow,
): Promise<boolean> {
  const query = { node: there.id, types: [call], limit: 10 }
  const { rows } = await session.parts.store.operations(to.space, query)
  return rows.some(
    ({ path, target, sequence }) =>
      path === from.path.text && target === to.path.text && sequence === there.from,
  )
}

/** The directories above the target, apart, so that the row of the target's own making names it. */
async function makeParents({ session, to, operation, options }: Crossing): Promise<void> {
  const above = parentPath(to.path)
  if (await findDirectory(session.parts.store, to.space, above)) return
  const place = session.place(above, 'write')
  const how = { parents: true, existOk: true, structuralDepth: 0 }
  const draft = session.draft('mkdir', above, { batch: operation.id })
  await makeDirectory(session.parts.content, place, how, session.change(draft, options.signal))
}

/** As in one space: only a file can be replaced, by a file, where that was asked for. */
function refuseTarget({ to, options }: Crossing, node: NodeRow, there: NodeRow): void {
  if (there.type === 'directory' && node.type === 'file') throw isADirectory(to.path)
  if (node.type === 'directory' || !isOverwriting(options)) throw alreadyExists(to.path)
}

/** Whether a file at the target is replaced. */
export function isOverwriting({ overwrite, ifNoneMatch }: TransferOptions): boolean {
  return overwrite === true && ifNoneMatch === undefined
}

async function* copyBelow(crossing: Crossing): AsyncGenerator<SeenNode> {
  const { session, from, to, options } = crossing
  const walk = { directories: true, signal: options.signal }
  for await (const page of walkPages(session, from.path, walk)) {
    for (const { path, type, id } of page) {
      const source = session.locate(path, 'read')
      const target = session.place(
        parsePath(`${to.path.text}${path.slice(from.path.text.length)}`),
        'write',
      )
      if (type === 'file') yield await copyFile(crossing, source, target)
      else {
        await copyDirectory(crossing, source, target)
        yield { id: id as Id }
      }
    }
  }
}

async function copyDirectory(
  crossing: Crossing,
  from: Located,
  to: Located,
  root: Partial<OperationDraft> = {},
): Promise<void> {
  const options = { parents: true, existOk: true, structuralDepth: 0 }
  await makeDirectory(
    crossing.session.parts.content,
    to,
    options,
    changeOf(crossing, from, to, root),
  )
}

/** Copies a file unless it is there, and gives the state that was copied. */
async function copyFile(
  crossing: Crossing,
  from: Located,
  to: Located,
  root: Partial<OperationDraft> = {},
): Promise<SeenNode> {
  const { session, call, options } = crossing
  const { store, content } = session.parts
  const { node, bytes } = await getNode(store, from.space, from.path, { content: true })
  const seen = { id: node.id, from: node.from }
  const there = (await findNode(store, to.space, to.path))?.node
  const isSame = there?.type === 'file' && there.hash === node.hash
  if (isSame && root.id === undefined && !isOverwriting(options)) return seen
  const file = { space: from.space, path: from.path.text, node, bytes }
  const chunks = streamRange(content, file, { start: 0, end: node.size }, options.signal)
  const { metadata = {}, tags = {}, posix = {} } = node.attributes ?? {}
  const fields = {
    contentType: node.contentType,
    attributes: { metadata, tags, posix },
    ...(call === 'rename' && { modifiedAt: node.modifiedAt }),
    ...(await conditionsOf(crossing, from, to, there)),
  }
  const change = changeOf(crossing, from, to, root)
  await writeFile(content, to, onceSource(chunks, node.size), fields, change)
  return seen
}

/** What must hold at the target: nothing is there, or what an earlier attempt put there, unless it may be replaced. */
async function conditionsOf(
  crossing: Crossing,
  from: Located,
  to: Located,
  there: NodeRow | undefined,
): Promise<FileConditions> {
  if (isOverwriting(crossing.options)) return {}
  if (there?.type !== 'file' || crossing.call === 'copy') return { ifNoneMatch: '*' }
  return (await isOwn(crossing, from, to, there)) ? { ifMatch: there.hash } : { ifNoneMatch: '*' }
}

/** The rows of one crossing have the id of the whole in common. */
function changeOf(
  { session, call, operation, options }: Crossing,
  from: Located,
  to: Located,
  root: Partial<OperationDraft>,
) {
  const more = { target: to.path.text, batch: operation.id, ...root }
  return session.change(session.draft(call, from.path, more), options.signal)
}

/** The error of a transfer that would put something into itself. */
export function intoItself(call: 'copy' | 'rename', from: string, to: string): NexusError {
  return new NexusError('INVALID_ARGUMENT', `Cannot ${call} ${from} into itself (${to}).`, {
    path: from,
    hint: 'Name a target outside of it.',
  })
}
