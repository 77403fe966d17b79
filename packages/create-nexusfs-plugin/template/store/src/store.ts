import { createMemoryStore } from '@nexusfs/core'
import { newId } from '@nexusfs/core/kit'
import type { MetadataStore, StoreIdentity } from '@nexusfs/core/spec'
import { closedError } from './errors.ts'
import { Journal, type JournalCall } from './journal.ts'
import { Moment } from './moment.ts'
import type { __Type__Options } from './options.ts'

interface Waiting {
  readonly call: JournalCall
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

/**
 * Makes a store whose state is that of the reference store in memory, rebuilt from a journal at the start. Each change
 * is appended to the journal first and then applied; those of one turn of the event loop are appended together. A
 * change depends on nothing but the state and its own record, so the same journal always gives the same state.
 */
export function create__Type__Store(options: __Type__Options): MetadataStore {
  const { path, clock = Date.now, collections } = options
  const moment = new Moment(clock)
  const state = createMemoryStore({ clock: moment.now, ids: moment.id, collections })
  const journal = new Journal(path)
  const waiting: Waiting[] = []
  let identity: StoreIdentity | undefined
  let closed = false

  const apply = (call: JournalCall): Promise<unknown> =>
    moment.during(call, () => {
      const change = state[call.method] as (...args: readonly unknown[]) => Promise<unknown>
      return change(...call.arguments)
    })

  const flush = (): void => {
    const group = waiting.splice(0)
    if (group.length === 0) return
    try {
      journal.append(group.map(({ call }) => call))
    } catch (error) {
      for (const { reject } of group) reject(error)
      return
    }
    for (const { call, resolve, reject } of group) apply(call).then(resolve, reject)
  }

  const record = async (
    method: JournalCall['method'],
    args: readonly unknown[],
  ): Promise<unknown> => {
    if (closed) throw closedError()
    const call = { method, arguments: args, now: clock(), seed: newId() }
    return new Promise((resolve, reject) => {
      if (waiting.push({ call, resolve, reject }) === 1) setImmediate(flush)
    })
  }

  const open = async (): Promise<StoreIdentity> => {
    if (closed) throw closedError()
    if (identity === undefined) {
      identity = journal.open()
      // A call that failed when it was made fails again: it changed nothing then, and changes nothing now.
      for (const call of journal.read()) await apply(call).catch(() => undefined)
    }
    return identity
  }

  return {
    ...state,
    type: '__type__',
    capabilities: { inlineContent: true, shared: false, persistent: true, backup: false },
    describe: () => ({ type: '__type__', location: path }),
    migrate: once(open),
    commit: (batch) => record('commit', [batch]) as ReturnType<MetadataStore['commit']>,
    claim: (...args) => record('claim', args) as ReturnType<MetadataStore['claim']>,
    renew: (...args) => record('renew', args) as ReturnType<MetadataStore['renew']>,
    release: (...args) => record('release', args) as ReturnType<MetadataStore['release']>,
    async size() {
      if (closed) throw closedError()
      return { bytes: journal.size(), reclaimable: 0 }
    },
    async inspect(call) {
      return [...(await state.inspect(call)), ...journal.inspect()]
    },
    async close() {
      closed = true
      flush()
      await state.close()
      journal.close()
    },
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
