import { randomFillSync } from 'node:crypto'
import type { Id } from '../spec/index.ts'

/** Makes ids; injected wherever one is needed, so that tests can be deterministic. */
export type IdSource = () => Id

/** Bytes of randomness fetched at once: asking the system for 16 costs almost as much as asking for 16,384. */
const POOL_BYTES = 16_384
const ID_BYTES = 16

/**
 * A source of UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, version, variant, 74 random bits; ids of a later
 * millisecond sort after earlier ones.
 */
export function createIdSource(): IdSource {
  const pool = Buffer.allocUnsafe(POOL_BYTES)
  let used = POOL_BYTES
  return () => {
    if (used === POOL_BYTES) {
      randomFillSync(pool)
      used = 0
    }
    const bytes = pool.subarray(used, used + ID_BYTES)
    used += ID_BYTES
    bytes.writeUIntBE(Date.now(), 0, 6)
    bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6)
    bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8)
    return idFromBytes(bytes)
  }
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
