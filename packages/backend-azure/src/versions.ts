import type { BlobItem } from '@azure/storage-blob'
import { NexusError } from '@nexusfs/core/kit'
import type { ListVersionsOptions, ObjectVersion, VersionPage } from '@nexusfs/core/spec'
import type { ContainerAccess } from './access.ts'
import { etagOf } from './conditions.ts'
import { stop } from './reading.ts'

/**
 * The versions of one object, newest first. Azure lists them oldest first and has no place to begin in the middle, so each
 * page looks at all of them; ids are times, so the cursor is one. Azure has no delete markers: after a delete no version is
 * the latest.
 */
export async function listObjectVersions(
  access: ContainerAccess,
  key: string,
  { limit, cursor, signal }: ListVersionsOptions,
): Promise<VersionPage> {
  const before = cursor === undefined ? undefined : versionOfCursor(cursor)
  const all = await access.run({ what: 'list the versions of', key, signal }, async (container) => {
    const found: ObjectVersion[] = []
    const name = access.nameOf(key)
    const items = container.container.listBlobsFlat({
      ...stop(signal),
      prefix: name,
      includeVersions: true,
    })
    for await (const item of items) {
      // Those of the key come first: every other name that begins with it is longer.
      if (item.name !== name) break
      if (item.versionId !== undefined) found.push(versionOf(key, item.versionId, item))
    }
    return found
  })
  const left = all
    .filter(({ versionId }) => before === undefined || versionId < before)
    .sort((one, other) => (one.versionId < other.versionId ? 1 : -1))
  const versions = left.slice(0, limit)
  const last = versions.at(-1)
  if (last === undefined || left.length <= limit) return { versions }
  return { versions, cursor: Buffer.from(last.versionId).toString('base64url') }
}

function versionOf(
  key: string,
  versionId: string,
  { properties, isCurrentVersion }: BlobItem,
): ObjectVersion {
  const { contentLength = 0, etag, blobType, lastModified } = properties
  return {
    key,
    versionId,
    size: contentLength,
    etag: etagOf(etag, blobType),
    modifiedAt: lastModified.getTime(),
    isLatest: isCurrentVersion === true,
    isDeleteMarker: false,
  }
}

function versionOfCursor(cursor: string): string {
  const version = Buffer.from(cursor, 'base64url').toString()
  if (/^[\w:.-]+$/.test(version)) return version
  throw new NexusError('INVALID_ARGUMENT', 'The cursor of the versions is not one of ours.', {
    hint: 'Give the cursor of the page before, unchanged, or none to begin anew.',
  })
}
