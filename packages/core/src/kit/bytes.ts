import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { NexusError } from '../errors/index.ts'
import type { ByteRange, Hash } from '../spec/index.ts'

/** SHA-256 of bytes in lower-case hex. */
export function sha256(bytes: Uint8Array): Hash {
  return hash('sha256', bytes, 'hex')
}

/** CRC-32 of bytes, unsigned. */
export function checksum(bytes: Uint8Array): number {
  return crc32(bytes)
}

/** A private copy. (`slice` does not do: that of a Buffer is a view of the same memory.) */
export function copyBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes)
}

/** The same bytes, not copied, as a plain `Uint8Array` and never a Buffer. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  if (!Buffer.isBuffer(bytes)) return bytes
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** One array of all chunks, in order; a single chunk is not copied. */
export function concatBytes(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return plainBytes(chunks[0] as Uint8Array)
  const size = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
  // Outside of the pool that Buffers share, since the array goes to callers with its whole memory.
  const joined = new Uint8Array(Buffer.allocUnsafeSlow(size).buffer)
  let start = 0
  for (const chunk of chunks) {
    joined.set(chunk, start)
    start += chunk.byteLength
  }
  return joined
}

/** Reads a whole stream of chunks. @throws `TOO_LARGE` past `limit` bytes. */
export async function collectBytes(
  chunks: AsyncIterable<Uint8Array>,
  limit = Number.POSITIVE_INFINITY,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let total = 0
  for await (const chunk of chunks) {
    total += chunk.byteLength
    if (total > limit) throw new NexusError('TOO_LARGE', `Content is longer than ${limit} bytes.`)
    parts.push(chunk)
  }
  return concatBytes(parts)
}

/**
 * What a range covers in an object of `size` bytes; `end` exclusive. The whole of an empty object may be asked for.
 * @throws `INVALID_RANGE` when it is malformed, starts at or past the end (RFC 9110, section 14.1.2), or ends before it starts.
 */
export function resolveRange(
  range: ByteRange | undefined,
  size: number,
): { start: number; end: number } {
  if (range === undefined) return { start: 0, end: size }
  if ('suffix' in range) {
    if (!Number.isSafeInteger(range.suffix) || range.suffix < 1)
      throw invalidRange(JSON.stringify(range), size)
    return { start: Math.max(0, size - range.suffix), end: size }
  }
  const { start, end = size } = range
  const sound =
    Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && end >= start
  if (!sound || (start >= size && !(start === 0 && size === 0)))
    throw invalidRange(JSON.stringify(range), size)
  return { start, end: Math.min(end, size) }
}

function invalidRange(range: string, size: number): NexusError {
  return new NexusError(
    'INVALID_RANGE',
    `Range ${range} does not lie in content of ${size} bytes.`,
    {
      hint: 'Give 0 <= start < size and start <= end, in bytes, end exclusive.',
    },
  )
}
