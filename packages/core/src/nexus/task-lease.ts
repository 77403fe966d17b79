import { NexusError } from '../errors/index.ts'
import { DEFAULT_SPACE } from '../path/index.ts'
import type { Clock, Lease, MetadataStore } from '../spec/index.ts'

const QUEUE = 'task'
/** Milliseconds after which a process that died no longer keeps others from the task. */
const LEASE_MS = 5_000
/** Milliseconds between renewals. */
const RENEWAL_MS = 1_500

/** A task that one process at a time does. Correctness must not rest on it: a lease can run out under its holder. */
export class TaskLease {
  readonly #store: MetadataStore
  readonly #clock: Clock
  #lease: Lease
  #renewed: number

  private constructor(store: MetadataStore, clock: Clock, lease: Lease) {
    this.#store = store
    this.#clock = clock
    this.#lease = lease
    this.#renewed = clock.elapsed()
  }

  /** Takes the task; `undefined` while another process has it. */
  static async take(
    store: MetadataStore,
    clock: Clock,
    name: string,
    worker: string,
  ): Promise<TaskLease | undefined> {
    await declare(store, name)
    const claimed = await store.claim(QUEUE, { limit: 100, leaseMs: LEASE_MS, worker })
    for (const other of claimed) if (other.key !== name) await store.release(other)
    const lease = claimed.find(({ key }) => key === name)
    return lease && new TaskLease(store, clock, lease)
  }

  /** Holds the task for longer; cheap when called often. @throws `LEASE_LOST`. */
  async keep(): Promise<void> {
    if (this.#clock.elapsed() - this.#renewed < RENEWAL_MS) return
    this.#lease = await this.#store.renew(this.#lease, LEASE_MS)
    this.#renewed = this.#clock.elapsed()
  }

  async release(): Promise<void> {
    await this.#store.release(this.#lease)
  }
}

/** Two processes may do so at once: one of them makes the record. */
async function declare(store: MetadataStore, name: string): Promise<void> {
  const [there] = await store.getRecords(QUEUE, [name])
  if (there !== undefined) return
  await store.commit({
    space: DEFAULT_SPACE,
    operations: [],
    preconditions: [{ kind: 'record', collection: QUEUE, key: name, version: null }],
    mutations: [{ kind: 'record', action: 'put', collection: QUEUE, key: name, value: { due: 0 } }],
  })
}

/** The error for a task that another process does. */
export function taskTaken(what: string): NexusError {
  return new NexusError('BUSY', `Another process ${what} at this moment.`, {
    hint: 'Try again in a few seconds.',
  })
}
