import { NexusError } from '../errors/index.ts'
import { quoteKey } from '../kit/keys.ts'
import { within } from './attempt.ts'
import { nextUnlessAborted } from './guarded-source.ts'
import { providerError } from './provider-errors.ts'

/** What a {@link countedBody} knows of its read. */
export interface BodyOptions {
  readonly key: string
  readonly type: string
  /** Bytes that must come. */
  readonly length: number
  readonly signal: AbortSignal | undefined
  /** Milliseconds that one chunk may take; 0 for ever. */
  readonly timeoutMs: number
  count(bytes: number): void
}

/** A body as callers see it: counted, stopped by the signal, failing when it is shorter or longer than it must be. */
export function countedBody(
  body: AsyncIterable<Uint8Array>,
  options: BodyOptions,
): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]: () => new CountedIterator(body[Symbol.asyncIterator](), options),
  }
}

/** Written out, because a generator that was never started would not pass `return` on to the driver. */
class CountedIterator implements AsyncIterator<Uint8Array> {
  readonly #iterator: AsyncIterator<Uint8Array>
  readonly #options: BodyOptions
  #received = 0

  constructor(iterator: AsyncIterator<Uint8Array>, options: BodyOptions) {
    this.#iterator = iterator
    this.#options = options
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    const next = await this.#next()
    if (next.done === true) {
      if (this.#received < this.#options.length) throw this.#wrongLength()
      return next
    }
    this.#received += next.value.byteLength
    this.#options.count(next.value.byteLength)
    if (this.#received > this.#options.length) {
      await this.return()
      throw this.#wrongLength()
    }
    return next
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    await this.#iterator.return?.()
    return { done: true, value: undefined }
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    const { signal, type, timeoutMs } = this.#options
    try {
      const waiting =
        signal === undefined ? this.#iterator.next() : nextUnlessAborted(this.#iterator, signal)
      return await within(waiting, timeoutMs, `A body of the ${type} backend`)
    } catch (error) {
      // One that hangs would not answer, so nobody waits for it.
      this.#iterator.return?.().catch(() => undefined)
      throw providerError(error, { type, method: 'get' }, signal)
    }
  }

  #wrongLength(): NexusError {
    const { key, length } = this.#options
    return new NexusError(
      'CORRUPT',
      `Reading ${quoteKey(key)} gave ${this.#received} bytes where ${length} were announced.`,
      { hint: 'Read again; if it happens again, the stored object is damaged.' },
    )
  }
}
