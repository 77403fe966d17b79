/** The contract of a metadata store: nodes, content, records, operations, leases. */
import type { ApiVersion, CallOptions } from './backend.ts'
import type { Json, JsonObject } from './json.ts'
import type {
  Attributes,
  ContentReference,
  Hash,
  HistoryRow,
  Id,
  NodeRow,
  Origin,
  Sequence,
} from './node.ts'

/** Kinds of logged operations. */
export type OperationType =
  | 'write'
  | 'append'
  | 'edit'
  | 'delete'
  | 'mkdir'
  | 'rmdir'
  | 'copy'
  | 'rename'
  | 'metadata'
  | 'tag'
  | 'rollback'
  | 'undo'
  | 'restore'
  | 'import'
  | 'mount'
  | 'unmount'
  | 'snapshot'
  | 'fork'

/** An operation as the engine hands it to a commit. */
export interface OperationDraft {
  readonly id: Id
  readonly type: OperationType
  readonly path: string
  /** The other end of a rename or copy. */
  readonly target?: string | undefined
  readonly tenant?: string | undefined
  readonly agent?: string | undefined
  readonly user?: string | undefined
  readonly run?: string | undefined
  readonly requestId?: string | undefined
  /** Common to all operations of one `writeBatch`. */
  readonly batch?: Id | undefined
  readonly details?: JsonObject | undefined
}

/** A logged operation. */
export interface OperationRow extends OperationDraft {
  readonly space: string
  readonly sequence: Sequence
  /** The node of the operation's first effect. */
  readonly node?: Id | undefined
  /** Milliseconds UTC of the store's clock; informs, the sequence orders. */
  readonly time: number
}

/** The id of a node, or the node that the mutation at that index of the same batch made or found. */
export type NodeRef = Id | { readonly mutation: number }

/** Content: a reference, or the one that the mutation at that index of the same batch made or found. */
export type ContentRef = ContentReference | { readonly mutation: number }

/** A condition of a commit; all are checked before any mutation, in the same transaction. */
export type Precondition =
  /** No live node at the place. */
  | { readonly kind: 'absent'; readonly parent: Id; readonly name: string }
  /** The node is live and, where given, still at the place. */
  | {
      readonly kind: 'exists'
      readonly node: Id
      readonly parent?: Id | undefined
      readonly name?: string | undefined
    }
  /** The file at the place has this version. */
  | {
      readonly kind: 'version'
      readonly parent: Id
      readonly name: string
      readonly version: number
    }
  /** The file at the place has content of this hash. */
  | { readonly kind: 'etag'; readonly parent: Id; readonly name: string; readonly hash: Hash }
  /** The node's row has not changed since: its `from` is this one. */
  | { readonly kind: 'unchanged'; readonly node: Id; readonly from: Sequence }
  /** The directory is live and has no children. */
  | { readonly kind: 'emptyDirectory'; readonly node: Id }
  /** The record has this version; `null`: there is none. */
  | {
      readonly kind: 'record'
      readonly collection: string
      readonly key: string
      readonly version: Sequence | null
    }
  /** The lease is held with this token. */
  | { readonly kind: 'lease'; readonly queue: string; readonly key: string; readonly token: number }
  /** The content is registered with this generation and neither condemned nor suspect. */
  | { readonly kind: 'content'; readonly content: ContentReference; readonly generation: number }

/** Member common to mutations: the index of the operation they belong to, 0 by default. */
export interface MutationBase {
  readonly operation?: number | undefined
}

/** File at (parent, name): the next version of what is there, else a new node with `id`. */
export interface PutMutation extends MutationBase {
  readonly kind: 'put'
  readonly parent: NodeRef
  readonly name: string
  readonly id: Id
  readonly content: ContentRef
  readonly contentType?: string | undefined
  /** Replaces the attributes; absent: those that are there stay. */
  readonly attributes?: Attributes | undefined
  /** Milliseconds UTC; by default the time of the commit. */
  readonly modifiedAt?: number | undefined
  /** Subject that is noted when the node is new. */
  readonly createdBy?: string | undefined
  readonly origin?: Origin | undefined
}

