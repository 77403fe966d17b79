/** File stores as contestants. */
import { join } from 'node:path'
import type { FileStore, FileStoreKind } from '../adapters/file-store.ts'
import type { Contestant, Round } from './measure.ts'

/** What one repeat does with a store; `state` is made once for each, before its first repeat. */
export interface StoreRound<State> {
  prepare?(store: FileStore): Promise<State> | State
  round(store: FileStore, round: number, state: State): Promise<Round>
}

/** Each kind opened in a folder of its own at its first repeat. */
export function storeContestants<State = undefined>(
  kinds: readonly FileStoreKind[],
  folder: string,
  work: StoreRound<State>,
): Contestant[] {
  return kinds.map((kind, index) => {
    const open = once(async () => {
      const store = await kind.open(join(folder, `contestant-${index}`))
      return { store, state: (await work.prepare?.(store)) as State }
    })
    return {
      name: kind.name,
      note: kind.note,
      async round(round) {
        const { store, state } = await open.get()
        return work.round(store, round, state)
      },
      async close() {
        if (open.started()) await (await open.get()).store.close()
      },
    }
  })
}

function once<Value>(make: () => Promise<Value>): {
  get(): Promise<Value>
  started(): boolean
} {
  let made: Promise<Value> | undefined
  return {
    get() {
      made ??= make()
      return made
    },
    started: () => made !== undefined,
  }
}
