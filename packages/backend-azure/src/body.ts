import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { NexusError } from '@nexusfs/core/kit'

/** How often a body whose connection broke is asked for from where it broke. */
const RESUMES = 3
/** Failures of asking again after which it is asked once more. */
const PASSING: ReadonlySet<string> = new Set(['UNAVAILABLE', 'THROTTLED', 'BUSY'])

/** A download under way. */
export interface Download {
  readonly stream: Readable
  /** Where `stream` begins, and where the body ends, exclusive. */
  readonly start: number
  readonly end: number
  readonly signal: AbortSignal | undefined
  /** The rest of the same bytes, or an error of ours. */
  reopen(start: number): Promise<Readable>
  /** What the connection's failure is to callers. */
  broken(): NexusError
}

/**
 * The chunks of a download, which goes on where its connection breaks. The SDK promises the same, and gives a connection
 * that is reset out as an abort instead.
 */
export function bodyOf(download: Download): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => new BodyIterator(download) }
}

/** A body of no bytes. */
export async function* noBytes(): AsyncGenerator<Uint8Array> {}

/** Written out, because a generator that was never started would not end the connection. */
class BodyIterator implements AsyncIterator<Uint8Array> {
  readonly #download: Download
  #stream: Readable
  #chunks: AsyncIterator<Uint8Array>
  #position: number
  #resumes = 0

  constructor(download: Download) {
    this.#download = download
    this.#position = download.start
    this.#stream = download.stream
    this.#chunks = this.#stream[Symbol.asyncIterator]()
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    for (;;) {
      const next = await this.#chunks.next().catch(() => undefined)
      if (next !== undefined && next.done !== true) {
        this.#position += next.value.byteLength
        return next
      }
      if (next !== undefined && this.#position >= this.#download.end) return next
      await this.#resume()
    }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    // One that nobody listens to would end the process with what ending it makes it throw.
    this.#stream.on('error', () => undefined)
    this.#stream.destroy()
    return { done: true, value: undefined }
  }

  async #resume(): Promise<void> {
    const { signal, reopen, broken } = this.#download
    for (; this.#resumes < RESUMES && signal?.aborted !== true; ) {
      this.#resumes++
      try {
        this.#stream = await reopen(this.#position)
        this.#chunks = this.#stream[Symbol.asyncIterator]()
        return
      } catch (error) {
        if (!PASSING.has((error as NexusError).code)) throw error
        await wait(100 * 2 ** this.#resumes, undefined, { signal }).catch(() => undefined)
      }
    }
    throw broken()
  }
}
