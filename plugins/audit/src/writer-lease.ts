import { randomUUID } from 'node:crypto'
import type { Json, PluginRecords } from '@nexusfs/core'

/** Milliseconds after which another process takes over from one that died. */
const LEASE_MS = 15_000
/** Milliseconds of it that must be left for one more batch. */
const RESERVE_MS = 10_000

/**
 * Lets one of the processes on a store write at a time. When clocks differ much or a batch takes long, two may write: then
 * lines come twice, but none is missed.
 */
export class WriterLease {
  readonly #records: PluginRecords
  readonly #key: string
  readonly #owner = randomUUID()
  #held: Json | undefined
  #until = 0

  constructor(records: PluginRecords, key: string) {
    this.#records = records
    this.#key = key
  }

  /** Takes or prolongs it. Tells whether it is held. */
  async take(): Promise<boolean> {
    const now = Date.now()
    if (this.#held !== undefined && this.#until - now > RESERVE_MS) return true
    const seen = this.#held ?? (await this.#records.get(this.#key))
    if (this.#held === undefined && isHeldByOther(seen, now)) return false
    const until = now + LEASE_MS
    const mine = { owner: this.#owner, until }
    const isTaken = await this.#records.swap(this.#key, seen, mine)
    this.#held = isTaken ? mine : undefined
    this.#until = until
    return isTaken
  }

  async release(): Promise<void> {
    if (this.#held === undefined) return
    const held = this.#held
    this.#held = undefined
    await this.#records.swap(this.#key, held, undefined)
  }
}

function isHeldByOther(value: Json | undefined, now: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  const until: unknown = Reflect.get(value, 'until')
  // One that ends later than it could was made by a clock that is wrong.
  return typeof until === 'number' && until > now && until <= now + 2 * LEASE_MS
}
