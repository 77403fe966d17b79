import { keyNotFound } from '@nexusfs/core/kit'
import type { CopyOptions, ObjectPrecondition, PutResult } from '@nexusfs/core/spec'
import { expectedGeneration, isGeneration } from './conditions.ts'
import type { GcsContext } from './context.ts'
import { OBJECT_FIELDS, type ObjectResource, putResultOf } from './info.ts'
import type { ApiRequest } from './wire.ts'

/** What a copy keeps of its source; a copy that is given anything of its own loses what it is not given. */
const KEPT_FIELDS = [
  'contentType',
  'contentEncoding',
  'contentDisposition',
  'contentLanguage',
  'cacheControl',
  'customTime',
  'metadata',
] as const

type KeptResource = ObjectResource &
  Readonly<Partial<Record<(typeof KEPT_FIELDS)[number], unknown>>>

interface RewriteAnswer {
  readonly done: boolean
  readonly rewriteToken?: string
  readonly resource?: ObjectResource
}

/** Copies inside of the bucket: one request, and more where Cloud Storage copies large objects bit by bit. */
export async function copyObject(
  context: GcsContext,
  from: string,
  to: string,
  { precondition, versionId, signal }: CopyOptions,
): Promise<PutResult> {
  if (versionId !== undefined && !isGeneration(versionId)) throw keyNotFound(from)
  const { storageClass, kmsKeyName } = context.settings
  const source =
    storageClass === undefined ? undefined : await sourceOf(context, from, versionId, signal)
  const resource = await rewrite(context, from, to, {
    query: {
      sourceGeneration: source?.generation ?? versionId,
      ifGenerationMatch: expectedGeneration(to, precondition),
      destinationKmsKeyName: kmsKeyName,
    },
    json: source === undefined ? undefined : { ...keptOf(source), storageClass },
    subject: { what: 'copy', key: from, precondition },
    signal,
  })
  return putResultOf(resource, context.capabilities().versions)
}

/** Two requests, since a new class is a new object, which would lose content type and metadata. */
export async function moveToClass(
  context: GcsContext,
  key: string,
  storageClass: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const source = await sourceOf(context, key, undefined, signal)
  if (source.storageClass === storageClass) return
  const { generation } = source
  const precondition: ObjectPrecondition = { ifMatch: generation }
  await rewrite(context, key, key, {
    query: {
      sourceGeneration: generation,
      ifGenerationMatch: generation,
      destinationKmsKeyName: context.settings.kmsKeyName,
    },
    json: { ...keptOf(source), storageClass },
    subject: { what: 'change the storage class of', key, precondition },
    signal,
  })
}

function sourceOf(
  { wire, places }: GcsContext,
  key: string,
  generation: string | undefined,
  signal: AbortSignal | undefined,
): Promise<KeptResource> {
  const fields = [...new Set([...OBJECT_FIELDS.split(','), ...KEPT_FIELDS])].join(',')
  return wire.json<KeptResource>({
    method: 'GET',
    path: places.object(key),
    query: { generation, fields },
    subject: { what: 'look at', key },
    signal,
  })
}

function keptOf(source: KeptResource): Record<string, unknown> {
  return Object.fromEntries(
    KEPT_FIELDS.filter((name) => source[name] !== undefined).map((name) => [name, source[name]]),
  )
}

async function rewrite(
  { wire, places }: GcsContext,
  from: string,
  to: string,
  request: Pick<ApiRequest, 'query' | 'json' | 'subject' | 'signal'>,
): Promise<ObjectResource> {
  let rewriteToken: string | undefined
  for (;;) {
    const answer: RewriteAnswer = await wire.json<RewriteAnswer>({
      ...request,
      method: 'POST',
      path: places.rewrite(from, to),
      query: { ...request.query, rewriteToken },
    })
    if (answer.resource !== undefined) return answer.resource
    rewriteToken = answer.rewriteToken
  }
}
