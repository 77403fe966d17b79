import type { SkippedOperation, UndoneOperation, UndoResult } from '@nexusfs/core'
import { changeRow, someChanges } from './changes.ts'
import { formatCount } from './format.ts'
import type { Output } from './output.ts'

const REASONS: Readonly<Record<SkippedOperation['reason'], string>> = {
  conflict: 'changed since',
  alreadyUndone: 'undone already',
  notUndoable: 'has nothing to undo',
  expired: 'what was before is no longer kept',
}

/** What is undone, what is not, and what changes by it: a table for people. */
export function undoTable(output: Output, result: UndoResult): readonly string[] {
  return [
    ...operationRows(output, result),
    ...(result.changes.length === 0 ? [] : ['']),
    ...result.changes.map((change) => changeRow(output, change)),
  ]
}

/** The same before a question, where no more than a page is shown. */
export function undoPreview(output: Output, result: UndoResult): readonly string[] {
  return [...operationRows(output, result), '', ...someChanges(output, result.changes)]
}

/** One sentence on an undo. */
export function undoSummary({ undone, changes, skipped }: UndoResult, verb: string): string {
  const parts = [
    `${verb} ${formatCount(undone.length, 'operation')}`,
    formatCount(changes.length, 'change'),
    ...(skipped.length === 0 ? [] : [`${skipped.length.toLocaleString('en-US')} skipped`]),
  ]
  return parts.join(', ')
}

/** Why an operation was left as it is. */
export function skipReason({ reason, conflicts = [] }: SkippedOperation): string {
  return [REASONS[reason], ...(conflicts.length === 0 ? [] : [`by ${conflicts.join(', ')}`])].join(
    ' ',
  )
}

function operationRows(output: Output, { undone, skipped }: UndoResult): readonly string[] {
  const { colors } = output
  return [
    ...undone.map((operation) => `${colors.green('undo')}  ${named(output, operation)}`),
    ...skipped.map(
      (operation) =>
        `${colors.red('skip')}  ${named(output, operation)}  ${colors.dim(skipReason(operation))}`,
    ),
  ]
}

function named(output: Output, { id, type, path }: UndoneOperation): string {
  return [output.colors.yellow(id), type.padEnd(8), output.name(path)].join('  ')
}