/** The directory at (parent, name), made with `id` if absent. A file there is `notDirectory`. */
export interface EnsureDirectoryMutation extends MutationBase {
  readonly kind: 'ensureDirectory'
  readonly parent: NodeRef
  readonly name: string
  readonly id: Id
  readonly createdBy?: string | undefined
}

/**
 * The node goes to (parent, name). A file that is there is `nameTaken` unless `replace`, which ends
 * it; `exchange` swaps the two; a directory that is there is always `nameTaken` (or swapped).
 * A directory that would come to lie below itself is `cycle`.
 */
export interface MoveMutation extends MutationBase {
  readonly kind: 'move'
  readonly node: Id
  readonly parent: NodeRef
  readonly name: string
  readonly replace?: boolean | undefined
  readonly exchange?: boolean | undefined
}

/** Ends a node; a directory with children is `notEmpty` unless `recursive`, which ends its whole subtree. */
export interface RemoveMutation extends MutationBase {
  readonly kind: 'remove'
  readonly node: Id
  readonly recursive?: boolean | undefined
}

/** Replaces the attributes of a node; empty ones are dropped. */
export interface AttributesMutation extends MutationBase {
  readonly kind: 'attributes'
  readonly node: NodeRef
  readonly attributes: Attributes
}

/** The subtree of `node` to (parent, name): new ids, shared content, version 1, metadata, tags and origin kept. Taken place: `nameTaken`. */
export interface CopyTreeMutation extends MutationBase {
  readonly kind: 'copyTree'
  readonly node: Id
  readonly parent: NodeRef
  readonly name: string
  readonly createdBy?: string | undefined
}

/** Where content lies: a pool, a backend's id (`inline` for the store itself) and the hash. */
export interface ContentAddress {
  readonly pool: string
  readonly backend: string
  readonly hash: Hash
}

/** The backend id of content that the store itself holds. */
export const INLINE = 'inline'

/**
 * Content of a commit. All forms give a reference.
 * - `inline`: bytes held by the store. Present and equal: reused; present and different (damaged): replaced.
 * - `register`: announces an upload. Absent or suspect: `pending` with a fresh generation and key; condemned: the
 *   same; pending or present: as it is. Leased until `leaseMs` from now either way.
 * - `confirm`: the object is there: `present`.
 * - `append`: the parts of `base` and then those of `part`, one content with the hash of the whole.
 * - `suspect`: a check failed; the next `register` gives a new generation.
 */
export type ContentMutation = MutationBase & { readonly kind: 'content' } & (
    | ({ readonly action: 'inline'; readonly bytes: Uint8Array } & Omit<ContentAddress, 'backend'>)
    | ({
        readonly action: 'register'
        readonly size: number
        readonly leaseMs: number
      } & ContentAddress)
    | {
        readonly action: 'confirm'
        readonly content: ContentRef
        readonly generation: number
        readonly checksums?: Uint8Array | undefined
      }
    | {
        readonly action: 'append'
        readonly pool: string
        readonly hash: Hash
        readonly base: ContentReference
        readonly part: ContentRef
      }
    | {
        readonly action: 'suspect'
        readonly content: ContentReference
        readonly generation: number
      }
  )

/** Change of a record in a declared collection. `add` adds to an integer field, which is 0 when absent. */
export type RecordMutation = MutationBase & {
  readonly kind: 'record'
  readonly collection: string
  readonly key: string
} & (
    | { readonly action: 'put'; readonly value: JsonObject }
    | { readonly action: 'delete' }
    | { readonly action: 'add'; readonly field: string; readonly amount: number }
  )

/** A change of a commit; applied in order. */
export type Mutation =
  | PutMutation
  | EnsureDirectoryMutation
  | MoveMutation
  | RemoveMutation
  | AttributesMutation
  | CopyTreeMutation
  | ContentMutation
  | RecordMutation

/** One atomic change of one space. */
export interface Batch {
  readonly space: string
  /** At least one when there are mutations of nodes. */
  readonly operations: readonly OperationDraft[]
  readonly preconditions?: readonly Precondition[] | undefined
  readonly mutations: readonly Mutation[]
}

/** Why a mutation could not be applied to what is there. */
export type StructuralProblem =
  | 'parentMissing'
  | 'nodeMissing'
  | 'nameTaken'
  | 'notDirectory'
  | 'isDirectory'
  | 'notEmpty'
  | 'cycle'
  | 'contentMissing'

