/** Bytes of a piece of an upload: a multiple of 256 KiB, as resumable uploads ask for. */
export const CHUNK_BYTES = 8 << 20

/** A piece of a body. */
export interface Chunk {
  readonly bytes: Uint8Array
  readonly last: boolean
}

/** Pieces of exactly {@link CHUNK_BYTES}, the last one of 0 to so many. At most two of them are held. */
export async function* chunksOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Chunk> {
  let waiting: Uint8Array[] = []
  let size = 0
  for await (const part of source) {
    waiting.push(part)
    size += part.byteLength
    // Only more than a whole piece shows that it is not the last one.
    while (size > CHUNK_BYTES) {
      const joined = Buffer.concat(waiting, size)
      yield { bytes: joined.subarray(0, CHUNK_BYTES), last: false }
      size -= CHUNK_BYTES
      waiting = [joined.subarray(CHUNK_BYTES)]
    }
  }
  yield { bytes: Buffer.concat(waiting, size), last: true }
}

/** Pieces of bytes in memory, which are not copied. */
export async function* chunksOfBytes(bytes: Uint8Array): AsyncGenerator<Chunk> {
  for (let start = 0; start === 0 || start < bytes.byteLength; start += CHUNK_BYTES) {
    const end = Math.min(bytes.byteLength, start + CHUNK_BYTES)
    yield { bytes: bytes.subarray(start, end), last: end === bytes.byteLength }
  }
}
