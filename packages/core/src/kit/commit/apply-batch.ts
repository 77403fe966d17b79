import { NexusError } from '../../errors/index.ts'
import type { Batch, CommitResult, Mutation } from '../../spec/index.ts'
import type { Applied, BatchContext } from './batch-context.ts'
import { applyContent } from './mutations-content.ts'
import { applyAttributes, applyPut } from './mutations-file.ts'
import { applyPrune } from './mutations-prune.ts'
import { applyRecord } from './mutations-record.ts'
import { applyRestoreNodes } from './mutations-restore-nodes.ts'
import { applyRestoreTree } from './mutations-restore-tree.ts'
import { applyCopyTree, applyEnsureDirectory, applyMove, applyRemove } from './mutations-tree.ts'
import { holds } from './preconditions.ts'
import { replay } from './replay.ts'
import type { CommitTables } from './tables.ts'

/**
 * Applies a batch to tables: the whole semantics of a commit, once for every store that can read and
 * write without waiting. The caller wraps it in a transaction or savepoint and rolls back when the
 * answer is `ok: false` or when it throws; nothing is undone here.
 *
 * A batch whose first operation is logged already gives its first result again (see `replay`); a
 * batch without operations (content and records only) is applied each time.
 * `put` and `append` take only content that is `present`; `exchange` with nothing at the place is
 * `nodeMissing`; two changes of a node by one operation leave one state.
 * @throws `INVALID_ARGUMENT` for references that lead nowhere, changes of nodes without an operation,
 * a node that is restored twice by one mutation, appends past 256 parts, adding to what is no integer, and undeclared collections.
 */
export function applyBatch(tables: CommitTables, batch: Batch): CommitResult {
  const context = newContext(tables, batch)
  return begin(context) ?? applyRange(context, 0, batch.mutations.length) ?? success(context)
}

/**
 * As {@link applyBatch}, but yields after every `size` mutations, so that the caller can let others
 * run before it goes on. Nobody may see the tables until it is done.
 */
export function* applyBatchInSteps(
  tables: CommitTables,
  batch: Batch,
  size: number,
): Generator<undefined, CommitResult, undefined> {
  const context = newContext(tables, batch)
  const begun = begin(context)
  if (begun !== undefined) return begun
  for (let start = 0; start < batch.mutations.length; start += size) {
    yield
    const failed = applyRange(context, start, start + size)
    if (failed !== undefined) return failed
  }
  return success(context)
}

function newContext(tables: CommitTables, batch: Batch): BatchContext {
  return {
    tables,
    batch,
    time: tables.now(),
    sequences: [],
    results: [],
    noted: [],
    directory: '',
    made: new Map(),
    seen: new Map(),
    ownSequence: undefined,
  }
}

/** Logs the operations and checks the preconditions; gives the answer where there is one already. */
function begin(context: BatchContext): CommitResult | undefined {
  const { tables, batch } = context
  if (!logOperations(context)) return replay(tables, batch)
  for (const [index, condition] of (batch.preconditions ?? []).entries())
    if (!holds(context, condition)) return { ok: false, failed: 'precondition', index }
  return undefined
}

/** Applies mutations in order, `end` exclusive; gives the answer when one cannot be applied. */
function applyRange(context: BatchContext, start: number, end: number): CommitResult | undefined {
  for (const [offset, mutation] of context.batch.mutations.slice(start, end).entries()) {
    const applied = apply(context, mutation)
    if (typeof applied === 'string')
      return { ok: false, failed: 'structure', index: start + offset, problem: applied }
    context.results.push(applied)
  }
  return undefined
}

function success(context: BatchContext): CommitResult {
  return { ok: true, operations: loggedOperations(context), mutations: context.results }
}

/** False when the first operation is logged already. */
function logOperations(context: BatchContext): boolean {
  const { tables, batch, sequences, time } = context
  for (const draft of batch.operations) {
    const sequence = tables.insertOperation(draft, time)
    if (sequence !== undefined) sequences.push(sequence)
    else if (sequences.length === 0) return false
    else
      throw new NexusError(
        'INVALID_ARGUMENT',
        `Operation ${draft.id} of the batch is logged already, though the first one is not.`,
        { hint: 'Give every operation of a new batch a fresh id.' },
      )
  }
  return true
}

function loggedOperations({ batch, sequences, time }: BatchContext) {
  return batch.operations.map(({ id }, index) => ({
    id,
    sequence: sequences[index] as number,
    time,
  }))
}

/** Mutations after which the batch does not know any more what is in the directories that it made. */
const REARRANGING: ReadonlySet<Mutation['kind']> = new Set([
  'move',
  'remove',
  'copyTree',
  'restoreNodes',
  'restoreTree',
])

function apply(context: BatchContext, mutation: Mutation): Applied {
  if (REARRANGING.has(mutation.kind)) context.made.clear()
  switch (mutation.kind) {
    case 'put':
      return applyPut(context, mutation)
    case 'content':
      return applyContent(context, mutation)
    case 'ensureDirectory':
      return applyEnsureDirectory(context, mutation)
    case 'attributes':
      return applyAttributes(context, mutation)
    case 'move':
      return applyMove(context, mutation)
    case 'remove':
      return applyRemove(context, mutation)
    case 'copyTree':
      return applyCopyTree(context, mutation)
    case 'restoreNodes':
      return applyRestoreNodes(context, mutation)
    case 'restoreTree':
      return applyRestoreTree(context, mutation)
    case 'prune':
      return applyPrune(context, mutation)
    case 'record':
      return applyRecord(context, mutation)
  }
}
