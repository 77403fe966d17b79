import { applyBatch } from '@nexusfs/core/kit'
import type {
  Batch,
  CommitResult,
  CopyTreeMutation,
  Durability,
  Id,
  Mutation,
  RemoveMutation,
} from '@nexusfs/core/spec'
import { ID } from './codec.ts'
import { commitTables } from './commit-tables.ts'
import type { Member } from './group-commit.ts'
import type { Writer } from './writer.ts'

/** A batch as a member of a group; `alone` where it is so large that it would hold the event loop. */
export function commitMember(
  batch: Batch,
  durability: Durability,
  alone: (() => Promise<CommitResult>) | undefined,
): Member<CommitResult> {
  return {
    durability,
    changes: Math.max(1, batch.mutations.length),
    bytes: inlineBytes(batch),
    run: (writer) => applyCommit(writer, batch),
    isRefusal: (result) => !result.ok,
    alone,
  }
}

/** Applies a batch inside a transaction, the rows of the log last. */
export function applyCommit(writer: Writer, batch: Batch): CommitResult {
  const result = applyBatch(commitTables(writer, batch.space), batch)
  if (!result.ok) return result
  if (writer.log.hasPending) writer.hasWritten = true
  writer.log.flush(() => writer.spaces.ensure(batch.space))
  return result
}

function inlineBytes(batch: Batch): number {
  let bytes = 0
  for (const mutation of batch.mutations)
    if (mutation.kind === 'content' && mutation.action === 'inline')
      bytes += mutation.bytes.byteLength
  return bytes
}

/** More rows than this are not written on the caller's thread. */
const MOST_ROWS = 1_000

/** True for a batch that by itself writes so many rows that it would hold the event loop. */
export function hasManyRows(batch: Batch): boolean {
  return batch.mutations.length > MOST_ROWS
}

/** True for a batch that does so because of the trees that it ends or copies; they are counted up to the limit. */
export function hasLargeTree(writer: Writer, batch: Batch): boolean {
  const space = writer.spaces.find(batch.space)
  if (space === undefined) return false
  let left = MOST_ROWS
  for (const mutation of batch.mutations) {
    if (!isTreeChange(mutation)) continue
    left -= countBelow(writer, space, mutation.node, left + 1)
    if (left < 0) return true
  }
  return false
}

/** Whether the batch has anything that {@link hasLargeTree} would have to count. */
export function changesTrees(batch: Batch): boolean {
  return batch.mutations.some(isTreeChange)
}

function isTreeChange(mutation: Mutation): mutation is CopyTreeMutation | RemoveMutation {
  return mutation.kind === 'copyTree' || (mutation.kind === 'remove' && mutation.recursive === true)
}

/** Nodes at and below one, counted no further than the limit. */
function countBelow({ statements }: Writer, space: number, node: Id, limit: number): number {
  const sql = `SELECT count(*) FROM (
    WITH RECURSIVE tree(id) AS (
      VALUES (${ID}) UNION ALL
      SELECT nodes.id FROM tree CROSS JOIN nodes ON nodes.space = ? AND nodes.parent = tree.id
    ) SELECT 1 FROM tree LIMIT ?)`
  return statements.query<[number]>(sql).get(node, space, limit)?.[0] ?? 0
}
