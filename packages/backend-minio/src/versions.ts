import { NexusError } from '@nexusfs/core/kit'
import type { ListVersionsOptions, ObjectVersion, VersionPage } from '@nexusfs/core/spec'
import type { Calls } from './calls.ts'
import { unquoted } from './failure.ts'
import { textOf, urlDecoded, type XmlElement } from './xml.ts'

/** One page of the versions of exactly one key. The server lists by prefix: the key itself comes first. */
export async function listVersions(
  calls: Calls,
  key: string,
  { cursor, limit, signal }: ListVersionsOptions,
): Promise<VersionPage> {
  const fullKey = calls.fullKey(key)
  const query = {
    versions: '',
    'encoding-type': 'url',
    'max-keys': limit,
    prefix: fullKey,
    ...(cursor !== undefined && { 'key-marker': fullKey, 'version-id-marker': versionOf(cursor) }),
  }
  const { text, xml } = await calls.document({ method: 'GET', query, signal })
  const rows = xml.readInOrder(text, 'ListVersionsResult')
  const found = rows.flatMap(({ name, element }) =>
    name === 'Version' || name === 'DeleteMarker' ? [{ name, element }] : [],
  )
  const own = found.filter(({ element }) => urlDecoded(element.Key) === fullKey)
  const versions = own.map(({ name, element }) => versionRow(key, element, name === 'DeleteMarker'))
  const last = versions.at(-1)
  const more = own.length === found.length && found.length === limit && last !== undefined
  return { versions, ...(more && { cursor: cursorOf(last.versionId) }) }
}

function versionRow(key: string, row: XmlElement, isDeleteMarker: boolean): ObjectVersion {
  return {
    key,
    versionId: textOf(row.VersionId),
    size: isDeleteMarker ? 0 : Number(textOf(row.Size)),
    etag: isDeleteMarker ? '' : (unquoted(textOf(row.ETag)) ?? ''),
    modifiedAt: Math.floor(Date.parse(textOf(row.LastModified)) / 1000) * 1000,
    isLatest: textOf(row.IsLatest) === 'true',
    isDeleteMarker,
  }
}

function cursorOf(versionId: string): string {
  return Buffer.from(`v${versionId}`).toString('base64url')
}

function versionOf(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (text.startsWith('v')) return text.slice(1)
  throw new NexusError('INVALID_ARGUMENT', 'The cursor of the versions is not one of ours.', {
    hint: 'Give the cursor of the page before, unchanged, or none to begin anew.',
  })
}
