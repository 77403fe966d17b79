import { rowLines } from './cells.ts'
import { alignColumns } from './format.ts'
import type { Output } from './output.ts'

/**
 * A table for people, the head first: the lines of each row. On a terminal that is too narrow a row breaks between its
 * columns. Names are made safe to show.
 */
export function tableLines(
  output: Output,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly (readonly string[])[] {
  const shown = rows.map((row) => row.map((cell) => output.name(cell)))
  const all = [head, ...shown]
  const lines = alignColumns(all)
  return all.map((row, index) => {
    const line = lines[index] ?? ''
    return line.length <= output.columns ? [line] : rowLines(output, row)
  })
}
