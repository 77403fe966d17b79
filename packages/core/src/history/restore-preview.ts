import type { Id, MetadataStore, NodeRow, Sequence } from '../spec/index.ts'
import { isSameFacet } from './facets.ts'
import { type NodeChange, type TreeChange, treeChanges } from './tree-change.ts'

/** Rows of one answer. */
const PAGE = 1000

/** A place that is to become what it was: what is there now, and what was there then. */
export interface RestoredPlace {
  /** Empty for the root. */
  readonly path: string
  readonly present: NodeRow | undefined
  readonly past: NodeRow | undefined
}

/** A tree by ids, with paths. */
type Tree = ReadonlyMap<Id, { readonly node: NodeRow; readonly path: string }>

/** What restoring a place to how it was at a settled sequence would change, sorted by path. Reads both trees. */
export async function previewRestore(
  store: MetadataStore,
  space: string,
  { path, present, past }: RestoredPlace,
  at: Sequence,
): Promise<readonly TreeChange[]> {
  const now = await readTree(store, space, present, path)
  const then = await readTree(store, space, past, path, at)
  const changes: NodeChange[] = []
  for (const { node } of now.values()) if (!then.has(node.id)) changes.push({ before: node })
  for (const { node } of then.values()) {
    const before = now.get(node.id)?.node
    if (before === undefined || !isSame(before, node, node.id === past?.id))
      changes.push({ before, after: before === undefined ? node : withVersion(node, before) })
  }
  return treeChanges(
    changes,
    ({ id }) => now.get(id)?.path,
    ({ id }) => then.get(id)?.path,
  )
}

async function readTree(
  store: MetadataStore,
  space: string,
  top: NodeRow | undefined,
  path: string,
  at?: Sequence,
): Promise<Tree> {
  if (top === undefined) return new Map()
  const tree = new Map([[top.id, { node: top, path }]])
  for (const directory of tree.values()) {
    if (directory.node.type === 'file') continue
    for (let after: string | undefined, more = true; more; ) {
      const page = await store.listChildren(space, directory.node.id, { at, after, limit: PAGE })
      for (const node of page.rows)
        tree.set(node.id, { node, path: `${directory.path}/${node.name}` })
      after = page.next
      more = after !== undefined
    }
  }
  return tree
}

/** The topmost node takes the place that it is restored to, wherever it was then. */
function isSame(before: NodeRow, then: NodeRow, isTop: boolean): boolean {
  return (
    (isTop || isSameFacet('place', before, then)) &&
    isSameFacet('content', before, then) &&
    isSameFacet('attributes', before, then)
  )
}

/** Content that is not that of the newest version becomes the next one. */
function withVersion(then: NodeRow, { content, version }: NodeRow): NodeRow {
  return { ...then, version: then.content === content ? version : version + 1 }
}
