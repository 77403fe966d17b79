import type { Batch, Id, Mutation, NodeRef, Sequence } from '@nexusfs/core/spec'
import { ID } from './codec.ts'
import type { Writer } from './writer.ts'

/** More rows than this are not written in one go on the caller's thread. */
export const MOST_ROWS = 1_000

/** Mutations that may change any number of rows. */
type Wide = Extract<
  Mutation,
  { readonly kind: 'copyTree' | 'remove' | 'restoreTree' | 'restoreNodes' | 'prune' }
>

/** Whether the batch has anything that {@link isLarge} would have to count. */
export function mayBeLarge(batch: Batch): boolean {
  return batch.mutations.some(isWide)
}

/** True for a batch that would hold the event loop; rows are counted up to the limit. */
export function isLarge(writer: Writer, batch: Batch): boolean {
  const space = writer.spaces.find(batch.space)
  if (space === undefined) return false
  let left = MOST_ROWS
  for (const mutation of batch.mutations) {
    if (!isWide(mutation)) continue
    left -= countRows(writer, space, mutation, left + 1)
    if (left < 0) return true
  }
  return false
}

function isWide(mutation: Mutation): mutation is Wide {
  switch (mutation.kind) {
    case 'copyTree':
    case 'restoreTree':
    case 'restoreNodes':
    case 'prune':
      return true
    case 'remove':
      return mutation.recursive === true
    default:
      return false
  }
}

function countRows(writer: Writer, space: number, mutation: Wide, limit: number): number {
  switch (mutation.kind) {
    case 'remove':
      return countBelow(writer, space, mutation.node, limit)
    case 'copyTree':
      return mutation.at === undefined
        ? countBelow(writer, space, mutation.node, limit)
        : countBelowAt(writer, space, mutation.node, mutation.at, limit)
    case 'restoreTree': {
      const past = countBelowAt(writer, space, mutation.node, mutation.at, limit)
      const there = placeOf(writer, space, mutation.parent, mutation.name) ?? mutation.node
      const present = [...new Set([there, mutation.node])]
      return present.reduce((sum, node) => sum + countBelow(writer, space, node, limit), past)
    }
    case 'restoreNodes':
      return mutation.nodes.length
    case 'prune':
      return mutation.states.length
  }
}

function placeOf(writer: Writer, space: number, parent: NodeRef, name: string): Id | undefined {
  return typeof parent === 'string' ? writer.nodes.findChild(space, parent, name)?.id : undefined
}

/** Nodes at and below one, counted no further than the limit; only directories are walked. */
function countBelow({ statements }: Writer, space: number, node: Id, limit: number): number {
  const sql = `SELECT 1 + count(*) FROM (
    WITH RECURSIVE tree(id) AS (
      VALUES (${ID}) UNION ALL
      SELECT nodes.id FROM tree CROSS JOIN nodes ON nodes.space = +? AND nodes.parent = tree.id WHERE nodes.type = 0
    ) SELECT 1 FROM tree CROSS JOIN nodes ON nodes.space = +? AND nodes.parent = tree.id LIMIT +?)`
  return statements.query<[number]>(sql).get(node, space, space, limit)?.[0] ?? 0
}

/** Nodes that were at and below one at a sequence, counted no further than the limit. */
function countBelowAt(
  { statements }: Writer,
  space: number,
  node: Id,
  at: Sequence,
  limit: number,
): number {
  const sql = `SELECT count(*) FROM (
    WITH RECURSIVE tree(id) AS (
      VALUES (${ID})
      UNION ALL SELECT n.id FROM tree CROSS JOIN nodes AS n ON n.space = +? AND n.parent = tree.id WHERE n."from" <= +?
      UNION ALL SELECT h.id FROM tree CROSS JOIN node_history AS h ON h.space = +? AND h.parent = tree.id
        WHERE h."to" > +? AND h."from" <= +?
    ) SELECT 1 FROM tree LIMIT +?)`
  return statements.query<[number]>(sql).get(node, space, at, space, at, at, limit)?.[0] ?? 0
}
