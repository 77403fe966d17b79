import { keyProblem, NexusError, sha256 } from '@nexusfs/core/kit'
import type { ObjectInfo } from '@nexusfs/core/spec'
import { type AsyncZippable, unzipSync, zip } from 'fflate'

/** An object with its bytes. */
export interface StoredObject {
  readonly info: ObjectInfo
  readonly bytes: Uint8Array
}

/** What an archive holds. */
export interface Archive {
  readonly objects: ReadonlyMap<string, StoredObject>
  /** Files whose names are no keys: not shown, and kept as they are. */
  readonly others: Readonly<Record<string, Uint8Array>>
}

/** Makes an object. Its etag is the hash of its bytes, so that it is the same for all who read the archive. */
export function objectOf(key: string, bytes: Uint8Array, modifiedAt: number): StoredObject {
  return { info: { key, size: bytes.byteLength, etag: sha256(bytes), modifiedAt }, bytes }
}

/**
 * Reads an archive.
 *
 * @param modifiedAt - When it was written, milliseconds UTC: zip gives its files no exact times.
 * @throws `CORRUPT`, `TOO_LARGE` when its files have more than `limit` bytes together.
 */
export function unpack(
  packed: Uint8Array,
  { file, limit, modifiedAt }: { file: string; limit: number; modifiedAt: number },
): Archive {
  const objects = new Map<string, StoredObject>()
  const others: Record<string, Uint8Array> = {}
  for (const [name, bytes] of Object.entries(filesOf(packed, file, limit))) {
    if (keyProblem(name) === undefined) objects.set(name, objectOf(name, bytes, modifiedAt))
    else others[name] = bytes
  }
  return { objects, others }
}

function filesOf(packed: Uint8Array, file: string, limit: number): Record<string, Uint8Array> {
  let total = 0
  // Asked before a file is unpacked, so that a small archive of huge files fills no memory.
  const filter = ({ originalSize }: { readonly originalSize: number }) => {
    total += originalSize
    if (total > limit) throw tooLarge(file, limit)
    return true
  }
  try {
    return unzipSync(packed, { filter })
  } catch (error) {
    if (error instanceof NexusError) throw error
    throw new NexusError('CORRUPT', `The archive ${file} is none, or damaged.`, {
      cause: error,
      hint: 'Restore it from a copy, or name another file.',
    })
  }
}

/** Says that an archive has no room for more. */
export function tooLarge(file: string, limit: number): NexusError {
  return new NexusError('TOO_LARGE', `The archive ${file} takes ${limit} bytes, not more.`, {
    hint: 'Raise `limit`, or use a backend that does not keep everything in memory.',
  })
}

// Below this compression gains nothing, and its tables cost more than the bytes.
const WORTH_COMPRESSING = 512

/** Packs an archive; large files in threads of their own. */
export function pack({ objects, others }: Archive): Promise<Uint8Array> {
  const files: AsyncZippable = {}
  for (const [name, bytes] of Object.entries(others)) files[name] = bytes
  for (const [key, { bytes, info }] of objects) {
    const level = info.size < WORTH_COMPRESSING ? 0 : 6
    files[key] = [bytes, { level }]
  }
  return new Promise((resolve, reject) => {
    zip(files, (error, packed) => (error === null ? resolve(packed) : reject(error)))
  })
}
