import type { ProbeReport, ProbeStep } from 'nexusfs'
import { alignColumns } from './format.ts'
import type { Output } from './output.ts'

/** A report for people. */
export function probeLines(
  output: Output,
  { type, location, steps }: ProbeReport,
): readonly string[] {
  const { colors } = output
  const table = alignColumns(
    steps.map(({ outcome, name, found, milliseconds }) => [
      outcome,
      name,
      milliseconds > 0 ? `${milliseconds} ms` : '-',
      output.name(found),
    ]),
    new Set([2]),
  )
  const paint: Readonly<Record<ProbeStep['outcome'], (text: string) => string>> = {
    works: colors.green,
    fails: colors.red,
    'not offered': colors.dim,
    skipped: colors.dim,
  }
  return [
    `${type} at ${output.name(location)}`,
    ...steps.flatMap(({ outcome, hint }, index) => [
      `  ${(table[index] ?? '').replace(outcome, paint[outcome])}`,
      ...(hint === undefined ? [] : [`    ${colors.cyan('hint:')} ${output.name(hint)}`]),
    ]),
  ]
}
