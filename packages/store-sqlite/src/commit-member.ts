import { applyBatch, applyBatchInSteps } from '@nexusfs/core/kit'
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

/** More rows than this are not written in one go on the caller's thread. */
const MOST_ROWS = 1_000
/** Mutations, and rows of the log, between two chances for others: about 5 ms. */
const SLICE = 256

/** A batch as a member of a group; a long one runs in slices, one with `alone` not in this connection at all. */
export function commitMember(
  batch: Batch,
  durability: Durability,
  alone?: () => Promise<CommitResult | undefined>,
): Member<CommitResult> {
  return {
    durability,
    changes: Math.max(1, batch.mutations.length),
    bytes: inlineBytes(batch),
    run: (writer) => applyCommit(writer, batch),
    isRefusal: (result) => !result.ok,
    ...(batch.mutations.length > MOST_ROWS && {
      runInSlices: (writer) => applyInSlices(writer, batch),
    }),
    alone,
  }
}

/** Applies a batch inside a transaction, the rows of the log last. */
function applyCommit(writer: Writer, batch: Batch): CommitResult {
  const result = applyBatch(commitTables(writer, batch.space), batch)
  if (result.ok) for (const _ of flushLog(writer, batch));
  return result
}

function* applyInSlices(
  writer: Writer,
  batch: Batch,
): Generator<undefined, CommitResult, undefined> {
  const tables = commitTables(writer, batch.space)
  const result = yield* applyBatchInSteps(tables, batch, SLICE)
  if (result.ok) yield* flushLog(writer, batch)
  return result
}

function flushLog(writer: Writer, batch: Batch): Generator<undefined, void, undefined> {
  if (writer.log.hasPending) writer.hasWritten = true
  return writer.log.flush(() => writer.spaces.ensure(batch.space), SLICE)
}

function inlineBytes(batch: Batch): number {
  let bytes = 0
  for (const mutation of batch.mutations)
    if (mutation.kind === 'content' && mutation.action === 'inline')
      bytes += mutation.bytes.byteLength
  return bytes
}

/** True for a batch that ends or copies so many nodes that it would hold the event loop; they are counted up to the limit. */
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

/** Nodes at and below one, counted no further than the limit; only directories are walked. */
function countBelow({ statements }: Writer, space: number, node: Id, limit: number): number {
  const sql = `SELECT 1 + count(*) FROM (
    WITH RECURSIVE tree(id) AS (
      VALUES (${ID}) UNION ALL
      SELECT nodes.id FROM tree CROSS JOIN nodes ON nodes.space = ? AND nodes.parent = tree.id WHERE nodes.type = 0
    ) SELECT 1 FROM tree CROSS JOIN nodes ON nodes.space = ? AND nodes.parent = tree.id LIMIT ?)`
  return statements.query<[number]>(sql).get(node, space, space, limit)?.[0] ?? 0
}
