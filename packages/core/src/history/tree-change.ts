import type { NodeRow } from '../spec/index.ts'
import { isSameFacet } from './facets.ts'

/** A file's version, with its SHA-256 in hex and its bytes; of a directory all but the zeros are absent. */
export interface TreeChangeSide {
  readonly version: number
  readonly etag?: string
  readonly size: number
}

/** How one node differs between two points in time, or is changed by an undo. */
export interface TreeChange {
  readonly path: string
  readonly type: 'file' | 'directory'
  /** `moved` and `changed` may go together: then it is `moved` and the versions or attributes differ too. */
  readonly change: 'added' | 'removed' | 'moved' | 'changed'
  /** Where it was before, when moved. */
  readonly previousPath?: string | undefined
  /** What differs besides the place. */
  readonly facets?: readonly ('content' | 'attributes')[] | undefined
  readonly before?: TreeChangeSide | undefined
  readonly after?: TreeChangeSide | undefined
}

/** A node before and after; absent: it was not there, or is not there any more. At least one is given. */
export interface NodeChange {
  readonly before?: NodeRow | undefined
  readonly after?: NodeRow | undefined
}

/** The path of a node; `undefined` when it is not known. */
export type PathOf = (node: NodeRow) => string | undefined

/** Names what happened to nodes, sorted by path. Changes whose paths are not known are left out. */
export function treeChanges(
  changes: readonly NodeChange[],
  pathBefore: PathOf,
  pathAfter: PathOf,
): TreeChange[] {
  return changes
    .flatMap((change) => treeChange(change, pathBefore, pathAfter) ?? [])
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

function treeChange(
  { before, after }: NodeChange,
  pathBefore: PathOf,
  pathAfter: PathOf,
): TreeChange | undefined {
  const node = after ?? before
  const previousPath = before && pathBefore(before)
  const path = after === undefined ? previousPath : pathAfter(after)
  if (node === undefined || path === undefined) return undefined
  const sides = {
    ...(before && { before: sideOf(before) }),
    ...(after && { after: sideOf(after) }),
  }
  const { type } = node
  if (before === undefined) return { path, type, change: 'added', ...sides }
  if (after === undefined) return { path, type, change: 'removed', ...sides }
  const facets = facetsOf(before, after)
  const differs = facets.length > 0 && { facets }
  if (before.parent === after.parent && before.name === after.name)
    return { path, type, change: 'changed', ...differs, ...sides }
  return { path, type, change: 'moved', previousPath, ...differs, ...sides }
}

function sideOf({ version, hash, size }: NodeRow): TreeChangeSide {
  return { version, ...(hash !== undefined && { etag: hash }), size }
}

/** Which facets differ between two states of a node, besides its place. */
export function facetsOf(before: NodeRow, after: NodeRow): ('content' | 'attributes')[] {
  const facets: ('content' | 'attributes')[] = []
  if (before.version !== after.version || before.hash !== after.hash) facets.push('content')
  if (!isSameFacet('attributes', before, after)) facets.push('attributes')
  return facets
}
