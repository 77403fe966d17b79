import { compareNames } from '../kit/compare-names.ts'
import type { Page, PageOptions } from '../spec/index.ts'
import { firstWhere } from './first-where.ts'

/** Where a row stands in its list: numbers ascend, text goes by bytes. */
export type Position = readonly (string | number)[]

/** A page of rows that are all at hand, in the order of their positions. Rows may go between two pages. */
export function pageByPosition<Row>(
  rows: readonly Row[],
  { after, limit }: PageOptions,
  positionOf: (row: Row) => Position,
): Page<Row> {
  const start = after === undefined ? 0 : firstPast(rows, JSON.parse(after) as Position, positionOf)
  const page = rows.slice(start, start + limit)
  const last = page.at(-1)
  const more = start + limit < rows.length
  return {
    rows: page,
    ...(more && last !== undefined && { next: JSON.stringify(positionOf(last)) }),
  }
}

function firstPast<Row>(
  rows: readonly Row[],
  cursor: Position,
  positionOf: (row: Row) => Position,
): number {
  return firstWhere(rows, (row) => comparePositions(positionOf(row), cursor) > 0)
}

function comparePositions(a: Position, b: Position): number {
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? ''
    const order =
      typeof value === 'number' ? value - Number(other) : compareNames(value, String(other))
    if (order !== 0) return order
  }
  return 0
}
