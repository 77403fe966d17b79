import type { ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3'
import type { ListVersionsOptions, ObjectVersion, VersionPage } from '@nexusfs/core/spec'
import * as v from 'valibot'
import { etagOf } from './info.ts'
import { decoded, tokenIn, wholeSecond } from './list.ts'
import type { S3Session } from './session.ts'

const markers = v.tuple([v.string(), v.string()])

/** One page of the versions of a key, newest first: one request. */
export function listVersions(
  session: S3Session,
  key: string,
  { cursor, limit, signal }: ListVersionsOptions,
): Promise<VersionPage> {
  const subject = { what: 'list the versions of', key, signal }
  const { Bucket, Key: name } = session.at(key)
  return session.run(subject, async ({ client, http }) => {
    const answer = await client.listObjectVersions(
      {
        Bucket,
        Prefix: name,
        MaxKeys: limit,
        EncodingType: 'url',
        ...(cursor !== undefined && startOf(cursor)),
      },
      http,
    )
    const rows = rowsOf(key, name, answer)
    // The key itself is the first that begins with it.
    const goesOn =
      answer.IsTruncated === true && decoded(answer.NextKeyMarker, answer.EncodingType) === name
    return {
      versions: rows.map((row) => ({ ...row, modifiedAt: wholeSecond(new Date(row.modifiedAt)) })),
      ...(goesOn && { cursor: cursorOf(name, answer.NextVersionIdMarker) }),
    }
  })
}

function rowsOf(
  key: string,
  name: string,
  answer: ListObjectVersionsCommandOutput,
): readonly ObjectVersion[] {
  const { Versions: versions = [], DeleteMarkers: deleted = [], EncodingType: encoding } = answer
  const common = (row: {
    VersionId?: string | undefined
    IsLatest?: boolean | undefined
    LastModified?: Date | undefined
  }) => ({
    key,
    versionId: row.VersionId ?? 'null',
    modifiedAt: row.LastModified?.getTime() ?? 0,
    isLatest: row.IsLatest === true,
  })
  const isOfKey = (row: { Key?: string | undefined }) => decoded(row.Key, encoding) === name
  return mergedByTime(
    versions.filter(isOfKey).map((row) => ({
      ...common(row),
      size: row.Size ?? 0,
      etag: etagOf(row.ETag),
      isDeleteMarker: false,
    })),
    deleted
      .filter(isOfKey)
      .map((row) => ({ ...common(row), size: 0, etag: '', isDeleteMarker: true })),
  )
}

/** Each list is newest first and stays in its order; the SDK loses how the two lay among each other. */
function mergedByTime(
  versions: readonly ObjectVersion[],
  deleted: readonly ObjectVersion[],
): readonly ObjectVersion[] {
  const merged: ObjectVersion[] = []
  let [left, right] = [0, 0]
  while (left < versions.length || right < deleted.length) {
    const version = versions[left]
    const marker = deleted[right]
    if (version !== undefined && (marker === undefined || isNewer(version, marker))) {
      merged.push(version)
      left++
    } else if (marker !== undefined) {
      merged.push(marker)
      right++
    }
  }
  return merged
}

/** Of the same second: the latest comes first; otherwise a version was likely deleted after it was written. */
function isNewer(version: ObjectVersion, marker: ObjectVersion): boolean {
  if (version.isLatest !== marker.isLatest) return version.isLatest
  return version.modifiedAt > marker.modifiedAt
}

function cursorOf(name: string, versionId = ''): string {
  const token = JSON.stringify([name, versionId])
  return `s3.${Buffer.from(token).toString('base64url')}`
}

function startOf(cursor: string): { KeyMarker: string; VersionIdMarker?: string } {
  const [KeyMarker, version] = v.parse(markers, JSON.parse(tokenIn(cursor)))
  return { KeyMarker, ...(version !== '' && { VersionIdMarker: version }) }
}
