import { NexusError } from '../errors/index.ts'
import type { ListVersionsOptions, ObjectVersion, VersionPage } from '../spec/index.ts'
import type { MemoryVersion } from './memory-objects.ts'

/** One page of the versions of a key, which are given newest first. The cursor is the last version of the page before. */
export function versionPage(
  key: string,
  versions: readonly MemoryVersion[],
  { cursor, limit }: ListVersionsOptions,
): VersionPage {
  const start = cursor === undefined ? 0 : placeOf(cursor, versions) + 1
  const rows = versions.slice(start, start + limit)
  const last = start + limit < versions.length ? rows.at(-1) : undefined
  return {
    versions: rows.map((version, index) => rowOf(key, version, start + index === 0)),
    ...(last !== undefined && { cursor: last.versionId }),
  }
}

function placeOf(cursor: string, versions: readonly MemoryVersion[]): number {
  const place = versions.findIndex(({ versionId }) => versionId === cursor)
  if (place !== -1) return place
  throw new NexusError('INVALID_ARGUMENT', 'The cursor of the versions is not one of ours.', {
    hint: 'Give the cursor of the page before, unchanged, or none to begin anew.',
  })
}

function rowOf(
  key: string,
  { versionId, modifiedAt, object }: MemoryVersion,
  isLatest: boolean,
): ObjectVersion {
  const { size = 0, etag = '' } = object?.info ?? {}
  const isDeleteMarker = object === undefined
  return { key, versionId, size, etag, modifiedAt, isLatest, isDeleteMarker }
}
