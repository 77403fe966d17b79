import { isNexusError, NexusError } from '../errors/index.ts'
import { onceSource } from '../kit/index.ts'
import { parentPath, parsePath } from '../path/index.ts'
import type { OperationDraft } from '../spec/index.ts'
import {
  alreadyExists,
  conflict,
  type FileConditions,
  isADirectory,
  notADirectory,
} from '../trees/managed/index.ts'
import type { Seen, TreeNode } from '../trees/tree.ts'
import type { Located, Session } from './session.ts'
import type { TransferOptions } from './types.ts'
import { walkPages } from './walk.ts'

/** A copy or rename from one space or tree to another. */
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
 * Copies between spaces or trees and then, for a rename, removes exactly what was copied. Running the same call again
 * goes on where it stopped. Gives the number of nodes.
 * @throws `CONFLICT` when the source changed meanwhile; then what changed was not removed.
 */
export async function cross(crossing: Crossing): Promise<number> {
  const { session, call, from, to, options } = crossing
  const node = await from.tree.stat(from, { signal: options.signal })
  if (options.ifMatch !== undefined && node.etag !== options.ifMatch)
    throw conflict(from.path, options.ifMatch, node.etag)
  const there = await to.tree.find(to, {})
  const isBegun = there !== undefined && (await to.tree.isLeftBy(to, call, from.path))
  if (there !== undefined && !isBegun) refuseTarget(crossing, node, there)
  const root = { ...(call === 'copy' && { id: crossing.operation.id }) }
  if (there === undefined) await makeParents(crossing)
  const seen: Seen[] = []
  if (node.type === 'file') seen.push(await copyFile(crossing, from, to, root))
  else {
    await copyDirectory(crossing, from, to, root)
    seen.push({ path: from.path, type: 'directory', id: node.id })
    for await (const found of copyBelow(crossing)) seen.push(found)
  }
  if (call === 'rename') {
    const change = session.change(crossing.operation, options.signal)
    await from.tree.removeSeen(from, seen, change)
  }
  return seen.length
}

/** The directories above the target, apart, so that the row of the target's own making names it. */
async function makeParents({ session, to, operation, options }: Crossing): Promise<void> {
  const above = parentPath(to.path)
  const place = session.place(above, 'write')
  // A mapped directory is implied by what is written into it.
  if (place.tree.layout === 'path' || (await hasParent(place))) return
  const how = { parents: true, existOk: true, structuralDepth: 0 }
  const draft = session.draft('mkdir', above, { batch: operation.id })
  await place.tree.makeDirectory(place, how, session.change(draft, options.signal))
}

/** Whether a directory has its row. @throws `NOT_A_DIRECTORY`. */
async function hasParent(place: Located): Promise<boolean> {
  if (place.path.segments.length === 0) return true
  try {
    const { type } = await place.tree.stat(place, {})
    if (type === 'directory') return true
    throw notADirectory(place.path, place.path.segments.length)
  } catch (error) {
    if (isNexusError(error, 'NOT_FOUND')) return false
    throw error
  }
}

/** As in one space: only a file can be replaced, by a file, where that was asked for. */
function refuseTarget({ to, options }: Crossing, node: TreeNode, there: TreeNode): void {
  if (there.type === 'directory' && node.type === 'file') throw isADirectory(to.path)
  if (node.type === 'directory' || !isOverwriting(options)) throw alreadyExists(to.path)
}

/** Whether a file at the target is replaced. */
export function isOverwriting({ overwrite, ifNoneMatch }: TransferOptions): boolean {
  return overwrite === true && ifNoneMatch === undefined
}

async function* copyBelow(crossing: Crossing): AsyncGenerator<Seen> {
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
        yield { path: source.path, type, id }
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
  await to.tree.makeDirectory(to, options, changeOf(crossing, from, to, root))
}

/** Copies a file unless it is there, and gives the state that was copied. */
async function copyFile(
  crossing: Crossing,
  from: Located,
  to: Located,
  root: Partial<OperationDraft> = {},
): Promise<Seen> {
  const { call, options } = crossing
  const { signal } = options
  const file = await from.tree.open(from, { signal })
  const there = await to.tree.find(to, {})
  const isSame = there?.type === 'file' && from.tree === to.tree && there.etag === file.etag
  if (isSame && root.id === undefined && !isOverwriting(options)) return file.seen
  const { metadata = {}, tags = {}, posix = {} } = file.attributes ?? {}
  const fields = {
    contentType: file.contentType,
    attributes: { metadata, tags, posix },
    ...(call === 'rename' && { modifiedAt: file.modifiedAt }),
    ...(await conditionsOf(crossing, from, to, there)),
  }
  const change = changeOf(crossing, from, to, root)
  await to.tree.write(to, onceSource(file.stream(signal), file.size), fields, change)
  return file.seen
}

/** What must hold at the target: nothing is there, or what an earlier attempt put there, unless it may be replaced. */
async function conditionsOf(
  crossing: Crossing,
  from: Located,
  to: Located,
  there: TreeNode | undefined,
): Promise<FileConditions> {
  if (isOverwriting(crossing.options)) return {}
  if (there?.type !== 'file' || crossing.call === 'copy') return { ifNoneMatch: '*' }
  const isOwn = await to.tree.isLeftBy(to, 'rename', from.path)
  return isOwn ? { ifMatch: there.etag } : { ifNoneMatch: '*' }
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
