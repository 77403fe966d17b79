import type { HistoryRow, Id, MetadataStore, NodeRow, Sequence } from '../spec/index.ts'
import { findPaths } from './node-paths.ts'
import { type NodeChange, type TreeChange, treeChanges } from './tree-change.ts'

/** Rows of a page of effects. */
const PAGE = 1000

/** What an operation did to the tree. */
export interface OperationChanges {
  /** Sorted by path. */
  readonly changes: readonly TreeChange[]
  /** More nodes were changed than were asked for. */
  readonly truncated: boolean
}

/** The nodes that an operation changed, each with the state that it ended and the one that it made. */
export function nodeChanges(effects: readonly HistoryRow[], sequence: Sequence): NodeChange[] {
  const changes = new Map<Id, { before?: NodeRow; after?: NodeRow }>()
  for (const row of effects) {
    const change = changes.get(row.id) ?? {}
    if (row.from === sequence) change.after = row
    else change.before = row
    changes.set(row.id, change)
  }
  return [...changes.values()]
}

/**
 * What a settled operation did, with the paths that the nodes had right before and right after it. States that were
 * pruned are missing: what is left of such a node looks added or removed.
 */
export async function operationChanges(
  store: MetadataStore,
  space: string,
  { id, sequence }: { readonly id: Id; readonly sequence: Sequence },
  limit: number,
): Promise<OperationChanges> {
  const { rows, truncated } = await effectsOfNodes(store, space, id, limit)
  const changes = nodeChanges(rows, sequence)
  const completed = truncated ? await withStatesMade(store, space, changes, sequence) : changes
  const before = completed.flatMap((change) => change.before ?? [])
  const after = completed.flatMap((change) => change.after ?? [])
  return {
    changes: treeChanges(
      completed,
      await findPaths(store, space, before, sequence - 1),
      await findPaths(store, space, after, sequence),
    ),
    truncated,
  }
}

/** Effects of an operation on its first nodes. */
async function effectsOfNodes(store: MetadataStore, space: string, id: Id, limit: number) {
  const rows: HistoryRow[] = []
  const nodes = new Set<Id>()
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.effects(space, [id], { after, limit: PAGE })
    for (const row of page.rows) {
      if (!nodes.has(row.id) && nodes.size === limit) return { rows, truncated: true }
      nodes.add(row.id)
      rows.push(row)
    }
    after = page.next
    more = after !== undefined
  }
  return { rows, truncated: false }
}

/** Effects come ended states first: where they were cut, the states made of those nodes may be missing. */
async function withStatesMade(
  store: MetadataStore,
  space: string,
  changes: readonly NodeChange[],
  sequence: Sequence,
): Promise<NodeChange[]> {
  const ids = changes.map(({ before, after }) => (before ?? after)?.id as Id)
  const made = await store.getNodes(space, ids, { at: sequence })
  return changes.map((change, index) => {
    const after = change.after ?? made[index]
    return { ...change, ...(after?.from === sequence && { after }) }
  })
}
