import { isOperationShown } from '../../history/index.ts'
import type { Id, MetadataStore, OperationRow, Principal } from '../../spec/index.ts'
import { pastContext } from '../moment.ts'
import type { Session } from '../session.ts'
import type { OperationEntry } from '../types.ts'

/** The collection of operations that were undone, by their ids. */
const UNDONE = 'undone'

/** An operation is seen by those who may see its paths. */
export function isShown(session: Session, row: OperationRow): boolean {
  return isOperationShown(pastContext(session), row)
}

/** In a space that several tenants share, only administrators see who of another tenant it was. */
export function showsWho({ tenant, isAdmin }: Principal, row: OperationRow): boolean {
  return row.tenant === tenant || isAdmin === true
}

/** Up to 1,000 operations as they are shown, with the undos that took them back. */
export async function entriesOf(
  session: Session,
  rows: readonly OperationRow[],
): Promise<readonly OperationEntry[]> {
  const undone = await undosOf(session.parts.store, rows)
  return rows.map((row, index) => {
    const undoneBy = undone[index]
    return { ...entryOf(session.principal, row), ...(undoneBy !== undefined && { undoneBy }) }
  })
}

function entryOf(principal: Principal, row: OperationRow): OperationEntry {
  const { space: _space, sequence: _sequence, node: _node, ...entry } = row
  if (showsWho(principal, row)) return entry
  const { id, type, path, target, batch, time } = entry
  return { id, type, path, target, batch, time }
}

async function undosOf(
  store: MetadataStore,
  rows: readonly OperationRow[],
): Promise<readonly (Id | undefined)[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const records = await store.getRecords(UNDONE, ids)
  return records.map((record) => {
    const by = record?.value.by
    return typeof by === 'string' ? by : undefined
  })
}
