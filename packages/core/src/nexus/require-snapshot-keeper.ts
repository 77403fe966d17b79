import { seesAllBelow } from '../access/index.ts'
import { NexusError } from '../errors/index.ts'
import type { StoredSnapshot } from '../history/index.ts'
import { parsePath } from '../path/index.ts'
import type { OperationRow, Principal } from '../spec/index.ts'
import type { Session } from './session.ts'

/**
 * That a caller may delete a snapshot: who made it, administrators, and those who may change all that lies in it.
 * @throws `ACCESS_DENIED`, `READ_ONLY`.
 */
export async function requireKeeper(
  session: Session,
  { space, name, path, operation }: StoredSnapshot,
): Promise<void> {
  const { principal, parts } = session
  if (principal.isAdmin === true) return
  const { rows } = await parts.store.operations(space, { id: operation, limit: 1 })
  if (rows[0] !== undefined && isMaker(principal, rows[0])) return
  const located = session.place(parsePath(path), 'write')
  if (seesAllBelow(located.path, principal, parts.namespaces)) return
  throw new NexusError(
    'ACCESS_DENIED',
    `Cannot delete the snapshot ${name}: what it holds of ${path} is not yours alone.`,
    { path, hint: 'Ask who made it, or an administrator.' },
  )
}

/** The same tenant, agent and user, as far as the caller has them. */
function isMaker({ tenant, agent, user }: Principal, row: OperationRow): boolean {
  return (
    row.tenant === tenant &&
    (agent === undefined || row.agent === agent) &&
    (user === undefined || row.user === user)
  )
}
