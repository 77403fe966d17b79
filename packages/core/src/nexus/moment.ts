import { isNexusError } from '../errors/index.ts'
import { type PastContext, type PastPlace, requireHistory, sequenceOf } from '../history/index.ts'
import type { VirtualPath } from '../path/index.ts'
import type { NodeWithContent, ReadNodeOptions, Sequence } from '../spec/index.ts'
import { getNode, isADirectory } from '../trees/managed/index.ts'
import type { Session } from './session.ts'
import type { AtOption, WaitOptions } from './types.ts'

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

/**
 * The node at a place, the root apart, now, at a settled sequence, or in a version.
 * @throws `NOT_FOUND`, `NOT_A_DIRECTORY`, `HISTORY_EXPIRED`.
 */
export async function nodeThen(
  { parts: { store } }: Session,
  place: PastPlace,
  options: ReadNodeOptions,
): Promise<NodeWithContent> {
  const { at } = options
  try {
    const found = await getNode(store, place.space, place.path, options)
    if (at !== undefined) await requireHistory(store, place, at)
    return found
  } catch (error) {
    if (at !== undefined && isNexusError(error, 'NOT_FOUND')) await requireHistory(store, place, at)
    throw error
  }
}

/** The same for a file. @throws `IS_A_DIRECTORY` besides. */
export async function fileThen(
  session: Session,
  place: PastPlace,
  options: ReadNodeOptions,
): Promise<NodeWithContent> {
  const found = await nodeThen(session, place, options)
  if (found.node.type === 'directory') throw isADirectory(place.path)
  return found
}
