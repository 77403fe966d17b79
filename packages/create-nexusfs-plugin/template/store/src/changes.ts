import { newId } from '@nexusfs/core/kit'
import type { MetadataStore } from '@nexusfs/core/spec'
import type { Journal, JournalCall } from './journal.ts'
import type { Moment } from './moment.ts'

interface Waiting {
  readonly call: JournalCall
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

/**
 * Changes on their way to a state: each is appended to the journal first and then applied, those of one turn of the event
 * loop together. A change depends on nothing but the state and its own record, so the same journal always gives the same
 * state.
 */
export class Changes {
  readonly #journal: Journal
  readonly #moment: Moment
  readonly #state: Pick<MetadataStore, JournalCall['method']>
  #waiting: Waiting[] = []

  /** @param moment - Where the state takes its time and its ids from. */
  constructor(journal: Journal, moment: Moment, state: Pick<MetadataStore, JournalCall['method']>) {
    this.#journal = journal
    this.#moment = moment
    this.#state = state
  }

  /** Makes a change that is durable when it resolves. @throws what the journal throws; then nothing has changed. */
  make<Method extends JournalCall['method']>(
    method: Method,
    args: Parameters<MetadataStore[Method]>,
  ): ReturnType<MetadataStore[Method]> {
    const call = { method, arguments: args, now: this.#moment.now(), seed: newId() }
    const made = new Promise<unknown>((resolve, reject) => {
      if (this.#waiting.push({ call, resolve, reject }) === 1) setImmediate(() => this.flush())
    })
    return made as ReturnType<MetadataStore[Method]>
  }

  /** Makes the changes that wait. */
  flush(): void {
    const group = this.#waiting
    this.#waiting = []
    if (group.length === 0) return
    try {
      this.#journal.append(group.map(({ call }) => call))
    } catch (error) {
      for (const { reject } of group) reject(error)
      return
    }
    for (const { call, resolve, reject } of group) this.#apply(call).then(resolve, reject)
  }

  /** Makes all changes of the journal again. */
  async replay(): Promise<void> {
    // A call that failed when it was made fails again: it changed nothing then, and changes nothing now.
    for (const call of this.#journal.read()) await this.#apply(call).catch(() => undefined)
  }

  #apply({ method, ...call }: JournalCall): Promise<unknown> {
    return this.#moment.during({ method, ...call }, () => {
      const change = this.#state[method] as (...args: readonly unknown[]) => Promise<unknown>
      return change(...call.arguments)
    })
  }
}
