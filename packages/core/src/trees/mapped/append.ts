import { isNexusError } from '../../errors/index.ts'
import { bytesSource, concatBytes, onceSource } from '../../kit/index.ts'
import type { Change, FileFields, Place } from '../managed/index.ts'
import type { FileState } from '../tree.ts'
import { keyOf } from './keys.ts'
import type { Observation } from './ledger.ts'
import { checkFilePlace, isLost, lookAtObject } from './look.ts'
import type { MappedContext } from './mapped-context.ts'
import { readObject, streamSeen } from './read.ts'
import { writeObject } from './write.ts'

/** Bytes of the longest file that is held in memory while it is appended to. */
const HELD_BYTES = 8 << 20
/** How often an append is made again when others changed the file meanwhile. */
const ATTEMPTS = 8

/** Adds bytes at the end of a file. An object cannot grow, so it is written anew, while it is what was read. */
export async function appendObject(
  mapped: MappedContext,
  place: Place,
  addition: Uint8Array,
  fields: FileFields,
  change: Change,
): Promise<FileState> {
  const isConditional = fields.ifMatch !== undefined || fields.ifNoneMatch !== undefined
  for (let attempt = 1; ; attempt++) {
    try {
      return await appendOnce(mapped, place, addition, fields, change)
    } catch (error) {
      const isOvertaken = isLost(error) || isNexusError(error, 'NOT_FOUND')
      if (!isOvertaken || isConditional || attempt === ATTEMPTS) throw error
    }
  }
}

async function appendOnce(
  mapped: MappedContext,
  place: Place,
  addition: Uint8Array,
  fields: FileFields,
  change: Change,
): Promise<FileState> {
  const { ifMatch, ifNoneMatch } = fields
  const seen = await lookAtObject(mapped, keyOf(mapped.mount, place.path), change.signal)
  if (seen === undefined || ifNoneMatch !== undefined || (ifMatch ?? seen.etag) !== seen.etag) {
    // Else what is meant to make it new would be taken for a condition of the caller.
    if (seen === undefined) await checkFilePlace(mapped, place.path, change.signal, fields)
    const given = ifMatch === undefined ? { ...fields, ifNoneMatch: '*' as const } : fields
    return writeObject(mapped, place, bytesSource(addition), given, change)
  }
  const contentType = fields.contentType ?? seen.contentType
  const source = await longerSource(mapped, place, seen, addition, change)
  return writeObject(mapped, place, source, { ...fields, contentType, ifMatch: seen.etag }, change)
}

async function longerSource(
  mapped: MappedContext,
  { path }: Place,
  seen: Observation,
  addition: Uint8Array,
  { signal }: Change,
) {
  if (seen.size > HELD_BYTES) {
    const chunks = joined(streamSeen(mapped, path, seen, signal), addition)
    return onceSource(chunks, seen.size + addition.byteLength)
  }
  const { bytes } = await readObject(mapped, path, { signal })
  return bytesSource(concatBytes([bytes, addition]))
}

async function* joined(
  before: AsyncIterable<Uint8Array>,
  addition: Uint8Array,
): AsyncGenerator<Uint8Array> {
  yield* before
  yield addition
}
