import { NexusError } from '../errors/index.ts'
import { isWithin, parsePath, ROOT_PATH, type VirtualPath } from '../path/index.ts'
import { ROOT_ID, type Sequence } from '../spec/index.ts'
import { notADirectory } from '../trees/managed/index.ts'
import { childPages } from './children.ts'
import { entryOf, structuralEntry, withDirectoryTimes } from './entries.ts'
import { createPagedListing, decodeCursor, encodeCursor } from './listing.ts'
import { findThen, momentOf, nodeThen } from './moment.ts'
import type { Session } from './session.ts'
import type {
  AtOption,
  Entry,
  ListFilesOptions,
  Nexus,
  Stat,
  TreeEntry,
  WaitOptions,
} from './types.ts'
import { walkPages } from './walk.ts'

/** list, tree, stat, exists and isDirectory. */
export function createBrowsing(
  session: Session,
): Pick<Nexus, 'list' | 'tree' | 'stat' | 'exists' | 'isDirectory'> {
  return {
    list(path = '/', options = {}) {
      const { limit, signal } = options
      const cursorOf = ({ path: last }: Entry) => encodeCursor(last)
      const pages = () => listPages(session, path, options)
      return createPagedListing(pages, { limit, cursorOf, gate: session.gate(signal) })
    },
    tree(path = '/', options = {}) {
      const { limit, signal } = options
      const pages = () => treePages(session, parsePath(path), options)
      return createPagedListing(pages, { limit, gate: session.gate(signal) })
    },
    stat: (path, options = {}) =>
      session.call(options.signal, () => stat(session, path, options), path),
    exists: (path, options = {}) =>
      session.call(
        options.signal,
        async () => (await entryThen(session, path, options)) !== undefined,
        path,
      ),
    isDirectory: (path, options = {}) =>
      session.call(
        options.signal,
        async () => (await entryThen(session, path, options))?.type === 'directory',
        path,
      ),
  }
}

async function entryThen(
  session: Session,
  text: string,
  options: WaitOptions & AtOption,
): Promise<Entry | undefined> {
  return find(session, text, await momentOf(session, parsePath(text), options))
}

async function* listPages(
  session: Session,
  text: string,
  options: ListFilesOptions,
): AsyncGenerator<readonly Entry[]> {
  const { recursive = true, limit, signal } = options
  const base = parsePath(text)
  const start = options.prefix === undefined ? base : prefixPath(base, options.prefix)
  const after = options.cursor === undefined ? undefined : decodeCursor(options.cursor, isText)
  const at = await momentOf(session, start, options)
  if (start !== base) {
    await requireDirectory(session, base, at)
    const there = await find(session, start.text, at)
    if (there === undefined) return
    if (there.type === 'file') {
      if (after === undefined) yield [there]
      return
    }
  }
  if (recursive) {
    yield* walkPages(session, start, { after: namesBelow(start, after), at, signal })
    return
  }
  const first = limit === undefined ? undefined : limit + 1
  yield* childPages(session, start, { after: namesBelow(start, after)?.[0], first, at, signal })
}

async function* treePages(
  session: Session,
  start: VirtualPath,
  options: Parameters<Nexus['tree']>[1] & {},
): AsyncGenerator<readonly TreeEntry[]> {
  const { depth, signal } = options
  const at = await momentOf(session, start, options)
  for await (const page of walkPages(session, start, { directories: true, depth, at, signal }))
    yield page.map((entry) => ({ ...entry, depth: entry.depth ?? 0 }))
}

function prefixPath(base: VirtualPath, prefix: string): VirtualPath {
  const path = prefix.startsWith('/') ? parsePath(prefix) : parsePath(`${base.text}/${prefix}`)
  if (isWithin(path, base)) return path
  throw new NexusError(
    'INVALID_ARGUMENT',
    `The prefix ${path.text} does not lie below ${base.text}.`,
    {
      path: path.text,
      hint: 'Give a prefix below the path that is listed, or list the prefix itself.',
    },
  )
}

function namesBelow(start: VirtualPath, after: string | undefined): readonly string[] | undefined {
  if (after === undefined) return undefined
  const path = parsePath(after)
  if (isWithin(path, start)) return path.segments.slice(start.segments.length)
  throw new NexusError('INVALID_ARGUMENT', 'The cursor belongs to a listing of another path.', {
    hint: 'Give the cursor to the same call that it came from.',
  })
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

async function requireDirectory(
  session: Session,
  path: VirtualPath,
  at: Sequence | undefined,
): Promise<void> {
  if (session.isStructural(path)) return
  const { space } = session.place(path, 'read')
  const { node } = await nodeThen(session, { space, path }, { at })
  if (node.type === 'file') throw notADirectory(path, path.segments.length)
}

/** The root as the caller's space knows it. */
async function rootEntry(
  { parts: { store } }: Session,
  space: string,
  at: Sequence | undefined,
): Promise<Entry> {
  if (at !== undefined) return structuralEntry(ROOT_PATH)
  const [time] = await store.newestChanges(space, [ROOT_ID])
  return { ...structuralEntry(ROOT_PATH), modifiedAt: time ?? 0 }
}

/**
 * The entry at a path, now or at a settled sequence; `undefined` when there is none.
 * @throws `HISTORY_EXPIRED`.
 */
export async function find(
  session: Session,
  text: string,
  at?: Sequence,
): Promise<Entry | undefined> {
  const { space, path } = session.locate(text, 'read')
  if (path.segments.length === 0) return rootEntry(session, space, at)
  const row = await findThen(session, { space, path }, at)
  if (row === undefined) return session.isStructural(path) ? structuralEntry(path) : undefined
  if (row.type === 'file') return entryOf(path.text, row)
  return (await withDirectoryTimes(session, space, [entryOf(path.text, row)], at))[0]
}

async function stat(
  session: Session,
  text: string,
  options: WaitOptions & AtOption,
): Promise<Stat> {
  const { space, path } = session.locate(text, 'read')
  const { store } = session.parts
  const at = await momentOf(session, path, options)
  if (session.isStructural(path)) {
    const entry = (await find(session, text, at)) ?? structuralEntry(path)
    return { ...entry, createdAt: entry.modifiedAt, refCount: 0 }
  }
  const { node } = await nodeThen(session, { space, path }, { at })
  const { createdAt, createdBy, attributes } = node
  const more = { createdAt, createdBy, mode: attributes?.posix?.mode }
  const entry = entryOf(path.text, node)
  if (node.type === 'file')
    return { ...entry, ...more, refCount: await store.countUses(space, node.content as number) }
  const [timed = entry] = await withDirectoryTimes(session, space, [entry], at)
  return { ...timed, ...more, refCount: 0 }
}
