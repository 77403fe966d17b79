import { write, writeSync } from 'node:fs'
import { promisify } from 'node:util'

const writeFile = promisify(write)

/** Bytes of one write. */
const BUFFER_BYTES = 1 << 20
/** Writes under way at once; with the one being filled this bounds the memory of a stream. */
const IN_FLIGHT = 4

/** Writes all bytes at once, on the caller's thread. For small files this is cheaper than a round through the thread pool. */
export function writeAllSync(fd: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.byteLength; ) {
    written += writeSync(fd, bytes, written, bytes.byteLength - written, written)
  }
}

/** Writes bytes that are in memory, in slices, without copying them. */
export async function writeBytes(fd: number, bytes: Uint8Array): Promise<void> {
  const writes = new WriteQueue(fd)
  for (let start = 0; start < bytes.byteLength; start += BUFFER_BYTES) {
    await writes.room()
    writes.add(bytes.subarray(start, start + BUFFER_BYTES), start)
  }
  await writes.finish()
}

/** Writes a stream from the beginning of a file: a few writes under way while the next chunks are awaited. */
export async function writeChunks(fd: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const writes = new WriteQueue(fd)
  const spare: Buffer<ArrayBuffer>[] = []
  let buffer: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(BUFFER_BYTES)
  let filled = 0
  let position = 0
  const flush = async () => {
    const full = buffer
    writes.add(full.subarray(0, filled), position, () => spare.push(full))
    position += filled
    filled = 0
    await writes.room()
    buffer = spare.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES)
  }
  try {
    for await (const chunk of chunks) {
      for (let start = 0; start < chunk.byteLength; ) {
        const end = Math.min(chunk.byteLength, start + BUFFER_BYTES - filled)
        buffer.set(chunk.subarray(start, end), filled)
        filled += end - start
        start = end
        if (filled === BUFFER_BYTES) await flush()
      }
    }
    if (filled > 0) await flush()
  } finally {
    await writes.finish()
  }
}

/** Writes at known positions, a few at a time, that report the first failure. */
class WriteQueue {
  readonly #fd: number
  readonly #pending: Promise<void>[] = []
  #failure: { readonly error: unknown } | undefined

  constructor(fd: number) {
    this.#fd = fd
  }

  add(bytes: Uint8Array, position: number, done?: () => void): void {
    const written = this.#write(bytes, position).then(done, (error) => {
      this.#failure ??= { error }
    })
    this.#pending.push(written)
  }

  /** Waits until another write may begin. */
  async room(): Promise<void> {
    while (this.#pending.length >= IN_FLIGHT) await this.#pending.shift()
    if (this.#failure !== undefined) throw this.#failure.error
  }

  async finish(): Promise<void> {
    await Promise.all(this.#pending.splice(0))
    if (this.#failure !== undefined) throw this.#failure.error
  }

  async #write(bytes: Uint8Array, position: number): Promise<void> {
    for (let written = 0; written < bytes.byteLength; ) {
      const { bytesWritten } = await writeFile(
        this.#fd,
        bytes,
        written,
        bytes.byteLength - written,
        position + written,
      )
      written += bytesWritten
    }
  }
}
