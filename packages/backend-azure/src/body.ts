import type { Readable } from 'node:stream'

/**
 * The chunks of a download. Written out, because a generator that was never started would not end the connection, and
 * so that what the stream throws is translated.
 */
export function bodyOf(
  stream: Readable,
  translated: (error: unknown) => unknown,
): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => new BodyIterator(stream, translated) }
}

class BodyIterator implements AsyncIterator<Uint8Array> {
  readonly #stream: Readable
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #translated: (error: unknown) => unknown

  constructor(stream: Readable, translated: (error: unknown) => unknown) {
    this.#stream = stream
    this.#chunks = stream[Symbol.asyncIterator]()
    this.#translated = translated
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await this.#chunks.next()
    } catch (error) {
      throw this.#translated(error)
    }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    // One that nobody listens to would end the process with what ending it makes it throw.
    this.#stream.on('error', () => undefined)
    this.#stream.destroy()
    return { done: true, value: undefined }
  }
}

/** A body of no bytes. */
export async function* noBytes(): AsyncGenerator<Uint8Array> {}
