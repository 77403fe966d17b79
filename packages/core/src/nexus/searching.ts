import { parsePath, type VirtualPath } from '../path/index.ts'
import { childPages } from './children.ts'
import { find } from './find.ts'
import { createListing, decodeCursor, encodeCursor } from './listing.ts'
import { momentOf } from './moment.ts'
import { type ContentReader, globEntries, grepFiles } from './search/index.ts'
import type { Session } from './session.ts'
import type { AtOption, Nexus, WaitOptions } from './types.ts'

/** glob and grep. */
export function createSearching(session: Session): Pick<Nexus, 'glob' | 'grep'> {
  return {
    glob(pattern, options = {}) {
      const { limit, signal, path, cursor } = options
      const after = cursor === undefined ? undefined : decodeCursor(cursor, isText)
      const base = parsePath(path ?? '/')
      const paths = async function* () {
        const reader = await readerOf(session, base, options)
        for await (const entry of globEntries(reader, pattern, { base: base.text, after, signal }))
          yield entry.path
      }
      return createListing(paths, { limit, cursorOf: encodeCursor, gate: session.gate(signal) })
    },
    grep(pattern, options = {}) {
      const base = parsePath(options.path ?? '/')
      const reader = () => readerOf(session, base, options)
      const given = { ...options, path: base.text }
      return grepFiles(reader, pattern, given, session.gate(options.signal, true))
    },
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** Reads for one search, all of them now or all at the point of the past that was asked for. */
async function readerOf(
  session: Session,
  base: VirtualPath,
  options: AtOption & WaitOptions,
): Promise<ContentReader> {
  const at = await momentOf(session, base, options)
  return {
    async *entriesOf(directory) {
      for await (const page of childPages(session, parsePath(directory), { at })) yield* page
    },
    find: (path) => find(session, path, at),
    async *open(path, signal) {
      const located = session.locate(path, 'read')
      yield* located.tree.stream(located, { at, signal })
    },
  }
}
