import type { Id, OperationRow, OperationType } from '@nexusfs/core/spec'
import { ID, idOf } from './codec.ts'
import type { Dictionary } from './dictionary.ts'
import type { Statements } from './statements.ts'

/** A row of the log. */
export type OperationTuple = readonly [
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

/** Selects what {@link operationOf} takes. */
export const SELECT_OPERATION = `SELECT sequence, hex(id), space, type, path, target, hex(node), tenant, agent, user, run, request_id, hex(batch), time, details FROM operation_log`

/** The operation of that id, in any space. */
export function findOperation(
  statements: Statements,
  spaces: Dictionary,
  id: Id,
): OperationRow | undefined {
  const row = statements.query<OperationTuple>(`${SELECT_OPERATION} WHERE id = ${ID}`).get(id)
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
  const sql = `${SELECT_OPERATION} WHERE space = +? AND sequence > +? ORDER BY sequence LIMIT +?`
  const after = cursor ?? '0'
  const tuples =
    number === undefined
      ? []
      : statements.query<OperationTuple>(sql).all(number, Number(after), limit)
  const rows = tuples.map((row) => operationOf(spaces, row))
  return { rows, next: String(rows.at(-1)?.sequence ?? after) }
}

/** The operation of a row. */
export function operationOf(spaces: Dictionary, row: OperationTuple): OperationRow {
  const [sequence, id, space, type, path, target, node, tenant, agent, user, run] = row
  const [requestId, batch, time, details] = [row[11], row[12], row[13], row[14]]
  const common = { id: idOf(id), type: type as OperationType, path }
  const operation: Filled<OperationRow> = { ...common, space: spaces.nameOf(space), sequence, time }
  // One by one: to spread members that may be absent costs as much as to read the row.
  if (target !== null) operation.target = target
  if (node !== '') operation.node = idOf(node)
  if (tenant !== null) operation.tenant = tenant
  if (agent !== null) operation.agent = agent
  if (user !== null) operation.user = user
  if (run !== null) operation.run = run
  if (requestId !== null) operation.requestId = requestId
  if (batch !== '') operation.batch = idOf(batch)
  if (details !== null) operation.details = JSON.parse(details)
  return operation
}

/** While its members are filled in. */
type Filled<Row> = { -readonly [Member in keyof Row]: Row[Member] }
