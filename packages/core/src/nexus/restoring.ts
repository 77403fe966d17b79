import { isNexusError, NexusError } from '../errors/index.ts'
import { findHorizon, previewRestore, requireHistory, type TreeChange } from '../history/index.ts'
import type { Mount } from '../mounts/index.ts'
import { childPath, isWithin, parsePath, pathOf, type VirtualPath } from '../path/index.ts'
import {
  type Mutation,
  type NodeRow,
  type Precondition,
  ROOT_ID,
  type Sequence,
} from '../spec/index.ts'
import { commitPlanned, type Guard, type Plan, planParent } from '../trees/managed/index.ts'
import { restoreMapped } from './mapped-restore.ts'
import { directoryThen, findThen, momentOf } from './moment.ts'
import type { Located, Session } from './session.ts'
import type { Nexus, RestoreOptions, RestoreResult } from './types.ts'

/** Children of one answer. */
const PAGE = 1000

/** The root, which has no row. */
const ROOT: NodeRow = {
  id: ROOT_ID,
  parent: ROOT_ID,
  name: '',
  type: 'directory',
  from: 0,
  version: 0,
  size: 0,
  createdAt: 0,
  modifiedAt: 0,
}

/** A place that becomes what it was. */
interface Restored {
  readonly located: Located
  readonly present: NodeRow | undefined
  readonly past: NodeRow | undefined
}

/** restore. */
export function createRestoring(session: Session): Pick<Nexus, 'restore'> {
  return {
    restore: (path, options) =>
      session.call(options?.signal, () => restorePath(session, path, options), path),
  }
}

/**
 * A path and what is below it become what they were. A directory that exists by structure stays; what is in it is
 * restored as far as the caller may change it.
 */
export async function restorePath(
  session: Session,
  text: string,
  options: RestoreOptions,
): Promise<RestoreResult> {
  const path = parsePath(text)
  const { dryRun = false, signal } = options ?? {}
  const at = await momentOf(session, path, options ?? {})
  if (at === undefined) throw noMoment(path.text)
  const located = session.place(path, 'write')
  if (located.tree.layout === 'path') return restoreMapped(session, located, at, options)
  if (dryRun) {
    const changes = await preview(session, await findRestored(session, located, at), at)
    return { path: path.text, count: changes.length, changes }
  }
  const { content, store } = session.parts
  const operation = session.draft('restore', path)
  const change = session.change(operation, signal)
  const commit = { space: located.space, operations: [operation], path: path.text, signal }
  let made = 0
  const committed = await commitPlanned(content, commit, async (): Promise<Plan> => {
    // Read first: when something is pruned meanwhile, the commit fails.
    const { space, version } = await findHorizon(store, located.space)
    const unpruned: Precondition = { kind: 'record', collection: 'horizon', key: space, version }
    const plan = await planRestored(session, await findRestored(session, located, at), at, change)
    made = plan.made
    return { ...plan, guards: [{ condition: unpruned }, ...plan.guards] }
  })
  const count = committed.mutations.reduce((sum, result) => sum + (result.count ?? 0), made)
  return { path: path.text, operationId: operation.id, count }
}

/** The path itself; of a directory that exists by structure what is or was in it, as far as the caller may change it. */
async function findRestored(
  session: Session,
  located: Located,
  at: Sequence,
): Promise<readonly Restored[]> {
  const found = session.isStructural(located.path)
    ? (await findStructural(session, located, at)).restored
    : [await findOne(session, located, at)]
  // Asked last: what was pruned meanwhile would look as if it had not been there.
  await requireHistory(session.parts.store, located, at)
  for (const one of found) await checkMounts(session, one.located, at)
  return found
}

async function findOne(session: Session, located: Located, at: Sequence): Promise<Restored> {
  const present = await findThen(session, located, undefined)
  const past = await findThen(session, located, at)
  if (past === undefined) throw notThere(located.path.text)
  return { located, present, past }
}

/** One restore of the whole directory keeps more ids than one of each thing in it, so that is done where it may be. */
async function findStructural(
  session: Session,
  located: Located,
  at: Sequence,
): Promise<{ readonly restored: readonly Restored[]; readonly isWhole: boolean }> {
  const present = await childrenOf(session, located, undefined)
  const past = await childrenOf(session, located, at)
  const restored: Restored[] = []
  let isWhole = true
  for (const name of new Set([...past.keys(), ...present.keys()])) {
    const child = writable(session, located, name)
    if (child === undefined) isWhole = false
    else if (session.isStructural(child.path)) {
      const below = await findStructural(session, child, at)
      restored.push(...below.restored)
      isWhole &&= below.isWhole
    } else restored.push({ located: child, present: present.get(name), past: past.get(name) })
  }
  const isRoot = located.path.segments.length === 0
  return isRoot && isWhole
    ? { restored: [{ located, present: ROOT, past: ROOT }], isWhole }
    : { restored, isWhole }
}

/** A child of the same space that the caller may change. */
function writable(session: Session, { space, path }: Located, name: string): Located | undefined {
  try {
    const child = session.place(childPath(path, name), 'write')
    return child.space === space ? child : undefined
  } catch (error) {
    if (isNexusError(error, 'ACCESS_DENIED') || isNexusError(error, 'READ_ONLY')) return undefined
    throw error
  }
}

