import { childPath, parsePath, type VirtualPath } from '../path/index.ts'
import type { Sequence } from '../spec/index.ts'
import { childPages } from './children.ts'
import { findAt } from './find.ts'
import type { Session } from './session.ts'
import type { Entry } from './types.ts'

/** An entry of a walk; with directories it says how deep it lies, 0 being the first level. */
export interface WalkedEntry extends Entry {
  readonly depth?: number | undefined
}

/** How a tree is walked. */
export interface WalkOptions {
  /** Names below the start of the last entry that was given, a directory's with a slash; the walk goes on after it. */
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
  const { at, signal, depth } = options
  // To look ahead is worth while only where everything below is looked at.
  const walk = depth === undefined ? {} : undefined
  const pages = (after: string | undefined) =>
    childPages(session, start, { after, at, signal, walk })
  yield* level(session, { path: start, depth: 0, walk, pages }, options.after ?? [], options)
}

/** A directory on the way. */
interface Level {
  readonly path: VirtualPath
  readonly depth: number
  /** Common to all levels; absent where levels are left out. */
  readonly walk: object | undefined
  /** Its children after a name, or after what is in the directory `name/`. */
  pages(after: string | undefined): AsyncIterable<readonly Entry[]>
}

async function* level(
  session: Session,
  here: Level,
  after: readonly string[],
  options: WalkOptions,
): AsyncGenerator<readonly WalkedEntry[]> {
  const { path, depth, pages } = here
  const [resumed, ...rest] = after
  const deeper = (options.depth ?? Number.POSITIVE_INFINITY) > depth + 1
  if (resumed !== undefined && deeper && (rest.length > 0 || options.directories === true)) {
    const entry = await findAt(session, childPath(path, nameOf(resumed)), options.at)
    if (entry?.type === 'directory')
      yield* level(session, below(entry, here, session, options), rest, options)
  }
  const isDirectory = rest.length > 0 || options.directories === true
  for await (const page of pages(resumed && afterOf(session, path, resumed, isDirectory))) {
    let plain: WalkedEntry[] = []
    for (const entry of page) {
      const leadsOn = entry.type === 'directory'
      if (options.directories === true) plain.push({ ...entry, depth })
      else if (!leadsOn) plain.push(entry)
      if (!leadsOn || !deeper) continue
      if (plain.length > 0) yield plain
      plain = []
      yield* level(session, below(entry, here, session, options), [], options)
    }
    if (plain.length > 0) yield plain
  }
}

/** The level of a directory that was found; when it goes away meanwhile it is empty. */
function below(
  entry: Entry,
  { depth, walk }: Level,
  session: Session,
  { at, signal }: WalkOptions,
): Level {
  const path = parsePath(entry.path)
  const known = { id: entry.id }
  return {
    path,
    depth: depth + 1,
    walk,
    pages: (after) => childPages(session, path, { after, at, signal, known, walk, exists: true }),
  }
}

/** Where a directory is gone on with after a child, which ends in a slash if it is known to be a directory. */
export function afterOf(
  session: Session,
  path: VirtualPath,
  child: string,
  isDirectory = false,
): string {
  const type = isDirectory || child.endsWith('/') ? 'directory' : 'file'
  return session.place(path, 'read').tree.sortsAs({ name: nameOf(child), type })
}

function nameOf(child: string): string {
  return child.endsWith('/') ? child.slice(0, -1) : child
}
