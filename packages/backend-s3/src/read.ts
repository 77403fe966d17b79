import type { Readable } from 'node:stream'
import type { GetObjectCommandInput, GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { checkPrecondition, keyNotFound, resolveRange } from '@nexusfs/core/kit'
import type { ByteRange, CallOptions, GetOptions, GetResult, ObjectInfo } from '@nexusfs/core/spec'
import { S3Body } from './body.ts'
import { conditionKind, expectedTag } from './conditions.ts'
import { digestOf, infoOf } from './info.ts'
import { codeOf, isPlainNotFound, statusOf } from './s3-errors.ts'
import type { CallSubject, CallTools, S3Session } from './session.ts'

/** Options of `head`. */
export type HeadOptions = CallOptions & { readonly versionId?: string | undefined }

/** What is known of an object: one request, and one more the first time that nothing is found. */
export function head(
  session: S3Session,
  key: string,
  options: HeadOptions = {},
): Promise<ObjectInfo | undefined> {
  const subject = { what: 'look at', key, signal: options.signal }
  return session.run(subject, (tools) => headWith(session, tools, key, options.versionId))
}

/** {@link head} as part of another call. */
export async function headWith(
  session: S3Session,
  tools: CallTools,
  key: string,
  versionId?: string,
): Promise<ObjectInfo | undefined> {
  const place = { ...session.at(key), ...(versionId !== undefined && { VersionId: versionId }) }
  const asksChecksum = session.settings.kind.checksumHeaders
  const input = { ...place, ...(asksChecksum && { ChecksumMode: 'ENABLED' as const }) }
  try {
    const answer = await tools.client.headObject(input, tools.http)
    const digest = digestOf(answer)
    return { ...infoOf(key, answer), ...(digest !== undefined && { digest }) }
  } catch (error) {
    if (isPlainNotFound(error)) {
      await session.checkBucket(tools)
      return undefined
    }
    const reason = await reasonOf(error, place, tools)
    // A delete marker, and an id that cannot be one.
    const isNone = versionId !== undefined && [400, 405].includes(statusOf(reason) ?? 0)
    if (isNone && /^(InvalidArgument|MethodNotAllowed|NoSuchVersion)$/.test(codeOf(reason)))
      return undefined
    throw reason
  }
}

/** The answer to a HEAD has no body, so a refusal does not say why; the same question as a GET of one byte does. */
async function reasonOf(
  error: unknown,
  place: GetObjectCommandInput,
  { client, http }: CallTools,
): Promise<unknown> {
  if (![400, 403, 405].includes(statusOf(error) ?? 0)) return error
  try {
    const { Body: body } = await client.getObject({ ...place, Range: 'bytes=0-0' }, http)
    ;(body as Readable | undefined)?.destroy()
    return error
  } catch (reason) {
    return statusOf(reason) === undefined ? error : reason
  }
}

/** Reads an object: one request. */
export function get(session: S3Session, key: string, options: GetOptions = {}): Promise<GetResult> {
  const { precondition, signal } = options
  const subject: CallSubject = { what: 'read', key, signal, condition: conditionKind(precondition) }
  return session.run(subject, async (tools) => {
    try {
      const answer = await tools.client.getObject(inputOf(session, key, options), tools.http)
      return received(session, { answer, subject, options })
    } catch (error) {
      // An object that is not there is that, whatever it was expected to be.
      if (codeOf(error) === 'NoSuchKey') throw keyNotFound(key)
      if (statusOf(error) !== 416) throw error
      return emptyOrOutside(session, tools, subject, options)
    }
  })
}

function inputOf(session: S3Session, key: string, options: GetOptions): GetObjectCommandInput {
  const { range, versionId, precondition } = options
  const tag = expectedTag(precondition)
  return {
    ...session.at(key),
    ...(range !== undefined && { Range: rangeHeader(range) }),
    ...(versionId !== undefined && { VersionId: versionId }),
    ...(tag !== undefined && { IfMatch: tag }),
  }
}

function rangeHeader(range: ByteRange): string {
  if ('suffix' in range) return `bytes=-${range.suffix}`
  return `bytes=${range.start}-${range.end === undefined ? '' : range.end - 1}`
}

interface Received {
  readonly answer: GetObjectCommandOutput
  readonly subject: CallSubject
  readonly options: GetOptions
}

function received(session: S3Session, { answer, subject, options }: Received): GetResult {
  const covered = coveredRange(answer)
  const info = infoOf(subject.key, answer, covered.size)
  const stream = answer.Body as unknown as Readable
  const body = new S3Body(stream, {
    signal: options.signal,
    onClose: (call) => session.onClose(call),
    translate: (error) => session.errorOf(error, subject),
  })
  try {
    const { precondition } = options
    if (precondition !== undefined && 'ifVersion' in precondition)
      checkPrecondition(subject.key, precondition, info)
    return { info, range: { start: covered.start, end: covered.end }, body }
  } catch (error) {
    body.return().catch(() => undefined)
    throw error
  }
}

/** `Content-Range: bytes 0-9/100`; without one the whole object. */
function coveredRange(answer: GetObjectCommandOutput): {
  start: number
  end: number
  size: number
} {
  const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.ContentRange ?? '') ?? []
  if (first === undefined) {
    const whole = answer.ContentLength ?? 0
    return { start: 0, end: whole, size: whole }
  }
  return { start: Number(first), end: Number(last) + 1, size: Number(size) }
}

/** No range lies in an empty object, of which the whole may be asked for all the same. */
async function emptyOrOutside(
  session: S3Session,
  tools: CallTools,
  { key }: CallSubject,
  { range, versionId, precondition }: GetOptions,
): Promise<GetResult> {
  const info = await headWith(session, tools, key, versionId)
  if (info === undefined) throw keyNotFound(key)
  checkPrecondition(key, precondition, info)
  return { info, range: resolveRange(range, info.size), body: nothing() }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
