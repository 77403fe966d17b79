/** The contract of a metadata store: nodes, content, records, operations, leases. */
import type { ApiVersion, CallOptions } from './backend.ts'
import type { Batch, CommitResult } from './commit.ts'
import type { Collectable, ContentAddress, ContentRow, DoomedObject } from './content.ts'
import type { ContentReference, Hash, HistoryRow, Id, NodeRow, Sequence } from './node.ts'
import type { OperationQuery, OperationRow } from './operation.ts'
import type { Page, PageOptions } from './page.ts'
import type { ClaimOptions, Lease, RecordImage, RecordRow, ScanOptions } from './record.ts'

/** Options of reads of nodes: `at` is a settled sequence; absent: now. */
export interface AtOptions extends CallOptions {
  readonly at?: Sequence | undefined
}

/** Options of reads of one node. */
export interface ReadNodeOptions extends AtOptions {
  /** Gives inline bytes along. */
  readonly content?: boolean | undefined
  /**
   * The file's newest state with that version, past or present, instead of the present; nothing is found when there is
   * none any more, and of a directory. Not together with `at`.
   */
  readonly version?: number | undefined
}

/** Options of {@link MetadataStore.listChildren}; `after` is a name. */
export interface ChildrenOptions extends AtOptions, PageOptions {
  /** Tells where the files' content lies. */
  readonly contents?: boolean | undefined
}

/** Where the bytes of content lie. */
export type ContentPlace = Pick<ContentRow, 'pool' | 'backend' | 'hash' | 'generation' | 'parts'>

/** Answer of {@link MetadataStore.listChildren}. */
export interface ChildrenPage extends Page<NodeRow> {
  /**
   * When asked for, in the order of rows where their content lies now; `undefined` for directories, and for content
   * that the store does not know, or a part of it.
   */
  readonly contents?: readonly (ContentPlace | undefined)[] | undefined
}

/** A node, with its bytes when they were asked for and lie in the store as one piece. */
export interface NodeWithContent {
  readonly node: NodeRow
  readonly bytes?: Uint8Array | undefined
}

/** Content that the store holds as one piece. */
export interface InlineContent {
  readonly reference: ContentReference
  readonly bytes: Uint8Array
}

/** Operations by their sequences. */
export interface SequenceRange {
  /** Exclusive. */
  readonly after: Sequence
  /** Inclusive. */
  readonly upTo: Sequence
}

/** What an operation made of a node. */
export interface StateMade {
  readonly operation: Sequence
  readonly node: Id
  readonly version: number
  /** Absent for directories. */
  readonly hash?: Hash | undefined
}

/** How far a walk came. */
export interface Walk {
  /** The last name's node; absent when a name on the way was not found. */
  readonly found?: NodeWithContent | undefined
  /** Nodes of the names that were found, in order; filled only when `found` is absent. */
  readonly walked?: readonly NodeRow[] | undefined
}

/** What a store can do. */
export interface StoreCapabilities {
  readonly inlineContent: boolean
  /** Several processes may open it at once. */
  readonly shared: boolean
  /** Survives the process. */
  readonly persistent: boolean
  /** {@link MetadataStore.backup} is there. */
  readonly backup: boolean
}

/** Answer of {@link MetadataStore.size}, in bytes. */
export interface StoreSize {
  readonly bytes: number
  readonly reclaimable: number
}

/** Options of {@link MetadataStore.backup}. */
export interface BackupOptions extends CallOptions {
  /** Called as it goes on. */
  readonly onProgress?:
    | ((progress: { readonly done: number; readonly total: number }) => void)
    | undefined
}

/** Answer of {@link MetadataStore.health}. */
export interface StoreHealth {
  readonly ok: boolean
  readonly problems: readonly { readonly problem: string; readonly hint: string }[]
  readonly details: Readonly<Record<string, string | number | boolean>>
}

/** What {@link MetadataStore.migrate} found or made. */
export interface StoreIdentity {
  /** Made when the store was. */
  readonly storeId: Id
  readonly format: number
}

/** How durable a commit must be when it resolves. */
export type Durability = 'full' | 'deferred'

/**
 * An adapter that holds metadata. All methods are safe to call at once; reads see every commit that
 * was acknowledged before they were called. After `close()` every call is `CLOSED`; waiting commits
 * are finished first.
 */
export interface MetadataStore {
  readonly apiVersion: ApiVersion
  readonly type: string
  readonly capabilities: StoreCapabilities
  /** Where it lies, for people; never a credential. */
  describe(): { readonly type: string; readonly location: string }
  /** Idempotent, safe when several processes start at once. Called once before anything else. @throws `STORE_FORMAT`. */
  migrate(): Promise<StoreIdentity>
  health(): Promise<StoreHealth>
  close(): Promise<void>

  /** The child of that name, or `undefined`. */
  lookup(
    space: string,
    parent: Id,
    name: string,
    options?: ReadNodeOptions,
  ): Promise<NodeWithContent | undefined>
  /** Walks names from the root (at least one name) in one round trip. `version` is that of the last name's node. */
  resolve(space: string, names: readonly string[], options?: ReadNodeOptions): Promise<Walk>
  /** In the order of `ids`; `undefined` for those that are not there. */
  getNodes(
    space: string,
    ids: readonly Id[],
    options?: AtOptions,
  ): Promise<readonly (NodeRow | undefined)[]>
  /** Children in byte order of names. */
  listChildren(space: string, parent: Id, options: ChildrenOptions): Promise<ChildrenPage>
  /** Milliseconds UTC of the newest change directly in each directory; `undefined` where nothing ever was in it. */
  newestChanges(space: string, directories: readonly Id[]): Promise<readonly (number | undefined)[]>

