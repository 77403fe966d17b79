import type { CompletedPart } from '@aws-sdk/client-s3'
import { checkPrecondition, keyNotFound, NexusError, quoteKey } from '@nexusfs/core/kit'
import type { CopyOptions, ObjectInfo, PutResult } from '@nexusfs/core/spec'
import { attributesOf } from './attributes.ts'
import { conditionKind } from './conditions.ts'
import { etagOf, quotedTag } from './info.ts'
import { type Conditions, conditionsOf } from './lower-conditions.ts'
import { type OpenUpload, type SendablePart, uploadParts } from './multipart.ts'
import { MAX_PARTS } from './parts.ts'
import { headWith } from './read.ts'
import { statusOf } from './s3-errors.ts'
import type { CallTools, S3Session } from './session.ts'

/** How often a copy is tried whose source changes meanwhile. */
const TRIES = 3

/** A copy inside the bucket. */
interface Copy {
  readonly session: S3Session
  readonly tools: CallTools
  readonly from: string
  readonly to: string
  readonly versionId?: string | undefined
  readonly conditions: Conditions
  /** Replaces that of the source. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
  readonly tier?: string | undefined
}

/** Copies at the server: a look at the source and the copy; in parts above 5 GiB. */
export function copy(
  session: S3Session,
  from: string,
  to: string,
  options: CopyOptions = {},
): Promise<PutResult> {
  const { precondition, versionId, signal } = options
  const subject = { what: 'copy to', key: to, signal, condition: conditionKind(precondition) }
  return session.run(subject, async (tools) => {
    const conditions = await conditionsOf(session, tools, to, precondition)
    const result = await copyObserved({ session, tools, from, to, versionId, conditions })
    if (result !== undefined) return result
    // Onto itself, which S3 refuses as long as nothing is changed.
    const info = (await headWith(session, tools, to)) ?? notThere(from)
    checkPrecondition(to, precondition, info)
    const { etag, size, modifiedAt } = info
    return {
      etag,
      size,
      modifiedAt,
      ...(info.versionId !== undefined && { versionId: info.versionId }),
    }
  })
}

/** Replaces the metadata of an object by copying it onto itself. */
export async function setMetadata(
  session: S3Session,
  key: string,
  metadata: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<void> {
  const subject = { what: 'change the metadata of', key, signal }
  await session.run(subject, (tools) =>
    copyObserved({ session, tools, from: key, to: key, conditions: {}, metadata }),
  )
}

/** Moves an object to a storage class by copying it onto itself. */
export async function setTier(
  session: S3Session,
  key: string,
  tier: string,
  signal?: AbortSignal,
): Promise<void> {
  const subject = { what: `move to ${tier}`, key, signal }
  await session.run(subject, (tools) =>
    copyObserved({ session, tools, from: key, to: key, conditions: {}, tier }),
  )
}

/** Copies the source as it was looked at; once more where it has changed since. Nothing for a copy that changes nothing. */
async function copyObserved(work: Copy): Promise<PutResult | undefined> {
  const { session, tools, from, to, versionId, metadata, tier } = work
  for (let attempt = 1; ; attempt++) {
    const source = (await headWith(session, tools, from, versionId)) ?? notThere(from)
    if (from === to && versionId === undefined && metadata === undefined && tier === undefined)
      return undefined
    try {
      const whole = source.size <= session.settings.copyPartBytes
      return await (whole ? copyWhole(work, source) : copyParts(work, source))
    } catch (error) {
      if (statusOf(error) !== 412) throw error
      const now = await headWith(session, tools, from, versionId)
      // Otherwise it is the condition of the target that does not hold.
      if (now?.etag === source.etag) throw error
      if (attempt === TRIES) throw restless(from)
    }
  }
}

async function copyWhole(work: Copy, source: ObjectInfo): Promise<PutResult> {
  const { session, tools, to, conditions, metadata } = work
  const conditional = Object.keys(conditions).length > 0
  const answer = await (conditional ? tools.single : tools.client).copyObject(
    {
      ...session.at(to),
      ...newAttributes(work, source),
      ...conditions,
      ...guardOf(work, source),
      // What is not replaced goes along at the server, tags included.
      MetadataDirective: metadata === undefined ? 'COPY' : 'REPLACE',
    },
    tools.http,
  )
  return {
    etag: etagOf(answer.CopyObjectResult?.ETag),
    size: source.size,
    ...(answer.VersionId !== undefined && { versionId: answer.VersionId }),
  }
}

async function copyParts(work: Copy, source: ObjectInfo): Promise<PutResult> {
  const { session, tools, to, conditions } = work
  const attributes = newAttributes(work, source)
  const request = { key: to, attributes, conditions }
  const answer = await uploadParts(session, tools, request, ranges(work, source))
  const { VersionId: versionId } = answer
  return {
    etag: etagOf(answer.ETag),
    size: source.size,
    ...(versionId !== undefined && { versionId }),
  }
}

async function* ranges(work: Copy, source: ObjectInfo): AsyncGenerator<SendablePart> {
  const { copyPartBytes } = work.session.settings
  const bytes = Math.max(copyPartBytes, Math.ceil(source.size / MAX_PARTS))
  for (let start = 0, number = 1; start < source.size; start += bytes, number++) {
    const end = Math.min(source.size, start + bytes)
    const range = `bytes=${start}-${end - 1}`
    // No bytes pass through here, so size does not limit how many run at once.
    yield {
      bytes: 8 << 20,
      send: (upload) => copyRange(work, source, { upload, number, range }),
    }
  }
}

async function copyRange(
  work: Copy,
  source: ObjectInfo,
  {
    upload,
    number,
    range,
  }: {
    readonly upload: OpenUpload
    readonly number: number
    readonly range: string
  },
): Promise<CompletedPart> {
  const { CopyPartResult: result } = await work.tools.client.uploadPartCopy(
    { ...upload.place, ...guardOf(work, source), PartNumber: number, CopySourceRange: range },
    work.tools.http,
  )
  return { PartNumber: number, ETag: result?.ETag }
}

/** The place of the source, and that it is what was looked at. The SDK sends the place as it is given. */
function guardOf(
  { session, from, versionId }: Copy,
  { etag }: ObjectInfo,
): { readonly CopySource: string; readonly CopySourceIfMatch: string } {
  const { Bucket, Key } = session.at(from)
  const path = [Bucket, ...Key.split('/')].map(encodeURIComponent).join('/')
  const version = versionId === undefined ? '' : `?versionId=${encodeURIComponent(versionId)}`
  return { CopySource: `${path}${version}`, CopySourceIfMatch: quotedTag(etag) }
}

/** A copy has the class that is usual unless it is named; a restored one cannot lie in its archive at once. */
function newAttributes({ session, tier, metadata }: Copy, source: ObjectInfo) {
  const { settings } = session
  const kept = source.archive === undefined && settings.kind.tier ? source.tier : undefined
  return attributesOf(settings, {
    contentType: source.contentType,
    metadata: metadata ?? source.metadata,
    tier: tier ?? settings.storageClass ?? kept,
  })
}

function notThere(key: string): never {
  throw keyNotFound(key)
}

function restless(key: string): NexusError {
  return new NexusError(
    'BUSY',
    `Object ${quoteKey(key)} changes all the time, so it was not copied.`,
    {
      hint: 'Try again when nobody writes it.',
    },
  )
}
