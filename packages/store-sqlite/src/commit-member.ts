import { applyBatch, applyBatchInSteps } from '@nexusfs/core/kit'
import type { Batch, CommitResult, Durability } from '@nexusfs/core/spec'
import { commitTables } from './commit-tables.ts'
import type { Member } from './group-commit.ts'
import { MOST_ROWS } from './large-changes.ts'
import type { Writer } from './writer.ts'

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
  if (result.ok) for (const _ of flush(writer, batch));
  return result
}

function* applyInSlices(
  writer: Writer,
  batch: Batch,
): Generator<undefined, CommitResult, undefined> {
  const tables = commitTables(writer, batch.space)
  const result = yield* applyBatchInSteps(tables, batch, SLICE)
  if (result.ok) yield* flush(writer, batch)
  return result
}

/** Writes what was held back until the whole batch was applied. */
function flush(writer: Writer, batch: Batch): Generator<undefined, void, undefined> {
  writer.newContent.flush()
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
