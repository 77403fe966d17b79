import { isNexusError } from '../../errors/index.ts'
import { throwIfAborted } from '../../kit/abort.ts'
import { compareNames } from '../../kit/compare-names.ts'
import type { Entry } from '../types.ts'
import { compileGlob, type GlobState } from './glob-pattern.ts'

/** What a walk needs of the tree; both see only what the caller may see. */
export interface TreeReader {
  /** Children of a directory in byte order. `NOT_FOUND` and `NOT_A_DIRECTORY` count as empty. */
  entriesOf(directory: string): AsyncIterable<Entry>
  /** What entries of a directory are in byte order of; by default their names. */
  sortsAs?(directory: string, entry: Pick<Entry, 'name' | 'type'>): string
  /** The entry at a path, if there is one. */
  find(path: string): Promise<Entry | undefined>
}

/** Where a walk begins and how far it goes. */
export interface GlobOptions {
  /** Absolute path; relative patterns count from it and nothing outside is given. Default the root. */
  readonly base?: string | undefined
  /** Go on after this path, a directory's with a slash at its end. It need not be there any more. */
  readonly after?: string | undefined
  /** Give the path `after` itself too. */
  readonly inclusive?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

interface Frame {
  readonly directory: string
  readonly entries: AsyncIterator<Entry>
  readonly state: GlobState
  /** Names that lead to where the walk goes on. */
  after: readonly string[]
}

/**
 * The files that match one of the patterns, depth first in byte order of names; patterns that end in a slash select
 * directories. Only directories that can hold a match are listed: literal segments are looked up.
 * @throws `INVALID_ARGUMENT` for a malformed pattern, `ABORTED`.
 */
export async function* globEntries(
  tree: TreeReader,
  pattern: string | readonly string[],
  options: GlobOptions = {},
): AsyncGenerator<Entry> {
  const base = namesOf(options.base ?? '/')
  const state = compileGlob(pattern, base)
  const after = namesOf(options.after ?? '/').slice(base.length)
  const endsInDirectory = options.after?.endsWith('/') === true
  const frames = [frameOf(tree, joinPath(base), state, after)]
  try {
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      throwIfAborted(options.signal)
      const entry = await nextOf(frame.entries)
      if (entry === undefined) {
        frames.pop()
        continue
      }
      const order = orderOf(tree, frame, entry, endsInDirectory)
      if (order < 0) continue
      const below = order === 0 ? frame.after.slice(1) : []
      const again = order === 0 && !(options.inclusive === true && below.length === 0)
      frame.after = []
      const next = frame.state.next(entry.name)
      if (!again && isSelected(next, entry)) yield entry
      if (entry.type === 'directory' && next.continues)
        frames.push(frameOf(tree, entry.path, next, below))
    }
  } finally {
    for (const frame of frames) await frame.entries.return?.()
  }
}

function isSelected(state: GlobState, entry: Entry): boolean {
  return entry.type === 'file' ? state.selectsFile : state.selectsDirectory
}

function frameOf(
  tree: TreeReader,
  directory: string,
  state: GlobState,
  after: readonly string[],
): Frame {
  const entries =
    state.names === undefined
      ? tree.entriesOf(directory)
      : namedEntries(tree, directory, state, state.names)
  return { directory, entries: entries[Symbol.asyncIterator](), state, after }
}

/** Whether an entry comes before, is, or comes after where its directory is gone on with. */
function orderOf(
  tree: TreeReader,
  { directory, after: [name, ...rest] }: Frame,
  entry: Entry,
  endsInDirectory: boolean,
): number {
  if (name === undefined) return 1
  const keyOf = (one: Pick<Entry, 'name' | 'type'>) => tree.sortsAs?.(directory, one) ?? one.name
  const type = rest.length > 0 || endsInDirectory ? 'directory' : 'file'
  return compareNames(keyOf(entry), keyOf({ name, type }))
}

/** The entries that literal segments name; one that can only lead on is taken for a directory without looking. */
async function* namedEntries(
  tree: TreeReader,
  directory: string,
  state: GlobState,
  names: ReadonlySet<string>,
): AsyncGenerator<Entry> {
  for (const name of [...names].sort(compareNames)) {
    const path = directory === '/' ? `/${name}` : `${directory}/${name}`
    const next = state.next(name)
    if (next.selectsFile || next.selectsDirectory) {
      const entry = await tree.find(path)
      if (entry !== undefined) yield entry
    } else yield { path, name, type: 'directory', size: 0, version: 0, modifiedAt: 0 }
  }
}

async function nextOf(entries: AsyncIterator<Entry>): Promise<Entry | undefined> {
  try {
    const { done, value } = await entries.next()
    return done ? undefined : value
  } catch (error) {
    if (isNexusError(error, 'NOT_FOUND') || isNexusError(error, 'NOT_A_DIRECTORY')) return undefined
    throw error
  }
}

function namesOf(path: string): readonly string[] {
  return path.split('/').filter((name) => name !== '')
}

function joinPath(names: readonly string[]): string {
  return `/${names.join('/')}`
}
