import { NexusError } from '../errors/index.ts'
import { isOperationShown } from '../history/index.ts'
import { DEFAULT_SPACE } from '../path/index.ts'
import type { OperationRow, Principal, Sequence } from '../spec/index.ts'
import { knownSpaces } from './known-spaces.ts'
import { decodeCursor, encodeCursor } from './listing.ts'
import { pastContext } from './moment.ts'
import { showsWho } from './operations/operation-entry.ts'
import type { Session } from './session.ts'
import type { PluginChange, PluginChangesOptions } from './types.ts'

/** Rows that are held at most, however many spaces there are; of each space at least so many. */
const MOST_ROWS = 4_000
const LEAST_ROWS = 16

/** The tenant to which a principal is held; `undefined` for one that reaches all of them. */
export function heldTo({ tenant, isAdmin }: Principal): string | undefined {
  return isAdmin === true ? undefined : tenant
}

/** The cursor of the newest settled operation. */
export async function newestChange(session: Session): Promise<string> {
  return encodeCursor(await session.parts.store.settled())
}

/** Settled operations of every space that the principal reaches, in the order of their sequences. */
export async function* changesFor(
  session: Session,
  { cursor, signal }: PluginChangesOptions,
): AsyncGenerator<PluginChange> {
  let position = await session.call(signal, () => positionOf(session, cursor))
  for (;;) {
    const page = await session.call(signal, () => readPage(session, position))
    for (const row of page.rows) if (isSeen(session, row)) yield changeOf(session.principal, row)
    if (page.position === position) return
    position = page.position
  }
}

async function positionOf({ parts }: Session, cursor: string | undefined): Promise<Sequence> {
  if (cursor === undefined) return 0
  const position = decodeCursor(cursor, isSequence)
  if (position <= (await parts.store.settled())) return position
  throw new NexusError('INVALID_ARGUMENT', 'The cursor lies after the end of this log.', {
    hint: 'The store was restored from a backup, or is another one. Begin anew without a cursor.',
  })
}

/**
 * The next rows of all spaces, up to a sequence before which none was left out. What is settled is asked for first: a
 * space that appears later has nothing up to there.
 */
async function readPage(
  { parts: { store }, principal }: Session,
  after: Sequence,
): Promise<{ readonly rows: readonly OperationRow[]; readonly position: Sequence }> {
  let position = await store.settled()
  if (position <= after) return { rows: [], position: after }
  const tenant = heldTo(principal)
  const spaces = tenant === undefined ? await knownSpaces(store) : [tenant, DEFAULT_SPACE]
  const limit = Math.max(LEAST_ROWS, Math.floor(MOST_ROWS / spaces.length))
  const rows: OperationRow[] = []
  for (const space of spaces) {
    const page = await store.changes(space, String(after), limit)
    rows.push(...page.rows)
    const last = page.rows.at(-1)?.sequence ?? position
    if (page.rows.length === limit) position = Math.min(position, last)
  }
  const whole = rows.filter(({ sequence }) => sequence <= position)
  return { rows: whole.sort((a, b) => a.sequence - b.sequence), position }
}

function isSeen(session: Session, row: OperationRow): boolean {
  return heldTo(session.principal) === undefined || isOperationShown(pastContext(session), row)
}

function changeOf(principal: Principal, row: OperationRow): PluginChange {
  const { space, sequence, node: _node, ...entry } = row
  const owner = space === DEFAULT_SPACE ? undefined : space
  const place = { ...(owner !== undefined && { owner }), cursor: encodeCursor(sequence) }
  if (heldTo(principal) === undefined || showsWho(principal, row)) return { ...entry, ...place }
  const { id, type, path, target, batch, time } = entry
  return { id, type, path, target, batch, time, ...place }
}

function isSequence(value: unknown): value is Sequence {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
