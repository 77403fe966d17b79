import { createHash } from 'node:crypto'
import { idFromBytes, newId } from '@nexusfs/core/kit'
import type { Id } from '@nexusfs/core/spec'
import type { JournalCall } from './journal.ts'

/**
 * Clock and ids of the state in memory. While a call of the journal is applied they follow from the call alone, so that
 * it has the same effect whenever it is applied.
 */
export class Moment {
  readonly #clock: () => number
  #call: JournalCall | undefined
  #made = 0

  constructor(clock: () => number) {
    this.#clock = clock
  }

  readonly now = (): number => this.#call?.now ?? this.#clock()

  /** A UUIDv7 (RFC 9562). */
  readonly id = (): Id => {
    if (this.#call === undefined) return newId()
    const { now, seed } = this.#call
    const bytes = createHash('sha256')
      .update(`${seed} ${this.#made++}`)
      .digest()
      .subarray(0, 16)
    bytes.writeUIntBE(now, 0, 6)
    bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6)
    bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8)
    return idFromBytes(bytes)
  }

  /** Runs what is to see the moment of a call; it must not wait before it has had its effect. */
  during<Result>(call: JournalCall, run: () => Result): Result {
    this.#call = call
    this.#made = 0
    try {
      return run()
    } finally {
      this.#call = undefined
    }
  }
}
