import { NexusError } from '../errors/index.ts'
import { compareNames } from '../kit/compare-names.ts'
import type { ContentReference, HistoryRow, Id, NodeRow, Sequence } from '../spec/index.ts'
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
  readonly #uses = new Map<ContentReference, number>()
  /** Nodes that an operation touched. */
  readonly #touched = new Map<Sequence, Set<Id>>()

  constructor(journal: UndoJournal) {
    this.#journal = journal
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

  /** States that an operation ended, then those that it made, each in the order of ids. */
  effects(sequence: Sequence): readonly HistoryRow[] {
    const ids = [...(this.#touched.get(sequence) ?? [])].sort()
    const states = ids.flatMap((id) => this.states(id))
    return [
      ...states.filter((row) => row.to === sequence),
      ...states.filter((row) => row.from === sequence),
    ]
  }

  /** The operation that last changed something directly in the directory. */
  newestChange(directory: Id): Sequence | undefined {
    return this.#newest.get(directory)
  }

  /** Live files that use the content. */
  countUses(content: ContentReference): number {
    return this.#uses.get(content) ?? 0
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

  /** Everything below a directory, parents before children. */
  below(directory: Id): NodeRow[] {
    const found = [...(this.#directories.get(directory)?.byName.values() ?? [])]
    for (let index = 0; index < found.length; index++) {
      const { id } = found[index] as NodeRow
      found.push(...(this.#directories.get(id)?.byName.values() ?? []))
    }
    return found
  }

  #place(row: NodeRow, sequence: Sequence): void {
    this.#journal.set(this.#live, row.id, row)
    this.#setChild(row.parent, row.name, row)
    this.#countUse(row, 1)
    this.#touch(row, sequence)
  }

  #displace(row: NodeRow, to: Sequence): void {
    this.#journal.set(this.#live, row.id, undefined)
    this.#setChild(row.parent, row.name, undefined)
    this.#countUse(row, -1)
    this.#touch(row, to)
    if (row.from === to) return
    const state: HistoryRow = { ...row, to }
    this.#append(entry(this.#past, row.id, list), state)
    this.#append(entry(entry(this.#pastPlaces, row.parent, names), row.name, list), state)
  }

  #setChild(parent: Id, name: string, row: NodeRow | undefined): void {
    const directory = entry(this.#directories, parent, emptyDirectory)
    directory.sorted = undefined
    this.#journal.set(directory.byName, name, row)
  }

  #countUse(row: NodeRow, change: number): void {
    if (row.content === undefined) return
    const count = (this.#uses.get(row.content) ?? 0) + change
    this.#journal.set(this.#uses, row.content, count === 0 ? undefined : count)
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
}

const list = (): HistoryRow[] => []
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
