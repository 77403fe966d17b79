import type { Id, OperationQuery, OperationRow, OperationType, Page } from '@nexusfs/core/spec'
import { ID, idOf } from './codec.ts'
import type { Dictionary } from './dictionary.ts'
import type { Pause, Statements } from './statements.ts'

type OperationTuple = readonly [
  sequence: number,
  id: string,
  space: number,
  type: string,
  path: string,
  target: string | null,
  node: string,
  tenant: string | null,
  agent: string | null,
  user: string | null,
  run: string | null,
  requestId: string | null,
  batch: string,
  time: number,
  details: string | null,
]

const SELECT = `SELECT sequence, hex(id), space, type, path, target, hex(node), tenant, agent, user, run, request_id, hex(batch), time, details FROM operation_log`

/** How many sequence numbers a filtered scan looks at before it lets others run. */
const SLICE = 5_000

/** The operation of that id, in any space. */
export function findOperation(
  statements: Statements,
  spaces: Dictionary,
  id: Id,
): OperationRow | undefined {
  const row = statements.query<OperationTuple>(`${SELECT} WHERE id = ${ID}`).get(id)
  return row && operationOf(spaces, row)
}

/** The sequence up to which everything was committed; 0 when nothing was. */
export function settled(statements: Statements): number {
  const sql = 'SELECT max(ifnull((SELECT max(sequence) FROM operation_log), 0), taken) FROM store'
  return statements.query<[number]>(sql).get()?.[0] ?? 0
}

/** Rows of a space after a cursor, oldest first. */
export function changes(
  statements: Statements,
  spaces: Dictionary,
  space: string,
  cursor: string | undefined,
  limit: number,
): { readonly rows: readonly OperationRow[]; readonly next: string } {
  const number = spaces.find(space)
  const sql = `${SELECT} WHERE space = ? AND sequence > ? ORDER BY sequence LIMIT ?`
  const after = cursor ?? '0'
  const tuples =
    number === undefined
      ? []
      : statements.query<OperationTuple>(sql).all(number, Number(after), limit)
  const rows = tuples.map((row) => operationOf(spaces, row))
  return { rows, next: String(rows.at(-1)?.sequence ?? after) }
}

/**
 * A page of a space's rows, newest first. Filters that no index serves are looked for slice by
 * slice, so that a long log does not hold the event loop.
 */
export async function queryOperations(
  statements: Statements,
  spaces: Dictionary,
  space: string,
  query: OperationQuery,
  pause: Pause,
): Promise<Page<OperationRow>> {
  const number = spaces.find(space)
  if (number === undefined) return { rows: [] }
  const filter = filterOf(query)
  const sql = `${SELECT} WHERE space = ? AND sequence >= ? AND sequence < ?${filter.sql} ORDER BY sequence DESC LIMIT ?`
  const statement = statements.query<OperationTuple>(sql)
  const end = query.after === undefined ? settled(statements) + 1 : Number(query.after)
  const slice = filter.isServedByIndex ? end : SLICE
  const found: OperationTuple[] = []
  for (let upper = end; upper > 0 && found.length <= query.limit; upper -= slice) {
    if (upper < end) await pause()
    const lower = Math.max(0, upper - slice)
    const missing = query.limit + 1 - found.length
    found.push(...statement.all(number, lower, upper, ...filter.values, missing))
  }
  const rows = found.slice(0, query.limit).map((row) => operationOf(spaces, row))
  const last = rows.at(-1)
  const more = found.length > query.limit && last !== undefined
  return { rows, ...(more && { next: String(last.sequence) }) }
}

function filterOf(query: OperationQuery) {
  const { node, id, run, agent, path, types, since, until } = query
  const conditions: string[] = []
  const values: unknown[] = []
  const add = (sql: string, ...given: readonly unknown[]): void => {
    conditions.push(sql)
    values.push(...given)
  }
  if (id !== undefined) add(`id = ${ID}`, id)
  if (node !== undefined)
    add(
      `node = ${ID} AND sequence IN (SELECT "from" FROM nodes WHERE id = ${ID} UNION ALL
         SELECT "from" FROM node_history WHERE id = ${ID} UNION ALL SELECT "to" FROM node_history WHERE id = ${ID})`,
      ...[node, node, node, node],
    )
  if (run !== undefined) add('run = ?', run)
  const scanned = [agent, path, types, since, until].some((member) => member !== undefined)
  if (agent !== undefined) add('agent = ?', agent)
  if (path !== undefined) add('(path = ? OR target = ?)', path, path)
  if (types !== undefined) add('type IN (SELECT value FROM json_each(?))', JSON.stringify(types))
  if (since !== undefined) add('time >= ?', since)
  if (until !== undefined) add('time < ?', until)
  const isServedByIndex = id !== undefined || node !== undefined || run !== undefined || !scanned
  return { sql: conditions.map((sql) => ` AND ${sql}`).join(''), values, isServedByIndex }
}

function operationOf(spaces: Dictionary, row: OperationTuple): OperationRow {
  const [sequence, id, space, type, path, target, node, tenant, agent, user, run] = row
  const [requestId, batch, time, details] = [row[11], row[12], row[13], row[14]]
  return {
    id: idOf(id),
    type: type as OperationType,
    path,
    ...(target !== null && { target }),
    ...(tenant !== null && { tenant }),
    ...(agent !== null && { agent }),
    ...(user !== null && { user }),
    ...(run !== null && { run }),
    ...(requestId !== null && { requestId }),
    ...(batch !== '' && { batch: idOf(batch) }),
    ...(details !== null && { details: JSON.parse(details) }),
    space: spaces.nameOf(space),
    sequence,
    ...(node !== '' && { node: idOf(node) }),
    time,
  }
}
