import { type HistoryRow, type Id, type MetadataStore, ROOT_ID } from '../spec/index.ts'
import { type SnapshotRecord, snapshotsOf } from './snapshot-record.ts'

/** Ids of one look-up. */
const CHUNK = 1000

/** Which past states of a space snapshots hold. Made for one step of pruning: it keeps what it looked up. */
export class Pins {
  readonly #store: MetadataStore
  readonly #space: string
  readonly #snapshots: readonly SnapshotRecord[]
  /** By snapshot: the parent of each directory that was asked for, at its sequence. */
  readonly #parents = new Map<SnapshotRecord, Map<Id, Id | undefined>>()

  private constructor(store: MetadataStore, space: string, snapshots: readonly SnapshotRecord[]) {
    this.#store = store
    this.#space = space
    this.#snapshots = snapshots
  }

  /** The pins of all snapshots that a space has now. */
  static async load(store: MetadataStore, space: string): Promise<Pins> {
    const snapshots: SnapshotRecord[] = []
    for await (const snapshot of snapshotsOf(store, space)) snapshots.push(snapshot)
    return new Pins(store, space, snapshots)
  }

  /** Whether there is no snapshot. */
  get isEmpty(): boolean {
    return this.#snapshots.length === 0
  }

  /** Those of the past states that no snapshot holds, in their order. */
  async unpinned(states: readonly HistoryRow[]): Promise<readonly HistoryRow[]> {
    const pinned = new Set<HistoryRow>()
    for (const snapshot of this.#snapshots) {
      const { sequence } = snapshot
      const then = states.filter(({ from, to = 0 }) => from <= sequence && sequence < to)
      for (const state of await this.#below(snapshot, then)) pinned.add(state)
    }
    return states.filter((state) => !pinned.has(state))
  }

  /** Those of the states that were the snapshot's root or lay below it. */
  async #below(
    snapshot: SnapshotRecord,
    states: readonly HistoryRow[],
  ): Promise<readonly HistoryRow[]> {
    if (snapshot.node === ROOT_ID || states.length === 0) return states
    const parents = this.#parents.get(snapshot) ?? new Map<Id, Id | undefined>()
    this.#parents.set(snapshot, parents)
    await this.#lookUp(snapshot, states, parents)
    const isBelow = (id: Id): boolean => {
      for (let at: Id | undefined = id; at !== undefined; at = parents.get(at))
        if (at === snapshot.node) return true
      return false
    }
    return states.filter(({ id, parent }) => id === snapshot.node || isBelow(parent))
  }

  async #lookUp(
    { node, sequence }: SnapshotRecord,
    states: readonly HistoryRow[],
    parents: Map<Id, Id | undefined>,
  ): Promise<void> {
    const isUnknown = (id: Id): boolean => id !== ROOT_ID && id !== node && !parents.has(id)
    for (let wanted = states.map(({ parent }) => parent); ; ) {
      const ids = [...new Set(wanted)].filter(isUnknown).slice(0, CHUNK)
      if (ids.length === 0) return
      const found = await this.#store.getNodes(this.#space, ids, { at: sequence })
      for (const [index, id] of ids.entries()) parents.set(id, found[index]?.parent)
      wanted = [...wanted, ...found.map((row) => row?.parent ?? ROOT_ID)]
    }
  }
}
