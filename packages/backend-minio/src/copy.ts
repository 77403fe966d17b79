import { keyNotFound, NexusError, quoteKey } from '@nexusfs/core/kit'
import type { CallOptions, CopyOptions, ObjectInfo, PutResult } from '@nexusfs/core/spec'
import { type Calls, escapeUri } from './calls.ts'
import { onLostCondition } from './conditions.ts'
import { unquoted } from './failure.ts'
import { storedOf, tierOfCopy } from './info.ts'
import { MultipartUpload, type StoredPart } from './multipart.ts'
import { encryptionHeaders, objectHeaders } from './put-headers.ts'
import { findObject } from './reads.ts'
import { conditionHeaders } from './write-conditions.ts'
import { textOf } from './xml.ts'

/** Bytes that one request copies at most (limit of S3). */
const PART = 5 * 2 ** 30

/**
 * Copies inside the server. Its copy of whole objects does not look at conditions on the target, and takes no more than
 * 5 GiB: then the parts of an upload are copied, which is completed under the condition.
 */
export async function copyObject(
  calls: Calls,
  from: string,
  to: string,
  options: CopyOptions,
): Promise<PutResult> {
  const source = await findObject(calls, from, options)
  if (source === undefined) throw keyNotFound(from)
  const { info } = source
  if (options.precondition !== undefined || info.size > PART)
    return copyParts(calls, source, to, options)
  return copyWhole(calls, info, to, {}, options)
}

/** Replaces the metadata, or moves to a tier, by copying an object onto itself as it was observed. */
export async function rewriteObject(
  calls: Calls,
  key: string,
  change: Pick<ObjectInfo, 'metadata'> | { readonly tier: string },
  options: CallOptions,
): Promise<void> {
  const found = await findObject(calls, key, options)
  if (found === undefined) throw keyNotFound(key)
  const { info, kept } = found
  const headers = {
    ...kept,
    ...objectHeaders({ ...info, tier: tierOfCopy(info), ...change }, undefined),
    'x-amz-metadata-directive': 'REPLACE',
  }
  await copyWhole(calls, info, key, headers, options)
}

async function copyWhole(
  calls: Calls,
  info: ObjectInfo,
  to: string,
  headers: Readonly<Record<string, string>>,
  options: CopyOptions,
): Promise<PutResult> {
  const call = {
    method: 'PUT',
    key: to,
    headers: {
      ...encryptionHeaders(calls.settings.sse),
      'x-amz-storage-class': tierOfCopy(info),
      ...headers,
      ...sourceHeaders(calls, info, options),
    },
    signal: options.signal,
  } as const
  const { text, xml, answer } = await calls.document(call, onSource(info.key))
  const etag = unquoted(textOf(xml.read(text, 'CopyObjectResult')?.ETag)) ?? ''
  return storedOf(answer.headers, etag, info.size)
}

async function copyParts(
  calls: Calls,
  { info, kept }: { readonly info: ObjectInfo; readonly kept: Readonly<Record<string, string>> },
  to: string,
  options: CopyOptions,
): Promise<PutResult> {
  const headers = {
    ...kept,
    ...objectHeaders({ ...info, tier: tierOfCopy(info) }, calls.settings.sse),
  }
  const upload = await MultipartUpload.begin(calls, to, headers, options)
  try {
    const stored = await copyRanges(calls, upload, info, options)
    const { precondition } = options
    const condition = await conditionHeaders(calls, to, precondition, options)
    const lost = onLostCondition(to, precondition)
    return await upload.complete(stored, info.size, condition, options, lost)
  } catch (error) {
    await upload.abort()
    throw error
  }
}

async function copyRanges(
  calls: Calls,
  upload: MultipartUpload,
  info: ObjectInfo,
  options: CopyOptions,
): Promise<readonly StoredPart[]> {
  // There is no range of no bytes.
  if (info.size === 0) return [await upload.put(1, Buffer.alloc(0), options)]
  const source = sourceHeaders(calls, info, options)
  const parts: StoredPart[] = []
  for (let start = 0; start < info.size; start += PART) {
    const range = `bytes=${start}-${Math.min(start + PART, info.size) - 1}`
    const headers = { ...source, 'x-amz-copy-source-range': range }
    parts.push(await upload.copy(parts.length + 1, headers, options, onSource(info.key)))
  }
  return parts
}

/** Names the source as it was observed, so that no other bytes are copied under its metadata. */
function sourceHeaders(
  calls: Calls,
  { key, etag }: ObjectInfo,
  { versionId }: CopyOptions,
): Record<string, string> {
  const path = [calls.settings.bucket, ...calls.fullKey(key).split('/')].map(escapeUri).join('/')
  const version = versionId === undefined ? '' : `?versionId=${escapeUri(versionId)}`
  return {
    'x-amz-copy-source': `/${path}${version}`,
    'x-amz-copy-source-if-match': `"${etag}"`,
  }
}

/** A refusal that concerns the source: it is gone, or has changed since it was looked at, which passes. */
function onSource(from: string) {
  return ({ code, status }: { readonly code: string; readonly status: number }) => {
    if (code === 'NoSuchKey' || code === 'NoSuchVersion') return keyNotFound(from)
    if (status !== 412 && code !== 'PreconditionFailed') return undefined
    return new NexusError('BUSY', `Object ${quoteKey(from)} changes while it is copied.`, {
      hint: 'Try again in a moment.',
    })
  }
}
