import { contentTypeOf } from '../kit/index.ts'
import type { HistoryRow } from '../spec/index.ts'
import { getFile } from '../trees/managed/index.ts'
import { createPagedListing, decodeCursor, encodeCursor } from './listing.ts'
import type { Session } from './session.ts'
import type { VersionEntry, VersionsFacet } from './types.ts'

const PAGE = 500

/** The facet of versions. */
export function createVersions(session: Session): VersionsFacet {
  return {
    list(path, { limit, cursor, signal } = {}) {
      const pages = () => versionPages(session, path, cursor)
      const cursorOf = ({ version }: VersionEntry) => encodeCursor(version)
      return createPagedListing(pages, { limit, cursorOf, gate: session.gate(signal) })
    },
  }
}

async function* versionPages(
  session: Session,
  path: string,
  cursor: string | undefined,
): AsyncGenerator<readonly VersionEntry[]> {
  const located = session.locate(path, 'read')
  const { store } = session.parts
  const { node } = await getFile(store, located.space, located.path)
  let above = cursor === undefined ? Number.POSITIVE_INFINITY : decodeCursor(cursor, isNumber)
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.nodeHistory(located.space, node.id, { after, limit: PAGE })
    const versions: VersionEntry[] = []
    for (const row of page.rows) {
      if (row.version >= above) continue
      above = row.version
      versions.push(versionOf(row))
    }
    yield versions
    after = page.next
    more = after !== undefined
  }
}

function versionOf({
  version,
  hash,
  size,
  modifiedAt,
  contentType,
  name,
}: HistoryRow): VersionEntry {
  return {
    version,
    etag: hash as string,
    size,
    modifiedAt,
    contentType: contentType ?? contentTypeOf(name),
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}
