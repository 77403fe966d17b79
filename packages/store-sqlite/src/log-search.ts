import type { Sequence } from '@nexusfs/core/spec'
import type { Statements } from './statements.ts'

const SQL = {
  newest: 'SELECT ifnull(max(sequence), 0) FROM operation_log',
  atOrBefore:
    'SELECT sequence, time FROM operation_log WHERE sequence <= ? ORDER BY sequence DESC LIMIT 1',
} as const

/**
 * The last sequence of the log whose time is not later (milliseconds UTC); 0 when there is none. Halves the log by its
 * primary key, so it relies on times that do not fall; where the clock stepped back it gives one of the places.
 */
export function sequenceAt(statements: Statements, time: number): Sequence {
  const rowAt = statements.query<readonly [sequence: number, time: number]>(SQL.atOrBefore)
  let low = 0
  let high = statements.query<[number]>(SQL.newest).get()?.[0] ?? 0
  let found = 0
  while (low < high) {
    const middle = Math.floor((low + high + 1) / 2)
    const row = rowAt.get(middle)
    if (row !== undefined && row[1] > time) high = row[0] - 1
    else {
      low = middle
      found = row?.[0] ?? 0
    }
  }
  return found
}

/** The sequences whose time is in a range (`since` inclusive, `until` exclusive): `from` inclusive, `end` exclusive. */
export function sequencesBetween(
  statements: Statements,
  { since, until }: { readonly since?: number | undefined; readonly until?: number | undefined },
): { readonly from: Sequence; readonly end: Sequence } {
  const before = (time: number): Sequence => sequenceAt(statements, Math.ceil(time) - 1) + 1
  return {
    from: since === undefined ? 0 : before(since),
    end: until === undefined ? Number.MAX_SAFE_INTEGER : before(until),
  }
}
