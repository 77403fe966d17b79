import type { NodeRow } from '../../spec/index.ts'
import { findNode, type TreeContext } from '../managed/index.ts'
import { locatorOf } from './history-locator.ts'
import type { MappedHistory, ObjectChange, Observation } from './ledger.ts'
import { observationsOf } from './ledger-records.ts'

/** Whether two looks saw the same state of an object. A listing tells no version. */
export function isSameObject(a: Observation | undefined, b: Observation | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  const isVersion =
    a.versionId === undefined || b.versionId === undefined || a.versionId === b.versionId
  return a.etag === b.etag && a.size === b.size && isVersion
}

/** What the store knows of an object. */
export interface Known {
  readonly node: NodeRow | undefined
  /** The node's newest version is what was seen of the object. */
  readonly isCurrent: boolean
  /** And its bytes can be had once the object has others. */
  readonly isKept: boolean
}

/** Asks the store what it knows of an object that was seen. */
export async function knownOf(
  context: TreeContext,
  space: string,
  path: ObjectChange['path'],
  seen: Observation,
): Promise<Known> {
  const { store } = context
  const node = (await findNode(store, space, path))?.node
  if (node?.type !== 'file') return { node, isCurrent: false, isKept: false }
  const [known] = await observationsOf(store, [node.id])
  if (!isSameObject(known, seen)) return { node, isCurrent: false, isKept: false }
  const row = await store.getContent(node.content as number)
  const locator = locatorOf(row)
  return { node, isCurrent: true, isKept: locator === undefined || locator.versionId !== undefined }
}

/** A state of an object that must be known to the store. */
export interface StateToKnow {
  readonly path: ObjectChange['path']
  readonly seen: Observation
  /** Its bytes must be kept. */
  readonly bytes: boolean
}

/** What of a change's objects must be known to the store before it, and whether their bytes must be kept. */
export function toBeKnown(object: ObjectChange, history: MappedHistory): readonly StateToKnow[] {
  const { path, before, action } = object
  if (history === 'none') return []
  const replaced = before === undefined ? [] : [{ path, seen: before, bytes: true }]
  if (action !== 'rename') return replaced
  const { from } = object
  return [{ path: from.path, seen: from.seen, bytes: false }, ...replaced]
}
