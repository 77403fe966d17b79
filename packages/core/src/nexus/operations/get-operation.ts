import {
  getOperation,
  horizonOf,
  isShownIn,
  isUndoable,
  operationChanges,
  type TreeChange,
  waitUntilSettled,
} from '../../history/index.ts'
import { ROOT_PATH, spaceOf } from '../../path/index.ts'
import type { Id, OperationRow } from '../../spec/index.ts'
import { pastContext } from '../moment.ts'
import type { Session } from '../session.ts'
import type { OperationReport } from '../types.ts'
import { entriesOf } from './operation-entry.ts'

/** Changes of a report. */
const MOST = 1_000

/** An operation with what it did, as far as the caller may see it. @throws `NOT_FOUND`, `UNAVAILABLE` when it does not settle. */
export async function reportOperation(
  session: Session,
  id: Id,
  signal: AbortSignal | undefined,
): Promise<OperationReport> {
  const { principal, parts } = session
  const { store, namespaces } = parts
  const own = spaceOf(ROOT_PATH, principal, namespaces)
  const row = await getOperation({ store, principal, namespaces }, own, id)
  await waitUntilSettled(store, row.sequence, signal)
  const { changes, truncated } = await operationChanges(store, row.space, row, MOST)
  const [entry] = await entriesOf(session, [row])
  return {
    ...(entry as OperationReport),
    changes: changes.filter((change) => isSeen(session, row.space, change)),
    truncated,
    undoable: await isToBeUndone(session, row, changes.length > 0),
  }
}

function isSeen(session: Session, space: string, { path, previousPath }: TreeChange): boolean {
  const paths = [path, previousPath ?? path]
  return paths.every((text) => isShownIn(pastContext(session), space, text))
}

/** Whether it did anything that could be taken back, and nothing of what was before can have been pruned. */
async function isToBeUndone(
  { parts: { store } }: Session,
  row: OperationRow,
  hasEffects: boolean,
): Promise<boolean> {
  if (!isUndoable(row)) return false
  const { space, id, sequence } = row
  if (sequence <= (await horizonOf(store, space))) return false
  return hasEffects || (await store.recordImages(space, [id], { limit: 1 })).rows.length > 0
}
