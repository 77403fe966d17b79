import { NexusError } from '../errors/index.ts'
import { compareNames } from '../kit/compare-names.ts'
import type { HistoryRow, Id, NodeRow, Sequence } from '../spec/index.ts'
import { ContentUses } from './content-uses.ts'
import type { UndoJournal } from './undo-journal.ts'

interface Directory {
  readonly byName: Map<string, NodeRow>
  /** Names in byte order; made when first listed, dropped when a name comes or goes. */
  sorted: readonly string[] | undefined
}

/** The nodes of one space with their past. */
export class NodeTable {
  readonly #journal: UndoJournal
  readonly #live = new Map<Id, NodeRow>()
  readonly #directories = new Map<Id, Directory>()
  /** Past states of a node, oldest first. */
  readonly #past = new Map<Id, HistoryRow[]>()
  /** Past states by place: parent, then name. */
  readonly #pastPlaces = new Map<Id, Map<string, HistoryRow[]>>()
  readonly #newest = new Map<Id, Sequence>()
  /** Nodes that an operation touched. */
  readonly #touched = new Map<Sequence, Set<Id>>()
  /** Nodes that have, or had, a state with that node as its origin. */
  readonly #copies = new Map<Id, Set<Id>>()
  readonly uses: ContentUses

  constructor(journal: UndoJournal) {
    this.#journal = journal
    this.uses = new ContentUses(journal)
  }