/** What a mutation made: `node` of put, ensureDirectory, move, attributes, copyTree; `content` of content. */
export interface MutationResult {
  readonly node?: NodeRow | undefined
  /** False where the mutation found what it would have made. */
  readonly created?: boolean | undefined
  readonly content?: ContentRow | undefined
  /** Nodes that a remove or copyTree touched. */
  readonly count?: number | undefined
}

/** Answer of {@link MetadataStore.commit}. A failed commit wrote nothing. */
export type CommitResult =
  | {
      readonly ok: true
      readonly operations: readonly {
        readonly id: Id
        readonly sequence: Sequence
        readonly time: number
      }[]
      readonly mutations: readonly MutationResult[]
    }
  | { readonly ok: false; readonly failed: 'precondition'; readonly index: number }
  | {
      readonly ok: false
      readonly failed: 'structure'
      readonly index: number
      readonly problem: StructuralProblem
    }

/** State of content: announced; there; damaged; to be deleted. */
export type ContentState = 'pending' | 'present' | 'suspect' | 'condemned'

/** One piece of content that is one object, or lies in the store. */
export interface ContentPart {
  readonly reference: ContentReference
  readonly backend: string
  readonly hash: Hash
  readonly size: number
  readonly generation: number
}

/** What the store knows of content. */
export interface ContentRow extends ContentAddress {
  readonly reference: ContentReference
  readonly size: number
  readonly state: ContentState
  /** 1 and up; part of the object's key. */
  readonly generation: number
  /** For content made by appending: its pieces in order, 2 to 256. */
  readonly parts?: readonly ContentPart[] | undefined
  /** CRC-32 (big-endian, 4 bytes) of each MiB, for content above 1 MiB that is one object. */
  readonly checksums?: Uint8Array | undefined
}

/** Options of reads of nodes: `at` is a settled sequence; absent: now. */
export interface AtOptions extends CallOptions {
  readonly at?: Sequence | undefined
}

/** A page of rows. */
export interface PageOptions {
  /** Only rows after this one. */
  readonly after?: string | undefined
  /** 1 to 1,000. */
  readonly limit: number
}

/** A page; no `next` means the end. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly next?: string | undefined
}

/** A node, with its bytes when they were asked for and lie in the store as one piece. */
export interface NodeWithContent {
  readonly node: NodeRow
  readonly bytes?: Uint8Array | undefined
}

/** How far a walk came. */
export interface Walk {
  /** The last name's node; absent when a name on the way was not found. */
  readonly found?: NodeWithContent | undefined
  /** Nodes of the names that were found, in order; filled only when `found` is absent. */
  readonly walked?: readonly NodeRow[] | undefined
}

/** Filter of {@link MetadataStore.operations}; members are combined with AND. Newest first. */
export interface OperationQuery extends PageOptions {
  readonly node?: Id | undefined
  readonly id?: Id | undefined
  readonly run?: string | undefined
  readonly types?: readonly OperationType[] | undefined
  readonly agent?: string | undefined
  /** Operations of this path, or that had it as their target. */
  readonly path?: string | undefined
  /** Milliseconds UTC, inclusive. */
  readonly since?: number | undefined
  /** Milliseconds UTC, exclusive. */
  readonly until?: number | undefined
}

/** A record. */
export interface RecordRow {
  readonly key: string
  readonly value: JsonObject
  /** The commit that made it: a number that never repeats for the key. */
  readonly version: Sequence
}

/** Options of {@link MetadataStore.scanRecords}. */
export interface ScanOptions extends PageOptions {
  /** By default the key. */
  readonly index?: string | undefined
  /** Values of the index's first fields; or, without index, a key prefix. */
  readonly prefix?: readonly Json[] | string | undefined
  readonly reverse?: boolean | undefined
}

/** A held lease. */
export interface Lease {
  readonly queue: string
  readonly key: string
  /** Fencing token; grows with each claim of the key. */
  readonly token: number
  readonly worker: string
  /** Milliseconds UTC of the store's clock. */
  readonly expiresAt: number
  readonly value: JsonObject
}

/** Options of {@link MetadataStore.claim}. */
export interface ClaimOptions {
  readonly limit: number
  readonly leaseMs: number
  readonly worker: string
}

