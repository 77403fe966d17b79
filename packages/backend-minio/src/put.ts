import { createHash, type Hash, hash } from 'node:crypto'
import { NexusError, quoteKey } from '@nexusfs/core/kit'
import type { PutOptions, PutResult, Source } from '@nexusfs/core/spec'
import type { BucketPlace } from './bucket-place.ts'
import type { Calls } from './calls.ts'
import { onLostCondition } from './conditions.ts'
import { unquoted } from './failure.ts'
import { storedOf } from './info.ts'
import { MultipartUpload } from './multipart.ts'
import { PartReader } from './part-reader.ts'
import { PartsInFlight } from './parts-in-flight.ts'
import { objectHeaders, onDamaged } from './put-headers.ts'
import { repeated } from './repeat.ts'
import { conditionHeaders } from './write-conditions.ts'

/** Where a write goes. */
export interface WritePlace {
  readonly calls: Calls
  readonly place: BucketPlace
}

/** Stores an object: in one request up to 8 MiB, in parts above, whether or not its size is known beforehand. */
export async function putObject(
  where: WritePlace,
  key: string,
  source: Source,
  options: PutOptions,
): Promise<PutResult> {
  const reader = new PartReader(source)
  try {
    const whole = await reader.whole()
    return whole === undefined
      ? await putParts(where, key, reader, options)
      : await putWhole(where, key, whole, source.rewindable, options)
  } finally {
    reader.close()
  }
}

/** One request. The given digest is sent as it is: the server compares and keeps it, and nothing is hashed twice. */
async function putWhole(
  { calls, place }: WritePlace,
  key: string,
  body: Buffer,
  rewindable: boolean,
  options: PutOptions,
): Promise<PutResult> {
  const { precondition, digest, signal } = options
  const lost = onLostCondition(key, precondition)
  const sent = digest ?? hash('sha256', body)
  const once = async () => {
    const headers = {
      'x-amz-checksum-sha256': Buffer.from(sent, 'hex').toString('base64'),
      ...objectHeaders(options, calls.settings.sse),
      ...(await conditionHeaders(calls, key, precondition, options)),
    }
    const call = { method: 'PUT', key, headers, body, digest: sent, signal } as const
    return calls.run(call, (failure) =>
      digest === undefined ? (lost(failure) ?? onDamaged(failure)) : lost(failure),
    )
  }
  // Nobody else holds the bytes of a stream; with a condition the outcome of a lost answer is for the caller to judge.
  const alone = !rewindable && precondition === undefined
  const send = alone ? () => repeated(once, signal) : once
  const { headers } = await place.write(options, send)
  return storedOf(headers, unquoted(headers.etag) ?? '', body.byteLength)
}

async function putParts(
  { calls, place }: WritePlace,
  key: string,
  reader: PartReader,
  options: PutOptions,
): Promise<PutResult> {
  const headers = objectHeaders(options, calls.settings.sse)
  const upload = await place.write(options, () =>
    MultipartUpload.begin(calls, key, headers, options),
  )
  const { precondition, digest } = options
  const hash = digest === undefined ? undefined : createHash('sha256')
  const sending = new PartsInFlight((number, body, signal) => upload.put(number, body, { signal }))
  try {
    const size = await sending.all(async () => {
      const part = await reader.next()
      if (part !== undefined) hash?.update(part)
      return part
    }, options.signal)
    checkDigest(key, hash, digest)
    const condition = await conditionHeaders(calls, key, precondition, options)
    const lost = onLostCondition(key, precondition)
    return await place.write(options, () =>
      upload.complete(sending.stored, size, condition, options, lost),
    )
  } catch (error) {
    await upload.abort()
    throw error
  }
}

/** The server compares each part; the whole is compared here, before the object appears. */
function checkDigest(key: string, hash: Hash | undefined, digest: string | undefined): void {
  if (hash === undefined || hash.digest('hex') === digest) return
  throw new NexusError(
    'CORRUPT',
    `The source for ${quoteKey(key)} gave bytes with another digest than the one given.`,
    { hint: 'Nothing was stored; check that nothing changes the source, and write again.' },
  )
}
