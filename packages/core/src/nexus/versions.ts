import { lastPlaces, relativesOf } from '../history/index.ts'
import { getFile, rollbackFile } from '../trees/managed/index.ts'
import { checkConditions } from './check-options.ts'
import { diffFiles } from './diffing.ts'
import { createPagedListing, decodeCursor, encodeCursor } from './listing.ts'
import { rollbackMapped } from './mapped-rollback.ts'
import { mappedVersionPages } from './mapped-versions.ts'
import { pastContext } from './moment.ts'
import { readFile, readFileStream } from './reading.ts'
import type { Session } from './session.ts'
import type {
  LineageEntry,
  MutationOptions,
  VersionEntry,
  VersionName,
  VersionsFacet,
  WriteResult,
} from './types.ts'
import { type VersionPosition, versionEntryPages } from './version-entries.ts'
import { stateOfVersion } from './version-state.ts'

/** The facet of versions. */
export function createVersions(session: Session): VersionsFacet {
  return {
    list(path, { limit, cursor, signal } = {}) {
      const pages = () => {
        const position = cursor === undefined ? undefined : decodeCursor(cursor, isPosition)
        const located = session.locate(path, 'read')
        return located.tree.layout === 'path'
          ? mappedVersionPages(session, located, position)
          : versionEntryPages(session, located, position)
      }
      const cursorOf = ({ node = '', version, versionId = '' }: VersionEntry) =>
        encodeCursor([node, version, versionId])
      return createPagedListing(pages, { limit, cursorOf, gate: session.gate(signal) })
    },
    read: (path, version, { signal } = {}) =>
      session.call(signal, () => readFile(session, path, { version, signal }), path),
    readStream: (path, version, { signal } = {}) =>
      readFileStream(session, path, { version, signal }),
    diff: (path, from, to, options = {}) =>
      session.call(
        options.signal,
        () => diffFiles(session, { path, version: from }, { path, version: to }, options),
        path,
      ),
    rollback: (path, version, options = {}) =>
      session.call(options.signal, () => rollback(session, path, version, options), path),
    lineage: (path, { signal } = {}) => session.call(signal, () => lineage(session, path), path),
  }
}

function isPosition(value: unknown): value is VersionPosition {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number'
}

async function rollback(
  session: Session,
  text: string,
  version: VersionName,
  options: MutationOptions,
): Promise<WriteResult> {
  const located = session.changeable(text)
  checkConditions(located.path.text, options)
  if (located.tree.layout === 'path') return rollbackMapped(session, located, version, options)
  const { store, content } = session.parts
  const find = async () => (await stateOfVersion(store, located, version, false)).node
  const operation = session.draft('rollback', located.path, { details: { version } })
  const { ifMatch, ifNoneMatch } = options
  const change = session.change(operation, options.signal)
  const { node } = await rollbackFile(content, located, find, { ifMatch, ifNoneMatch }, change)
  const { hash, size, version: made, modifiedAt } = node
  return {
    path: located.path.text,
    etag: hash as string,
    size,
    version: made,
    operationId: operation.id,
    modifiedAt,
  }
}

async function lineage(session: Session, text: string): Promise<readonly LineageEntry[]> {
  const { space, path } = session.locate(text, 'read')
  const { store } = session.parts
  const { node } = await getFile(store, space, path)
  const relatives = await relativesOf(store, space, node)
  const ids = relatives.map((relative) => relative.node)
  const places = await lastPlaces(pastContext(session), space, ids)
  return relatives.flatMap(({ state, ...relative }) => {
    const place = places.get(relative.node)
    if (place === undefined) return []
    return [{ ...relative, path: place.isLive ? place.path : undefined, etag: state?.hash }]
  })
}
