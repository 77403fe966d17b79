import type { BlobGetPropertiesResponse, BlobItem } from '@azure/storage-blob'
import type { ObjectInfo, ObjectSummary } from '@nexusfs/core/spec'
import { etagOf } from './conditions.ts'
import { decodeMetadata } from './metadata.ts'

/** What heads and downloads answer alike. */
export type BlobAnswer = Pick<
  BlobGetPropertiesResponse,
  | 'accessTier'
  | 'archiveStatus'
  | 'blobType'
  | 'contentType'
  | 'etag'
  | 'lastModified'
  | 'metadata'
  | 'versionId'
>

/** An object as its answer describes it. */
export function infoOf(key: string, size: number, answer: BlobAnswer): ObjectInfo {
  const { versionId, contentType, accessTier, archiveStatus } = answer
  const metadata = decodeMetadata(answer.metadata)
  const archive = archiveOf(accessTier, archiveStatus)
  return {
    key,
    size,
    etag: etagOf(answer.etag, answer.blobType),
    modifiedAt: answer.lastModified?.getTime() ?? 0,
    ...(versionId !== undefined && { versionId }),
    ...(contentType !== undefined && { contentType }),
    ...(metadata !== undefined && { metadata }),
    ...(accessTier !== undefined && { tier: accessTier }),
    ...(archive !== undefined && { archive }),
  }
}

/** A row of a listing. */
export function summaryOf(key: string, { properties }: BlobItem): ObjectSummary {
  const { contentLength = 0, etag, blobType, lastModified, accessTier } = properties
  return {
    key,
    size: contentLength,
    etag: etagOf(etag, blobType),
    modifiedAt: lastModified.getTime(),
    ...(accessTier !== undefined && { tier: accessTier }),
  }
}

/** Whether an answer describes a directory of an account with hierarchical namespace, which is no object. */
export function isFolder(metadata: Readonly<Record<string, string>> | undefined): boolean {
  return metadata?.hdi_isfolder === 'true'
}

function archiveOf(
  tier: string | undefined,
  status: string | undefined,
): 'archived' | 'restoring' | undefined {
  if (tier !== 'Archive') return undefined
  return status?.startsWith('rehydrate-pending') ? 'restoring' : 'archived'
}