/** What a store can do. */
export interface StoreCapabilities {
  readonly inlineContent: boolean
  /** Several processes may open it at once. */
  readonly shared: boolean
  /** Survives the process. */
  readonly persistent: boolean
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
    options?: AtOptions & { readonly content?: boolean },
  ): Promise<NodeWithContent | undefined>
  /** Walks names from the root (at least one name) in one round trip. */
  resolve(
    space: string,
    names: readonly string[],
    options?: AtOptions & { readonly content?: boolean },
  ): Promise<Walk>
  /** In the order of `ids`; `undefined` for those that are not there. */
  getNodes(
    space: string,
    ids: readonly Id[],
    options?: AtOptions,
  ): Promise<readonly (NodeRow | undefined)[]>
  /** Children in byte order of names; `after` is a name. */
  listChildren(space: string, parent: Id, options: AtOptions & PageOptions): Promise<Page<NodeRow>>
  /** Milliseconds UTC of the newest change directly in each directory; `undefined` where nothing ever was in it. */
  newestChanges(space: string, directories: readonly Id[]): Promise<readonly (number | undefined)[]>

  /** Names of the spaces that hold a node, in byte order; `after` is a name. */
  listSpaces(options: PageOptions): Promise<Page<string>>

  /** All states of a node, newest first, the present included. */
  nodeHistory(space: string, node: Id, options: PageOptions): Promise<Page<HistoryRow>>
  /** States that the operation made or ended, ended ones first. */
  effects(space: string, operation: Id, options: PageOptions): Promise<Page<HistoryRow>>

  findContent(address: ContentAddress): Promise<ContentRow | undefined>
  /** @throws `CORRUPT` for a reference that the store does not know. */
  getContent(reference: ContentReference): Promise<ContentRow>
  /** Bytes of inline content. Parts are read one by one. @throws `CORRUPT` when it is not inline. */
  readInline(reference: ContentReference): Promise<Uint8Array>
  /** Live files that use the content. */
  countUses(space: string, reference: ContentReference): Promise<number>

  getRecords(
    collection: string,
    keys: readonly string[],
  ): Promise<readonly (RecordRow | undefined)[]>
  scanRecords(collection: string, options: ScanOptions): Promise<Page<RecordRow>>

  /** The only write: atomic, serialisable per space. The same first operation id twice gives the first result again. @throws `BUSY`, `NO_SPACE`, `OUTCOME_UNKNOWN`. */
  commit(
    batch: Batch,
    options?: { readonly durability?: Durability | undefined },
  ): Promise<CommitResult>
  /** Makes every deferred commit before it durable. */
  sync(): Promise<void>

  /** Newest first. */
  operations(space: string, query: OperationQuery): Promise<Page<OperationRow>>
  /** Oldest first, after the cursor; gap-free within a space. `next` is always given: the place to go on from. */
  changes(
    space: string,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ readonly rows: readonly OperationRow[]; readonly next: string }>
  /** The sequence up to which nothing can still appear; 0 when nothing was ever committed. */
  settled(): Promise<Sequence>
  /** Hints that something changed: at once in this process, within 50 ms from others. Returns a function that ends it. */
  onChange(listener: () => void): () => void

  /** Takes up to `limit` records of the queue's collection that nobody holds, in the order of its queue index, by the store's clock. */
  claim(queue: string, options: ClaimOptions): Promise<readonly Lease[]>
  /** @throws `LEASE_LOST` when another has it or it ran out. */
  renew(lease: Lease, leaseMs: number): Promise<Lease>
  /** Idempotent; a lease that was lost is left alone. */
  release(lease: Lease): Promise<void>
}

/** An index of a collection: fields are dotted paths into the value. */
export interface RecordIndex {
  readonly fields: readonly { readonly path: string; readonly descending?: boolean }[]
  /** Only records whose field equals the value are in the index. */
  readonly where?: { readonly path: string; readonly equals: Json } | undefined
}

/** A declared collection of records. */
export interface Collection {
  /** Keeps the image before each change, by operation. */
  readonly undoable?: boolean
  readonly indexes?: Readonly<Record<string, RecordIndex>>
  /** The index by which `claim` takes records of this collection. */
  readonly queue?: string
}
