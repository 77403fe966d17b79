import { streamRange } from '../content/index.ts'
import { parsePath } from '../path/index.ts'
import { getFile } from '../trees/managed/index.ts'
import { find } from './browsing.ts'
import { childPages } from './children.ts'
import { createListing, decodeCursor, encodeCursor } from './listing.ts'
import { type ContentReader, globEntries, grepFiles } from './search/index.ts'
import type { Session } from './session.ts'
import type { Entry, Nexus } from './types.ts'

/** glob and grep. */
export function createSearching(session: Session): Pick<Nexus, 'glob' | 'grep'> {
  const reader = readerOf(session)
  return {
    glob(pattern, options = {}) {
      const { limit, signal, path, cursor } = options
      const after = cursor === undefined ? undefined : decodeCursor(cursor, isText)
      const base = path === undefined ? undefined : parsePath(path).text
      const paths = () => pathsOf(globEntries(reader, pattern, { base, after, signal }))
      return createListing(paths, { limit, cursorOf: encodeCursor, gate: session.gate(signal) })
    },
    grep(pattern, options = {}) {
      const path = options.path === undefined ? undefined : parsePath(options.path).text
      const given = path === undefined ? options : { ...options, path }
      return grepFiles(reader, pattern, given, session.gate(options.signal, true))
    },
  }
}

async function* pathsOf(entries: AsyncIterable<Entry>): AsyncGenerator<string> {
  for await (const entry of entries) yield entry.path
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function readerOf(session: Session): ContentReader {
  return {
    async *entriesOf(directory) {
      for await (const page of childPages(session, parsePath(directory))) yield* page
    },
    find: (path) => find(session, path),
    async *open(path, signal) {
      const located = session.locate(path, 'read')
      const { node, bytes } = await getFile(session.parts.store, located.space, located.path, {
        content: true,
      })
      const file = { space: located.space, path, node, bytes }
      yield* streamRange(session.parts.content, file, { start: 0, end: node.size }, signal)
    },
  }
}