  /** The node, now or as it was at a sequence. */
  find(id: Id, at?: Sequence): NodeRow | undefined {
    const row = this.#live.get(id)
    if (at === undefined) return row
    if (row !== undefined && row.from <= at) return row
    return stateAt(this.#past.get(id), at)
  }

  /** The child of that name, now or as it was at a sequence. */
  findChild(parent: Id, name: string, at?: Sequence): NodeRow | undefined {
    const row = this.#directories.get(parent)?.byName.get(name)
    if (at === undefined) return row
    if (row !== undefined && row.from <= at) return row
    return stateAt(this.#pastPlaces.get(parent)?.get(name), at)
  }

  get isHoldingNodes(): boolean {
    return this.#live.size > 0
  }

  hasChildren(parent: Id): boolean {
    return (this.#directories.get(parent)?.byName.size ?? 0) > 0
  }

  /** Names of the children in byte order; with `at` also names that were there once. */
  childNames(parent: Id, at?: Sequence): readonly string[] {
    const directory = this.#directories.get(parent)
    if (at !== undefined) {
      const past = this.#pastPlaces.get(parent)?.keys() ?? []
      return [...new Set([...(directory?.byName.keys() ?? []), ...past])].sort(compareNames)
    }
    if (directory === undefined) return []
    directory.sorted ??= [...directory.byName.keys()].sort(compareNames)
    return directory.sorted
  }

  /** All states of a node, oldest first, the present one last. */
  states(id: Id): readonly HistoryRow[] {
    const past = this.#past.get(id) ?? []
    const row = this.#live.get(id)
    return row === undefined ? past : [...past, row]
  }

  /** The past state that ended last. */
  findLast(id: Id): HistoryRow | undefined {
    return this.#past.get(id)?.at(-1)
  }

  /** States that an operation ended, then those that it made, each in the order of ids. */
  effects(sequence: Sequence): readonly HistoryRow[] {
    const ids = [...(this.#touched.get(sequence) ?? [])].sort()
    const states = ids.flatMap((id) => this.states(id))
    return [
      ...states.filter((row) => row.to === sequence),
      ...states.filter((row) => row.from === sequence),
    ]
  }

  /** Operations that made or ended states of the nodes. */
  changesOf(ids: readonly Id[]): ReadonlySet<Sequence> {
    const states = ids.flatMap((id) => this.states(id))
    const sequences = states.flatMap(({ from, to }) => (to === undefined ? [from] : [from, to]))
    return new Set(sequences)
  }

  /** The operation that last changed something directly in the directory. */
  newestChange(directory: Id): Sequence | undefined {
    return this.#newest.get(directory)
  }

  /** States that ended at a place, the first one first. */
  endedAt(parent: Id, name: string): readonly HistoryRow[] {
    return this.#pastPlaces.get(parent)?.get(name) ?? []
  }

  /** States whose origin is the node, in order of ids, then newest first. */
  copies(origin: Id): readonly HistoryRow[] {
    const ids = [...(this.#copies.get(origin) ?? [])].sort()
    const states = ids.flatMap((id) => this.states(id).toReversed())
    return states.filter((row) => row.origin?.node === origin)
  }

  /** All live nodes. */
  live(): Iterable<NodeRow> {
    return this.#live.values()
  }

  insert(row: NodeRow): void {
    if (this.#live.has(row.id))
      throw new NexusError('INVALID_ARGUMENT', `The node id ${row.id} is in use already.`, {
        hint: 'Give a fresh id for every new node.',
      })
    this.#place(row, row.from)
  }

  replace(before: NodeRow, after: NodeRow): void {
    this.#displace(before, after.from)
    this.#place(after, after.from)
  }

  end(row: NodeRow, to: Sequence): void {
    this.#displace(row, to)
  }

  /** Takes a past state out; gives it. */
  drop(id: Id, to: Sequence): HistoryRow | undefined {
    const states = this.#past.get(id)
    const state = states?.find((row) => row.to === to)
    if (states === undefined || state === undefined) return undefined
    this.#removeFrom(states, state)
    const there = this.#pastPlaces.get(state.parent)?.get(state.name)
    if (there !== undefined) this.#removeFrom(there, state)
    this.uses.drop(state)
    return state
  }

  /** Everything below a directory, now or as it was at a sequence, parents before children. */
  below(directory: Id, at?: Sequence): NodeRow[] {
    const found = this.#children(directory, at)
    for (let index = 0; index < found.length; index++)
      found.push(...this.#children((found[index] as NodeRow).id, at))
    return found
  }

  #children(parent: Id, at: Sequence | undefined): NodeRow[] {
    if (at === undefined) return [...(this.#directories.get(parent)?.byName.values() ?? [])]
    const names = this.childNames(parent, at)
    return names.map((name) => this.findChild(parent, name, at)).filter((row) => row !== undefined)
  }

  #place(row: NodeRow, sequence: Sequence): void {
    this.#journal.set(this.#live, row.id, row)
    this.#setChild(row.parent, row.name, row)
    this.uses.begin(row)
    this.#touch(row, sequence)
    if (row.origin !== undefined) entry(this.#copies, row.origin.node, ids).add(row.id)
  }

  #displace(row: NodeRow, to: Sequence): void {
    this.#journal.set(this.#live, row.id, undefined)
    this.#setChild(row.parent, row.name, undefined)
    this.uses.end(row)
    this.#touch(row, to)
    if (row.from === to) {
      this.uses.drop(row)
      return
    }
    const state: HistoryRow = { ...row, to }
    this.#append(entry(this.#past, row.id, list), state)
    this.#append(entry(entry(this.#pastPlaces, row.parent, names), row.name, list), state)
  }

  #setChild(parent: Id, name: string, row: NodeRow | undefined): void {
    const directory = entry(this.#directories, parent, emptyDirectory)
    directory.sorted = undefined
    this.#journal.set(directory.byName, name, row)
  }

  #touch(row: NodeRow, sequence: Sequence): void {
    this.#journal.set(this.#newest, row.parent, sequence)
    if (!this.#touched.has(sequence)) this.#journal.set(this.#touched, sequence, new Set<Id>())
    this.#touched.get(sequence)?.add(row.id)
  }

  #append(states: HistoryRow[], state: HistoryRow): void {
    states.push(state)
    this.#journal.note(() => states.pop())
  }

  #removeFrom(states: HistoryRow[], state: HistoryRow): void {
    const index = states.indexOf(state)
    states.splice(index, 1)
    this.#journal.note(() => states.splice(index, 0, state))
  }
}

const list = (): HistoryRow[] => []
const ids = (): Set<Id> => new Set()
const names = (): Map<string, HistoryRow[]> => new Map()
const emptyDirectory = (): Directory => ({ byName: new Map(), sorted: undefined })

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}

function stateAt(states: readonly HistoryRow[] | undefined, at: Sequence): NodeRow | undefined {
  const state = states?.find((row) => row.from <= at && at < (row.to as Sequence))
  if (state === undefined) return undefined
  const { to: _, ...row } = state
  return row
}
