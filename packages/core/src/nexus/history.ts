import { isVisible } from '../access/index.ts'
import { contentTypeOf } from '../kit/index.ts'
import { parsePath, spaceOf } from '../path/index.ts'
import type { HistoryRow, OperationRow } from '../spec/index.ts'
import { getFile } from '../trees/managed/index.ts'
import { createPagedListing } from './listing.ts'
import type { Session } from './session.ts'
import type {
  OperationEntry,
  OperationFilter,
  OperationsFacet,
  VersionEntry,
  VersionsFacet,
} from './types.ts'

const PAGE = 500

/** The facet of versions. */
export function createVersions(session: Session): VersionsFacet {
  return {
    list(path, { limit, signal } = {}) {
      const pages = () => versionPages(session, path)
      return createPagedListing(pages, { limit, gate: session.gate(signal) })
    },
  }
}

/** The facet of the operation log. */
export function createOperations(session: Session): OperationsFacet {
  return {
    list(filter = {}) {
      const { limit, signal } = filter
      const pages = () => operationPages(session, filter)
      return createPagedListing(pages, { limit, gate: session.gate(signal) })
    },
  }
}

async function* versionPages(
  session: Session,
  path: string,
): AsyncGenerator<readonly VersionEntry[]> {
  const located = session.locate(path, 'read')
  const { store } = session.parts
  const { node } = await getFile(store, located.space, located.path)
  let above = Number.POSITIVE_INFINITY
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

async function* operationPages(
  session: Session,
  filter: OperationFilter,
): AsyncGenerator<readonly OperationEntry[]> {
  const { store, namespaces } = session.parts
  const { path, types, agent, run, since, until } = filter
  const parsed = path === undefined ? undefined : session.locate(path, 'read').path
  const space = spaceOf(parsed ?? parsePath('/'), session.principal, namespaces)
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.operations(space, {
      path: parsed?.text,
      types,
      agent,
      run,
      since,
      until,
      after,
      limit: PAGE,
    })
    yield page.rows.filter((row) => isShown(session, row)).map(entryOf)
    after = page.next
    more = after !== undefined
  }
}

/** An operation is seen by those who may see its paths. */
function isShown(
  { principal, parts: { namespaces } }: Session,
  { path, target }: OperationRow,
): boolean {
  return (
    isVisible(parsePath(path), principal, namespaces) &&
    (target === undefined || isVisible(parsePath(target), principal, namespaces))
  )
}

function entryOf({
  space: _space,
  sequence: _sequence,
  node: _node,
  ...entry
}: OperationRow): OperationEntry {
  return entry
}
