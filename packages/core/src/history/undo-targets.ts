import { checkStructure } from '../access/index.ts'
import { NexusError } from '../errors/index.ts'
import { throwIfAborted } from '../kit/index.ts'
import { DEFAULT_SPACE, parsePath, spaceOf } from '../path/index.ts'
import type { Id, OperationQuery, OperationRow } from '../spec/index.ts'
import { getOperation, resolveAt } from './at.ts'
import type { PastContext } from './past-context.ts'
import { parseAt } from './point-in-time.ts'
import { isOperationShown } from './shown-operations.ts'

/** Rows of one answer. */
const PAGE = 1000
/** Look-ups at once. */
const AT_ONCE = 50

/** What is to be undone: ids, the last n of the caller, a run, or everything in a subtree since a point in time. */
export type UndoSelector =
  | string
  | readonly string[]
  | { readonly last: number }
  | { readonly run: string }
  | { readonly path: string; readonly since: string | Date }

/** Operations that were asked for. */
export interface UndoSelection {
  readonly space: string
  /** Newest first, each once. */
  readonly operations: readonly OperationRow[]
  /** One operation was named. */
  readonly isSingle: boolean
}

/**
 * Finds the operations that are meant. Those that the caller may not see are not there for it.
 * @throws `NOT_FOUND` for ids and runs, `INVALID_ARGUMENT`, `NOT_SUPPORTED` when they are of several spaces.
 */
export async function selectOperations(
  context: PastContext,
  target: UndoSelector,
  signal: AbortSignal | undefined,
): Promise<UndoSelection> {
  if (typeof target === 'string') return selectIds(context, [target], signal)
  if (typeof target !== 'object' || target === null) throw notATarget()
  if (isList(target)) return selectIds(context, target, signal)
  if ('last' in target) return selectLast(context, target.last, signal)
  if ('run' in target) return selectRun(context, target.run, signal)
  if ('path' in target) return selectSince(context, target, signal)
  throw notATarget()
}

/** `Array.isArray` does not know readonly arrays. */
function isList(target: UndoSelector): target is readonly string[] {
  return Array.isArray(target)
}

async function selectIds(
  context: PastContext,
  given: readonly string[],
  signal: AbortSignal | undefined,
): Promise<UndoSelection> {
  const ids = [...new Set(given.map(operationId))]
  const own = ownSpace(context)
  const rows: OperationRow[] = []
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    throwIfAborted(signal)
    const found = ids
      .slice(start, start + AT_ONCE)
      .map((id) => getOperation(context, rows[0]?.space ?? own, id))
    rows.push(...(await Promise.all(found)))
  }
  const whole = await withSteps(context, rows)
  return { ...inOneSpace(whole, own), isSingle: ids.length === 1 }
}

/** An undo that changed mapped files is taken back with its steps, which are operations of their own. */
async function withSteps(
  { store }: PastContext,
  rows: readonly OperationRow[],
): Promise<readonly OperationRow[]> {
  const whole = new Map(rows.map((row) => [row.id, row]))
  for (const { space, details } of rows) {
    const steps = Array.isArray(details?.steps) ? (details.steps as readonly Id[]) : []
    for (const id of steps) {
      const { rows: found } = await store.operations(space, { id, limit: 1 })
      for (const row of found) whole.set(row.id, row)
    }
  }
  return [...whole.values()]
}

function operationId(given: unknown): Id {
  const point = typeof given === 'string' ? parseAt(given) : undefined
  if (point?.kind === 'operation') return point.id
  throw new NexusError('INVALID_ARGUMENT', `${JSON.stringify(given)} is no id of an operation.`, {
    hint: 'Give the operationId that a change returned, or one of operations.list().',
  })
}

function inOneSpace(rows: readonly OperationRow[], own: string) {
  const spaces = [...new Set(rows.map(({ space }) => space))]
  if (spaces.length > 1) {
    throw new NexusError(
      'NOT_SUPPORTED',
      'Operations of different tenants, or of a tenant and of what all share, cannot be undone as one.',
      { hint: 'Undo those of each apart, by their ids.' },
    )
  }
  return {
    space: spaces[0] ?? own,
    operations: rows.toSorted((a, b) => b.sequence - a.sequence),
  }
}

