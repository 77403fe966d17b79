import { throwIfAborted } from '@nexusfs/core/kit'
import type { StoredPart } from './multipart.ts'
import { partSize } from './part-size.ts'

/** Parts that are held at once: on their way, and the one that is being read. */
const AT_ONCE = 5
/** Bytes that these may have together. */
const HELD = 64 * 2 ** 20

type Send = (number: number, bytes: Buffer, signal: AbortSignal) => Promise<StoredPart>

/** Sends parts, several at once within a limit of memory, and stops all of them when one fails. */
export class PartsInFlight {
  readonly #send: Send
  readonly #stop = new AbortController()
  readonly #running = new Set<Promise<void>>()
  readonly #stored: StoredPart[] = []
  #held = 0
  #failure: { readonly error: unknown } | undefined
  /** Ends what is being waited for. Racing a promise that lives as long as the upload would keep every part in memory. */
  #giveUp: (error: unknown) => void = () => undefined

  constructor(send: Send) {
    this.#send = send
  }

  /** What was stored, by number. */
  get stored(): readonly StoredPart[] {
    return this.#stored.toSorted((a, b) => a.number - b.number)
  }

  /** Sends all parts that `next` gives, and gives their bytes. After a failure nothing is on its way any more. */
  async all(
    next: () => Promise<Buffer | undefined>,
    signal: AbortSignal | undefined,
  ): Promise<number> {
    throwIfAborted(signal)
    const abort = () => this.#stop.abort(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    try {
      return await this.#sendAll(next)
    } catch (error) {
      this.#stop.abort(error)
      throw error
    } finally {
      signal?.removeEventListener('abort', abort)
      await Promise.all(this.#running)
    }
  }

  async #sendAll(next: () => Promise<Buffer | undefined>): Promise<number> {
    let size = 0
    for (let number = 1; ; number++) {
      await this.#room(partSize(number))
      const part = await this.#unlessFailed(next())
      if (part === undefined) break
      size += part.byteLength
      this.#begin(number, part)
    }
    await this.#unlessFailed(Promise.all(this.#running))
    return size
  }

  async #room(bytes: number): Promise<void> {
    while (
      this.#running.size > 0 &&
      (this.#running.size + 1 >= AT_ONCE || this.#held + bytes > HELD)
    )
      await this.#unlessFailed(Promise.race(this.#running))
  }

  #begin(number: number, bytes: Buffer): void {
    const { byteLength } = bytes
    this.#held += byteLength
    const sending = this.#send(number, bytes, this.#stop.signal)
      .then(
        (part) => void this.#stored.push(part),
        (error) => this.#fail(error),
      )
      .finally(() => {
        this.#held -= byteLength
        this.#running.delete(sending)
      })
    this.#running.add(sending)
  }

  #fail(error: unknown): void {
    this.#failure ??= { error }
    this.#giveUp(this.#failure.error)
  }

  #unlessFailed<Result>(waiting: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#giveUp = reject
      waiting.then(resolve, reject)
      if (this.#failure !== undefined) reject(this.#failure.error)
    })
  }
}
