import { NexusError } from '../../errors/index.ts'
import {
  type Batch,
  type CommitResult,
  type ContentMutation,
  type ContentRow,
  type HistoryRow,
  type Id,
  INLINE,
  type Mutation,
  type MutationResult,
  type NodeRef,
  type OperationRow,
  ROOT_ID,
} from '../../spec/index.ts'
import type { CommitTables } from './tables.ts'

/**
 * The answer to a batch whose first operation is logged already. Ids, sequences and times are those
 * of the first time. Nodes are rebuilt from the states that the operations made (`from` = sequence),
 * also where they have changed since; a directory that was found and not made is given as it is now.
 * Counts are those of the whole operation, as far as its states were not pruned; a prune counts 0. Content is given as it is now, with `created: false`.
 */
export function replay(tables: CommitTables, batch: Batch): CommitResult {
  const operations = batch.operations.map(({ id }) => loggedOperation(tables, id))
  const effects = operations.map(({ sequence }) => tables.effects(sequence))
  const results: MutationResult[] = []
  for (const mutation of batch.mutations) {
    const index = mutation.operation ?? 0
    const sequence = operations[index]?.sequence ?? 0
    results.push(rebuilt({ tables, sequence, effects: effects[index] ?? [], results }, mutation))
  }
  return {
    ok: true,
    operations: operations.map(({ id, sequence, time }) => ({ id, sequence, time })),
    mutations: results,
  }
}

interface Past {
  readonly tables: CommitTables
  readonly sequence: number
  /** States that the mutation's operation made or ended. */
  readonly effects: readonly HistoryRow[]
  readonly results: readonly MutationResult[]
}

function loggedOperation(tables: CommitTables, id: Id): OperationRow {
  const row = tables.findOperation(id)
  if (row !== undefined) return row
  throw new NexusError(
    'INVALID_ARGUMENT',
    `The first operation of the batch is logged already, and operation ${id} is not: they are not of one commit.`,
    { hint: 'Give every operation of a new batch a fresh id; repeat a batch only as it was.' },
  )
}

function rebuilt(past: Past, mutation: Mutation): MutationResult {
  switch (mutation.kind) {
    case 'put':
      return madeAt(past, mutation.parent, mutation.name, mutation.id)
    case 'ensureDirectory':
      return madeAt(past, mutation.parent, mutation.name, mutation.id)
    case 'move':
      return { node: madeWithId(past, mutation.node), created: false }
    case 'attributes':
      return { node: madeWithId(past, nodeId(past, mutation.node)), created: false }
    case 'copyTree': {
      const { node } = madeAt(past, mutation.parent, mutation.name, '')
      return { node, created: true, count: made(past).length }
    }
    case 'remove':
      return { count: countRemoved(past) }
    case 'restoreNodes':
      return { count: countTouched(past) }
    case 'restoreTree': {
      const { node } = madeAt(past, mutation.parent, mutation.name, '')
      return mutation.node === ROOT_ID
        ? { count: countTouched(past) }
        : { node, count: countTouched(past) }
    }
    case 'prune':
      return { count: 0 }
    case 'content':
      return { content: contentNow(past, mutation), created: false }
    case 'record':
      return {}
  }
}

function madeAt(past: Past, parent: NodeRef, name: string, id: Id): MutationResult {
  const place = nodeId(past, parent)
  const state = made(past).find((row) => row.parent === place && row.name === name)
  const node = state === undefined ? past.tables.findChild(place, name) : present(state)
  return { node, created: state?.id === id }
}

function madeWithId(past: Past, id: Id | undefined): HistoryRow | undefined {
  const state = made(past).find((row) => row.id === id)
  return state === undefined ? undefined : present(state)
}

function made(past: Past): readonly HistoryRow[] {
  return past.effects.filter((row) => row.from === past.sequence)
}

function countRemoved(past: Past): number {
  const lives = new Set(made(past).map((row) => row.id))
  return past.effects.filter((row) => row.to === past.sequence && !lives.has(row.id)).length
}

function countTouched(past: Past): number {
  return new Set(past.effects.map((row) => row.id)).size
}

function present(state: HistoryRow): HistoryRow {
  const { to: _, ...row } = state
  return row
}

function nodeId(past: Past, reference: NodeRef): Id {
  return typeof reference === 'string'
    ? reference
    : (past.results[reference.mutation]?.node?.id ?? '')
}

function contentNow(past: Past, mutation: ContentMutation): ContentRow | undefined {
  const { tables, results } = past
  switch (mutation.action) {
    case 'inline':
      return tables.findContent({ pool: mutation.pool, backend: INLINE, hash: mutation.hash })
    case 'register':
    case 'external':
      return tables.findContent(mutation)
    case 'append': {
      const backend = tables.getContent(mutation.base)?.backend ?? INLINE
      return tables.findContent({ pool: mutation.pool, backend, hash: mutation.hash })
    }
    case 'drop':
      return undefined
    case 'confirm':
    case 'condemn':
    case 'relocate':
    case 'suspect': {
      const reference = mutation.content
      if (typeof reference === 'number') return tables.getContent(reference)
      return results[reference.mutation]?.content
    }
  }
}
