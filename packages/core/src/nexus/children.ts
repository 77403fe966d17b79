import { isVisible, structuralChildren } from '../access/index.ts'
import { requireHistory } from '../history/index.ts'
import { compareNames, throwIfAborted } from '../kit/index.ts'
import { childPath, DEFAULT_SPACE, type VirtualPath } from '../path/index.ts'
import type { Id, Sequence } from '../spec/index.ts'
import { notFound } from '../trees/managed/index.ts'
import { childText, entryOf, structuralEntry, withDirectoryTimes } from './entries.ts'
import { directoryThen } from './moment.ts'
import type { Session } from './session.ts'
import type { Entry } from './types.ts'

/** Rows of a page of a directory. */
const PAGE = 1000

/** Where to begin in a directory. */
export interface ChildrenOptions {
  /** Only names after this one, by bytes. */
  readonly after?: string | undefined
  /** Rows of the first page; later pages are as large as they may be. */
  readonly first?: number | undefined
  /** The settled state that is looked at; default now. */
  readonly at?: Sequence | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Pages of the children of a directory that the session may see, in byte order of names: rows of the space, names that
 * exist by structure, and for administrators the tenants.
 * @throws `NOT_FOUND`, `NOT_A_DIRECTORY`, `ACCESS_DENIED`, `HISTORY_EXPIRED`.
 */
export async function* childPages(
  session: Session,
  path: VirtualPath,
  options: ChildrenOptions = {},
): AsyncGenerator<readonly Entry[]> {
  const { space } = session.place(path, 'read')
  const id = await directoryThen(session, { space, path }, options.at)
  if (id === undefined && !session.isStructural(path)) throw notFound(path)
  yield* childPagesOf(session, space, path, id, options)
}

/** The same for a directory that was found already; `id` is absent where it has no row. */
export async function* childPagesOf(
  session: Session,
  space: string,
  path: VirtualPath,
  id: Id | undefined,
  options: ChildrenOptions,
): AsyncGenerator<readonly Entry[]> {
  if (isPlain(session, path)) yield* rowPages(session, space, path, id, options)
  else yield* mergedPages(session, space, path, id, options)
}

/** Whether every row of a directory, and nothing else, is seen by the session. */
export function isPlain({ principal, parts: { namespaces } }: Session, path: VirtualPath): boolean {
  const [first] = path.segments
  if (path.segments.length > 2) return true
  if (first === undefined) return false
  return (
    namespaces.get(first)?.tenantSegment !== true ||
    (principal.tenant === undefined && principal.isAdmin !== true)
  )
}

async function* rowPages(
  session: Session,
  space: string,
  path: VirtualPath,
  id: Id | undefined,
  { after, first = PAGE, at, signal }: ChildrenOptions,
): AsyncGenerator<readonly Entry[]> {
  if (id === undefined) return
  const { store } = session.parts
  const base = childText(path, '')
  let limit = Math.min(first, PAGE)
  for (let next = after, more = true; more; ) {
    throwIfAborted(signal)
    const page = await store.listChildren(space, id, { after: next, limit, at })
    // Asked after the page: what was pruned before it was read would be missing in it.
    if (at !== undefined) await requireHistory(store, { space, path }, at)
    const entries = page.rows.map((row) => entryOf(base + row.name, row))
    yield await withDirectoryTimes(session, space, entries, at)
    next = page.next
    more = next !== undefined
    limit = PAGE
  }
}

/** Near the root, names by structure are woven in and what may not be seen is left out; there are few of them. */
async function* mergedPages(
  session: Session,
  space: string,
  path: VirtualPath,
  id: Id | undefined,
  options: ChildrenOptions,
): AsyncGenerator<readonly Entry[]> {
  const {
    principal,
    parts: { namespaces },
  } = session
  const extra = await structuralEntries(session, path, options.at)
  const names = new Set(extra.map((entry) => entry.name))
  const visible = (entry: Entry) =>
    !names.has(entry.name) && isVisible(childPath(path, entry.name), principal, namespaces)
  let waiting = extra.filter(
    (entry) => options.after === undefined || compareNames(entry.name, options.after) > 0,
  )
  if (!listsTenants(session, path)) {
    for await (const page of rowPages(session, space, path, id, options)) {
      const shown = page.filter(visible)
      const last = page.at(-1)?.name
      const before = waiting.filter(
        (entry) => last !== undefined && compareNames(entry.name, last) < 0,
      )
      waiting = waiting.slice(before.length)
      yield [...shown, ...before].sort((a, b) => compareNames(a.name, b.name))
    }
  }
  if (waiting.length > 0) yield waiting
}

/** Entries of names that exist by structure, sorted, with their rows where they have one. */
async function structuralEntries(
  session: Session,
  path: VirtualPath,
  at: Sequence | undefined,
): Promise<Entry[]> {
  const {
    principal,
    parts: { namespaces, store },
  } = session
  const names = new Set(structuralChildren(path, principal, namespaces))
  if (listsTenants(session, path))
    for (const tenant of await tenantsOf(session, path, at)) names.add(tenant)
  const entries: Entry[] = []
  for (const name of [...names].sort(compareNames)) {
    const child = childPath(path, name)
    const { space } = session.place(child, 'read')
    const row = (await store.resolve(space, child.segments, { at })).found?.node
    if (row === undefined) entries.push(structuralEntry(child))
    else entries.push(...(await withDirectoryTimes(session, space, [entryOf(child.text, row)], at)))
  }
  return entries
}

/** An administrator sees every tenant in a namespace of tenants. */
function listsTenants(session: Session, path: VirtualPath): boolean {
  const namespace = session.parts.namespaces.get(path.segments[0] ?? '')
  return (
    session.principal.isAdmin === true &&
    path.segments.length === 1 &&
    namespace?.tenantSegment === true
  )
}

async function tenantsOf(
  session: Session,
  path: VirtualPath,
  at: Sequence | undefined,
): Promise<string[]> {
  const { store } = session.parts
  const tenants: string[] = []
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.listSpaces({ after, limit: PAGE })
    for (const space of page.rows) {
      if (space === DEFAULT_SPACE) continue
      const { found } = await store.resolve(space, [path.segments[0] as string, space], { at })
      if (found !== undefined) tenants.push(space)
    }
    after = page.next
    more = after !== undefined
  }
  return tenants
}
