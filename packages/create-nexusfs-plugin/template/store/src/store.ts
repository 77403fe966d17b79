import { createMemoryStore } from '@nexusfs/core'
import type { MetadataStore, StoreIdentity } from '@nexusfs/core/spec'
import { Changes } from './changes.ts'
import { closedError } from './errors.ts'
import { Journal } from './journal.ts'
import { Moment } from './moment.ts'
import type { __Type__Options } from './options.ts'

/**
 * Makes a store whose state is that of the reference store in memory, rebuilt from a journal at the start. Reads are those
 * of the reference; what changes something goes through the journal.
 */
export function create__Type__Store(options: __Type__Options): MetadataStore {
  const { path, clock = Date.now, collections } = options
  const journal = new Journal(path)
  const moment = new Moment(clock)
  const state = createMemoryStore({ clock: moment.now, ids: moment.id, collections })
  const changes = new Changes(journal, moment, state)
  let identity: StoreIdentity | undefined
  let closed = false

  const whileOpen = async <Result>(call: () => Result): Promise<Awaited<Result>> => {
    if (closed) throw closedError()
    return await call()
  }
  const close = async (): Promise<void> => {
    closed = true
    changes.flush()
    await state.close()
    journal.close()
  }
  const open = async (): Promise<StoreIdentity> => {
    if (identity !== undefined) return identity
    const found = journal.open()
    // Half of a journal is no state to go on with.
    await changes.replay().catch((error: unknown) => close().then(() => Promise.reject(error)))
    identity = found
    return found
  }

  return {
    ...state,
    type: '__type__',
    capabilities: { inlineContent: true, shared: false, persistent: true, backup: false },
    describe: () => ({ type: '__type__', location: path }),
    migrate: once(() => whileOpen(open)),
    commit: (batch) => whileOpen(() => changes.make('commit', [batch])),
    claim: (...args) => whileOpen(() => changes.make('claim', args)),
    renew: (...args) => whileOpen(() => changes.make('renew', args)),
    release: (...args) => whileOpen(() => changes.make('release', args)),
    size: () => whileOpen(() => ({ bytes: journal.size(), reclaimable: 0 })),
    inspect: async (call) => [...(await state.inspect(call)), ...journal.inspect()],
    close,
  }
}

/** Calls that come while one is under way get its answer. */
function once<Result>(run: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined
  return () => {
    running ??= run().finally(() => {
      running = undefined
    })
    return running
  }
}
