import type { HistoryRow, Id, Page, PageOptions } from '@nexusfs/core/spec'
import { type HistoryTuple, historyOf, ID, nodeColumns } from './codec.ts'
import type { Pause, Statements } from './statements.ts'

const LIVE = `SELECT ${nodeColumns('n')}, NULL FROM nodes AS n`
const PAST = `SELECT ${nodeColumns('h')}, h."to" FROM node_history AS h`

const SQL = {
  live: `${LIVE} WHERE n.id = ${ID} AND n.space = ?`,
  past: `${PAST} WHERE h.id = ${ID} AND +h.space = +? AND h."to" <= +? ORDER BY h."to" DESC LIMIT +?`,
  atPlace: `${PAST} WHERE h.space = +? AND h.parent = ${ID} AND h.name = +? AND h."to" < +? ORDER BY h."to" DESC LIMIT +?`,
} as const

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

/** A page of the states that ended at a place, the last one first. Cursors are the `to` of the last state. */
export function placeHistory(
  statements: Statements,
  space: number,
  parent: Id,
  name: string,
  { after, limit }: PageOptions,
): Page<HistoryRow> {
  const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after)
  const found = statements
    .query<HistoryTuple>(SQL.atPlace)
    .all(space, parent, name, before, limit + 1)
  const rows = found.slice(0, limit).map(historyOf)
  const last = rows.at(-1)
  return { rows, ...(found.length > limit && last && { next: String(last.to) }) }
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
    SELECT ${column} AS sequence, name FROM ${table} WHERE space = +? AND parent = ${ID} AND name >= +?
    ORDER BY ${order} LIMIT +? OFFSET +?)`
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
