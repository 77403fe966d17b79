import { randomFillSync } from 'node:crypto'
import type { Id } from '../spec/index.ts'

/** Makes ids; injected wherever one is needed, so that tests can be deterministic. */
export type IdSource = () => Id

/** Bytes of randomness fetched at once: asking the system for 16 costs almost as much as asking for 16,384. */
const POOL_BYTES = 16_384
const ID_BYTES = 16

/** The counter begins each millisecond at random below this, which leaves room for 3,072 more ids. */
const FIRST_COUNTS = 0x400
const LARGEST_COUNT = 0xfff

/**
 * A source of UUIDv7 (RFC 9562, 5.7 and 6.2): 48 bits of milliseconds, version, a counter of 12 bits, variant, 62 random
 * bits. Ids sort in the order in which one source made them, so that they come at the end of an index; beyond 3,072 in one
 * millisecond, or when the clock is set back, their order is random.
 */
export function createIdSource(): IdSource {
  const pool = Buffer.allocUnsafe(POOL_BYTES)
  let used = POOL_BYTES
  let time = 0
  let count = 0
  return () => {
    if (used === POOL_BYTES) {
      randomFillSync(pool)
      used = 0
    }
    const bytes = pool.subarray(used, used + ID_BYTES)
    used += ID_BYTES
    const now = Date.now()
    count = now === time ? Math.min(count + 1, LARGEST_COUNT) : bytes.readUInt16BE(6) % FIRST_COUNTS
    time = now
    bytes.writeUIntBE(now, 0, 6)
    bytes.writeUInt16BE(0x7000 | count, 6)
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
