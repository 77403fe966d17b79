import type { Readable } from 'node:stream'
import { type NexusError, throwIfAborted } from '@nexusfs/core/kit'

/** What a {@link S3Body} works with. */
export interface BodyContext {
  readonly signal: AbortSignal | undefined
  /** An error of the connection as one of ours. */
  translate(error: unknown): Promise<NexusError>
  /** Calls back when the backend is closed; gives a function that calls it off. */
  onClose(call: (error: NexusError) => void): () => void
}

/** A body on its way from the server. It holds its connection until it ends, is given up, or the backend is closed. */
export class S3Body implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  readonly #stream: Readable
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #context: BodyContext
  readonly #forget: () => void
  #closed: NexusError | undefined

  constructor(stream: Readable, context: BodyContext) {
    this.#stream = stream
    this.#chunks = stream[Symbol.asyncIterator]()
    this.#context = context
    this.#forget = context.onClose((error) => {
      this.#closed = error
      this.#end()
    })
    // Someone may give a body up before asking for a chunk; then nobody else hears of a lost connection.
    stream.on('error', () => undefined)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    try {
      if (this.#closed !== undefined) throw this.#closed
      throwIfAborted(this.#context.signal)
      const next = await this.#chunks.next()
      if (next.done === true) {
        if (this.#closed !== undefined) throw this.#closed
        this.#forget()
      }
      return next
    } catch (error) {
      this.#end()
      throw this.#closed ?? (await this.#context.translate(error))
    }
  }

  /** The stream's own iterator would not end it unless a chunk was asked for before. */
  async return(): Promise<IteratorResult<Uint8Array>> {
    this.#end()
    return { done: true, value: undefined }
  }

  #end(): void {
    this.#forget()
    this.#stream.destroy()
  }
}
