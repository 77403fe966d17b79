import { createHash, type Hash } from 'node:crypto'
import type { Source } from '@nexusfs/core/spec'

/** A piece of a body. */
export interface Part {
  /** From 1. */
  readonly number: number
  readonly bytes: Uint8Array
  readonly last: boolean
  /** Gives the memory back; call it when nobody reads the bytes any more. */
  release(): void
}

/** How a body is cut. */
export interface PartPlan {
  /** Bytes of a part by its number. */
  sizeOf(number: number): number
  /** Takes the hash of all bytes along. */
  readonly hashed: boolean
}

const MEBI = 1 << 20
/** Parts of one upload (S3 limit). */
export const MAX_PARTS = 10_000
/** What a part of a body of unknown size grows to at most, since parts lie in memory. */
const LARGEST_GUESS = 64 * MEBI
/** The first piece of memory for a body of unknown size, which is often small. */
const FIRST_BYTES = 64 << 10

/**
 * Sizes of parts: all alike where the size is known, so that 10,000 suffice. Otherwise they double every 1,000 parts
 * up to 64 MiB (in all about 550 GiB), unless the server wants them alike.
 */
export function planParts(
  size: number | undefined,
  partBytes: number,
  options: { readonly equal: boolean; readonly hashed: boolean },
): PartPlan {
  const { equal, hashed } = options
  if (size !== undefined) {
    const few = size <= partBytes * MAX_PARTS
    const bytes = few ? partBytes : Math.ceil(size / MAX_PARTS / MEBI) * MEBI
    return { sizeOf: () => bytes, hashed }
  }
  if (equal) return { sizeOf: () => partBytes, hashed }
  const largest = Math.max(partBytes, LARGEST_GUESS)
  return {
    sizeOf: (number) => Math.min(largest, partBytes * 2 ** Math.floor((number - 1) / 1000)),
    hashed,
  }
}

/** Cuts a source into parts, reading it once from its beginning; gives its memory out again. */
export class PartReader {
  readonly #source: Source
  readonly #plan: PartPlan
  readonly #hash: Hash | undefined
  readonly #free: Buffer[] = []
  /** Bytes read so far. */
  size = 0

  constructor(source: Source, plan: PartPlan) {
    this.#source = source
    this.#plan = plan
    this.#hash = plan.hashed ? createHash('sha256') : undefined
  }

  /** SHA-256 of all, in hex; once, after the last part. */
  digest(): string | undefined {
    return this.#hash?.digest('hex')
  }

  /** The parts in order; an empty body is one empty part. */
  parts(): AsyncGenerator<Part> {
    const { bytes } = this.#source
    return bytes === undefined ? this.#read() : this.#cut(bytes)
  }

  async *#cut(bytes: Uint8Array): AsyncGenerator<Part> {
    this.#hash?.update(bytes)
    this.size = bytes.byteLength
    for (let number = 1, start = 0; ; number++) {
      const end = Math.min(bytes.byteLength, start + this.#plan.sizeOf(number))
      const last = end === bytes.byteLength
      yield { number, bytes: bytes.subarray(start, end), last, release() {} }
      if (last) return
      start = end
    }
  }

  async *#read(): AsyncGenerator<Part> {
    let number = 1
    let limit = this.#plan.sizeOf(number)
    let filling = this.#memory(Math.min(limit, this.#source.size ?? FIRST_BYTES))
    let filled = 0
    for await (const chunk of this.#source.open()) {
      this.#hash?.update(chunk)
      this.size += chunk.byteLength
      for (let taken = 0; taken < chunk.byteLength; ) {
        // Only now is it known that the full part is not the last one.
        if (filled === limit) {
          yield this.#part(number++, filling, filled, false)
          limit = this.#plan.sizeOf(number)
          filling = this.#memory(limit)
          filled = 0
        }
        const count = Math.min(limit - filled, chunk.byteLength - taken)
        if (filled + count > filling.byteLength)
          filling = grown(filling, filled, filled + count, limit)
        filling.set(chunk.subarray(taken, taken + count), filled)
        filled += count
        taken += count
      }
    }
    yield this.#part(number, filling, filled, true)
  }

  #part(number: number, memory: Buffer, filled: number, last: boolean): Part {
    return {
      number,
      bytes: memory.subarray(0, filled),
      last,
      release: () => void this.#free.push(memory),
    }
  }

  #memory(bytes: number): Buffer {
    const found = this.#free.findIndex(({ byteLength }) => byteLength === bytes)
    if (found === -1) {
      this.#free.length = 0
      return Buffer.allocUnsafeSlow(bytes)
    }
    return this.#free.splice(found, 1)[0] as Buffer
  }
}

function grown(memory: Buffer, filled: number, needed: number, limit: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.min(limit, Math.max(needed, memory.byteLength * 4)))
  memory.copy(larger, 0, 0, filled)
  return larger
}
