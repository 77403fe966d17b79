import { isNexusError, NexusError } from '../../errors/index.ts'
import { collectBytes, contentTypeOf, plainBytes } from '../../kit/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import type { ByteRange, GetResult, NodeRow, ObjectPrecondition } from '../../spec/index.ts'
import { invalidRange } from '../range-in.ts'
import type { FileBytes, FileState, ReadFileOptions } from '../tree.ts'
import { keyOf } from './keys.ts'
import { type Observation, observationOf } from './ledger.ts'
import { lookAtObject, noFileError } from './look.ts'
import type { MappedContext } from './mapped-context.ts'
import { noteMissing } from './missing.ts'
import { rowAt } from './rows.ts'

/** How often a read is begun. */
const ATTEMPTS = 3

/** Reads a file, or a range of it: one call, and another where that was cut in the middle. */
export async function readObject(
  mapped: MappedContext,
  path: VirtualPath,
  options: ReadFileOptions,
): Promise<FileBytes> {
  for (let attempt = 1; ; attempt++) {
    const { info, body } = await getObject(mapped, path, options)
    try {
      const bytes = plainBytes(await collectBytes(named(path, body)))
      return { ...(await stateOf(mapped, path, observationOf(info))), bytes }
    } catch (error) {
      const isCut = isNexusError(error, 'UNAVAILABLE') || isNexusError(error, 'TIMEOUT')
      if (!isCut || attempt === ATTEMPTS) throw error
    }
  }
}

/** The same as a stream: of one state of the object, since it is one answer of the provider. */
export async function* streamObject(
  mapped: MappedContext,
  path: VirtualPath,
  options: ReadFileOptions,
): AsyncGenerator<Uint8Array, FileState> {
  const { info, body } = await getObject(mapped, path, options)
  yield* named(path, body)
  return stateOf(mapped, path, observationOf(info))
}

/** The bytes of an object as it was seen, by one answer. @throws `CONFLICT` when it is another one by now. */
export async function* streamSeen(
  mapped: MappedContext,
  path: VirtualPath,
  { key, etag }: Observation,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const precondition = { ifMatch: etag }
  const { body } = await getting(mapped, path, key, { signal }, precondition)
  yield* named(path, body)
}

/** What a caller is told of a file that was seen. */
export async function stateOf(
  mapped: MappedContext,
  path: VirtualPath,
  seen: Observation,
): Promise<FileState> {
  const { etag, size, modifiedAt, versionId } = seen
  const row = await rowAt(mapped, path, 'file')
  const contentType = contentTypeIn(mapped, path, seen, row)
  return { etag, size, contentType, modifiedAt, versionId, version: row?.version ?? 0 }
}

/** What providers say of objects that were put without a content type. */
const UNTYPED: ReadonlySet<unknown> = new Set(['application/octet-stream', 'binary/octet-stream'])

/** The content type that the provider keeps; where it keeps none, that of our last change, else that of the name. */
export function contentTypeIn(
  { mount }: MappedContext,
  path: VirtualPath,
  { contentType }: Observation,
  row: NodeRow | undefined,
): string {
  const isKept = mount.backend.capabilities.objectMetadata && !UNTYPED.has(contentType)
  const known = isKept ? contentType : row?.contentType
  return known ?? contentTypeOf(path.segments.at(-1) ?? '')
}

async function getObject(
  mapped: MappedContext,
  path: VirtualPath,
  options: ReadFileOptions,
): Promise<GetResult> {
  const key = keyOf(mapped.mount, path)
  if (key === '') throw await noFileError(mapped, path, options.signal)
  return getting(mapped, path, key, options)
}

async function getting(
  mapped: MappedContext,
  path: VirtualPath,
  key: string,
  options: ReadFileOptions,
  precondition?: ObjectPrecondition,
): Promise<GetResult> {
  const { mount, observations } = mapped
  const { signal } = options
  try {
    const range = rangeOf(options)
    const result = await mount.backend.get(key, { range, precondition, signal })
    observations.note(observationOf(result.info))
    return result
  } catch (error) {
    if (isNexusError(error, 'NOT_FOUND')) {
      await noteMissing(mapped, path, signal)
      throw await noFileError(mapped, path, signal)
    }
    if (isNexusError(error, 'INVALID_RANGE')) {
      const seen = await lookAtObject(mapped, key, signal)
      throw invalidRange(path.text, seen?.size, options, error)
    }
    if (isNexusError(error, 'CONFLICT')) throw changedWhileRead(path, error)
    throw error
  }
}

/** Errors of a body name the path, as those of the call before it do. */
async function* named(
  path: VirtualPath,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    if (isNexusError(error, 'CONFLICT')) throw changedWhileRead(path, error)
    throw error
  }
}

function rangeOf({ start, end }: ReadFileOptions): ByteRange | undefined {
  if (start === undefined && end === undefined) return undefined
  return { start: start ?? 0, end }
}

function changedWhileRead(path: VirtualPath, cause: NexusError): NexusError {
  return new NexusError(
    'CONFLICT',
    `${path.text} was changed by another program while it was being read.`,
    { path: path.text, cause, etag: cause.etag, hint: 'Read it again.' },
  )
}
