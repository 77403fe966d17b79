import type { Readable } from 'node:stream'

/**
 * The bytes of an answer. Whoever stops reading, or never begins, ends the connection: a generator that was not
 * started would not notice that it was given up.
 */
export class AnswerBody implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  readonly #stream: Readable
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #translate: (error: unknown) => Error

  /** @param translate - Makes an error of ours of what breaks the stream. */
  constructor(stream: Readable, translate: (error: unknown) => Error) {
    this.#stream = stream
    this.#translate = translate
    // An error before anybody reads is told to whoever reads then.
    stream.on('error', () => undefined)
    this.#chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await this.#chunks.next()
    } catch (error) {
      throw this.#translate(error)
    }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.#stream.destroy()
    return { done: true, value: undefined }
  }
}
