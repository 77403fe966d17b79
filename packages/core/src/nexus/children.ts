import { isVisible, structuralChildren } from '../access/index.ts'
import { compareNames } from '../kit/index.ts'
import { childPath, DEFAULT_SPACE, type VirtualPath } from '../path/index.ts'
import type { Sequence } from '../spec/index.ts'
import type { ChildrenOptions } from '../trees/tree.ts'
import { entryOf, structuralEntry, withDirectoryTimes } from './entries.ts'
import type { Located, Session } from './session.ts'
import type { Entry } from './types.ts'

/** Rows of a page of spaces. */
const PAGE = 1000

/**
 * Pages of the children of a directory that the session may see, in the order of its tree: what the tree has, names that
 * exist by structure, mount points, and for administrators the tenants.
 * @throws `NOT_FOUND`, `NOT_A_DIRECTORY`, `ACCESS_DENIED`, `HISTORY_EXPIRED`.
 */
export async function* childPages(
  session: Session,
  path: VirtualPath,
  options: ChildrenOptions = {},
): AsyncGenerator<readonly Entry[]> {
  const located = session.place(path, 'read')
  const points = mountNames(session, located)
  const exists = points.length > 0 || session.isStructural(path)
  const given = { ...options, exists }
  if (points.length === 0 && isPlain(session, path)) yield* located.tree.children(located, given)
  else yield* mergedPages(session, located, points, given)
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

/** Near the root, names by structure are woven in and what may not be seen is left out; there are few of them. */
async function* mergedPages(
  session: Session,
  located: Located,
  points: readonly string[],
  options: ChildrenOptions,
): AsyncGenerator<readonly Entry[]> {
  const {
    principal,
    parts: { namespaces },
  } = session
  const { path, tree } = located
  const compare = (a: Entry, b: Entry) => compareNames(tree.sortsAs(a), tree.sortsAs(b))
  const extra = await structuralEntries(session, path, points, options.at)
  const names = new Set(extra.map((entry) => entry.name))
  const visible = (entry: Entry) =>
    !names.has(entry.name) && isVisible(childPath(path, entry.name), principal, namespaces)
  let waiting = extra
    .filter(
      (entry) =>
        options.after === undefined || compareNames(tree.sortsAs(entry), options.after) > 0,
    )
    .sort(compare)
  if (!listsTenants(session, path)) {
    for await (const page of tree.children(located, options)) {
      const shown = page.filter(visible)
      const last = page.at(-1)
      const before = waiting.filter((entry) => last !== undefined && compare(entry, last) < 0)
      waiting = waiting.slice(before.length)
      yield before.length === 0 ? shown : [...shown, ...before].sort(compare)
    }
  }
  if (waiting.length > 0) yield waiting
}

/** Names directly in a directory that lead to mount points and that its tree does not list. */
function mountNames({ parts: { mounts } }: Session, located: Located): readonly string[] {
  const { space, path, tree } = located
  return tree.listsMountPoints ? [] : mounts.namesBelow(space, path)
}

/** Entries of names that exist by structure, with their rows where they have one. */
async function structuralEntries(
  session: Session,
  path: VirtualPath,
  points: readonly string[],
  at: Sequence | undefined,
): Promise<Entry[]> {
  const {
    principal,
    parts: { namespaces, store },
  } = session
  const names = new Set([...structuralChildren(path, principal, namespaces), ...points])
  if (listsTenants(session, path))
    for (const tenant of await tenantsOf(session, path, at)) names.add(tenant)
  const entries: Entry[] = []
  for (const name of [...names].sort(compareNames)) {
    const child = childPath(path, name)
    const { space } = session.place(child, 'read')
    const row = (await store.resolve(space, child.segments, { at })).found?.node
    if (row?.type !== 'directory') entries.push(structuralEntry(child))
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
