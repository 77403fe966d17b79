import { hash } from 'node:crypto'
import { NexusError, quoteKey } from '@nexusfs/core/kit'
import type { PutOptions, PutResult, Source } from '@nexusfs/core/spec'
import { attributesOf } from './attributes.ts'
import { conditionKind } from './conditions.ts'
import { etagOf } from './info.ts'
import { type Conditions, conditionsOf } from './lower-conditions.ts'
import { type SendablePart, sendBytes, uploadParts } from './multipart.ts'
import { MAX_PARTS, type Part, PartReader, planParts } from './parts.ts'
import { codeOf } from './s3-errors.ts'
import type { CallTools, S3Session } from './session.ts'

/** How often a body in memory is sent that met another writer of the same key. */
const TRIES = 3

/** What is put where. */
interface Put {
  readonly session: S3Session
  readonly tools: CallTools
  readonly key: string
  readonly options: PutOptions
  readonly conditions: Conditions
}

/** Stores bytes: one request up to the size of a part, else an upload in parts. Nothing is stored where it fails. */
export function put(
  session: S3Session,
  key: string,
  source: Source,
  options: PutOptions = {},
): Promise<PutResult> {
  const { precondition, signal } = options
  const subject = { what: 'write', key, signal, condition: conditionKind(precondition) }
  return session.run(subject, async (tools) => {
    const conditions = await conditionsOf(session, tools, key, precondition)
    const target = { session, tools, key, options, conditions }
    const { bytes } = source
    if (bytes !== undefined && bytes.byteLength <= session.settings.partBytes)
      return putWhole(target, bytes)
    return putSource(target, source)
  })
}

async function putSource(target: Put, source: Source): Promise<PutResult> {
  const { settings } = target.session
  const { digest } = target.options
  const plan = planParts(source.size, settings.partBytes, {
    equal: settings.kind.equalParts,
    hashed: digest !== undefined,
  })
  const reader = new PartReader(source, plan)
  const parts = reader.parts()
  try {
    const { value: first } = await parts.next()
    if (first === undefined) throw new Error('A body has at least one part.')
    if (!first.last) return await putParts(target, reader, first, parts)
    return await putWhole(target, first.bytes)
  } finally {
    // Not waited for: a source that hangs would not answer.
    parts.return(undefined).catch(() => undefined)
  }
}

/** A conditional call is not repeated by the SDK: the second would find what the first has made. */
async function putWhole(target: Put, bytes: Uint8Array): Promise<PutResult> {
  const { session, tools, key, options, conditions } = target
  const digest = options.digest ?? hash('sha256', bytes)
  const client = options.precondition === undefined ? tools.client : tools.single
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await client.putObject(
        {
          ...session.at(key),
          ...attributesOf(session.settings, options),
          ...conditions,
          Body: bytes,
          ContentLength: bytes.byteLength,
          ChecksumSHA256: Buffer.from(digest, 'hex').toString('base64'),
        },
        tools.http,
      )
      return resultOf(answer, bytes.byteLength)
    } catch (error) {
      // "Retry the upload" (PutObject): nothing was stored, and the next answer says who was first.
      if (codeOf(error) !== 'ConditionalRequestConflict' || attempt === TRIES) throw error
    }
  }
}

async function putParts(
  target: Put,
  reader: PartReader,
  first: Part,
  rest: AsyncIterable<Part>,
): Promise<PutResult> {
  const { session, tools, key, options, conditions } = target
  const checksums = session.settings.kind.checksumHeaders
  const attributes = {
    ...attributesOf(session.settings, options),
    ...(checksums && { ChecksumAlgorithm: 'SHA256' as const }),
  }
  const answer = await uploadParts(
    session,
    tools,
    { key, attributes, conditions },
    sendable(key, first, rest),
    () => checkDigest(key, options.digest, reader.digest()),
  )
  return resultOf(answer, reader.size)
}

async function* sendable(
  key: string,
  first: Part,
  rest: AsyncIterable<Part>,
): AsyncGenerator<SendablePart> {
  yield sending(first)
  for await (const part of rest) {
    if (part.number > MAX_PARTS) throw tooManyParts(key)
    yield sending(part)
  }
}

function sending(part: Part): SendablePart {
  return {
    bytes: part.bytes.byteLength,
    async send(upload) {
      const sent = await sendBytes(upload, part)
      part.release()
      return sent
    },
  }
}

/** S3 checks the digest of a whole body and those of parts, and not that of a body in parts. */
function checkDigest(key: string, expected: string | undefined, found: string | undefined): void {
  if (expected === undefined || expected === found) return
  throw new NexusError(
    'CORRUPT',
    `The source for ${quoteKey(key)} gave bytes with another digest than the one given.`,
    { hint: 'Nothing was stored; check that nothing changes the source, and write again.' },
  )
}

function resultOf(
  answer: { readonly ETag?: string | undefined; readonly VersionId?: string | undefined },
  size: number,
): PutResult {
  const { ETag, VersionId: versionId } = answer
  return { etag: etagOf(ETag), size, ...(versionId !== undefined && { versionId }) }
}

function tooManyParts(key: string): NexusError {
  return new NexusError(
    'TOO_LARGE',
    `The source for ${quoteKey(key)} is longer than 10,000 parts take.`,
    {
      hint: 'Give the size of the source, so that its parts can be made large enough.',
    },
  )
}
