import { NexusError } from '@nexusfs/core/kit'
import type { ClaimOptions, JsonObject, Lease } from '@nexusfs/core/spec'
import { indexCondition } from './record-index.ts'
import type { RecordTable } from './record-table.ts'
import type { Statements } from './statements.ts'

type LeaseTuple = readonly [token: number, worker: string, expiresAt: number, value: string | null]

/** Leases on records of queues. A key's token grows for ever, also over releases, so its row stays. */
export class LeaseTable {
  readonly #statements: Statements
  readonly #records: RecordTable
  readonly #now: () => number

  constructor(statements: Statements, records: RecordTable, now: () => number) {
    this.#statements = statements
    this.#records = records
    this.#now = now
  }

  /** The newest lease of the key, run out or not. */
  find(queue: string, key: string): Lease | undefined {
    const row = this.#statements
      .query<LeaseTuple>(
        `SELECT token, worker, expires_at,
           (SELECT value FROM records WHERE collection = leases.queue AND records.key = leases.key)
         FROM leases WHERE queue = ? AND key = ?`,
      )
      .get(queue, key)
    if (row === undefined) return undefined
    const [token, worker, expiresAt, value] = row
    return { queue, key, token, worker, expiresAt, value: value === null ? {} : JSON.parse(value) }
  }

  /** Inside a transaction that writes. */
  claim(queue: string, { limit, leaseMs, worker }: ClaimOptions): readonly Lease[] {
    const now = this.#now()
    const index = this.#records.queueIndex(queue)
    const free = this.#statements
      .query<readonly [key: string, value: string]>(
        `SELECT key, value FROM records WHERE ${indexCondition(queue, index)} AND NOT EXISTS
           (SELECT 1 FROM leases WHERE queue = ? AND leases.key = records.key AND expires_at > ?)
         ORDER BY ${this.#records.orderOf(index)} LIMIT +?`,
      )
      .all(queue, now, limit)
    return free.map(([key, value]) =>
      this.#take({ queue, key, worker, expiresAt: now + leaseMs, value: JSON.parse(value) }),
    )
  }

  /** Inside a transaction that writes. @throws `LEASE_LOST`. */
  renew(lease: Lease, leaseMs: number): Lease {
    const now = this.#now()
    if (!this.#setExpiry(lease, now + leaseMs, now))
      throw new NexusError(
        'LEASE_LOST',
        `Cannot renew the lease of "${lease.key}" in queue "${lease.queue}": it ran out, or another worker has it.`,
        { hint: 'Stop the work on it and claim anew.' },
      )
    return { ...lease, expiresAt: now + leaseMs }
  }

  /** Inside a transaction that writes. */
  release(lease: Lease): void {
    const now = this.#now()
    this.#setExpiry(lease, now, now)
  }

  #take(lease: Omit<Lease, 'token' | 'value'> & { readonly value: JsonObject }): Lease {
    const { queue, key, worker, expiresAt } = lease
    const row = this.#statements
      .query<[number]>(
        `INSERT INTO leases(queue, key, token, worker, expires_at) VALUES (?, ?, 1, ?, ?)
         ON CONFLICT(queue, key) DO UPDATE SET token = token + 1, worker = excluded.worker, expires_at = excluded.expires_at
         RETURNING token`,
      )
      .get(queue, key, worker, expiresAt)
    return { ...lease, token: row?.[0] ?? 1 }
  }

  /** True when the lease was held, and so was changed. */
  #setExpiry({ queue, key, token }: Lease, expiresAt: number, now: number): boolean {
    const sql =
      'UPDATE leases SET expires_at = ? WHERE queue = ? AND key = ? AND token = ? AND expires_at > ?'
    return this.#statements.change(sql).run(expiresAt, queue, key, token, now).changes > 0
  }
}
