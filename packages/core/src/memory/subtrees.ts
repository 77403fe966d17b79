import { copyOfNode } from '../kit/commit/copy-of-node.ts'
import { isRestored, restoredNode } from '../kit/commit/restored-node.ts'
import type { CommitTables, SubtreeRestore } from '../kit/commit/tables.ts'
import type { IdSource } from '../kit/ids.ts'
import type { ContentReference, Id, NodeRow, Sequence } from '../spec/index.ts'
import type { NodeTable } from './node-table.ts'

/** What work on subtrees needs. */
export interface SubtreeOptions {
  readonly nodes: NodeTable
  readonly ids: IdSource
  readonly addCandidate: (content: ContentReference, since: number) => void
}

/** The work of a commit on whole subtrees. */
export function subtrees(
  options: SubtreeOptions,
): Pick<CommitTables, 'endSubtree' | 'copySubtree' | 'restoreSubtree'> {
  const { nodes, ids } = options
  return {
    endSubtree(directory, to, time) {
      const below = nodes.below(directory)
      for (const row of below.reverse()) end(options, row, to, time)
      return below.length
    },
    copySubtree(source, target, copy) {
      const { at, ...how } = copy
      const below = nodes.below(source, at)
      const copies = new Map<Id, Id>([[source, target]])
      for (const row of below) {
        const place = { id: ids(), parent: copies.get(row.parent) as Id, name: row.name }
        nodes.insert(copyOfNode(row, { ...place, ...how }))
        copies.set(row.id, place.id)
      }
      return below.length
    },
    restoreSubtree: (source, target, restore) => restoreSubtree(options, source, target, restore),
  }
}

function restoreSubtree(
  options: SubtreeOptions,
  source: Id,
  target: Id,
  restore: SubtreeRestore,
): number {
  const { nodes } = options
  const { operation, replaced, time } = restore
  const left = replaced === undefined ? [] : nodes.below(replaced)
  const here = new Map([...nodes.below(target), ...left].map((row) => [row.id, row]))
  const wanted = wantedRows(options, { source, target, here }, restore)
  const kept = new Set(wanted.map((row) => row.id))
  const ended = [...here.values()].filter((row) => !kept.has(row.id))
  const put = wanted.filter((row) => {
    const present = here.get(row.id)
    return present === undefined || !isRestored(present, row)
  })
  for (const row of ended) end(options, row, operation, time)
  for (const { id } of put) {
    const present = here.get(id)
    if (present !== undefined) end(options, present, operation, time)
  }
  for (const row of put) nodes.insert(row)
  return ended.length + put.length
}

/** What shall be below the target, parents before children. */
function wantedRows(
  { nodes, ids }: SubtreeOptions,
  tree: { readonly source: Id; readonly target: Id; readonly here: ReadonlyMap<Id, NodeRow> },
  { at, operation, time, createdBy }: SubtreeRestore,
): readonly NodeRow[] {
  const now = new Map<Id, Id>([[tree.source, tree.target]])
  return nodes.below(tree.source, at).map((past) => {
    const place = { parent: now.get(past.parent) as Id, name: past.name, operation }
    const live = nodes.find(past.id)
    const isElsewhere = live !== undefined && !tree.here.has(past.id)
    const row = isElsewhere
      ? copyOfNode(past, { ...place, id: ids(), time, createdBy })
      : restoredNode(past, live ?? nodes.findLast(past.id) ?? past, place)
    now.set(past.id, row.id)
    return row
  })
}

function end(
  { nodes, addCandidate }: SubtreeOptions,
  row: NodeRow,
  to: Sequence,
  time: number,
): void {
  nodes.end(row, to)
  if (row.from === to && row.content !== undefined) addCandidate(row.content, time)
}
