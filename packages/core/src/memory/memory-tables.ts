import { copyOfNode } from '../kit/commit/copy-of-node.ts'
import type { CommitTables } from '../kit/commit/tables.ts'
import { compareNames } from '../kit/compare-names.ts'
import type { IdSource } from '../kit/ids.ts'
import type { Collection, Id, NodeRow } from '../spec/index.ts'
import { ContentTable } from './content-table.ts'
import { LeaseTable } from './lease-table.ts'
import { NodeTable } from './node-table.ts'
import { OperationLog } from './operation-log.ts'
import { RecordTable } from './record-table.ts'
import { UndoJournal } from './undo-journal.ts'

/** What the tables of a memory store need from outside. */
export interface MemoryTablesOptions {
  /** Milliseconds UTC. */
  readonly clock: () => number
  readonly ids: IdSource
  readonly collections: Readonly<Record<string, Collection>>
}

/** All tables of one memory store; one journal takes back a failed commit in all of them. */
export class MemoryTables {
  readonly journal = new UndoJournal()
  readonly log = new OperationLog(this.journal)
  readonly content = new ContentTable(this.journal)
  readonly records: RecordTable
  readonly leases: LeaseTable
  readonly #options: MemoryTablesOptions
  readonly #spaces = new Map<string, NodeTable>()

  constructor(options: MemoryTablesOptions) {
    this.#options = options
    this.records = new RecordTable(this.journal, options.collections)
    this.leases = new LeaseTable(this.records, options.clock)
  }

  /** The nodes of a space; one that nothing was ever written to is empty. */
  nodes(space: string): NodeTable {
    return this.#spaces.get(space) ?? new NodeTable(this.journal)
  }

  /** Names of the spaces that hold a node, in byte order. */
  spaceNames(): readonly string[] {
    const held = [...this.#spaces].filter(([, nodes]) => nodes.isHoldingNodes)
    return held.map(([name]) => name).sort(compareNames)
  }

  /** The tables as a commit of one space sees them. */
  forCommit(space: string): CommitTables {
    const { content, leases, log, records } = this
    const { clock, ids } = this.#options
    const nodes = this.nodes(space)
    this.#spaces.set(space, nodes)
    return {
      now: clock,
      newId: ids,
      takeSequence: () => log.takeSequence(),
      findOperation: (id) => log.find(space, id),
      insertOperation: (draft, time) => log.append(space, draft, time),
      setOperationNode: (sequence, node) => log.setNode(sequence, node),
      effects: (sequence) => nodes.effects(sequence),

      getNode: (id) => nodes.find(id),
      findChild: (parent, name) => nodes.findChild(parent, name),
      hasChildren: (parent) => nodes.hasChildren(parent),
      insertNode: (row) => nodes.insert(withOwnAttributes(row)),
      replaceNode: (before, after) => nodes.replace(before, withOwnAttributes(after)),
      endNode: (row, to) => nodes.end(row, to),
      endSubtree(directory, to) {
        const below = nodes.below(directory)
        for (const row of below.reverse()) nodes.end(row, to)
        return below.length
      },
      copySubtree(source, target, operation, time, createdBy) {
        const below = nodes.below(source)
        const copies = new Map<Id, Id>([[source, target]])
        for (const row of below) {
          const place = { id: ids(), parent: copies.get(row.parent) as Id, name: row.name }
          nodes.insert(copyOfNode(row, { ...place, operation, time, createdBy }))
          copies.set(row.id, place.id)
        }
        return below.length
      },

      findContent: (address) => content.findAt(address),
      getContent: (reference) => content.find(reference),
      readInline: (reference) => content.bytes(reference),
      insertContent: (row) => content.insert(row),
      updateContent: (reference, change) => content.update(reference, change),

      getRecord: (collection, key) => records.find(collection, key),
      putRecord: (collection, key, value, version) => records.put(collection, key, value, version),
      deleteRecord: (collection, key) => records.delete(collection, key),
      findLease: (queue, key) => leases.find(queue, key),
    }
  }
}

/** The caller keeps its attributes: later changes of them must not reach the store. */
function withOwnAttributes(row: NodeRow): NodeRow {
  return row.attributes === undefined
    ? row
    : { ...row, attributes: structuredClone(row.attributes) }
}
