import type { HistoryRow, Id, Page, PageOptions, Sequence } from '@nexusfs/core/spec'
import { type AskedOperation, askedOperations } from './asked-operations.ts'
import { type HistoryTuple, historyOf, ID, nodeColumns } from './codec.ts'
import type { Statements } from './statements.ts'

type EffectTuple = readonly [...HistoryTuple, asked: number, side: Side]
type Side = typeof ENDED | typeof MADE

const ENDED = 0
const MADE = 1

/** Where a page begins: after a node on a side of the operation at that index. */
interface Cursor {
  readonly index: number
  readonly side: Side
  readonly node: string
}

/**
 * The state that an operation made of a node: the present one, or the first that ended after the operation, since
 * states of a node do not overlap.
 */
const MADE_PAST = `h."from" = t.sequence AND h."to" =
  (SELECT min(later."to") FROM node_history AS later WHERE later.id = t.node AND +later.space = t.space AND later."to" > t.sequence)`

/** Effects of operations that touched one node, which their own row of the log names. */
const OWN = `WITH t(asked, sequence, node, space) AS MATERIALIZED (
    SELECT asked.key, log.sequence, log.node, log.space FROM json_each(?) AS asked
      CROSS JOIN operation_log AS log ON log.sequence = asked.value WHERE log.node IS NOT NULL)
  SELECT ${nodeColumns('h')}, h."to", t.asked, ${ENDED} AS side FROM t CROSS JOIN node_history AS h
    ON h.id = t.node AND h."to" = t.sequence AND +h.space = t.space
  UNION ALL
  SELECT ${nodeColumns('n')}, NULL, t.asked, ${MADE} FROM t CROSS JOIN nodes AS n
    ON n.id = t.node AND n.space = t.space AND n."from" = t.sequence
  UNION ALL
  SELECT ${nodeColumns('h')}, h."to", t.asked, ${MADE} FROM t CROSS JOIN node_history AS h
    ON h.id = t.node AND +h.space = t.space AND ${MADE_PAST}`

/** Effects of one operation that has a list of its nodes, in the order of ids. */
const SQL = {
  ended: `SELECT ${nodeColumns('h')}, h."to" FROM operation_effects AS t CROSS JOIN node_history AS h
    ON h.id = t.node AND h."to" = t.operation AND +h.space = +?
    WHERE t.operation = +? AND t.node > ${ID} ORDER BY t.node LIMIT +?`,
  made: `SELECT ${nodeColumns('n')}, NULL, t.node AS touched FROM operation_effects AS t CROSS JOIN nodes AS n
      ON n.id = t.node AND n."from" = t.operation AND n.space = +?
      WHERE t.operation = +? AND t.node > ${ID}
    UNION ALL
    SELECT ${nodeColumns('h')}, h."to", t.node FROM operation_effects AS t CROSS JOIN node_history AS h
      ON h.id = t.node AND +h.space = +? AND h."from" = t.operation AND h."to" =
        (SELECT min(later."to") FROM node_history AS later
         WHERE later.id = t.node AND +later.space = h.space AND later."to" > t.operation)
      WHERE t.operation = +? AND t.node > ${ID}
    ORDER BY touched LIMIT +?`,
} as const

/** All states that an operation ended, then made, each in the order of ids. */
export function effectsOf(
  statements: Statements,
  space: number,
  sequence: Sequence,
): readonly HistoryRow[] {
  const rows = listed(statements, space, sequence, START, Number.MAX_SAFE_INTEGER)
  return rows.length > 0 ? rows : own(statements, [sequence]).map(stateOf)
}

/**
 * A page of the states that operations ended and made: operation by operation as given, of each first those that it
 * ended, each in the order of ids. Cursors are the index of an operation, the side and the id of the last state.
 */
export function effectsPage(
  statements: Statements,
  space: number,
  operations: readonly Id[],
  { after, limit }: PageOptions,
): Page<HistoryRow> {
  const asked = askedOperations(statements, space, operations)
  const found: Effect[] = []
  let cursor = cursorOf(after)
  while (cursor.index < asked.length && found.length <= limit) {
    const missing = limit + 1 - found.length
    const end = endOfRun(asked, cursor.index, missing)
    found.push(...effectsOfRun(statements, space, asked.slice(0, end), cursor, missing))
    cursor = { index: end, ...START }
  }
  const last = found[limit - 1]
  const more = found.length > limit && last !== undefined
  return {
    rows: found.slice(0, limit).map(({ row }) => row),
    ...(more && { next: `${last.index} ${last.side} ${last.row.id}` }),
  }
}

/** A state with the operation and the side it is on. */
interface Effect {
  readonly row: HistoryRow
  readonly index: number
  readonly side: Side
}

const START = { side: ENDED, node: '' } as const

function cursorOf(after: string | undefined): Cursor {
  if (after === undefined) return { index: 0, ...START }
  const [index, side, node = ''] = after.split(' ')
  return { index: Number(index), side: Number(side) === ENDED ? ENDED : MADE, node }
}

/** One operation with a list, or as many as can be read at once of those without. */
function endOfRun(asked: readonly AskedOperation[], start: number, most: number): number {
  let end = start + 1
  if (asked[start]?.isListed === true) return end
  while (end < asked.length && end - start < most && asked[end]?.isListed === false) end++
  return end
}

/** Effects of the operations from the cursor's on, the last of `asked` inclusive. */
function effectsOfRun(
  statements: Statements,
  space: number,
  asked: readonly AskedOperation[],
  cursor: Cursor,
  limit: number,
): readonly Effect[] {
  const { index } = cursor
  const first = asked[index]
  if (first?.isListed === true && first.sequence !== undefined) {
    const { sequence } = first
    return listed(statements, space, sequence, cursor, limit).map((row) => ({
      row,
      index,
      side: row.to === sequence ? ENDED : MADE,
    }))
  }
  const sequences = asked.slice(index).map(({ sequence }) => sequence ?? null)
  return own(statements, sequences)
    .map((row) => ({ row: stateOf(row), index: index + row[13], side: row[14] }))
    .filter((effect) => effect.index > index || cursor.node === '' || effect.side > cursor.side)
}

/** At most two states for each operation, in their order. Sorting such wide rows costs SQLite more. */
function own(statements: Statements, sequences: readonly (Sequence | null)[]) {
  const rows = statements.query<EffectTuple>(OWN).all(JSON.stringify(sequences))
  return rows.sort((a, b) => a[13] - b[13] || a[14] - b[14])
}

function stateOf(row: EffectTuple): HistoryRow {
  return historyOf(row as readonly unknown[] as HistoryTuple)
}

function listed(
  statements: Statements,
  space: number,
  sequence: Sequence,
  { side, node }: Pick<Cursor, 'side' | 'node'>,
  limit: number,
): readonly HistoryRow[] {
  const page = (sql: string, ...values: readonly unknown[]): readonly HistoryRow[] =>
    statements
      .query<HistoryTuple>(sql)
      .all(...values)
      .map(historyOf)
  const ended = side === ENDED ? page(SQL.ended, space, sequence, node, limit) : []
  const missing = limit - ended.length
  if (missing <= 0) return ended
  const place = [space, sequence, side === ENDED ? '' : node]
  return [...ended, ...page(SQL.made, ...place, ...place, missing)]
}
