import type { LeftFile, SkippedOperation, UndoneOperation, UndoResult } from '@nexusfs/core'
import { type Cell, rowLines } from './cells.ts'
import { changeLines, someChanges } from './changes.ts'
import { formatCount } from './format.ts'
import type { Output } from './output.ts'

const REASONS: Readonly<Record<SkippedOperation['reason'], string>> = {
  conflict: 'changed since',
  alreadyUndone: 'undone already',
  notUndoable: 'has nothing to undo',
  expired: 'what was before is no longer kept',
  changedOutside: 'changed by another program since',
}

/** What is undone, what is not, and what changes by it: a table for people. */
export function undoTable(output: Output, result: UndoResult): readonly string[] {
  return [
    ...operationRows(output, result),
    ...(result.changes.length === 0 ? [] : ['']),
    ...result.changes.flatMap((change) => changeLines(output, change)),
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

/** Why a file of a mount was left as it is. */
export function leftReason(reason: LeftFile['reason']): string {
  return reason === 'changed' ? 'changed by another program since' : 'its bytes were not kept'
}

function operationRows(
  output: Output,
  { undone, skipped, left = [] }: UndoResult,
): readonly string[] {
  const { colors } = output
  return [
    ...undone.flatMap((operation) =>
      rowLines(output, [['undo', colors.green], ...cellsOf(output, operation)]),
    ),
    ...skipped.flatMap((operation) =>
      rowLines(output, [
        ['skip', colors.red],
        ...cellsOf(output, operation),
        [skipReason(operation), colors.dim],
      ]),
    ),
    ...left.flatMap(({ path, reason }) =>
      rowLines(output, [
        ['leave', colors.red],
        output.name(path),
        [leftReason(reason), colors.dim],
      ]),
    ),
  ]
}

function cellsOf(output: Output, { id, type, path }: UndoneOperation): readonly Cell[] {
  return [[id, output.colors.yellow], type.padEnd(8), output.name(path)]
}