async function childrenOf(
  session: Session,
  located: Located,
  at: Sequence | undefined,
): Promise<ReadonlyMap<string, NodeRow>> {
  const children = new Map<string, NodeRow>()
  const directory = await directoryThen(session, located, at)
  if (directory === undefined) return children
  for (let after: string | undefined, more = true; more; ) {
    const options = { at, after, limit: PAGE }
    const page = await session.parts.store.listChildren(located.space, directory, options)
    for (const row of page.rows) children.set(row.name, row)
    after = page.next
    more = after !== undefined
  }
  return children
}

/**
 * @throws `BUSY` for a mount point below that was not the same directory then, `READ_ONLY` for a read-only mount below,
 * `NOT_SUPPORTED` for one of layout `path`.
 */
async function checkMounts(session: Session, located: Located, at: Sequence): Promise<void> {
  const { space, path, mount } = located
  for (const below of session.parts.mounts.list(space)) {
    if (below.id === mount.id || !isWithin(below.mountPoint, path)) continue
    if (below.layout === 'path') throw mounted(path.text, below, 'NOT_SUPPORTED')
    if (below.readonly) throw mounted(path.text, below, 'READ_ONLY')
    const place = { space, path: below.mountPoint }
    const present = await findThen(session, place, undefined)
    const past = await findThen(session, place, at)
    if (present?.id !== past?.id) throw mounted(path.text, below, 'BUSY')
  }
}

function mounted(
  path: string,
  { mountPoint }: Mount,
  code: 'BUSY' | 'READ_ONLY' | 'NOT_SUPPORTED',
): NexusError {
  return new NexusError(code, `${path} cannot be restored: ${mountPoint.text} is mounted in it.`, {
    path,
    hint: `Restore what is beside the mount, or remove the mount ${mountPoint.text} first.`,
  })
}

/** `made` is how many directories are made again above what is restored. */
async function planRestored(
  session: Session,
  restored: readonly Restored[],
  at: Sequence,
  { createdBy }: { readonly createdBy: string | undefined },
): Promise<Plan & { readonly made: number }> {
  const { content } = session.parts
  let made = 0
  const guards: Guard[] = []
  const mutations: Mutation[] = []
  for (const { located, present, past } of restored) {
    const { space, path } = located
    if (past === undefined) {
      if (present !== undefined)
        mutations.push({ kind: 'remove', node: present.id, recursive: true })
      continue
    }
    if (past.id === ROOT_ID) {
      mutations.push({
        kind: 'restoreTree',
        node: ROOT_ID,
        at,
        parent: ROOT_ID,
        name: '',
        createdBy,
      })
      continue
    }
    const plan = await planParent(content, space, path, mutations.length, createdBy)
    const name = path.segments.at(-1) as string
    made += missingAbove(session, path, plan.mutations.length).length
    if (plan.missing !== undefined) guards.push({ condition: { kind: 'absent', ...plan.missing } })
    mutations.push(...plan.mutations, {
      kind: 'restoreTree',
      node: past.id,
      at,
      parent: plan.parent,
      name,
      createdBy,
    })
  }
  return { guards, mutations, made }
}

async function preview(
  session: Session,
  restored: readonly Restored[],
  at: Sequence,
): Promise<readonly TreeChange[]> {
  const { store } = session.parts
  const changes: TreeChange[] = []
  for (const { located, present, past } of restored) {
    const { space, path } = located
    if (past !== undefined && past.id !== ROOT_ID)
      changes.push(...(await previewParents(session, located)))
    const text = path.segments.length === 0 ? '' : path.text
    changes.push(...(await previewRestore(store, space, { path: text, present, past }, at)))
  }
  return changes
}

/** Directories that would be made again above a path. @throws `NOT_A_DIRECTORY` when a file is in the way. */
async function previewParents(session: Session, { space, path }: Located): Promise<TreeChange[]> {
  const { content } = session.parts
  const { mutations } = await planParent(content, space, path, 0, undefined)
  return missingAbove(session, path, mutations.length).map(
    ({ text }): TreeChange => ({
      path: text,
      type: 'directory',
      change: 'added',
      after: { version: 0, size: 0 },
    }),
  )
}

/** Of the nearest directories above a path those that do not exist by structure, the topmost first. */
function missingAbove(session: Session, path: VirtualPath, count: number): VirtualPath[] {
  const above = path.segments.length - 1
  return Array.from({ length: count }, (_, index) =>
    pathOf(path.segments.slice(0, above - count + index + 1)),
  ).filter((directory) => !session.isStructural(directory))
}

function notThere(path: string): NexusError {
  return new NexusError('NOT_FOUND', `There was nothing at ${path} then.`, {
    path,
    hint: 'Restore a directory above it, or delete it.',
  })
}

function noMoment(path: string): NexusError {
  return new NexusError('INVALID_ARGUMENT', `It was not said when to restore ${path} from.`, {
    path,
    hint: 'Give { at }: an operation, a time, or the name of a snapshot.',
  })
}
