import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'
import type { Id } from '../spec/index.ts'

/** Makes ids; injected wherever one is needed, so that tests can be deterministic. */
export type IdSource = () => Id

/** Bytes of randomness fetched at once: asking the system for 16 costs almost as much as asking for 16,384. */
const POOL_BYTES = 16_384

/** A source of UUIDv7 (RFC 9562): ids of a later millisecond sort after earlier ones. */
export function createIdSource(): IdSource {
  const pool = Buffer.allocUnsafe(POOL_BYTES)
  let used = POOL_BYTES
  const rng = (): Uint8Array => {
    if (used === POOL_BYTES) {
      randomFillSync(pool)
      used = 0
    }
    used += 16
    return pool.subarray(used - 16, used)
  }
  return () => v7({ rng })
}

/** The source that is used where none is given. Its pool of randomness holds no state that anybody could see. */
export const newId: IdSource = createIdSource()

/** The 16 bytes of an id, as tables hold it. */
export function idToBytes(id: Id): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex')
}

/** The id of 16 bytes. */
export function idFromBytes(bytes: Uint8Array): Id {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