  /** Names of the spaces that hold a node, with `past` of all that were ever written to, in byte order; `after` is a name. */
  listSpaces(options: PageOptions & { readonly past?: boolean | undefined }): Promise<Page<string>>

  /** All states of a node, newest first, the present included. */
  nodeHistory(space: string, node: Id, options: PageOptions): Promise<Page<HistoryRow>>
  /** States that ended at a place (by change, move or removal), the last one first. */
  placeHistory(
    space: string,
    parent: Id,
    name: string,
    options: PageOptions,
  ): Promise<Page<HistoryRow>>
  /**
   * States that the operations made or ended: operation by operation in the order given (1 to 1,000), of each first
   * those that it ended (`to` is its sequence), then those that it made (`from` is). States that were pruned are left
   * out. Unknown operations have none.
   */
  effects(space: string, operations: readonly Id[], options: PageOptions): Promise<Page<HistoryRow>>
  /**
   * States that operations of a range of sequences made, past and present, in the order of the operations, then of the
   * nodes' ids: what seals are made of. Those that were pruned are left out. @throws `CORRUPT` when one cannot be read.
   */
  statesMade(space: string, range: SequenceRange, options: PageOptions): Promise<Page<StateMade>>
  /** States whose origin is the node, past and present, in order of ids, then newest first. */
  copies(space: string, node: Id, options: PageOptions): Promise<Page<HistoryRow>>

  findContent(address: ContentAddress): Promise<ContentRow | undefined>
  /**
   * Content of a pool that is present, of `largest` bytes at most, and that the store holds as one piece, with its bytes,
   * in the order of `hashes`; `undefined` for all other. All of them at once in memory.
   */
  findInline(
    pool: string,
    hashes: readonly Hash[],
    largest: number,
  ): Promise<readonly (InlineContent | undefined)[]>
  /** @throws `CORRUPT` for a reference that the store does not know. */
  getContent(reference: ContentReference): Promise<ContentRow>
  /** Bytes of inline content. Parts are read one by one. @throws `CORRUPT` when it is not inline. */
  readInline(reference: ContentReference): Promise<Uint8Array>
  /** Live files that use the content. */
  countUses(space: string, reference: ContentReference): Promise<number>
  /** All content, in the order in which it was made; for checks. Tombstones (condemned, object gone) are included. */
  listContent(options: PageOptions): Promise<Page<ContentRow>>
  /** The candidate list: content that lost a reference or was announced, oldest first. Costs what the list holds. */
  collectable(
    options: PageOptions & {
      /** Milliseconds UTC, exclusive: only candidates since before then. */
      readonly before: number
    },
  ): Promise<Page<Collectable>>
  /** Objects of condemned content that are still to be deleted, oldest first. */
  doomed(
    options: PageOptions & {
      /** Milliseconds UTC, exclusive: only those condemned before then. */
      readonly before: number
    },
  ): Promise<Page<DoomedObject>>

  getRecords(
    collection: string,
    keys: readonly string[],
  ): Promise<readonly (RecordRow | undefined)[]>
  scanRecords(collection: string, options: ScanOptions): Promise<Page<RecordRow>>
  /** Images that the operations (1 to 1,000) left of records in undoable collections, in the order given, then by collection and key. */
  recordImages(
    space: string,
    operations: readonly Id[],
    options: PageOptions,
  ): Promise<Page<RecordImage>>

  /** The only write: atomic, serialisable per space. The same first operation id twice gives the first result again. @throws `BUSY`, `NO_SPACE`, `OUTCOME_UNKNOWN`. */
  commit(
    batch: Batch,
    options?: { readonly durability?: Durability | undefined },
  ): Promise<CommitResult>
  /** Makes every deferred commit before it durable. */
  sync(): Promise<void>

  /** Newest first. Its cursor, like that of `changes`, is the sequence of an operation in decimal. */
  operations(space: string, query: OperationQuery): Promise<Page<OperationRow>>
  /** Oldest first, after the cursor; gap-free within a space. `next` is always given: the place to go on from. */
  changes(
    space: string,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ readonly rows: readonly OperationRow[]; readonly next: string }>
  /** The sequence up to which nothing can still appear; 0 when nothing was ever committed. */
  settled(): Promise<Sequence>
  /** The last settled sequence of any space whose time is not later (milliseconds UTC); 0 when there is none. A search, not a scan. */
  sequenceAt(time: number): Promise<Sequence>
  /** Hints that something changed: at once in this process, within 50 ms from others. Returns a function that ends it. */
  onChange(listener: () => void): () => void

  /** Takes up to `limit` records of the queue's collection that nobody holds, in the order of its queue index, by the store's clock. */
  claim(queue: string, options: ClaimOptions): Promise<readonly Lease[]>
  /** @throws `LEASE_LOST` when another has it or it ran out. */
  renew(lease: Lease, leaseMs: number): Promise<Lease>
  /** Idempotent; a lease that was lost is left alone. */
  release(lease: Lease): Promise<void>

  /** Bytes that the store takes, and of them those that {@link MetadataStore.compact} would give back. */
  size(): Promise<StoreSize>
  /** Gives unused space back to the system, in steps that let others work. Gives the bytes that were given back. */
  compact(options?: CallOptions): Promise<number>
  /**
   * Checks the store's own structure (checksums, indexes, dangling references of nodes and content); gives what is
   * wrong, as sentences, nothing when all is well. Reads everything.
   */
  inspect(options?: CallOptions): Promise<readonly string[]>
  /**
   * A consistent copy of the whole store in a new file, while others write; only where `capabilities.backup`.
   * @throws `ALREADY_EXISTS` when the file is there, `NO_SPACE`.
   */
  backup?(file: string, options?: BackupOptions): Promise<void>
}
