import {
  type PastContext,
  type PastPlace,
  requireHistory,
  sequenceOf,
  walkFrom,
} from '../history/index.ts'
import { parsePath, type VirtualPath } from '../path/index.ts'
import {
  type Id,
  type MetadataStore,
  type NodeRow,
  type NodeWithContent,
  type ReadNodeOptions,
  ROOT_ID,
  type Sequence,
  type Walk,
} from '../spec/index.ts'
import { isADirectory, notADirectory, notFound } from '../trees/managed/index.ts'
import type { Session } from './session.ts'
import type { AtOption, WaitOptions } from './types.ts'
import { stateOfVersion } from './version-state.ts'

/** What looks at the nodes of a store. */
export interface StoreReader {
  readonly parts: { readonly store: MetadataStore }
}

/** A session as the one who looks at the past. */
export function pastContext({ principal, parts: { store, namespaces } }: Session): PastContext {
  return { store, principal, namespaces }
}

/**
 * The settled sequence that a call at a path looks at; `undefined` is now. Whether that is still known is checked where
 * it is read, once it was read: what was pruned in between would look as if it had not been there.
 * @throws `INVALID_ARGUMENT`, `NOT_FOUND` for the operation or snapshot, `ACCESS_DENIED` for the path.
 */
export async function momentOf(
  session: Session,
  path: VirtualPath,
  { at, signal }: AtOption & WaitOptions,
): Promise<Sequence | undefined> {
  if (at === undefined) return undefined
  const { space } = session.place(path, 'read')
  return sequenceOf(pastContext(session), space, at, signal)
}

/** Walks to a path other than the root, now or at a settled sequence. @throws `HISTORY_EXPIRED`. */
export async function walkThen(
  { parts: { store } }: StoreReader,
  { space, path }: PastPlace,
  options: ReadNodeOptions,
): Promise<Walk> {
  const walk = await store.resolve(space, path.segments, options)
  if (options.at === undefined) return walk
  const snapshot = await requireHistory(store, { space, path }, options.at)
  if (snapshot === undefined || walk.found !== undefined) return walk
  const from = parsePath(snapshot.path).segments.length
  return walkFrom(store, space, snapshot.node, path.segments.slice(from), options)
}

/** The node at a place, the root apart, now or then; `undefined` when there is none. @throws `HISTORY_EXPIRED`. */
export async function findThen(
  reader: StoreReader,
  place: PastPlace,
  at: Sequence | undefined,
): Promise<NodeRow | undefined> {
  if (place.path.segments.length === 0) return undefined
  return (await walkThen(reader, place, { at })).found?.node
}

/** The id of a directory, the root included, now or then; `undefined` when it has no row. @throws `NOT_A_DIRECTORY`. */
export async function directoryThen(
  reader: StoreReader,
  place: PastPlace,
  at: Sequence | undefined,
): Promise<Id | undefined> {
  const { path } = place
  if (path.segments.length === 0) return ROOT_ID
  const { found, walked } = await walkThen(reader, place, { at })
  const last = found?.node ?? walked?.at(-1)
  if (last?.type === 'file') throw notADirectory(path, walked?.length ?? path.segments.length)
  return found?.node.id
}

/**
 * The node at a place, the root apart, now or at a settled sequence.
 * @throws `NOT_FOUND`, `NOT_A_DIRECTORY`, `HISTORY_EXPIRED`.
 */
export async function nodeThen(
  reader: StoreReader,
  place: PastPlace,
  options: ReadNodeOptions,
): Promise<NodeWithContent> {
  const { path } = place
  if (path.segments.length === 0) throw isADirectory(path)
  const { found, walked } = await walkThen(reader, place, options)
  if (found !== undefined) return found
  if (walked?.at(-1)?.type === 'file') throw notADirectory(path, walked.length)
  throw notFound(path)
}

/** The same for a file, also in a version. @throws `IS_A_DIRECTORY` besides. */
export async function fileThen(
  reader: StoreReader,
  place: PastPlace,
  {
    version,
    ...options
  }: Omit<ReadNodeOptions, 'version'> & { readonly version?: number | string | undefined },
): Promise<NodeWithContent> {
  if (version !== undefined) return stateOfVersion(reader.parts.store, place, version, true)
  const found = await nodeThen(reader, place, options)
  if (found.node.type === 'directory') throw isADirectory(place.path)
  return found
}
