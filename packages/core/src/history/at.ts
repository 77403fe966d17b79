import { isVisible } from '../access/index.ts'
import { NexusError } from '../errors/index.ts'
import { DEFAULT_SPACE, parsePath, spaceOf } from '../path/index.ts'
import type { Id, OperationRow, Sequence } from '../spec/index.ts'
import type { PastContext } from './past-context.ts'
import { isOperationId, parseAt } from './point-in-time.ts'
import { type PastPlace, requireHistory } from './reach.ts'
import { waitUntilSettled } from './settled.ts'
import { isOperationShown } from './shown-operations.ts'
import { findSnapshot, type StoredSnapshot } from './snapshot-record.ts'

/**
 * The settled sequence that a point of the past stands for. It orders all spaces, so one answer serves a whole call;
 * each further space needs {@link requireHistory} of its own.
 * @throws `INVALID_ARGUMENT` when it is no point in time, `NOT_FOUND` for an operation or a snapshot that is not there
 * or not to be seen, `HISTORY_EXPIRED` when the place is not known as it was then any more, `UNAVAILABLE` when that
 * sequence does not settle, `ABORTED`.
 */
export async function resolveAt(
  context: PastContext,
  place: PastPlace,
  at: string | Date,
  signal?: AbortSignal,
): Promise<Sequence> {
  const sequence = await sequenceOf(context, place.space, at, signal)
  await requireHistory(context.store, place, sequence)
  return sequence
}

/** The same without a look at what is still kept, for calls that check each place they come to. */
export async function sequenceOf(
  context: PastContext,
  space: string,
  at: string | Date,
  signal?: AbortSignal,
): Promise<Sequence> {
  const { store } = context
  const point = parseAt(at)
  if (point.kind === 'time') return store.sequenceAt(point.time)
  if (point.kind === 'operation') {
    const { sequence } = await getOperation(context, space, point.id)
    await waitUntilSettled(store, sequence, signal)
    return sequence
  }
  return (await getSnapshot(context, space, point.name)).sequence
}

/**
 * A snapshot of a space, of the caller's own, of the one that all share, or for administrators of any.
 * @throws `NOT_FOUND` when there is none that the caller may see.
 */
export async function getSnapshot(
  context: PastContext,
  space: string,
  name: string,
): Promise<StoredSnapshot> {
  for await (const candidate of searchedSpaces(context, space)) {
    const snapshot = await findSnapshot(context.store, candidate, name)
    if (snapshot !== undefined && isSeen(context, snapshot)) return snapshot
  }
  throw new NexusError('NOT_FOUND', `There is no snapshot ${name}.`, {
    hint: 'List the snapshots to see which there are.',
  })
}

/**
 * An operation of a space, of the caller's own, of the one that all share, or for administrators of any.
 * @throws `NOT_FOUND` when there is none that the caller may see.
 */
export async function getOperation(
  context: PastContext,
  space: string,
  id: Id,
): Promise<OperationRow> {
  for await (const candidate of isOperationId(id) ? searchedSpaces(context, space) : []) {
    const { rows } = await context.store.operations(candidate, { id: id.toLowerCase(), limit: 1 })
    const [row] = rows
    if (row !== undefined && isOperationShown(context, row)) return row
  }
  throw new NexusError('NOT_FOUND', `There is no operation ${String(id).slice(0, 200)}.`, {
    hint: 'List the operations to see which there are.',
  })
}

/** The spaces that the caller reaches without naming a tenant. */
function nearSpaces({ principal }: PastContext, space: string): ReadonlySet<string> {
  return new Set([space, principal.tenant ?? DEFAULT_SPACE, DEFAULT_SPACE])
}

async function* searchedSpaces(context: PastContext, space: string): AsyncGenerator<string> {
  const near = nearSpaces(context, space)
  yield* near
  if (context.principal.isAdmin !== true) return
  for (let after: string | undefined, more = true; more; ) {
    const page = await context.store.listSpaces({ after, limit: 1000 })
    for (const name of page.rows) if (!near.has(name)) yield name
    after = page.next
    more = after !== undefined
  }
}

/**
 * Whether the caller may see the path of a snapshot, in its space: a path such as `/notes` means another place for each
 * tenant. Administrators see everything.
 */
function isSeen({ principal, namespaces }: PastContext, { space, path }: StoredSnapshot): boolean {
  if (principal.isAdmin === true) return true
  const place = parsePath(path)
  return isVisible(place, principal, namespaces) && spaceOf(place, principal, namespaces) === space
}
