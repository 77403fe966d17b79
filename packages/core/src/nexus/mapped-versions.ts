import { isNexusError } from '../errors/index.ts'
import { contentTypeOf } from '../kit/index.ts'
import type { HistoryRow, ObjectVersion } from '../spec/index.ts'
import { notFound } from '../trees/managed/index.ts'
import { locatorOf } from '../trees/mapped/history-locator.ts'
import { keyOf } from '../trees/mapped/keys.ts'
import type { Located, Session } from './session.ts'
import type { VersionEntry } from './types.ts'
import { factsOf, type VersionPosition, versionEntryPages } from './version-entries.ts'

/** Versions of one answer of a provider. */
const PAGE = 1000

/**
 * Versions of the file at a path of a mapped tree: where the bucket keeps versions all of those, with our numbers where
 * they passed through us; then those of ours that lie elsewhere.
 * @throws `NOT_FOUND` when nothing is known to have been there.
 */
export async function* mappedVersionPages(
  session: Session,
  located: Located,
  position: VersionPosition | undefined,
): AsyncGenerator<readonly VersionEntry[]> {
  const isThere = (await located.tree.find(located, {}))?.type === 'file'
  const own = await ownVersions(session, located)
  let isKnown = isThere || own.length > 0
  const given = new Set<VersionEntry>()
  let isAfter = position === undefined
  const following = (entries: readonly VersionEntry[]): readonly VersionEntry[] => {
    for (const entry of entries) given.add(entry)
    if (isAfter) return entries
    const index = entries.findIndex((entry) => isAt(entry, position))
    isAfter = index >= 0
    return isAfter ? entries.slice(index + 1) : []
  }
  for await (const versions of providerVersions(located)) {
    isKnown ||= versions.length > 0
    yield following(versions.map((version) => own.find(isOf(version)) ?? foreign(located, version)))
  }
  if (!isKnown) throw notFound(located.path)
  yield following(own.filter((entry) => !given.has(entry)))
}

/** What passed through us, newest first; empty when nothing did. */
async function ownVersions(session: Session, located: Located): Promise<readonly VersionEntry[]> {
  const { store } = session.parts
  const facts = async (state: HistoryRow): Promise<VersionEntry> => {
    const locator = locatorOf(await store.getContent(state.content as number))
    if (locator === undefined) return factsOf(state)
    const { etag, versionId } = locator
    return { ...factsOf(state), etag, ...(versionId !== undefined && { versionId }) }
  }
  try {
    const entries: VersionEntry[] = []
    for await (const page of versionEntryPages(session, located, undefined, facts))
      entries.push(...page)
    return entries
  } catch (error) {
    if (!isNexusError(error, 'NOT_FOUND')) throw error
    return []
  }
}

/** Versions that the bucket keeps, without the marks of deletes. */
async function* providerVersions({
  mount,
  path,
}: Located): AsyncGenerator<readonly ObjectVersion[]> {
  const { backend } = mount
  if (!backend.capabilities.versions || backend.listVersions === undefined) return
  const key = keyOf(mount, path)
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await backend.listVersions(key, { cursor, limit: PAGE })
    yield page.versions.filter(({ isDeleteMarker }) => !isDeleteMarker)
    cursor = page.cursor
    more = cursor !== undefined
  }
}

function isOf({ versionId }: ObjectVersion): (entry: VersionEntry) => boolean {
  return (entry) => entry.versionId === versionId
}

function foreign(
  { path }: Located,
  { versionId, etag, size, modifiedAt }: ObjectVersion,
): VersionEntry {
  const contentType = contentTypeOf(path.segments.at(-1) as string)
  return { version: 0, versionId, etag, size, modifiedAt, contentType }
}

function isAt(
  { node = '', version, versionId = '' }: VersionEntry,
  position: VersionPosition | undefined,
): boolean {
  const [atNode, atVersion, atId = ''] = position ?? ['', -1]
  return node === atNode && version === atVersion && versionId === atId
}
