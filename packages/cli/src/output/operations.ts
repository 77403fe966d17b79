import type { OperationEntry } from '@nexusfs/core'
import { isoTime } from './format.ts'
import type { Output } from './output.ts'

/** An operation for JSON: as the library gives it, its time as ISO 8601. */
export function operationJson<Row extends OperationEntry>(
  operation: Row,
): Omit<Row, 'time'> & { readonly time: string } {
  return { ...operation, time: isoTime(operation.time) }
}

/** An operation in one line: id, time, type, path, who, and whether it was undone. */
export function operationRow(output: Output, operation: OperationEntry): string {
  const { colors } = output
  const { id, time, type, agent, user, undoneBy } = operation
  const who = agent ?? user
  return [
    colors.yellow(id),
    colors.dim(output.time(time)),
    type.padEnd(8),
    operationPlace(output, operation),
    ...(who === undefined ? [] : [colors.dim(`(${output.name(who)})`)]),
    ...(undoneBy === undefined ? [] : [colors.red('undone')]),
  ].join('  ')
}

/** The path of an operation, with the other end where it has one. */
export function operationPlace(
  output: Output,
  { path, target }: Pick<OperationEntry, 'path' | 'target'>,
): string {
  return output.name(target === undefined ? path : `${path} -> ${target}`)
}
