import { isNexusError, NexusError } from '../../errors/index.ts'
import { createListing, decodeCursor, encodeCursor, type Gate } from '../listing.ts'
import type { Entry, GrepListing, GrepMatch, GrepOptions } from '../types.ts'
import { globEntries, type TreeReader } from './glob-entries.ts'
import { grepLines } from './grep-lines.ts'
import { compileLinePattern } from './line-pattern.ts'
import { readLines } from './text-lines.ts'

/** What a search needs of the tree. */
export interface ContentReader extends TreeReader {
  /** The content of a file. */
  open(path: string, signal: AbortSignal | undefined): AsyncIterable<Uint8Array>
}

interface Counters {
  filesSearched: number
  binaryFilesSkipped: number
}

/**
 * Searches the text of files, depth first in byte order, one result a matching line. The tree is asked for anew at
 * each iteration.
 * When iterated: `INVALID_ARGUMENT` for a malformed pattern or option, `NOT_FOUND` when there is nothing at `path`, `ABORTED`.
 */
export function grepFiles(
  tree: () => Promise<ContentReader>,
  pattern: string | RegExp,
  options: GrepOptions = {},
  gate?: Gate,
): GrepListing {
  const counters: Counters = { filesSearched: 0, binaryFilesSkipped: 0 }
  const rows = (): AsyncIterable<GrepMatch> => {
    counters.filesSearched = 0
    counters.binaryFilesSkipped = 0
    return search(tree, pattern, options, counters)
  }
  const cursorOf = ({ path, line }: GrepMatch): string => encodeCursor([path, line])
  const listing = createListing(rows, { limit: options.limit, cursorOf, gate })
  return {
    [Symbol.asyncIterator]: () => listing[Symbol.asyncIterator](),
    toArray: () => listing.toArray(),
    get cursor() {
      return listing.cursor
    },
    get filesSearched() {
      return counters.filesSearched
    },
    get binaryFilesSkipped() {
      return counters.binaryFilesSkipped
    },
  }
}

async function* search(
  openTree: () => Promise<ContentReader>,
  pattern: string | RegExp,
  options: GrepOptions,
  counters: Counters,
): AsyncGenerator<GrepMatch> {
  const find = await compileLinePattern(pattern, options)
  assertCount('before', options.before)
  assertCount('after', options.after)
  const start = options.cursor === undefined ? undefined : decodeCursor(options.cursor, isPosition)
  const tree = await openTree()
  for await (const { path } of filesOf(tree, options, start?.[0])) {
    const lines = await readFile(tree, path, options.signal)
    if (lines === undefined) {
      counters.binaryFilesSkipped += 1
      continue
    }
    counters.filesSearched += 1
    for await (const match of grepLines(path, lines, find, options))
      if (start === undefined || path !== start[0] || match.line > start[1]) yield match
  }
}

async function* filesOf(
  tree: ContentReader,
  { path: base = '/', glob, signal }: GrepOptions,
  after: string | undefined,
): AsyncGenerator<Entry> {
  const root = base === '/' ? undefined : await tree.find(base)
  if (root === undefined && base !== '/')
    throw new NexusError('NOT_FOUND', `Cannot search ${base}: there is nothing at that path.`, {
      path: base,
      hint: 'List the directory above to see what is there.',
    })
  if (root?.type === 'file') yield root
  else yield* globEntries(tree, anyDepth(glob), { base, after, inclusive: true, signal })
}

/** A glob without a slash selects names at any depth, as search tools do. */
function anyDepth(glob = '**'): string {
  return glob.includes('/') ? glob : `**/${glob}`
}

/** The lines of a file; none when it went away meanwhile, `undefined` when it is binary. */
async function readFile(
  tree: ContentReader,
  path: string,
  signal: AbortSignal | undefined,
): ReturnType<typeof readLines> {
  try {
    return await readLines(tree.open(path, signal))
  } catch (error) {
    if (isNexusError(error, 'NOT_FOUND')) return readLines((async function* () {})())
    throw error
  }
}

function isPosition(value: unknown): value is readonly [string, number] {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number'
}

function assertCount(name: string, count: number | undefined): void {
  if (count === undefined || (Number.isSafeInteger(count) && count >= 0)) return
  throw new NexusError('INVALID_ARGUMENT', `${name}: ${count} is no number of lines.`, {
    hint: 'Give a whole number, 0 or more.',
  })
}
