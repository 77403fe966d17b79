import { NexusError } from '../errors/index.ts'
import {
  deleteSnapshot,
  isShownIn,
  type SnapshotRecord,
  snapshotsOf,
  takeSnapshot,
} from '../history/index.ts'
import { DEFAULT_SPACE, isWithin, parsePath } from '../path/index.ts'
import { findNode, makeDirectory } from '../trees/managed/index.ts'
import { forkTree } from './forking.ts'
import { createListing, createPagedListing, decodeCursor, encodeCursor } from './listing.ts'
import { pastContext } from './moment.ts'
import { requireKeeper } from './require-snapshot-keeper.ts'
import { restorePath } from './restoring.ts'
import type { Located, Session } from './session.ts'
import { snapshotDiffPages } from './snapshot-diff.ts'
import { checkDescription, checkName, getNamed, ownSpace } from './snapshot-names.ts'
import type { ChangeResult, SnapshotEntry, SnapshotsFacet } from './types.ts'

/** The facet of snapshots. No hooks run for what it does. */
export function createSnapshots(session: Session): SnapshotsFacet {
  return {
    create: (path, options = {}) =>
      session.call(options.signal, () => create(session, path, options), path),
    list(path, { limit, cursor, signal } = {}) {
      const rows = () => listed(session, path, cursor)
      const cursorOf = ({ createdAt, name }: SnapshotEntry) => encodeCursor([createdAt, name])
      return createListing(rows, { limit, cursorOf, gate: session.gate(signal) })
    },
    get: (name, { signal } = {}) =>
      session.call(signal, async () => entryOf(await getNamed(session, name))),
    diff(name, other, { signal } = {}) {
      const pages = () => snapshotDiffPages(session, name, other, signal)
      return createPagedListing(pages, { gate: session.gate(signal) })
    },
    restore: (name, { dryRun, signal } = {}) =>
      session.call(signal, async () => {
        const { path } = await getNamed(session, name)
        return restorePath(session, path, { at: name, dryRun, signal })
      }),
    delete: (name, { signal } = {}) => session.call(signal, () => remove(session, name, signal)),
    fork: (source, target, { signal } = {}) =>
      session.call(signal, async () => {
        const from = isPath(source) ? source : await getNamed(session, source)
        return forkTree(session, from, target, signal)
      }),
  }
}

/** Names of snapshots have no slash. */
function isPath(source: unknown): boolean {
  return typeof source === 'string' && source.startsWith('/')
}

function noSnapshot({ path, mount }: Located): NexusError {
  return new NexusError(
    'NOT_SUPPORTED',
    `No snapshot can be made of ${path.text}: it lies in the mount ${mount.mountPoint.text}, whose bucket others change too.`,
    { path: path.text, hint: 'Copy it to a directory outside of the mount, and make one of that.' },
  )
}

async function create(
  session: Session,
  text: string,
  options: NonNullable<Parameters<SnapshotsFacet['create']>[1]>,
): Promise<SnapshotEntry> {
  const { name, description, signal } = options
  if (name !== undefined) checkName(name)
  checkDescription(description)
  const located = session.locate(text, 'read')
  if (located.tree.layout === 'path') throw noSnapshot(located)
  const { content, clock } = session.parts
  await makeStructural(session, located, signal)
  const fields = { name, description, time: clock.now() }
  const details = { action: 'create', ...(name !== undefined && { name }) }
  const operation = session.draft('snapshot', located.path, { details })
  const change = session.change(operation, signal)
  return entryOf(await takeSnapshot(content, located, fields, change))
}

/** A directory that exists by structure alone gets its row, so that it has a past. */
async function makeStructural(
  session: Session,
  located: Located,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { path, space } = located
  const { content, store } = session.parts
  if (path.segments.length === 0 || !session.isStructural(path)) return
  if ((await findNode(store, space, path)) !== undefined) return
  const how = { parents: true, existOk: true, structuralDepth: path.segments.length }
  await makeDirectory(content, located, how, session.change(session.draft('mkdir', path), signal))
}

/** Newest first, in the caller's own space and the one that all share. */
async function* listed(
  session: Session,
  text: string | undefined,
  cursor: string | undefined,
): AsyncGenerator<SnapshotEntry> {
  const { store } = session.parts
  const near = text === undefined ? undefined : session.locate(text, 'read')
  const spaces = new Set(near === undefined ? [ownSpace(session), DEFAULT_SPACE] : [near.space])
  const found: SnapshotEntry[] = []
  for (const space of spaces)
    for await (const snapshot of snapshotsOf(store, space)) {
      const path = parsePath(snapshot.path)
      const isNear = near === undefined || isWithin(path, near.path) || isWithin(near.path, path)
      if (isNear && isShownIn(pastContext(session), space, snapshot.path))
        found.push(entryOf(snapshot))
    }
  const position = cursor === undefined ? undefined : decodeCursor(cursor, isPosition)
  for (const entry of found.sort(newestFirst))
    if (position === undefined || isAfter(entry, position)) yield entry
}

function newestFirst(a: SnapshotEntry, b: SnapshotEntry): number {
  return b.createdAt - a.createdAt || (a.name < b.name ? 1 : -1)
}

function isAfter({ createdAt, name }: SnapshotEntry, [time, last]: readonly [number, string]) {
  return createdAt < time || (createdAt === time && name < last)
}

function isPosition(value: unknown): value is readonly [number, string] {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'string'
}

async function remove(
  session: Session,
  name: string,
  signal: AbortSignal | undefined,
): Promise<ChangeResult> {
  const snapshot = await getNamed(session, name)
  await requireKeeper(session, snapshot)
  const path = parsePath(snapshot.path)
  const details = { action: 'delete', name }
  const operation = session.draft('snapshot', path, { details })
  await deleteSnapshot(session.parts.content, snapshot, session.change(operation, signal))
  return { path: path.text, operationId: operation.id }
}

function entryOf(snapshot: SnapshotRecord): SnapshotEntry {
  const { name, path, time, createdBy, description, operation } = snapshot
  return { name, path, createdAt: time, createdBy, description, operationId: operation }
}
