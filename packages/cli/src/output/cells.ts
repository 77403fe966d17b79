import type { Output } from './output.ts'

/** A cell of a row, with its colour. */
export type Cell = string | readonly [text: string, paint: (text: string) => string]

const GAP = '  '

/** The lines of a row: one, or on a terminal that is too narrow as many as its cells need, indented. */
export function rowLines({ columns }: Output, cells: readonly Cell[]): readonly string[] {
  const lines: string[] = []
  let line = ''
  let width = 0
  for (const cell of cells) {
    const [text, painted] = typeof cell === 'string' ? [cell, cell] : [cell[0], cell[1](cell[0])]
    if (width > 0 && width + GAP.length + text.length > columns) {
      lines.push(line)
      line = GAP + painted
      width = GAP.length + text.length
    } else {
      line += (width > 0 ? GAP : '') + painted
      width += (width > 0 ? GAP.length : 0) + text.length
    }
  }
  return [...lines, line]
}
