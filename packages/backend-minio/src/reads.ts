import {
  checkPrecondition,
  isNexusError,
  keyNotFound,
  lostCondition,
  resolveRange,
} from '@nexusfs/core/kit'
import type {
  ByteRange,
  CallOptions,
  GetOptions,
  GetResult,
  ObjectInfo,
  ObjectPrecondition,
} from '@nexusfs/core/spec'
import { bodyOf } from './body.ts'
import type { Calls, OnRefusal } from './calls.ts'
import { onLostCondition } from './conditions.ts'
import { digestOf, infoOf, keptHeaders, rangeOf } from './info.ts'

type HeadOptions = CallOptions & { readonly versionId?: string | undefined }

/** What is known of an object; `undefined` where it, or that version of it, is absent. */
export async function headObject(
  calls: Calls,
  key: string,
  options: HeadOptions = {},
): Promise<ObjectInfo | undefined> {
  return (await findObject(calls, key, options))?.info
}

/** An object with the headers that a rewrite of its metadata has to carry along. */
export async function findObject(
  calls: Calls,
  key: string,
  { versionId, signal }: HeadOptions,
): Promise<{ info: ObjectInfo; kept: Readonly<Record<string, string>> } | undefined> {
  const asked = { 'x-amz-checksum-mode': 'ENABLED' }
  const call = { method: 'HEAD', key, query: { versionId }, headers: asked, signal } as const
  try {
    const { headers } = await calls.run(call, onAbsent(key, versionId))
    const digest = digestOf(headers)
    const info = { ...infoOf(key, headers), ...(digest !== undefined && { digest }) }
    return { info, kept: keptHeaders(headers) }
  } catch (error) {
    if (isNexusError(error, 'NOT_FOUND')) return undefined
    throw error
  }
}

/** The bytes of an object, or a range of them. */
export async function getObject(
  calls: Calls,
  key: string,
  options: GetOptions,
): Promise<GetResult> {
  const { range, versionId, precondition, signal } = options
  if (range !== undefined && 'start' in range && range.start === range.end)
    return nothingOf(calls, key, options)
  const headers = { ...readCondition(precondition), ...(range && { range: rangeHeader(range) }) }
  const call = { method: 'GET', key, query: { versionId }, headers, signal } as const
  const lost = onLostCondition(key, precondition)
  let outside = false
  const answer = await calls
    .send(call, (failure) => {
      outside = failure.status === 416
      return onAbsent(key, versionId)(failure) ?? lost(failure)
    })
    .catch((error: unknown) => {
      if (!outside) throw error
    })
  if (answer === undefined) return nothingOf(calls, key, options)
  const info = infoOf(key, answer.headers)
  if (precondition !== undefined && 'ifVersion' in precondition) {
    if (info.versionId !== precondition.ifVersion) {
      answer.destroy()
      throw lostCondition(key, precondition, { etag: info.etag })
    }
  }
  return {
    info,
    range: rangeOf(answer.headers, info.size),
    body: bodyOf(answer, calls.subject({ key, signal })),
  }
}

/** A range that no bytes lie in: of an empty object, an empty one, or an `INVALID_RANGE`. */
async function nothingOf(calls: Calls, key: string, options: GetOptions): Promise<GetResult> {
  const info = await headObject(calls, key, options)
  if (info === undefined) throw keyNotFound(key)
  checkPrecondition(key, options.precondition, info)
  return { info, range: resolveRange(options.range, info.size), body: noBytes() }
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}

/** A delete marker is the absence of an object, and what is no version id is that of none. */
function onAbsent(key: string, versionId: string | undefined): OnRefusal {
  return ({ deleteMarker, status, code }) => {
    const noVersion = versionId !== undefined && status === 400 && code === 'InvalidArgument'
    return deleteMarker || noVersion ? keyNotFound(key) : undefined
  }
}

function readCondition(precondition: ObjectPrecondition | undefined): Record<string, string> {
  if (precondition === undefined) return {}
  if ('ifMatch' in precondition) return { 'if-match': `"${precondition.ifMatch}"` }
  if ('ifUnchanged' in precondition) return { 'if-match': `"${precondition.ifUnchanged.etag}"` }
  return {}
}

function rangeHeader(range: ByteRange): string {
  if ('suffix' in range) return `bytes=-${range.suffix}`
  return `bytes=${range.start}-${range.end === undefined ? '' : range.end - 1}`
}
