import type {
  ContentAddress,
  ContentReference,
  ContentRow,
  ContentState,
  DoomedObject,
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

/** The leases that uploads hold on content; all of them run out at once. */
export interface ContentLease {
  /** 1 and up. */
  readonly count: number
  /** Milliseconds UTC, exclusive. */
  readonly until: number
}

/** A content row to be inserted; the store gives the reference. */
export interface NewContent extends ContentAddress {
  readonly size: number
  readonly state: ContentState
  readonly generation: number
  readonly bytes?: Uint8Array | undefined
  readonly chain?: ContentChain | undefined
  readonly lease?: ContentLease | undefined
  readonly locator?: string | undefined
}

/** A change of a content row; absent members stay. */
export interface ContentChange {
  readonly state?: ContentState
  /** Where it lies from now on; the row that was there before may hold the address until it is changed, too. */
  readonly backend?: string
  /** A new generation drops bytes, chain, checksums and lease, save those given with it. */
  readonly generation?: number
  readonly size?: number
  readonly bytes?: Uint8Array
  readonly chain?: ContentChain
  readonly checksums?: Uint8Array
  /** As it shall be; `null` ends it. */
  readonly lease?: ContentLease | null
}

/** How a subtree is copied. */
export interface SubtreeCopy {
  /** Makes the copies. */
  readonly operation: Sequence
  /** Milliseconds UTC: creation and modification of the copies. */
  readonly time: number
  readonly createdBy: string | undefined
  /** The subtree as it was at that settled sequence, before `operation`; absent: as it is now. */
  readonly at: Sequence | undefined
}

/** How a subtree is brought back. */
export interface SubtreeRestore {
  /** Restores. */
  readonly operation: Sequence
  /** Milliseconds UTC: creation and modification of copies, and since when content is a candidate. */
  readonly time: number
  /** Noted on copies. */
  readonly createdBy: string | undefined
  /** The settled sequence, before `operation`. */
  readonly at: Sequence
  /**
   * The directory that `target` took the place of: it has ended already, what is below it has not, and counts as
   * there now like what is below `target`.
   */
  readonly replaced: Id | undefined
}

/** A past state that was dropped. */
export interface DroppedState {
  /** Its content, when no other state of the node, past or present, has that content: it may be free now. */
  readonly released: ContentReference | undefined
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
   * `to = after.from`. A state that the same operation made (`before.from === after.from`) is not kept:
   * it no longer counts as a use of its content; `applyBatch` makes that a candidate.
   */
  replaceNode(before: NodeRow, after: NodeRow): void
  /**
   * `row` goes to the history with `to`; it is not kept when the same operation made it (`row.from === to`), and then
   * no longer counts as a use of its content; `applyBatch` makes that a candidate.
   */
  endNode(row: NodeRow, to: Sequence): void
  /**
   * Ends everything below a directory as `endNode` does, not the directory itself; gives the number of nodes. Content
   * of states that are not kept becomes a candidate here, since `time` (milliseconds UTC).
   */
  endSubtree(directory: Id, to: Sequence, time: number): number
  /**
   * Copies everything below `source` to below `target`, each row as `copyOfNode` says; gives the number of nodes.
   * With `at` the source need not be live, it may be the root, and `target` may lie below it; without, it lies elsewhere.
   */
  copySubtree(source: Id, target: Id, copy: SubtreeCopy): number
  /** The state of the node with that `from`, past or present. */
  findState(node: Id, from: Sequence): HistoryRow | undefined
  /** The past state of the node with the greatest `to`. Only asked for nodes that are not live. */
  findLastState(node: Id): HistoryRow | undefined
  /** The state in which the node was live at a settled sequence: `from` <= `at`, and no `to` or a later one. */
  findStateAt(node: Id, at: Sequence): HistoryRow | undefined
  /**
   * Makes what is below `target`, a live node or the root, what was below `source` at `at`, under the names that
   * it had then. There now is everything below `target` and below `replaced`. Of the nodes that were below `source`,
   * - one that is there now or is not live keeps its id and becomes as `restoredNode` says; it is not touched when
   *   `isRestored` says that it is so already;
   * - one that lives elsewhere stays there, and a copy with a new id, as `copyOfNode` says, takes its place; what was
   *   below it lies below the copy then.
   *
   * What is there now and was not below `source` ends, as `endNode` does. Everything that ends or moves leaves its
   * place before anything takes one. When `source` was a file, or nothing was below it, everything that is there ends.
   * Content of states that are not kept becomes a candidate here. Gives the number of nodes that were ended, changed
   * and made, each once.
   */
  restoreSubtree(source: Id, target: Id, restore: SubtreeRestore): number
  /**
   * Drops a past state for ever, with its use of the content where no other state of the node has it; `undefined` when
   * there is none. Does not make the content a candidate.
   */
  dropState(node: Id, to: Sequence): DroppedState | undefined
  /** Drops the images of records that operations of the space left, up to a sequence, inclusive. */
  dropRecordImages(upTo: Sequence): void

  findContent(address: ContentAddress): ContentRow | undefined
  getContent(reference: ContentReference): ContentRow | undefined
  /** The bytes of one inline piece. */
  readInline(reference: ContentReference): Uint8Array | undefined
  /** The reference is one that no other content ever had, also not content that was removed. */
  insertContent(content: NewContent): ContentReference
  updateContent(reference: ContentReference, change: ContentChange): void
  /** Removes the row with bytes, chain and lease; it is on no list and nothing references it. */
  removeContent(reference: ContentReference): void
  /** What the content is made of directly; `undefined` for one piece. */
  findChain(reference: ContentReference): ContentChain | undefined
  /** The lease as it was last set, run out or not. */
  findContentLease(reference: ContentReference): ContentLease | undefined
  /** Whether a state of a node, past or present, of any space, or the chain of other content has it. */
  isReferenced(reference: ContentReference): boolean

  /** Puts content on the candidate list since `since` (milliseconds UTC); one that is on it since later stays so. */
  addCandidate(reference: ContentReference, since: number): void
  isCandidate(reference: ContentReference): boolean
  /** Idempotent. */
  removeCandidate(reference: ContentReference): void
  /** Puts an object on the list of the doomed; each address and generation at most once, the first time counts. */
  addDoomed(object: DoomedObject): void
  /** Idempotent. */
  removeDoomed(address: ContentAddress, generation: number): void

  /** @throws `INVALID_ARGUMENT` for a collection that is not declared, as all three do. */
  getRecord(collection: string, key: string): RecordRow | undefined
  putRecord(collection: string, key: string, value: JsonObject, version: Sequence): void
  /** Idempotent. */
  deleteRecord(collection: string, key: string, version: Sequence): void
  /** The newest lease of the key, run out or not. */
  findLease(queue: string, key: string): Lease | undefined
}
