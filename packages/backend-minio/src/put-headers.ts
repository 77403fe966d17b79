import { NexusError } from '@nexusfs/core/kit'
import type { ObjectInfo, PutOptions } from '@nexusfs/core/spec'
import type { OnRefusal } from './calls.ts'
import { metadataHeaders } from './metadata.ts'

/** The headers that say what an object is besides its bytes. */
export function objectHeaders(
  {
    contentType,
    metadata,
    tier,
  }: Pick<PutOptions & ObjectInfo, 'contentType' | 'metadata' | 'tier'>,
  sse: string | undefined,
): Record<string, string> {
  return {
    ...(contentType !== undefined && { 'content-type': contentType }),
    ...metadataHeaders(metadata),
    ...(tier !== undefined && { 'x-amz-storage-class': tier }),
    ...encryptionHeaders(sse),
  }
}

/** The headers that ask the server to encrypt: with its own key, or with one of its KMS. */
export function encryptionHeaders(sse: string | undefined): Record<string, string> {
  if (sse === undefined) return {}
  if (sse === 'AES256') return { 'x-amz-server-side-encryption': sse }
  const key = sse.slice('aws:kms:'.length)
  return {
    'x-amz-server-side-encryption': 'aws:kms',
    ...(key !== '' && { 'x-amz-server-side-encryption-aws-kms-key-id': key }),
  }
}

const DAMAGED = new Set(['BadDigest', 'XAmzContentChecksumMismatch', 'XAmzContentSHA256Mismatch'])

/** Bytes whose hash is our own were changed on their way, so that sending them again helps. */
export const onDamaged: OnRefusal = ({ code, status, requestId }) => {
  if (!DAMAGED.has(code)) return undefined
  return new NexusError('UNAVAILABLE', 'Bytes were changed on their way to the MinIO server.', {
    hint: 'Try again; if it happens again, look at the proxies between, and use TLS.',
    cause: { code, status, requestId },
  })
}
