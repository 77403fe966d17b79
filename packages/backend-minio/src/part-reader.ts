import type { Source } from '@nexusfs/core/spec'
import { partSize } from './part-size.ts'

/** Bytes that are set aside for a part of unknown size at first. */
const FIRST = 1 << 16

/** Reads a source part by part; a part's bytes belong to whoever got them, or are those that the source holds anyway. */
export class PartReader {
  readonly #source: Source
  #chunks: AsyncIterator<Uint8Array> | undefined
  #rest: Uint8Array | undefined
  #position = 0
  #number = 0
  /** Parts that were read ahead. */
  #ahead: Buffer[] = []

  constructor(source: Source) {
    this.#source = source
  }

  /** All bytes where they fit into the first part; `undefined` where there are more, and nothing is lost of them. */
  async whole(): Promise<Buffer | undefined> {
    const first = (await this.next()) ?? Buffer.alloc(0)
    if (first.byteLength < partSize(1)) return first
    const second = await this.next()
    if (second === undefined) return first
    this.#ahead = [first, second]
    return undefined
  }

  /** The next part, full unless it is the last; `undefined` after it. An empty source has one empty part. */
  async next(): Promise<Buffer | undefined> {
    const ready = this.#ahead.shift()
    if (ready !== undefined) return ready
    this.#number++
    const size = partSize(this.#number)
    const { bytes } = this.#source
    const part = bytes === undefined ? await this.#collect(size) : this.#cut(bytes, size)
    this.#position += part.byteLength
    return part.byteLength === 0 && this.#number > 1 ? undefined : part
  }

  /** Ends the source; a stream that hangs is not waited for. */
  close(): void {
    Promise.resolve(this.#chunks?.return?.()).catch(() => undefined)
  }

  #cut(bytes: Uint8Array, size: number): Buffer {
    const { buffer, byteOffset, byteLength } = bytes
    const length = Math.min(size, byteLength - this.#position)
    return Buffer.from(buffer, byteOffset + this.#position, length)
  }

  async #collect(size: number): Promise<Buffer> {
    this.#chunks ??= this.#source.open()[Symbol.asyncIterator]()
    const whole = this.#source.size ?? (this.#number === 1 ? FIRST : Number.POSITIVE_INFINITY)
    const part = new GrowingBytes(size, whole - this.#position)
    while (!part.full) {
      const chunk = this.#rest ?? (await this.#chunks.next()).value
      if (chunk === undefined) break
      const taken = part.add(chunk)
      this.#rest = taken < chunk.byteLength ? chunk.subarray(taken) : undefined
    }
    return part.bytes
  }
}

/** Bytes up to a limit, in memory that doubles as needed: copied, as whoever made a chunk may use it again. */
class GrowingBytes {
  readonly #limit: number
  #memory: Buffer
  #length = 0

  constructor(limit: number, expected: number) {
    this.#limit = limit
    this.#memory = Buffer.allocUnsafeSlow(Math.min(limit, Math.max(FIRST, expected)))
  }

  get full(): boolean {
    return this.#length === this.#limit
  }

  get bytes(): Buffer {
    return this.#memory.subarray(0, this.#length)
  }

  /** Takes what fits, and gives how much that was. */
  add(chunk: Uint8Array): number {
    const taken = Math.min(chunk.byteLength, this.#limit - this.#length)
    this.#reserve(this.#length + taken)
    this.#memory.set(taken < chunk.byteLength ? chunk.subarray(0, taken) : chunk, this.#length)
    this.#length += taken
    return taken
  }

  #reserve(length: number): void {
    if (length <= this.#memory.byteLength) return
    const size = Math.min(this.#limit, Math.max(length, this.#memory.byteLength * 2))
    const larger = Buffer.allocUnsafeSlow(size)
    this.#memory.copy(larger, 0, 0, this.#length)
    this.#memory = larger
  }
}
