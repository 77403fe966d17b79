/**
 * Uploads in parts. The states are ours and not those of lib-storage's `Upload`: its `abort()` leaves the upload open
 * while parts are on their way, and what they store is paid for until someone looks.
 */
import { hash } from 'node:crypto'
import type { CompletedPart } from '@aws-sdk/client-s3'
import { NexusError, quoteKey } from '@nexusfs/core/kit'
import type { Conditions } from './lower-conditions.ts'
import { codeOf } from './s3-errors.ts'
import type { InputOf } from './sdk-types.ts'
import type { CallTools, S3Session } from './session.ts'

/** Bytes of parts that are on their way at once; one part where it is larger. */
const BYTES_AT_ONCE = 32 << 20
/** Milliseconds that removing a failed upload may take. */
const ABORT_MS = 10_000

/** An upload that was begun. */
export interface OpenUpload {
  readonly session: S3Session
  readonly tools: CallTools
  readonly place: { readonly Bucket: string; readonly Key: string; readonly UploadId: string }
}

/** What becomes an object of its own. */
export interface UploadRequest {
  readonly key: string
  readonly attributes: Omit<InputOf<'createMultipartUpload'>, 'Bucket' | 'Key'>
  readonly conditions: Conditions
}

/** What the server said of the finished object. */
export interface UploadAnswer {
  readonly ETag?: string | undefined
  readonly VersionId?: string | undefined
}

/** One part: sends it, and gives what completing the upload must say of it. */
export type SendPart = (upload: OpenUpload) => Promise<CompletedPart>

/** A part that waits to be sent. */
export interface SendablePart {
  /** How large it is, which decides how many are sent at once. */
  readonly bytes: number
  readonly send: SendPart
}

/** Begins an upload, sends its parts, a few at once, and completes it. One that fails in any way is removed. */
export async function uploadParts(
  session: S3Session,
  tools: CallTools,
  request: UploadRequest,
  parts: AsyncIterable<SendablePart>,
  beforeEnd: () => void = () => undefined,
): Promise<UploadAnswer> {
  const { client, http } = tools
  const { attributes, conditions, key } = request
  const begun = await client.createMultipartUpload({ ...session.at(key), ...attributes }, http)
  if (begun.UploadId === undefined) throw noUpload(key)
  const upload = { session, tools, place: { ...session.at(key), UploadId: begun.UploadId } }
  let completed = false
  try {
    const sent = await sendAll(upload, parts)
    beforeEnd()
    // Never repeated: after its effect the upload is gone, and a condition would find the object that it made.
    const answer = await tools.single.completeMultipartUpload(
      {
        ...upload.place,
        ...conditions,
        MultipartUpload: { Parts: sent },
      },
      http,
    )
    completed = true
    return answer
  } finally {
    if (!completed) await remove(upload)
  }
}

async function sendAll(
  upload: OpenUpload,
  parts: AsyncIterable<SendablePart>,
): Promise<CompletedPart[]> {
  const sent: CompletedPart[] = []
  const running = new Set<Promise<unknown>>()
  const failed = Promise.withResolvers<never>()
  let broken = false
  failed.promise.catch(() => {
    broken = true
  })
  const iterator = parts[Symbol.asyncIterator]()
  try {
    for (;;) {
      // A part that failed ends the upload also while the source lets wait.
      const next = await Promise.race([iterator.next(), failed.promise])
      if (next.done === true) break
      const { bytes, send } = next.value
      const sending: Promise<unknown> = send(upload)
        .then((part) => sent.push(part), failed.reject)
        .finally(() => running.delete(sending))
      running.add(sending)
      while (running.size * bytes >= BYTES_AT_ONCE) await Promise.race([...running, failed.promise])
    }
    await Promise.race([Promise.all(running), failed.promise])
  } catch (error) {
    failed.reject(error)
  }
  // Those under way end first: a part that arrives after the upload was removed would stay.
  await Promise.all(running)
  if (broken) await failed.promise
  return sent.sort((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0))
}

/** Idempotent; an error of it must not hide the one that led here, and a lifecycle rule removes what stays. */
function remove({ session, tools, place }: OpenUpload): Promise<void> {
  const http = { abortSignal: AbortSignal.timeout(ABORT_MS) }
  const abort = () =>
    tools.client.abortMultipartUpload(place, http).then(
      () => undefined,
      () => undefined,
    )
  // "It might be necessary to abort a given multipart upload multiple times" where parts were broken off.
  const wasStopped = tools.http.abortSignal?.aborted === true
  const removing = wasStopped ? abort().then(abort) : abort()
  session.finishLater(removing)
  return removing
}

/** Sends bytes as one part. */
export async function sendBytes(
  { session, tools, place }: OpenUpload,
  part: { readonly number: number; readonly bytes: Uint8Array },
): Promise<CompletedPart> {
  const digest = hash('sha256', part.bytes, 'base64')
  const answer = await tools.client.uploadPart(
    { ...place, PartNumber: part.number, Body: part.bytes, ChecksumSHA256: digest },
    tools.http,
  )
  return {
    PartNumber: part.number,
    ...(answer.ETag !== undefined && { ETag: answer.ETag }),
    ...(session.settings.kind.checksumHeaders && { ChecksumSHA256: digest }),
  }
}

/** Whether an upload is not there (any more). */
export function isNoUpload(error: unknown): boolean {
  return codeOf(error) === 'NoSuchUpload'
}

function noUpload(key: string): NexusError {
  return new NexusError(
    'PLUGIN_CONTRACT',
    `The server began an upload of ${quoteKey(key)} without id.`,
    {
      hint: 'Use a server that knows uploads in parts.',
    },
  )
}
