import { isNexusError, NexusError } from '../errors/index.ts'
import { isWithin, parsePath, type VirtualPath } from '../path/index.ts'
import type { Sequence } from '../spec/index.ts'
import { notADirectory } from '../trees/managed/index.ts'
import type { LookOptions } from '../trees/tree.ts'
import { childPages } from './children.ts'
import { structuralEntry } from './entries.ts'
import { existsAnyway, find, findAt } from './find.ts'
import { createPagedListing, decodeCursor, encodeCursor } from './listing.ts'
import { momentOf } from './moment.ts'
import type { Located, Session } from './session.ts'
import type {
  AtOption,
  Entry,
  ListFilesOptions,
  Nexus,
  Stat,
  TreeEntry,
  WaitOptions,
} from './types.ts'
import { afterOf, walkPages } from './walk.ts'

/** list, tree, stat, exists and isDirectory. */
export function createBrowsing(
  session: Session,
): Pick<Nexus, 'list' | 'tree' | 'stat' | 'exists' | 'isDirectory'> {
  return {
    list(path = '/', options = {}) {
      const { limit, signal } = options
      const cursorOf = ({ path: last, type }: Entry) =>
        encodeCursor(type === 'directory' ? `${last}/` : last)
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
  const child = namesBelow(start, after)?.[0]
  const next = child === undefined ? undefined : afterOf(session, start, child)
  yield* childPages(session, start, { after: next, first, at, signal })
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
  if (isWithin(path, start)) {
    const names = path.segments.slice(start.segments.length)
    return after.endsWith('/') ? [...names.slice(0, -1), `${names.at(-1)}/`] : names
  }
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
  const found = await statOrNothing(session, session.place(path, 'read'), { at })
  if (found?.type === 'file') throw notADirectory(path, path.segments.length)
}

async function stat(
  session: Session,
  text: string,
  options: WaitOptions & AtOption,
): Promise<Stat> {
  const located = session.locate(text, 'read')
  const { path } = located
  const at = await momentOf(session, path, options)
  if (!session.isStructural(path)) {
    const found = await statOrNothing(session, located, { at, signal: options.signal })
    if (found !== undefined) return found
  }
  const entry = (await findAt(session, path, at)) ?? structuralEntry(path)
  return { ...entry, createdAt: entry.modifiedAt, refCount: 0 }
}

/** `undefined` where there is a directory only since something is mounted below it. */
async function statOrNothing(
  session: Session,
  located: Located,
  options: LookOptions,
): Promise<Stat | undefined> {
  try {
    return await located.tree.stat(located, options)
  } catch (error) {
    if (isNexusError(error, 'NOT_FOUND') && existsAnyway(session, located)) return undefined
    throw error
  }
}
