import { contentTypeOf, sha256 } from '../../kit/index.ts'
import type { PutResult, Source } from '../../spec/index.ts'
import {
  alreadyExists,
  type Change,
  conflict,
  type FileFields,
  type Place,
} from '../managed/index.ts'
import type { FileState } from '../tree.ts'
import { changeObjects } from './change-objects.ts'
import { canBeConditional, conditionOn, lostRace } from './conditions.ts'
import { keyOf } from './keys.ts'
import { type Kept, type Observation, OPERATION_METADATA, putObservation } from './ledger.ts'
import { checkFilePlace, isLost, lookAtObject } from './look.ts'
import type { MappedContext } from './mapped-context.ts'

/** How often a write without conditions of its caller is decided anew when others come first. */
const ATTEMPTS = 8
/** Bytes up to which a body is sent on condition that nothing is there, instead of a look at what is there before. */
const SENT_UNSEEN_BYTES = 64 << 10

/** A write that is to be made. */
interface Writing {
  readonly mapped: MappedContext
  readonly place: Place
  readonly key: string
  readonly fields: FileFields
  readonly change: Change
}

/**
 * Writes a file at its key: one call where the object was seen before, and where nothing is there and the bytes are
 * few; else one more to look at it. The write is conditional on what was seen; where others came first and the caller
 * had no condition, it is looked at again.
 */
export async function writeObject(
  mapped: MappedContext,
  place: Place,
  source: Source,
  fields: FileFields,
  change: Change,
): Promise<FileState> {
  const { path } = place
  const key = keyOf(mapped.mount, path)
  const writing = { mapped, place, key, fields, change }
  return mapped.ledger.alone(mapped.mount, [key], change.signal, async () => {
    await checkFilePlace(mapped, path, change.signal, fields)
    const first = await lookFor(writing, source)
    const kept = await mapped.ledger.keep(mapped.mount, path, source, change.signal)
    return putAgain(writing, watched(kept), first)
  })
}

/** What a write is about to replace. @throws what its conditions say. */
async function lookFor(
  { mapped, place, key, fields, change }: Writing,
  source: Source,
): Promise<Observation | undefined> {
  const { ifMatch, ifNoneMatch } = fields
  const known = mapped.observations.find(key)
  const mayBeNew =
    ifNoneMatch !== undefined || (ifMatch === undefined && isUnseen(mapped, key, source))
  if (mayBeNew && known === undefined && canBeConditional(mapped, 'put', undefined))
    return undefined
  const isEnough = known !== undefined && ifNoneMatch === undefined
  const seen =
    isEnough && (ifMatch === undefined || known.etag === ifMatch)
      ? known
      : await lookAtObject(mapped, key, change.signal)
  if (ifMatch !== undefined && seen?.etag !== ifMatch)
    throw conflict(place.path, ifMatch, seen?.etag)
  if (ifNoneMatch !== undefined && seen !== undefined) throw alreadyExists(place.path)
  return seen
}

/** Whether it is cheaper to send bytes to a new file than to look whether it is one. */
function isUnseen({ observations }: MappedContext, key: string, { bytes }: Source): boolean {
  return bytes !== undefined && bytes.byteLength <= SENT_UNSEEN_BYTES && !observations.has(key)
}

async function putAgain(
  writing: Writing,
  kept: WatchedBytes,
  first: Observation | undefined,
): Promise<FileState> {
  const { mapped, key, fields, change } = writing
  let before = first
  for (let attempt = 1; ; attempt++) {
    try {
      return await putOnce(writing, kept, before)
    } catch (error) {
      if (!isLost(error)) throw error
      const now = await lookAtObject(mapped, key, change.signal)
      if (fields.ifNoneMatch !== undefined) throw alreadyExists(writing.place.path)
      if (fields.ifMatch !== undefined)
        throw conflict(writing.place.path, fields.ifMatch, now?.etag)
      const canRepeat = kept.source.rewindable || !kept.isOpened()
      if (!canRepeat || attempt === ATTEMPTS) throw lostRace(writing.place.path, before, now, error)
      before = now
    }
  }
}

async function putOnce(
  { mapped, place, key, fields, change }: Writing,
  kept: WatchedBytes,
  before: Observation | undefined,
): Promise<FileState> {
  const { mount, observations, now } = mapped
  const { operation, createdBy, signal } = change
  const { path } = place
  const contentType = fields.contentType ?? contentTypeOf(path.segments.at(-1) as string)
  const { digest, size } = kept
  const object = { action: 'put', path, key, before, digest, size, kept, contentType } as const
  const objects = [{ ...object, attributes: fields.attributes }]
  const given = { mount, operation, createdBy, objects, signal }
  const { settled, outcome } = await changeObjects(mapped, given, async () => {
    const precondition = await conditionOn(mapped, 'put', key, before, path, signal)
    const { objectMetadata, verifiesDigest } = mount.backend.capabilities
    const result: PutResult = await mount.backend.put(key, kept.source, {
      precondition,
      signal,
      ...(verifiesDigest && { digest }),
      ...(objectMetadata && { contentType, metadata: { [OPERATION_METADATA]: operation.id } }),
    })
    const more = { now: now(), contentType, operation: operation.id }
    return { left: [putObservation(key, result, more)] }
  })
  const left = outcome.left[0] as Observation
  observations.note(left)
  const version = settled.nodes[0]?.version ?? 0
  const { etag, modifiedAt, versionId } = left
  return { etag, size: left.size, modifiedAt, versionId, contentType, version }
}

/** Bytes that are to be put, of which it is known whether they were asked for. */
interface WatchedBytes extends Kept {
  isOpened(): boolean
}

function watched({ source, digest, ...kept }: Kept): WatchedBytes {
  let isOpened = false
  const { bytes } = source
  return {
    ...kept,
    size: kept.size ?? source.size,
    digest: digest ?? (bytes && sha256(bytes)),
    source: {
      ...source,
      rewindable: source.rewindable,
      open: (start) => {
        isOpened = true
        return source.open(start)
      },
    },
    isOpened: () => isOpened,
  }
}
