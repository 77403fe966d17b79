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
  return kinds.map((kind, index) => contestant(kind, join(folder, `contestant-${index}`), work))
}

function contestant<State>(
  kind: FileStoreKind,
  folder: string,
  work: StoreRound<State>,
): Contestant {
  let store: FileStore | undefined
  let state: State | undefined
  return {
    name: kind.name,
    note: kind.note,
    async round(round) {
      if (store === undefined) {
        store = await kind.open(folder)
        state = await work.prepare?.(store)
      }
      return work.round(store, round, state as State)
    },
    close: async () => store?.close(),
  }
}
