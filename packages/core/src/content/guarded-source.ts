import { createHash } from 'node:crypto'
import { isNexusError, NexusError } from '../errors/index.ts'
import { abortedError, throwIfAborted } from '../kit/abort.ts'
import { quoteKey } from '../kit/keys.ts'
import type { Source } from '../spec/index.ts'
import type { Attempt } from './attempt.ts'

/** What a {@link GuardedSource} checks. */
export interface SourceGuard {
  readonly key: string
  /** SHA-256 in hex that the bytes must have; `undefined` when nothing is to be checked. */
  readonly digest: string | undefined
  /** Throws when there may not be so many bytes. */
  checkSize(bytes: number): void
  /** Told of each chunk's length. */
  count(bytes: number): void
}

/**
 * A source as one attempt of a put sees it: counted, stopped by the attempt's signal, and failing before its end
 * unless the bytes have the promised length and digest, so that a driver that is all-or-nothing stores nothing.
 */
export class GuardedSource implements Source {
  readonly size: number | undefined
  readonly rewindable: boolean
  readonly #source: Source
  readonly #guard: SourceGuard
  readonly #attempt: Attempt
  /** Set once the source was opened. */
  opened = false
  /** Bytes up to the furthest point that was read. */
  reached = 0
  /** Set when the source was read to its end. */
  finished = false
  /** What the source itself, or a check of it, threw. */
  failure: { readonly error: unknown } | undefined

  constructor(source: Source, guard: SourceGuard, attempt: Attempt) {
    this.size = source.size
    this.rewindable = source.rewindable
    this.#source = source
    this.#guard = guard
    this.#attempt = attempt
  }

  async *open(start = 0): AsyncGenerator<Uint8Array> {
    this.opened = true
    const digest =
      start === 0 && this.#guard.digest !== undefined ? createHash('sha256') : undefined
    let position = start
    try {
      for await (const chunk of stoppable(this.#source.open(start), this.#attempt.signal)) {
        position += chunk.byteLength
        this.#progress(position, chunk.byteLength)
        digest?.update(chunk)
        yield chunk
      }
      this.#checkEnd(position, digest?.digest('hex'))
    } catch (error) {
      // A stopped attempt is no fault of the source.
      if (this.#attempt.signal?.aborted !== true) this.failure ??= { error }
      throw error
    }
  }

  #progress(position: number, length: number): void {
    this.#attempt.touch()
    this.#guard.count(length)
    this.reached = Math.max(this.reached, position)
    this.#guard.checkSize(position)
    if (this.size !== undefined && position > this.size)
      throw this.#corrupt(`more than the ${this.size} bytes announced`)
  }

  #checkEnd(position: number, digest: string | undefined): void {
    if (this.size !== undefined && position < this.size) {
      throw this.#corrupt(`${position} bytes instead of the ${this.size} announced`)
    }
    if (digest !== undefined && digest !== this.#guard.digest)
      throw this.#corrupt('bytes with another digest than the one given')
    this.finished = true
  }

  #corrupt(found: string): NexusError {
    return corruptSource(this.#guard.key, found)
  }
}

/** The `CORRUPT` of bytes that are not what was announced. */
export function corruptSource(key: string, found: string): NexusError {
  return new NexusError('CORRUPT', `The source for ${quoteKey(key)} gave ${found}.`, {
    hint: 'Nothing was stored; check that nothing changes the source, and write again.',
  })
}

/** The chunks of a stream, ending with `ABORTED` as soon as the signal is raised, also while a chunk is awaited. */
export async function* stoppable(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  if (signal === undefined) return yield* chunks
  throwIfAborted(signal)
  const iterator = chunks[Symbol.asyncIterator]()
  let ended = false
  try {
    for (;;) {
      const next = await nextUnlessAborted(iterator, signal)
      ended = next.done === true
      if (next.done === true) return
      yield next.value
    }
  } finally {
    if (!ended) endQuietly(iterator)
  }
}

/** Ends an iterator without waiting: one that hangs in `next` would never answer. */
export function endQuietly(iterator: AsyncIterator<Uint8Array>): void {
  Promise.resolve(iterator.return?.()).catch(() => undefined)
}

/** The next chunk; `ABORTED` as soon as the signal is raised. */
export function nextUnlessAborted(
  iterator: AsyncIterator<Uint8Array>,
  signal: AbortSignal,
): Promise<IteratorResult<Uint8Array>> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(stopError(signal))
    const abort = () => reject(stopError(signal))
    const settled = () => signal.removeEventListener('abort', abort)
    signal.addEventListener('abort', abort, { once: true })
    iterator.next().then(resolve, reject).finally(settled)
  })
}

/** An attempt's signal carries the error itself (`ABORTED` or `TIMEOUT`) as its reason. */
function stopError(signal: AbortSignal): Error {
  return isNexusError(signal.reason) ? signal.reason : abortedError(signal)
}