/** The caller's newest changes that stand; undoing is no such change itself. */
async function selectLast(
  context: PastContext,
  count: number,
  signal: AbortSignal | undefined,
): Promise<UndoSelection> {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new NexusError(
      'INVALID_ARGUMENT',
      `The last ${String(count)} operations cannot be undone.`,
      {
        hint: 'Give { last: 1 } or a larger integer.',
      },
    )
  const { store, principal } = context
  const { tenant, agent, user } = principal
  const space = ownSpace(context)
  const operations: OperationRow[] = []
  for await (const rows of pagesOf(context, space, { tenant, agent }, signal)) {
    const own = rows.filter(
      (row) =>
        row.tenant === tenant &&
        (user === undefined || row.user === user) &&
        row.type !== 'undo' &&
        row.type !== 'observe' &&
        (row.node !== undefined || row.type === 'mount' || row.type === 'unmount'),
    )
    const marks = await store.getRecords(
      'undone',
      own.map(({ id }) => id),
    )
    operations.push(...own.filter((_, index) => marks[index] === undefined))
    if (operations.length >= count) break
  }
  return { space, operations: operations.slice(0, count), isSingle: false }
}

async function selectRun(
  context: PastContext,
  run: string,
  signal: AbortSignal | undefined,
): Promise<UndoSelection> {
  if (typeof run !== 'string' || run === '')
    throw new NexusError('INVALID_ARGUMENT', `${JSON.stringify(run)} is no run.`, {
      hint: 'Give the run as it was given to as({ run }).',
    })
  const own = ownSpace(context)
  const { tenant, isAdmin } = context.principal
  const rows: OperationRow[] = []
  // Other tenants may have chosen the same name.
  for (const space of new Set([own, DEFAULT_SPACE]))
    for await (const page of pagesOf(context, space, { run }, signal))
      rows.push(...page.filter((row) => isAdmin === true || row.tenant === tenant))
  if (rows.length === 0)
    throw new NexusError('NOT_FOUND', `There is no operation of run ${run}.`, {
      hint: 'List the operations to see which runs there are.',
    })
  return { ...inOneSpace(withoutOwnUndos(rows), own), isSingle: false }
}

async function selectSince(
  context: PastContext,
  target: { readonly path: string; readonly since: string | Date },
  signal: AbortSignal | undefined,
): Promise<UndoSelection> {
  const { principal, namespaces } = context
  const path = parsePath(target.path)
  checkStructure(path, principal, namespaces, 'read')
  const space = spaceOf(path, principal, namespaces)
  const point = parseAt(target.since)
  const query = { under: path.text, ...(point.kind === 'time' && { since: point.time }) }
  const after = point.kind === 'time' ? 0 : await resolveAt(context, { space, path }, target.since)
  const isMeant = ({ sequence }: OperationRow): boolean =>
    sequence > after || (point.kind === 'operation' && sequence === after)
  const operations: OperationRow[] = []
  for await (const rows of pagesOf(context, space, query, signal)) {
    operations.push(...rows.filter(isMeant))
    if (rows.some((row) => !isMeant(row))) break
  }
  return { space, operations: withoutOwnUndos(operations), isSingle: false }
}

/** An undo of nothing but what was selected anyway is no change to be undone: doing the same twice would be redo. */
function withoutOwnUndos(rows: readonly OperationRow[]): readonly OperationRow[] {
  const ids = new Set(rows.map(({ id }) => id))
  return rows.filter(({ type, details }) => {
    if (type === 'observe') return false
    const undone = type === 'undo' ? details?.operations : undefined
    return !(Array.isArray(undone) && undone.every((id) => ids.has(id as Id)))
  })
}

/** Operations of a space, newest first, as far as the caller may see them. */
async function* pagesOf(
  context: PastContext,
  space: string,
  query: Omit<OperationQuery, 'after' | 'limit'>,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly OperationRow[]> {
  const { store } = context
  for (let after: string | undefined, more = true; more; ) {
    throwIfAborted(signal)
    const page = await store.operations(space, { ...query, after, limit: PAGE })
    yield page.rows.filter((row) => isOperationShown(context, row))
    after = page.next
    more = after !== undefined
  }
}

function ownSpace({ principal }: PastContext): string {
  return principal.tenant ?? DEFAULT_SPACE
}

function notATarget(): NexusError {
  return new NexusError('INVALID_ARGUMENT', 'What is to be undone was not given.', {
    hint: 'Give the id of an operation, a list of them, { last }, { run } or { path, since }.',
  })
}
