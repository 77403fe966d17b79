import type {
  ContentAddress,
  ContentReference,
  ContentRow,
  ContentState,
  HistoryRow,
  Id,
  Lease,
  NodeRow,
  OperationDraft,
  OperationRow,
  RecordRow,
  Sequence,
} from '../../spec/index.ts'
import type { JsonObject } from '../../spec/json.ts'

/** Content that is made of other content: the parts of `base` and then those of `part`. */
export interface ContentChain {
  readonly base: ContentReference
  readonly part: ContentReference
  /** Parts in all, 2 to 256. */
  readonly depth: number
}

/** A content row to be inserted; the store gives the reference. */
export interface NewContent extends ContentAddress {
  readonly size: number
  readonly state: ContentState
  readonly generation: number
  readonly bytes?: Uint8Array | undefined
  readonly chain?: ContentChain | undefined
  /** Milliseconds UTC. */
  readonly leaseUntil?: number | undefined
}

/** A change of a content row; absent members stay. */
export interface ContentChange {
  readonly state?: ContentState
  /** A new generation drops bytes, chain and checksums, save those given with it. */
  readonly generation?: number
  readonly size?: number
  readonly bytes?: Uint8Array
  readonly chain?: ContentChain
  readonly checksums?: Uint8Array
  /** Milliseconds UTC; a lease is never shortened. */
  readonly leaseUntil?: number
}

/**
 * The synchronous tables under a commit, inside one transaction of one space. A store that can read
 * and write without waiting implements these and gets the whole semantics of a commit from
 * `applyBatch`; it wraps the call in its own transaction or savepoint and rolls back when
 * `applyBatch` gives `ok: false` or throws.
 *
 * Nodes, operations and history are those of the one space; content, records and leases are the
 * store's. Reads see the writes before them. The root ({@link ROOT_ID}) has no row.
 */
export interface CommitTables {
  /** Milliseconds UTC. */
  now(): number
  /** A fresh id, for the nodes that a copy makes. */
  newId(): Id
  /** A fresh sequence without a log entry, for commits that have no operation. */
  takeSequence(): Sequence
  /** The operation of that id in this space. */
  findOperation(id: Id): OperationRow | undefined
  /**
   * Appends to the log and gives the sequence; `undefined`, and nothing is written, when the id is
   * logged already (in any space). The row may be held back until `applyBatch` returns.
   */
  insertOperation(draft: OperationDraft, time: number): Sequence | undefined
  /** Notes the node of the operation's first effect; called at most once for each operation, in this batch. */
  setOperationNode(sequence: Sequence, node: Id): void
  /** All states that the operation made or ended. Only asked to answer a repeated commit. */
  effects(sequence: Sequence): readonly HistoryRow[]

  /** The live node of that id. */
  getNode(id: Id): NodeRow | undefined
  findChild(parent: Id, name: string): NodeRow | undefined
  hasChildren(parent: Id): boolean
  /** The place is free. The id may be one that was live before (an exchange ends one row and inserts it anew). */
  insertNode(row: NodeRow): void
  /**
   * `after` has the same id and takes the place of `before`, which goes to the history with
   * `to = after.from`. A state that the same operation made (`before.from === after.from`) is not kept.
   */
  replaceNode(before: NodeRow, after: NodeRow): void
  /** `row` goes to the history with `to`; it is not kept when the same operation made it (`row.from === to`). */
  endNode(row: NodeRow, to: Sequence): void
  /** Ends everything below a directory as `endNode` does, not the directory itself; gives the number of nodes. */
  endSubtree(directory: Id, to: Sequence): number
  /** Copies everything below `source` to below `target`, each row as `copyOfNode` says; gives the number of nodes. */
  copySubtree(
    source: Id,
    target: Id,
    operation: Sequence,
    time: number,
    createdBy: string | undefined,
  ): number

  findContent(address: ContentAddress): ContentRow | undefined
  getContent(reference: ContentReference): ContentRow | undefined
  /** The bytes of one inline piece. */
  readInline(reference: ContentReference): Uint8Array | undefined
  insertContent(content: NewContent): ContentReference
  updateContent(reference: ContentReference, change: ContentChange): void

  /** @throws `INVALID_ARGUMENT` for a collection that is not declared, as all three do. */
  getRecord(collection: string, key: string): RecordRow | undefined
  putRecord(collection: string, key: string, value: JsonObject, version: Sequence): void
  /** Idempotent. */
  deleteRecord(collection: string, key: string, version: Sequence): void
  /** The newest lease of the key, run out or not. */
  findLease(queue: string, key: string): Lease | undefined
}
