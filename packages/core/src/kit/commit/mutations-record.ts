import { NexusError } from '../../errors/index.ts'
import type { RecordMutation } from '../../spec/index.ts'
import type { Applied, BatchContext } from './batch-context.ts'

/** Puts, deletes or counts in a record. A batch without operations takes one sequence for its records. */
export function applyRecord(context: BatchContext, mutation: RecordMutation): Applied {
  const { tables } = context
  const { collection, key } = mutation
  const version = recordVersion(context, mutation)
  switch (mutation.action) {
    case 'put':
      tables.putRecord(collection, key, mutation.value, version)
      return {}
    case 'delete':
      tables.deleteRecord(collection, key, version)
      return {}
    case 'add': {
      const value = tables.getRecord(collection, key)?.value ?? {}
      const sum = integerField(mutation, value[mutation.field]) + mutation.amount
      tables.putRecord(collection, key, { ...value, [mutation.field]: sum }, version)
      return {}
    }
  }
}

function recordVersion(context: BatchContext, mutation: RecordMutation): number {
  const sequence = context.sequences[mutation.operation ?? 0]
  if (sequence !== undefined) return sequence
  context.ownSequence ??= context.tables.takeSequence()
  return context.ownSequence
}

function integerField(mutation: RecordMutation & { action: 'add' }, value: unknown): number {
  if (value === undefined) return 0
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw new NexusError(
    'INVALID_ARGUMENT',
    `Cannot add to field "${mutation.field}" of record "${mutation.key}" in "${mutation.collection}": it holds ${typeof value}.`,
    { hint: 'Add to integer fields only.' },
  )
}
