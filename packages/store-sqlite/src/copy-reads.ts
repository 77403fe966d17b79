import type { HistoryRow, Id, Page, PageOptions, Sequence } from '@nexusfs/core/spec'
import { type HistoryTuple, historyOf, ID, nodeColumns } from './codec.ts'
import type { Statements } from './statements.ts'

/** Ranks the present, which no operation has ended, before all past states. */
const NEVER = Number.MAX_SAFE_INTEGER

const ORIGIN = `n.origin_node = ${ID} AND n.space = ? AND n.id >= ${ID}`

const SQL = `SELECT * FROM (
    SELECT ${nodeColumns('n')}, NULL, n.id AS copy, ${NEVER} AS ended FROM nodes AS n WHERE ${ORIGIN}
    UNION ALL
    SELECT ${nodeColumns('n')}, n."to", n.id, n."to" FROM node_history AS n WHERE ${ORIGIN}
  ) WHERE copy > ${ID} OR ended < ? ORDER BY copy, ended DESC LIMIT +?`

/** A page of the states whose origin is the node, in order of ids, then newest first. Cursors are the last state's id and `to`. */
export function copiesOf(
  statements: Statements,
  space: number,
  node: Id,
  { after, limit }: PageOptions,
): Page<HistoryRow> {
  const [id = '', ended] = (after ?? '').split(' ')
  const branch = [node, space, id]
  const found = statements
    .query<HistoryTuple>(SQL)
    .all(...branch, ...branch, id, Number(ended ?? NEVER), limit + 1)
  const rows = found.slice(0, limit).map(historyOf)
  const last = rows.at(-1)
  return { rows, ...(found.length > limit && last && { next: cursorOf(last.id, last.to) }) }
}

function cursorOf(id: Id, to: Sequence | undefined): string {
  return `${id} ${to ?? NEVER}`
}
