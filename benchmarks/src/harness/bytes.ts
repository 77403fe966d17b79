/** Content to write: distinct, of no pattern, made before the clock starts. */
import { randomBytes } from 'node:crypto'

/** The size of a small file here. */
export const SMALL = 4096

/** A maker of buffers of `size` bytes of which no two are equal. */
export function distinctBytes(size = SMALL): () => Uint8Array {
  const base = randomBytes(size)
  let count = 0
  return () => {
    const bytes = Buffer.from(base)
    bytes.writeBigUInt64LE(BigInt(count++), 0)
    return bytes
  }
}

/** `count` distinct buffers. */
export function manyBytes(next: () => Uint8Array, count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, next)
}
