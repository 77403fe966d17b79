import { randomUUID } from 'node:crypto'
import { NexusError, quoteKey } from '@nexusfs/core/kit'
import type { PutOptions, PutResult, Source } from '@nexusfs/core/spec'
import { Checksum } from './checksum.ts'
import { type Chunk, chunksOf, chunksOfBytes } from './chunks.ts'
import { expectedGeneration } from './conditions.ts'
import type { GcsContext } from './context.ts'
import { OBJECT_FIELDS, type ObjectResource, putResultOf } from './info.ts'
import { encodeMetadata } from './metadata.ts'
import { uploadInPieces } from './resumable.ts'
import { checked, type Upload } from './upload.ts'

/** Stores an object: one request for up to 8 MiB, a resumable upload for more. */
export async function putObject(
  context: GcsContext,
  key: string,
  source: Source,
  options: PutOptions,
): Promise<PutResult> {
  const upload = uploadOf(context, key, options)
  const chunks = source.bytes === undefined ? chunksOf(source.open()) : chunksOfBytes(source.bytes)
  try {
    const first = (await chunks.next()).value as Chunk
    const resource = first.last
      ? await uploadAtOnce(context, upload, first.bytes)
      : await uploadInPieces(context, upload, first, chunks, source.size)
    return putResultOf(resource, context.capabilities().versions)
  } finally {
    await chunks.return(undefined)
  }
}

function uploadOf({ settings, places }: GcsContext, key: string, options: PutOptions): Upload {
  const { precondition, metadata, tier, signal } = options
  const contentType = options.contentType ?? 'application/octet-stream'
  // A line break would end the header that the type is sent in.
  if (/[^\x20-\x7e]/.test(contentType)) throw badContentType(key)
  const storageClass = tier ?? settings.storageClass
  return {
    request: { path: places.upload, subject: { what: 'write', key, precondition }, signal },
    query: {
      ifGenerationMatch: expectedGeneration(key, precondition),
      kmsKeyName: settings.kmsKeyName,
      fields: OBJECT_FIELDS,
    },
    contentType,
    resource: {
      name: places.name(key),
      contentType,
      ...(metadata !== undefined && { metadata: encodeMetadata(metadata) }),
      ...(storageClass !== undefined && { storageClass }),
    },
  }
}

/** One request, in which the checksum goes along, so that other bytes are refused and never stored. */
async function uploadAtOnce(
  { wire }: GcsContext,
  { request, query, contentType, resource }: Upload,
  bytes: Uint8Array,
): Promise<ObjectResource> {
  const checksum = new Checksum()
  checksum.update(bytes)
  const md5Hash = checksum.value()
  const boundary = randomUUID()
  const head =
    `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n` +
    `${JSON.stringify({ ...resource, md5Hash })}\r\n` +
    `--${boundary}\r\ncontent-type: ${contentType}\r\n\r\n`
  const stored = await wire.json<ObjectResource>({
    ...request,
    method: 'POST',
    query: { ...query, uploadType: 'multipart' },
    headers: { 'content-type': `multipart/related; boundary=${boundary}` },
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  })
  return checked(request.subject.key ?? '', stored, md5Hash)
}

function badContentType(key: string): NexusError {
  return new NexusError(
    'INVALID_ARGUMENT',
    `The content type of ${quoteKey(key)} has characters that no type has.`,
    { hint: 'Give a type such as text/plain.' },
  )
}
