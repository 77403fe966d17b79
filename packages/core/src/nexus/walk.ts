import { childPath, parsePath, type VirtualPath } from '../path/index.ts'
import type { Sequence } from '../spec/index.ts'
import { childPages, childPagesOf } from './children.ts'
import { entryOf, structuralEntry } from './entries.ts'
import { findThen } from './moment.ts'
import type { Session } from './session.ts'
import type { Entry } from './types.ts'

/** An entry of a walk; with directories it says how deep it lies, 0 being the first level. */
export interface WalkedEntry extends Entry {
  readonly depth?: number | undefined
}

/** How a tree is walked. */
export interface WalkOptions {
  /** Names below the start of the last entry that was given; the walk goes on after it. */
  readonly after?: readonly string[] | undefined
  /** Directories are given too, before what is in them. */
  readonly directories?: boolean | undefined
  /** Levels to go down; default all. */
  readonly depth?: number | undefined
  /** The settled state that is looked at; default now. */
  readonly at?: Sequence | undefined
  readonly signal?: AbortSignal | undefined
}

/** Pages of everything below a directory: depth first, in byte order of names at each level. */
export async function* walkPages(
  session: Session,
  start: VirtualPath,
  options: WalkOptions = {},
): AsyncGenerator<readonly WalkedEntry[]> {
  const pages = (after: string | undefined) =>
    childPages(session, start, { after, at: options.at, signal: options.signal })
  yield* level(session, { path: start, depth: 0, pages }, options.after ?? [], options)
}

/** A directory on the way. */
interface Level {
  readonly path: VirtualPath
  readonly depth: number
  /** Its children after a name. */
  pages(after: string | undefined): AsyncIterable<readonly Entry[]>
}

async function* level(
  session: Session,
  { path, depth, pages }: Level,
  after: readonly string[],
  options: WalkOptions,
): AsyncGenerator<readonly WalkedEntry[]> {
  const [resumed, ...rest] = after
  const deeper = (options.depth ?? Number.POSITIVE_INFINITY) > depth + 1
  if (resumed !== undefined && deeper && (rest.length > 0 || options.directories === true)) {
    const entry = await findDirectoryEntry(session, childPath(path, resumed), options.at)
    if (entry !== undefined)
      yield* level(session, below(session, entry, depth, options), rest, options)
  }
  for await (const page of pages(resumed)) {
    let plain: WalkedEntry[] = []
    for (const entry of page) {
      const isDirectory = entry.type === 'directory'
      if (options.directories === true) plain.push({ ...entry, depth })
      else if (!isDirectory) plain.push(entry)
      if (!isDirectory || !deeper) continue
      if (plain.length > 0) yield plain
      plain = []
      yield* level(session, below(session, entry, depth, options), [], options)
    }
    if (plain.length > 0) yield plain
  }
}

/** The level of a directory that was found; when it goes away meanwhile it is empty. */
function below(session: Session, entry: Entry, depth: number, { at, signal }: WalkOptions): Level {
  const path = parsePath(entry.path)
  const { space } = session.place(path, 'read')
  return {
    path,
    depth: depth + 1,
    pages: (after) => childPagesOf(session, space, path, entry.id, { after, at, signal }),
  }
}

/** The directory in which the walk stopped; it may be gone or have become a file. */
async function findDirectoryEntry(
  session: Session,
  path: VirtualPath,
  at: Sequence | undefined,
): Promise<Entry | undefined> {
  const { space } = session.place(path, 'read')
  const row = await findThen(session, { space, path }, at)
  if (row?.type === 'directory') return entryOf(path.text, row)
  return row === undefined && session.isStructural(path) ? structuralEntry(path) : undefined
}
