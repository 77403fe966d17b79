import { keyNotFound, lostCondition, NexusError, resolveRange } from '@nexusfs/core/kit'
import type { ByteRange, GetOptions, GetResult, ObjectInfo } from '@nexusfs/core/spec'
import { AnswerBody } from './body.ts'
import type { WireAnswer } from './client.ts'
import { expectedGeneration, isGeneration } from './conditions.ts'
import type { GcsContext } from './context.ts'
import { answerError, thrownError } from './gcs-errors.ts'
import { infoOf, infoOfAnswer, OBJECT_FIELDS, type ObjectResource } from './info.ts'
import type { ApiRequest } from './wire.ts'

/** What is known of an object, or of one generation of it. One request. */
export async function headObject(
  { wire, places, capabilities }: GcsContext,
  key: string,
  options: { readonly versionId?: string | undefined; readonly signal?: AbortSignal | undefined },
): Promise<ObjectInfo | undefined> {
  const { versionId, signal } = options
  if (versionId !== undefined && !isGeneration(versionId)) return undefined
  const resource = await wire.find<ObjectResource>({
    method: 'GET',
    path: places.object(key),
    query: { generation: versionId, fields: OBJECT_FIELDS },
    subject: { what: 'look at', key },
    signal,
  })
  return resource && infoOf(key, resource, capabilities().versions)
}

/**
 * Reads an object in one request, through the XML API: the JSON API gives no custom metadata with the bytes, so that a
 * read would be two requests.
 */
export async function getObject(
  context: GcsContext,
  key: string,
  options: GetOptions,
): Promise<GetResult> {
  const { versionId, precondition, range, signal } = options
  if (versionId !== undefined && !isGeneration(versionId)) throw keyNotFound(key)
  const expected = expectedGeneration(key, precondition)
  const request: ApiRequest = {
    method: 'GET',
    path: context.places.media(key),
    query: { generation: versionId },
    headers: {
      // Objects that are stored compressed are given as they are stored, so that sizes and ranges hold.
      'accept-encoding': 'gzip',
      ...rangeHeader(range),
      ...(expected !== undefined && { 'x-goog-if-generation-match': expected }),
    },
    subject: { what: 'read', key, precondition },
    signal,
  }
  const answer = await context.wire.send(request)
  if (answer.status === 416) return emptyOrOutside(context, key, options, answer)
  if (answer.status !== 200 && answer.status !== 206) throw await refusal(context, request, answer)
  return received(context, key, request, answer, expected)
}

function received(
  { wire, capabilities }: GcsContext,
  key: string,
  { subject, signal }: ApiRequest,
  answer: WireAnswer,
  expected: string | undefined,
): GetResult {
  const { precondition } = subject
  const range = rangeOf(answer)
  const info = infoOfAnswer(key, answer, range.size, metadataOf(answer), capabilities().versions)
  // Not every server looks at the condition.
  if (precondition !== undefined && info.etag !== expected) {
    answer.body.destroy()
    throw lostCondition(key, precondition, { etag: info.etag })
  }
  const translate = (error: unknown) => thrownError(error, subject, wire.settings, signal)
  const { start, end } = range
  return { info, range: { start, end }, body: new AnswerBody(answer.body, translate) }
}

/** No range lies in an empty object, although the whole of it may be asked for; everything else is outside. */
async function emptyOrOutside(
  context: GcsContext,
  key: string,
  options: GetOptions,
  answer: WireAnswer,
): Promise<GetResult> {
  answer.body.destroy()
  const info = await headObject(context, key, options)
  if (info === undefined) throw keyNotFound(key)
  const range = resolveRange(options.range, info.size)
  if (info.size === 0) return getObject(context, key, { ...options, range: undefined })
  throw new NexusError('UNAVAILABLE', 'The object changed while it was read.', {
    hint: `Read it again: it has ${info.size} bytes now, and ${range.start} is in it.`,
  })
}

async function refusal(
  { wire }: GcsContext,
  request: ApiRequest,
  answer: WireAnswer,
): Promise<NexusError> {
  return answerError(
    answer.status,
    await wire.text(answer, request),
    request.subject,
    wire.settings,
  )
}

function rangeHeader(range: ByteRange | undefined): Record<string, string> {
  if (range === undefined) return {}
  if ('suffix' in range) return { range: `bytes=-${range.suffix}` }
  const { start, end } = range
  if (start === 0 && end === undefined) return {}
  return { range: `bytes=${start}-${end === undefined ? '' : end - 1}` }
}

function rangeOf({ status, header }: WireAnswer): { start: number; end: number; size: number } {
  const parts = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(header('content-range') ?? '')
  if (status === 206 && parts !== null) {
    const [, first, last, size] = parts
    return { start: Number(first), end: Number(last) + 1, size: Number(size) }
  }
  const size = Number(header('x-goog-stored-content-length') ?? header('content-length') ?? 0)
  return { start: 0, end: size, size }
}

function metadataOf(answer: WireAnswer): Record<string, string> {
  const metadata: Record<string, string> = {}
  for (const [name, value] of answer.headers()) {
    if (name.startsWith('x-goog-meta-')) metadata[name.slice('x-goog-meta-'.length)] = value
  }
  return metadata
}
