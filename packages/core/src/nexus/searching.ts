import { parsePath, type VirtualPath } from '../path/index.ts'
import { childPages } from './children.ts'
import { find } from './find.ts'
import { createListing, decodeCursor, encodeCursor } from './listing.ts'
import { momentOf } from './moment.ts'
import { type ContentReader, globEntries, grepFiles } from './search/index.ts'
import type { Session } from './session.ts'
import type { AtOption, Entry, Nexus, WaitOptions } from './types.ts'

/** glob and grep. */
export function createSearching(session: Session): Pick<Nexus, 'glob' | 'grep'> {
  return {
    glob(pattern, options = {}) {
      const { limit, signal, path, cursor } = options
      const after = cursor === undefined ? undefined : decodeCursor(cursor, isText)
      const base = parsePath(path ?? '/')
      let last: Entry | undefined
      const paths = async function* () {
        const reader = await readerOf(session, base, options, isDeep(pattern))
        for await (const entry of globEntries(reader, pattern, {
          base: base.text,
          after,
          signal,
        })) {
          last = entry
          yield entry.path
        }
      }
      const cursorOf = (text: string) =>
        encodeCursor(last?.type === 'directory' && last.path === text ? `${text}/` : text)
      return createListing(paths, { limit, cursorOf, gate: session.gate(signal) })
    },
    grep(pattern, options = {}) {
      const base = parsePath(options.path ?? '/')
      const { glob = '**' } = options
      const isWhole = !glob.includes('/') || isDeep(glob)
      const reader = () => readerOf(session, base, options, isWhole)
      const given = { ...options, path: base.text }
      return grepFiles(reader, pattern, given, session.gate(options.signal, true))
    },
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** Whether a pattern leads through all that lies below some directory, so that looking ahead is worth while. */
function isDeep(pattern: string | readonly string[]): boolean {
  const patterns = typeof pattern === 'string' ? [pattern] : pattern
  return patterns.some((one) => typeof one === 'string' && one.includes('**'))
}

/** Reads for one search, all of them now or all at the point of the past that was asked for. */
async function readerOf(
  session: Session,
  base: VirtualPath,
  options: AtOption & WaitOptions,
  looksAhead: boolean,
): Promise<ContentReader> {
  const at = await momentOf(session, base, options)
  const walk = looksAhead ? {} : undefined
  return {
    async *entriesOf(directory) {
      const path = parsePath(directory)
      for await (const page of childPages(session, path, { at, walk })) yield* page
    },
    sortsAs: (directory, entry) => session.place(parsePath(directory), 'read').tree.sortsAs(entry),
    find: (path) => find(session, path, at),
    async *open(path, signal) {
      const located = session.locate(path, 'read')
      yield* located.tree.stream(located, { at, signal })
    },
  }
}
