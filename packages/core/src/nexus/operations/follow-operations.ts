import { NexusError } from '../../errors/index.ts'
import { isWithin, parsePath, ROOT_PATH, spaceOf, type VirtualPath } from '../../path/index.ts'
import type { OperationRow, Sequence } from '../../spec/index.ts'
import { decodeCursor, encodeCursor } from '../listing.ts'
import type { Session } from '../session.ts'
import type { FollowedOperation, FollowOptions } from '../types.ts'
import { entriesOf, isShown } from './operation-entry.ts'
import { Wake } from './wake.ts'

/** Rows of a page: so many are held at most, however slow the reader is. */
const PAGE = 500
/** Milliseconds after which the log is looked at without a hint. */
const POLL_MS = 1_000

/** What a feed reads. */
interface Feed {
  readonly session: Session
  readonly space: string
  readonly path: VirtualPath | undefined
}

/** Settled operations as they come, until the signal, the end of the handle, or that of who asks for them. */
export function followOperations(
  session: Session,
  options: FollowOptions,
): AsyncGenerator<FollowedOperation, void> {
  const wake = new Wake()
  const operations = operationsOf(session, options, wake)
  const end = operations.return.bind(operations)
  // A generator ends only at its next value, which may never come.
  operations.return = (value) => {
    wake.end()
    return end(value)
  }
  return operations
}

async function* operationsOf(
  session: Session,
  { cursor, path: text, signal }: FollowOptions,
  wake: Wake,
): AsyncGenerator<FollowedOperation, void> {
  const path = text === undefined ? undefined : session.locate(text, 'read').path
  const space = spaceOf(path ?? ROOT_PATH, session.principal, session.parts.namespaces)
  const feed: Feed = { session, space, path }
  const stopHints = session.onChange(wake.give)
  const stopEnd = session.untilEnd(wake.end)
  wake.listen(signal)
  try {
    let position = await session.call(undefined, () => startOf(session, cursor))
    while (!wake.isEnded) {
      const page = await session.call(undefined, () => readPage(feed, position))
      position = page.position
      for (const operation of page.operations) {
        yield operation
        if (wake.isEnded) return
      }
      if (page.isLast) await wake.next(POLL_MS)
    }
  } finally {
    stopHints()
    stopEnd()
    wake.close()
  }
}

/** The operation to go on after. @throws `INVALID_ARGUMENT` for a cursor that no operation of this store can have. */
async function startOf(
  { parts: { store } }: Session,
  cursor: string | undefined,
): Promise<Sequence> {
  const settled = await store.settled()
  if (cursor === undefined) return settled
  if (cursor === '') return 0
  const position = decodeCursor(cursor, isSequence)
  if (position <= settled) return position
  throw new NexusError('INVALID_ARGUMENT', 'The cursor lies after the end of this log.', {
    hint: 'The store was restored from a backup, or is another one. Begin anew with "", or from now on without a cursor.',
  })
}

/** The next operations that the caller may see; the position passes those that he may not. */
async function readPage({ session, space, path }: Feed, after: Sequence) {
  const { store } = session.parts
  const settled = await store.settled()
  const page = await store.changes(space, String(after), PAGE)
  const rows = page.rows.filter(({ sequence }) => sequence <= settled)
  const shown = rows.filter((row) => isShown(session, row) && isAsked(path, row))
  const entries = await entriesOf(session, shown)
  return {
    operations: entries.map((entry, index) => ({
      ...entry,
      cursor: encodeCursor(shown[index]?.sequence),
    })),
    position: rows.at(-1)?.sequence ?? after,
    isLast: rows.length < PAGE,
  }
}

function isAsked(path: VirtualPath | undefined, row: OperationRow): boolean {
  if (path === undefined || isWithin(parsePath(row.path), path)) return true
  return row.target !== undefined && isWithin(parsePath(row.target), path)
}

function isSequence(value: unknown): value is Sequence {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
