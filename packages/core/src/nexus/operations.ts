import { isVisible } from '../access/index.ts'
import { NexusError } from '../errors/index.ts'
import { parsePath, ROOT_PATH, spaceOf } from '../path/index.ts'
import type { OperationRow } from '../spec/index.ts'
import { createPagedListing, decodeCursor, encodeCursor } from './listing.ts'
import type { Session } from './session.ts'
import type { OperationEntry, OperationFilter, OperationsFacet } from './types.ts'

const PAGE = 500

/** The facet of the operation log. */
export function createOperations(session: Session): OperationsFacet {
  return {
    list(filter = {}) {
      const { limit, signal } = filter
      const pages = () => operationPages(session, filter)
      const cursorOf = ({ id }: OperationEntry) => encodeCursor(id)
      return createPagedListing(pages, { limit, cursorOf, gate: session.gate(signal) })
    },
  }
}

async function* operationPages(
  session: Session,
  filter: OperationFilter,
): AsyncGenerator<readonly OperationEntry[]> {
  const { store, namespaces } = session.parts
  const { path, types, agent, run, since, until, cursor } = filter
  const parsed = path === undefined ? undefined : session.locate(path, 'read').path
  const space = spaceOf(parsed ?? ROOT_PATH, session.principal, namespaces)
  let after = cursor === undefined ? undefined : await positionOf(session, space, cursor)
  for (let more = true; more; ) {
    const page = await store.operations(space, {
      path: parsed?.text,
      types,
      agent,
      run,
      since,
      until,
      after,
      limit: PAGE,
    })
    yield page.rows.filter((row) => isShown(session, row)).map((row) => entryOf(session, row))
    after = page.next
    more = after !== undefined
  }
}

/** Where the log goes on after the operation that a cursor names. */
async function positionOf(session: Session, space: string, cursor: string): Promise<string> {
  const id = decodeCursor(cursor, isText)
  const { rows } = await session.parts.store.operations(space, { id, limit: 1 })
  const [row] = rows
  if (row !== undefined) return String(row.sequence)
  throw new NexusError('INVALID_ARGUMENT', 'The cursor is not one of this log.', {
    hint: 'Give the cursor of the listing before, unchanged, or none to begin anew.',
  })
}

/** An operation is seen by those who may see its paths. */
function isShown(
  { principal, parts: { namespaces } }: Session,
  { path, target }: OperationRow,
): boolean {
  return (
    isVisible(parsePath(path), principal, namespaces) &&
    (target === undefined || isVisible(parsePath(target), principal, namespaces))
  )
}

/** In a space that several tenants share, only administrators see who of another tenant it was. */
function entryOf({ principal }: Session, row: OperationRow): OperationEntry {
  const { space: _space, sequence: _sequence, node: _node, ...entry } = row
  if (entry.tenant === principal.tenant || principal.isAdmin === true) return entry
  const { id, type, path, target, batch, time } = entry
  return { id, type, path, target, batch, time }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
