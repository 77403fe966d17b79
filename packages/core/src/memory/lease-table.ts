import { NexusError } from '../errors/index.ts'
import type { ClaimOptions, Lease } from '../spec/index.ts'
import type { RecordTable } from './record-table.ts'

/** Leases on records of queues. A key's token grows for ever, also over releases. */
export class LeaseTable {
  readonly #records: RecordTable
  readonly #now: () => number
  readonly #leases = new Map<string, Lease>()

  constructor(records: RecordTable, now: () => number) {
    this.#records = records
    this.#now = now
  }

  /** The newest lease of the key, run out or not. */
  find(queue: string, key: string): Lease | undefined {
    return this.#leases.get(leaseKey(queue, key))
  }

  claim(queue: string, { limit, leaseMs, worker }: ClaimOptions): readonly Lease[] {
    const now = this.#now()
    const claimed: Lease[] = []
    for (const { key, value } of this.#records.queued(queue)) {
      if (claimed.length === limit) break
      const held = this.find(queue, key)
      if (held !== undefined && held.expiresAt > now) continue
      const token = (held?.token ?? 0) + 1
      const lease = { queue, key, token, worker, expiresAt: now + leaseMs, value }
      this.#leases.set(leaseKey(queue, key), lease)
      claimed.push(lease)
    }
    return claimed
  }

  renew(lease: Lease, leaseMs: number): Lease {
    const now = this.#now()
    if (!this.#isHeld(lease, now))
      throw new NexusError(
        'LEASE_LOST',
        `Cannot renew the lease of "${lease.key}" in queue "${lease.queue}": it ran out, or another worker has it.`,
        { hint: 'Stop the work on it and claim anew.' },
      )
    const renewed = { ...lease, expiresAt: now + leaseMs }
    this.#leases.set(leaseKey(lease.queue, lease.key), renewed)
    return renewed
  }

  release(lease: Lease): void {
    const now = this.#now()
    if (this.#isHeld(lease, now))
      this.#leases.set(leaseKey(lease.queue, lease.key), { ...lease, expiresAt: now })
  }

  #isHeld(lease: Lease, now: number): boolean {
    const held = this.find(lease.queue, lease.key)
    return held !== undefined && held.token === lease.token && held.expiresAt > now
  }
}

function leaseKey(queue: string, key: string): string {
  return `${queue} ${key}`
}
