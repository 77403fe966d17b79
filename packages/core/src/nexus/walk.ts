import { childPath, type VirtualPath } from '../path/index.ts'
import { childPages } from './children.ts'
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
  readonly signal?: AbortSignal | undefined
}

/** Pages of everything below a directory: depth first, in byte order of names at each level. */
export async function* walkPages(
  session: Session,
  start: VirtualPath,
  options: WalkOptions = {},
): AsyncGenerator<readonly WalkedEntry[]> {
  yield* level(session, start, 0, options.after ?? [], options)
}

async function* level(
  session: Session,
  directory: VirtualPath,
  depth: number,
  after: readonly string[],
  options: WalkOptions,
): AsyncGenerator<readonly WalkedEntry[]> {
  const [resumed, ...rest] = after
  const deeper = (options.depth ?? Number.POSITIVE_INFINITY) > depth + 1
  if (resumed !== undefined && deeper && (rest.length > 0 || options.directories === true)) {
    yield* resumedLevel(session, directory, resumed, depth, rest, options)
  }
  for await (const page of childPages(session, directory, {
    after: resumed,
    signal: options.signal,
  })) {
    let plain: WalkedEntry[] = []
    for (const entry of page) {
      const isDirectory = entry.type === 'directory'
      if (options.directories === true) plain.push({ ...entry, depth })
      else if (!isDirectory) plain.push(entry)
      if (!isDirectory || !deeper) continue
      if (plain.length > 0) yield plain
      plain = []
      yield* level(session, childPath(directory, entry.name), depth + 1, [], options)
    }
    if (plain.length > 0) yield plain
  }
}

/** What is left of the directory in which the walk stopped; it may be gone or have become a file. */
async function* resumedLevel(
  session: Session,
  directory: VirtualPath,
  name: string,
  depth: number,
  rest: readonly string[],
  options: WalkOptions,
): AsyncGenerator<readonly WalkedEntry[]> {
  const entry = await findChild(session, directory, name)
  if (entry?.type === 'directory')
    yield* level(session, childPath(directory, name), depth + 1, rest, options)
}

async function findChild(
  session: Session,
  directory: VirtualPath,
  name: string,
): Promise<Entry | undefined> {
  const path = childPath(directory, name)
  const { space } = session.place(path, 'read')
  const row = (await session.parts.store.resolve(space, path.segments)).found?.node
  const there = row?.type === 'directory' || (row === undefined && session.isStructural(path))
  return there
    ? { path: path.text, name, type: 'directory', size: 0, version: 0, modifiedAt: 0 }
    : undefined
}
