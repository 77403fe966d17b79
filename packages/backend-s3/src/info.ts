import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import { NexusError } from '@nexusfs/core/kit'
import type { ObjectInfo } from '@nexusfs/core/spec'
import { fromHeaders } from './metadata.ts'

/** What HEAD and GET both say of an object. */
export type ObjectAnswer = Pick<
  HeadObjectCommandOutput,
  | 'ArchiveStatus'
  | 'ContentLength'
  | 'ContentType'
  | 'ETag'
  | 'LastModified'
  | 'Metadata'
  | 'Restore'
  | 'StorageClass'
  | 'VersionId'
>

/** Classes whose objects must be restored before they are read. */
const ARCHIVES: ReadonlySet<unknown> = new Set(['GLACIER', 'DEEP_ARCHIVE'])

/** An answer of the SDK as what the contract knows of an object. */
export function infoOf(
  key: string,
  answer: ObjectAnswer,
  size = answer.ContentLength ?? 0,
): ObjectInfo {
  const archive = archiveOf(answer)
  return {
    key,
    size,
    etag: etagOf(answer.ETag),
    modifiedAt: answer.LastModified?.getTime() ?? 0,
    metadata: fromHeaders(answer.Metadata ?? {}),
    ...(answer.VersionId !== undefined && { versionId: answer.VersionId }),
    ...(answer.ContentType !== undefined && { contentType: answer.ContentType }),
    // S3 does not name the class that is usual.
    tier: answer.StorageClass ?? 'STANDARD',
    ...(archive !== undefined && { archive }),
  }
}

/** SHA-256 of a whole body in Base64; that of an upload in parts is made of those of the parts, and ends in their number. */
const WHOLE_SHA256 = /^[A-Za-z0-9+/]{43}=$/

/** The SHA-256 of an object's bytes in hex, where the server was asked for it and keeps it. */
export function digestOf({
  ChecksumSHA256: checksum = '',
  ChecksumType: type,
}: Pick<HeadObjectCommandOutput, 'ChecksumSHA256' | 'ChecksumType'>): string | undefined {
  if (type === 'COMPOSITE' || !WHOLE_SHA256.test(checksum)) return undefined
  return Buffer.from(checksum, 'base64').toString('hex')
}

/** An entity tag without its quotes. @throws `PLUGIN_CONTRACT` where the server gave none. */
export function etagOf(tag: string | undefined): string {
  const etag = tag?.replace(/^"|"$/g, '') ?? ''
  if (etag !== '') return etag
  throw new NexusError('PLUGIN_CONTRACT', 'The server gave an object without ETag.', {
    hint: 'Use a server that gives one: without it no change can be told.',
  })
}

/** An etag as a header takes it. */
export function quotedTag(etag: string): string {
  return `"${etag}"`
}

/** Whether an object must be restored before it is read (`x-amz-restore`: `ongoing-request="true"`, or a date). */
export function archiveOf(
  answer: Pick<ObjectAnswer, 'ArchiveStatus' | 'Restore' | 'StorageClass'>,
): ObjectInfo['archive'] {
  if (answer.Restore?.includes('ongoing-request="true"') === true) return 'restoring'
  if (answer.Restore?.includes('ongoing-request="false"') === true) return 'restored'
  // Intelligent-Tiering archives too, and says so apart from the class.
  return ARCHIVES.has(answer.StorageClass) || answer.ArchiveStatus !== undefined
    ? 'archived'
    : undefined
}
