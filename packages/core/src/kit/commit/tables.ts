import type {
  ContentAddress,
  ContentReference,
  ContentRow,
  ContentState,
  Id,
  Lease,
  NodeRow,
  OperationDraft,
  OperationRow,
  RecordRow,
  Sequence,
} from '../../spec/index.ts'
import type { JsonObject } from '../../spec/json.ts'

/** A content row to be inserted; the store gives the reference. */
export interface NewContent extends ContentAddress {
  readonly size: number
  readonly state: ContentState
  readonly generation: number
  readonly bytes?: Uint8Array | undefined
  /** Appended content: the list of `base` and then `part`. */
  readonly chain?:
    | { readonly base: ContentReference; readonly part: ContentReference; readonly depth: number }
    | undefined
}

/**
 * The synchronous tables under a commit, inside one transaction of one space. A store that can read
 * and write without waiting implements these and gets the whole semantics of a commit from
 * `applyBatch`; it wraps the call in its own transaction or savepoint.
 */
export interface CommitTables {
  /** Milliseconds UTC. */
  now(): number
  findOperation(id: Id): OperationRow | undefined
  /** Appends to the log and gives the sequence. */
  insertOperation(draft: OperationDraft, time: number): Sequence
  setOperationNode(sequence: Sequence, node: Id): void

  getNode(id: Id): NodeRow | undefined
  findChild(parent: Id, name: string): NodeRow | undefined
  hasChildren(parent: Id): boolean
  insertNode(row: NodeRow): void
  /** `before` goes to the history with `to`; `after` has the same id and takes its place. */
  replaceNode(before: NodeRow, after: NodeRow): void
  /** `row` goes to the history with `to`. */
  endNode(row: NodeRow, to: Sequence): void
  /** Ends everything below a directory, not the directory itself; gives the number of nodes. */
  endSubtree(directory: Id, to: Sequence): number
  /** Copies everything below `source` to below `target`; gives the number of nodes. */
  copySubtree(
    source: Id,
    target: Id,
    operation: Sequence,
    time: number,
    createdBy: string | undefined,
  ): number

  findContent(address: ContentAddress): ContentRow | undefined
  getContent(reference: ContentReference): ContentRow | undefined
  readInline(reference: ContentReference): Uint8Array | undefined
  insertContent(content: NewContent): ContentReference
  updateContent(
    reference: ContentReference,
    change: {
      readonly state?: ContentState
      readonly generation?: number
      readonly bytes?: Uint8Array
      readonly checksums?: Uint8Array
      readonly leaseUntil?: number
    },
  ): void

  getRecord(collection: string, key: string): RecordRow | undefined
  putRecord(collection: string, key: string, value: JsonObject, version: Sequence): void
  deleteRecord(collection: string, key: string, version: Sequence): void
  findLease(queue: string, key: string): Lease | undefined
}
