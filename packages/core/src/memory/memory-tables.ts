import type { CommitTables, DroppedState } from '../kit/commit/tables.ts'
import { compareNames } from '../kit/compare-names.ts'
import type { IdSource } from '../kit/ids.ts'
import type { Collection, ContentReference, Id, NodeRow, Sequence } from '../spec/index.ts'
import { CollectionLists } from './collection-lists.ts'
import { ContentTable } from './content-table.ts'
import { LeaseTable } from './lease-table.ts'
import { NodeTable } from './node-table.ts'
import { OperationLog } from './operation-log.ts'
import { RecordImages } from './record-images.ts'
import { RecordTable } from './record-table.ts'
import { subtrees } from './subtrees.ts'
import { UndoJournal } from './undo-journal.ts'

/** What the tables of a memory store need from outside. */
export interface MemoryTablesOptions {
  /** Milliseconds UTC. */
  readonly clock: () => number
  readonly ids: IdSource
  readonly collections: Readonly<Record<string, Collection>>
}

type LogTables = Pick<
  CommitTables,
  | 'now'
  | 'newId'
  | 'takeSequence'
  | 'findOperation'
  | 'insertOperation'
  | 'setOperationNode'
  | 'effects'
>
type NodeTables = Pick<
  CommitTables,
  | 'getNode'
  | 'findChild'
  | 'hasChildren'
  | 'insertNode'
  | 'replaceNode'
  | 'endNode'
  | 'endSubtree'
  | 'copySubtree'
  | 'restoreSubtree'
  | 'findState'
  | 'findLastState'
  | 'findStateAt'
  | 'dropState'
>
type RecordTables = Pick<
  CommitTables,
  'getRecord' | 'putRecord' | 'deleteRecord' | 'findLease' | 'dropRecordImages'
>
type ContentTables = Omit<CommitTables, keyof LogTables | keyof NodeTables | keyof RecordTables>

/** All tables of one memory store; one journal takes back a failed commit in all of them. */
export class MemoryTables {
  readonly journal = new UndoJournal()
  readonly log = new OperationLog(this.journal)
  readonly content = new ContentTable(this.journal)
  readonly lists = new CollectionLists(this.journal, this.content)
  readonly records: RecordTable
  readonly leases: LeaseTable
  readonly #options: MemoryTablesOptions
  readonly #spaces = new Map<string, NodeTable>()
  readonly #images = new Map<string, RecordImages>()

  constructor(options: MemoryTablesOptions) {
    this.#options = options
    this.records = new RecordTable(this.journal, options.collections)
    this.leases = new LeaseTable(this.records, options.clock)
  }

  /** The nodes of a space; one that nothing was ever written to is empty. */
  nodes(space: string): NodeTable {
    return this.#spaces.get(space) ?? new NodeTable(this.journal)
  }

  /** Names of the spaces that hold a node, with `past` of all that were ever written to, in byte order. */
  spaceNames(past: boolean): readonly string[] {
    const held = [...this.#spaces].filter(([, nodes]) => past || nodes.isHoldingNodes)
    return held.map(([name]) => name).sort(compareNames)
  }

  /** Nodes of all spaces that were ever written to, by name. */
  spaces(): Iterable<readonly [string, NodeTable]> {
    return this.#spaces
  }

  /** The images that operations of a space left of records. */
  images(space: string): RecordImages {
    return this.#images.get(space) ?? new RecordImages(this.journal)
  }

  /** Whether a state of a node of any space, or other content, has the content. */
  isReferenced(reference: ContentReference): boolean {
    if (this.content.isInChain(reference)) return true
    return [...this.#spaces.values()].some(({ uses }) => uses.has(reference))
  }

  /** The tables as a commit of one space sees them. */
  forCommit(space: string): CommitTables {
    const nodes = this.nodes(space)
    this.#spaces.set(space, nodes)
    return {
      ...this.#logTables(space, nodes),
      ...this.#nodeTables(nodes),
      ...this.#contentTables(),
      ...this.#recordTables(space),
    }
  }

  #logTables(space: string, nodes: NodeTable): LogTables {
    const { log } = this
    const { clock, ids } = this.#options
    return {
      now: clock,
      newId: ids,
      takeSequence: () => log.takeSequence(),
      findOperation: (id) => log.find(space, id),
      insertOperation: (draft, time) => log.append(space, draft, time),
      setOperationNode: (sequence, node) => log.setNode(sequence, node),
      effects: (sequence) => nodes.effects(sequence),
    }
  }

  #nodeTables(nodes: NodeTable): NodeTables {
    const { lists } = this
    return {
      getNode: (id) => nodes.find(id),
      findChild: (parent, name) => nodes.findChild(parent, name),
      hasChildren: (parent) => nodes.hasChildren(parent),
      insertNode: (row) => nodes.insert(withOwnAttributes(row)),
      replaceNode: (before, after) => nodes.replace(before, withOwnAttributes(after)),
      endNode: (row, to) => nodes.end(row, to),
      findState: (node, from) => nodes.states(node).find((row) => row.from === from),
      findLastState: (node) => nodes.findLast(node),
      findStateAt: (node, at) => nodes.find(node, at),
      dropState: (node, to) => dropState(nodes, node, to),
      ...subtrees({
        nodes,
        ids: this.#options.ids,
        addCandidate: (content, since) => lists.addCandidate(content, since),
      }),
    }
  }

  #contentTables(): ContentTables {
    const { content, lists } = this
    return {
      findContent: (address) => content.findAt(address),
      getContent: (reference) => content.find(reference),
      readInline: (reference) => content.bytes(reference),
      insertContent: (row) => content.insert(row),
      updateContent: (reference, change) => content.update(reference, change),
      removeContent: (reference) => content.remove(reference),
      findChain: (reference) => content.findChain(reference),
      findContentLease: (reference) => content.findLease(reference),
      isReferenced: (reference) => this.isReferenced(reference),
      addCandidate: (reference, since) => lists.addCandidate(reference, since),
      isCandidate: (reference) => lists.isCandidate(reference),
      removeCandidate: (reference) => lists.removeCandidate(reference),
      addDoomed: (object) => lists.addDoomed(object),
      removeDoomed: (address, generation) => lists.removeDoomed(address, generation),
    }
  }

  #recordTables(space: string): RecordTables {
    const { leases, log, records } = this
    const images = this.images(space)
    this.#images.set(space, images)
    const keepImage = (collection: string, key: string, to: Sequence): void => {
      if (!records.isUndoable(collection) || log.findAt(to) === undefined) return
      const value = records.find(collection, key)?.value
      images.keep({ collection, key, to, ...(value !== undefined && { value }) })
    }
    return {
      getRecord: (collection, key) => records.find(collection, key),
      putRecord(collection, key, value, version) {
        keepImage(collection, key, version)
        records.put(collection, key, value, version)
      },
      deleteRecord(collection, key, version) {
        keepImage(collection, key, version)
        records.delete(collection, key)
      },
      findLease: (queue, key) => leases.find(queue, key),
      dropRecordImages: (upTo) => images.drop(upTo),
    }
  }
}

function dropState(nodes: NodeTable, node: Id, to: Sequence): DroppedState | undefined {
  const state = nodes.drop(node, to)
  if (state === undefined) return undefined
  const isHeld = nodes.states(node).some((row) => row.content === state.content)
  return { released: isHeld ? undefined : state.content }
}

/** The caller keeps its attributes: later changes of them must not reach the store. */
function withOwnAttributes(row: NodeRow): NodeRow {
  return row.attributes === undefined
    ? row
    : { ...row, attributes: structuredClone(row.attributes) }
}
