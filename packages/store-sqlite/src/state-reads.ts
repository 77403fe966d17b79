import type { HistoryRow, Id, Sequence } from '@nexusfs/core/spec'
import { type HistoryTuple, historyOf, ID, nodeColumns } from './codec.ts'
import type { Statements } from './statements.ts'

const PAST = `SELECT ${nodeColumns('h')}, h."to" FROM node_history AS h WHERE h.id = ${ID} AND +h.space = +?`

const SQL = {
  live: `SELECT ${nodeColumns('n')}, NULL FROM nodes AS n WHERE n.id = ${ID} AND n.space = ?`,
  /** States of a node do not overlap, so the state that was live after a sequence is the first that ended after it. */
  pastAfter: `${PAST} AND h."to" > +? ORDER BY h."to" LIMIT 1`,
  last: `${PAST} ORDER BY h."to" DESC LIMIT 1`,
} as const

/** The state of the node with that `from`, past or present. Mostly it is a past one that is asked for. */
export function findState(
  statements: Statements,
  space: number,
  node: Id,
  from: Sequence,
): HistoryRow | undefined {
  const past = statements.query<HistoryTuple>(SQL.pastAfter).get(node, space, from)
  const state = past ?? statements.query<HistoryTuple>(SQL.live).get(node, space)
  return state?.[2] === from ? historyOf(state) : undefined
}

/** The state in which the node was live at a sequence. */
export function findStateAt(
  statements: Statements,
  space: number,
  node: Id,
  at: Sequence,
): HistoryRow | undefined {
  const live = statements.query<HistoryTuple>(SQL.live).get(node, space)
  if (live !== undefined && live[2] <= at) return historyOf(live)
  const past = statements.query<HistoryTuple>(SQL.pastAfter).get(node, space, at)
  return past === undefined || past[2] > at ? undefined : historyOf(past)
}

/** The past state of the node that ended last. */
export function findLastState(
  statements: Statements,
  space: number,
  node: Id,
): HistoryRow | undefined {
  const past = statements.query<HistoryTuple>(SQL.last).get(node, space)
  return past && historyOf(past)
}
