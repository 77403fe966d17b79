import type { OperationEntry } from '@nexusfs/core'
import { rowLines } from './cells.ts'
import { isoTime } from './format.ts'
import type { Output } from './output.ts'

/** An operation for JSON: as the library gives it, its time as ISO 8601. */
export function operationJson<Row extends OperationEntry>(
  operation: Row,
): Omit<Row, 'time'> & { readonly time: string } {
  return { ...operation, time: isoTime(operation.time) }
}

/** An operation for people: id, time, type, path, who, and whether it was undone. */
export function operationLines(output: Output, operation: OperationEntry): readonly string[] {
  const { colors } = output
  const { id, time, type, agent, user, undoneBy } = operation
  const who = agent ?? user
  return rowLines(output, [
    [id, colors.yellow],
    [output.time(time), colors.dim],
    type.padEnd(8),
    operationPlace(output, operation),
    ...(who === undefined ? [] : [[`(${output.name(who)})`, colors.dim] as const]),
    ...(undoneBy === undefined ? [] : [['undone', colors.red] as const]),
  ])
}

/** The path of an operation, with the other end where it has one. */
export function operationPlace(
  output: Output,
  { path, target }: Pick<OperationEntry, 'path' | 'target'>,
): string {
  return output.name(target === undefined ? path : `${path} -> ${target}`)
}
