import type { HistoryRow, Id, Page, PageOptions, Sequence } from '@nexusfs/core/spec'
import { type HistoryTuple, historyOf, ID, nodeColumns } from './codec.ts'
import type { Pause, Statements } from './statements.ts'

const LIVE = `SELECT ${nodeColumns('n')}, NULL FROM nodes AS n`
const PAST = `SELECT ${nodeColumns('h')}, h."to" FROM node_history AS h`

/** An operation that touched several nodes has a list of them; else its own row names the one. */
const LISTED = 'operation_effects AS t'
const OWN = 'operation_log AS t'

const SQL = {
  live: `${LIVE} WHERE n.id = ${ID} AND n.space = ?`,
  past: `${PAST} WHERE h.id = ${ID} AND h.space = ? AND h."to" <= ? ORDER BY h."to" DESC LIMIT ?`,
  isListed: 'SELECT 1 FROM operation_effects WHERE operation = ? LIMIT 1',
  endedListed: endedOf(LISTED, 'operation'),
  endedOwn: endedOf(OWN, 'sequence'),
  madeListed: madeOf(LISTED, 'operation'),
  madeOwn: madeOf(OWN, 'sequence'),
} as const

function endedOf(table: string, key: string): string {
  return `SELECT ${nodeColumns('h')}, h."to" FROM ${table} CROSS JOIN node_history AS h
    ON h.id = t.node AND h."to" = t.${key} AND h.space = ?
    WHERE t.${key} = ? AND t.node > ${ID} ORDER BY t.node LIMIT ?`
}

function madeOf(table: string, key: string): string {
  return `SELECT ${nodeColumns('n')}, NULL, t.node AS touched FROM ${table} CROSS JOIN nodes AS n
      ON n.id = t.node AND n."from" = t.${key} AND n.space = ?
      WHERE t.${key} = ? AND t.node > ${ID}
    UNION ALL
    SELECT ${nodeColumns('h')}, h."to", t.node FROM ${table} CROSS JOIN node_history AS h
      ON h.id = t.node AND h."to" > t.${key} AND h."from" = t.${key} AND h.space = ?
      WHERE t.${key} = ? AND t.node > ${ID}
    ORDER BY touched LIMIT ?`
}

/** A page of all states of a node, newest first. Cursors are the `from` of the last state. */
export function nodeHistory(
  statements: Statements,
  space: number,
  node: Id,
  { after, limit }: PageOptions,
): Page<HistoryRow> {
  const live = after === undefined ? statements.query<HistoryTuple>(SQL.live).all(node, space) : []
  const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after)
  const past = statements
    .query<HistoryTuple>(SQL.past)
    .all(node, space, before, limit + 1 - live.length)
  const found = [...live, ...past]
  const rows = found.slice(0, limit).map(historyOf)
  const last = rows.at(-1)
  return { rows, ...(found.length > limit && last && { next: String(last.from) }) }
}

/** The first states that an operation ended, then made, each in the order of ids. */
export function effectsOf(
  statements: Statements,
  space: number,
  sequence: Sequence,
  limit: number,
): readonly HistoryRow[] {
  return effectsPage(statements, space, sequence, { limit }).rows
}

/** A page of the states that an operation ended, then of those that it made, each in the order of ids. */
export function effectsPage(
  statements: Statements,
  space: number,
  sequence: Sequence,
  { after = 'ended ', limit }: PageOptions,
): Page<HistoryRow> {
  const [side, node = ''] = after.split(' ')
  const isListed = statements.query(SQL.isListed).get(sequence) !== undefined
  const page = (sql: string, ...values: readonly unknown[]): readonly HistoryRow[] =>
    statements
      .query<HistoryTuple>(sql)
      .all(...values)
      .map(historyOf)
  const place = [space, sequence]

  const endedSql = isListed ? SQL.endedListed : SQL.endedOwn
  const ended = side === 'ended' ? page(endedSql, ...place, node, limit + 1) : []
  const missing = limit + 1 - ended.length
  const start = side === 'ended' ? '' : node
  const madeSql = isListed ? SQL.madeListed : SQL.madeOwn
  const made = missing > 0 ? page(madeSql, ...place, start, ...place, start, missing) : []
  const found = [...ended, ...made]
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  if (found.length <= limit || last === undefined) return { rows }
  return { rows, next: `${rows.length <= ended.length ? 'ended' : 'made'} ${last.id}` }
}

const CHILDREN_PER_SLICE = 5_000

/** How far a sliced walk over one directory came. */
type Slice = readonly [newest: number | null, last: string | null, count: number]

/** Milliseconds UTC of the newest change directly in a directory; pauses after every 5,000 children. */
export async function newestChange(
  statements: Statements,
  space: number,
  directory: Id,
  pause: Pause,
): Promise<number | undefined> {
  const place = [space, directory] as const
  const live = await newestIn(statements, 'nodes', place, pause)
  const past = await newestIn(statements, 'node_history', place, pause)
  const sequence = Math.max(live, past)
  if (sequence === 0) return undefined
  const sql = 'SELECT time FROM operation_log WHERE sequence = ?'
  return statements.query<[number]>(sql).get(sequence)?.[0]
}

async function newestIn(
  statements: Statements,
  table: 'nodes' | 'node_history',
  place: readonly [space: number, directory: Id],
  pause: Pause,
): Promise<number> {
  const column = table === 'nodes' ? '"from"' : '"to"'
  const order = table === 'nodes' ? 'name' : 'name, "to"'
  const sql = `SELECT max(sequence), max(name), count(*) FROM (
    SELECT ${column} AS sequence, name FROM ${table} WHERE space = ? AND parent = ${ID} AND name >= ?
    ORDER BY ${order} LIMIT ? OFFSET ?)`
  let newest = 0
  let from = ''
  let seen = 0
  for (;;) {
    const slice = statements.query<Slice>(sql).get(...place, from, CHILDREN_PER_SLICE, seen)
    const [sequence, last, count] = slice ?? [null, null, 0]
    newest = Math.max(newest, sequence ?? 0)
    if (count < CHILDREN_PER_SLICE || last === null) return newest
    // A name may have more past states than a slice holds.
    seen = last === from ? seen + count : 0
    from = last
    await pause()
  }
}
