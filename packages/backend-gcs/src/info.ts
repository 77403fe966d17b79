import type { ObjectInfo, ObjectSummary, PutResult } from '@nexusfs/core/spec'
import type { WireAnswer } from './client.ts'
import { decodeMetadata } from './metadata.ts'

/** An object as the JSON API gives it; numbers of 64 bits are text. */
export interface ObjectResource {
  readonly name: string
  readonly size?: string
  readonly generation: string
  readonly updated?: string
  readonly timeCreated?: string
  readonly timeDeleted?: string
  readonly contentType?: string
  readonly storageClass?: string
  readonly md5Hash?: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** The members of {@link ObjectResource} that a look at an object asks for. */
export const OBJECT_FIELDS =
  'name,size,generation,updated,timeCreated,contentType,storageClass,md5Hash,metadata'
/** Those that a row of a listing needs. */
export const SUMMARY_FIELDS = 'name,size,generation,updated,storageClass'

/**
 * The generation is the etag too: it is what every condition of Cloud Storage compares, it is the same wherever an
 * object is seen, and changes with the content and nothing else. The `ETag` header differs between the JSON and the
 * XML API, and no upload takes it as a condition.
 * @param versions - Whether the bucket keeps versions.
 */
export function infoOf(key: string, resource: ObjectResource, versions: boolean): ObjectInfo {
  return {
    key,
    size: Number(resource.size ?? 0),
    etag: resource.generation,
    ...(versions && { versionId: resource.generation }),
    modifiedAt: millisecondsOf(resource.updated ?? resource.timeCreated),
    contentType: resource.contentType,
    metadata: decodeMetadata(resource.metadata ?? {}),
    tier: resource.storageClass,
  }
}

/** The row of an object, with its name below the backend's prefix. */
export function summaryOf(key: string, resource: ObjectResource): ObjectSummary {
  return {
    key,
    size: Number(resource.size ?? 0),
    etag: resource.generation,
    modifiedAt: millisecondsOf(resource.updated),
    tier: resource.storageClass,
  }
}

/** What was stored. */
export function putResultOf(resource: ObjectResource, versions: boolean): PutResult {
  return {
    etag: resource.generation,
    ...(versions && { versionId: resource.generation }),
    size: Number(resource.size ?? 0),
    modifiedAt: millisecondsOf(resource.updated ?? resource.timeCreated),
  }
}

/** What the headers of a read say; `Last-Modified` is exact to a second. */
export function infoOfAnswer(
  key: string,
  { header }: WireAnswer,
  size: number,
  metadata: Readonly<Record<string, string>>,
  versions: boolean,
): ObjectInfo {
  const generation = header('x-goog-generation') ?? ''
  return {
    key,
    size,
    etag: generation,
    ...(versions && { versionId: generation }),
    modifiedAt: millisecondsOf(header('last-modified')),
    contentType: header('content-type') || undefined,
    metadata: decodeMetadata(metadata),
    tier: header('x-goog-storage-class'),
  }
}

function millisecondsOf(time: string | undefined): number {
  const milliseconds = Date.parse(time ?? '')
  return Number.isNaN(milliseconds) ? 0 : milliseconds
}
