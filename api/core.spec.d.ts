/**
 * Bytes on their way in. A rewindable source can be opened again and from any offset, so it can be
 * retried; a once-only source can be opened once, at 0.
 */
interface Source {
    /** Bytes, when known beforehand. */
    readonly size?: number | undefined;
    readonly rewindable: boolean;
    /** Present when all bytes are in memory already: readers may use them as they are and must not change them. */
    readonly bytes?: Uint8Array | undefined;
    open(start?: number): AsyncIterable<Uint8Array>;
}

/** The contract of a backend: keys to bytes. */

/** The contract version that this core speaks. */
type ApiVersion = 1;
/** A byte range: `end` is exclusive and defaults to the object's size; `suffix` counts from the end. */
type ByteRange = {
    readonly start: number;
    readonly end?: number | undefined;
} | {
    readonly suffix: number;
};
/** What a backend knows of one object. */
interface ObjectInfo {
    readonly key: string;
    /** Bytes. */
    readonly size: number;
    /** Opaque; changes with the content. */
    readonly etag: string;
    readonly versionId?: string | undefined;
    /** SHA-256 of the bytes in lower-case hex, where the provider keeps it and `head` learns it in the same call. */
    readonly digest?: string | undefined;
    /** Milliseconds UTC, by the provider's clock. */
    readonly modifiedAt: number;
    readonly contentType?: string | undefined;
    readonly metadata?: Readonly<Record<string, string>> | undefined;
    readonly tier?: string | undefined;
    /**
     * Absent where the bytes can be read at once. `archived`: they must be restored first, and `get` is `ARCHIVED`;
     * `restoring`: that is under way; `restored`: a copy can be read for a time.
     */
    readonly archive?: 'archived' | 'restoring' | 'restored' | undefined;
}
/** One row of a listing. */
interface ObjectSummary {
    readonly key: string;
    readonly size: number;
    readonly etag: string;
    readonly modifiedAt?: number | undefined;
    readonly tier?: string | undefined;
}
/** A condition that must hold for the call to have any effect. At most one member is given. */
type ObjectPrecondition = 
/** The key is absent; a clash is `ALREADY_EXISTS`. */
{
    readonly ifNoneMatch: '*';
}
/** The object's etag is this one; otherwise, also when absent, `CONFLICT`. */
 | {
    readonly ifMatch: string;
}
/** The object's version id is this one; otherwise `CONFLICT`. */
 | {
    readonly ifVersion: string;
}
/** The object is as it was observed; otherwise `CONFLICT`. */
 | {
    readonly ifUnchanged: ObjectInfo;
};
/** Options that every call takes. */
interface CallOptions {
    readonly signal?: AbortSignal | undefined;
}
/** Options of {@link Backend.get}. */
interface GetOptions extends CallOptions {
    readonly range?: ByteRange | undefined;
    readonly versionId?: string | undefined;
    readonly precondition?: ObjectPrecondition | undefined;
}
/** Answer of {@link Backend.get}: `range` is what the body really covers, `end` exclusive. */
interface GetResult {
    readonly info: ObjectInfo;
    readonly range: {
        readonly start: number;
        readonly end: number;
    };
    readonly body: AsyncIterable<Uint8Array>;
}
/** Options of {@link Backend.put}. */
interface PutOptions extends CallOptions {
    readonly precondition?: ObjectPrecondition | undefined;
    /** SHA-256 of the bytes in lower-case hex; a provider that can check it refuses other bytes with `CORRUPT`. */
    readonly digest?: string | undefined;
    readonly contentType?: string | undefined;
    readonly metadata?: Readonly<Record<string, string>> | undefined;
    readonly tier?: string | undefined;
}
/** Answer of {@link Backend.put}. */
interface PutResult {
    readonly etag: string;
    readonly versionId?: string | undefined;
    readonly size: number;
    readonly modifiedAt?: number | undefined;
}
/** Options of {@link Backend.delete}. */
interface DeleteOptions extends CallOptions {
    readonly precondition?: ObjectPrecondition | undefined;
}
/** Options of {@link Backend.list}. */
interface ListOptions extends CallOptions {
    readonly prefix?: string | undefined;
    /** Only `/` is required. Keys that share the part up to it become one entry of `prefixes`. */
    readonly delimiter?: string | undefined;
    /** Only keys after this one, by bytes. */
    readonly startAfter?: string | undefined;
    readonly cursor?: string | undefined;
    /** 1 to 1,000; counts objects and prefixes together. */
    readonly limit: number;
}
/** One page. An empty page may still have a cursor; no cursor means the end. */
interface ListPage {
    /** In byte order of keys. */
    readonly objects: readonly ObjectSummary[];
    /** In byte order, each ending with the delimiter. */
    readonly prefixes: readonly string[];
    readonly cursor?: string | undefined;
}
/** One version of an object, as {@link Backend.listVersions} gives it. */
interface ObjectVersion {
    readonly key: string;
    readonly versionId: string;
    /** 0 for a delete marker. */
    readonly size: number;
    /** Empty for a delete marker. */
    readonly etag: string;
    readonly modifiedAt: number;
    /** The one that a read without `versionId` gives; of a delete marker: that such a read finds nothing. */
    readonly isLatest: boolean;
    /** Stands for the absence of the object from then on. */
    readonly isDeleteMarker: boolean;
}
/** Options of {@link Backend.listVersions}. */
interface ListVersionsOptions extends CallOptions {
    readonly cursor?: string | undefined;
    /** 1 to 1,000. */
    readonly limit: number;
}
/** One page of versions, newest first. An empty page may still have a cursor; no cursor means the end. */
interface VersionPage {
    readonly versions: readonly ObjectVersion[];
    readonly cursor?: string | undefined;
}
/** Options of {@link Backend.copy}. */
interface CopyOptions extends CallOptions {
    /** Of the target. Only where `capabilities.copyConditions`. */
    readonly precondition?: ObjectPrecondition | undefined;
    /** The version that is copied; only where `capabilities.versions`. */
    readonly versionId?: string | undefined;
}
/** How a capability came to be known. */
type CapabilityOrigin = 'declared' | 'probed' | 'overridden';
/** What a backend can do. A flag that is `false` means `NOT_SUPPORTED` before any request. */
interface BackendCapabilities {
    readonly origin: CapabilityOrigin;
    /** `ifNoneMatch: '*'` on put is atomic among racing writers. */
    readonly putIfAbsent: boolean;
    /** `ifMatch` on put is atomic among racing writers. */
    readonly putIfMatch: boolean;
    readonly deleteIfMatch: boolean;
    /** `metadata` and `contentType` of an object are kept and returned. */
    readonly objectMetadata: boolean;
    /** `put` checks `digest` itself. */
    readonly verifiesDigest: boolean;
    readonly deleteMany: boolean;
    readonly copy: boolean;
    /** A precondition on the target of `copy` is atomic among racing writers. */
    readonly copyConditions: boolean;
    /** `rename` is one atomic, durable step that replaces the target. */
    readonly rename: boolean;
    /** Large bodies are sent in parts; those of an upload that failed are removed. */
    readonly multipart: boolean;
    readonly presign: boolean;
    readonly setMetadata: boolean;
    /** The bucket keeps every version: `put` and `head` give `versionId`, `get` and `head` take one, `listVersions` is there. */
    readonly versions: boolean;
    /** `put` takes a tier and `setTier` is there. */
    readonly tier: boolean;
    readonly watch: boolean;
    readonly admin: boolean;
    /** True where a read costs no request over a network, so that reused content is checked by reading it. */
    readonly local: boolean;
    /** Keys after `startAfter` and cursors are in byte order (true for all of ours). */
    readonly orderedListing: boolean;
    /** Bytes of the longest key, at most 1,024. */
    readonly maxKeyBytes: number;
    /** Bytes of the largest object. */
    readonly maxObjectBytes: number;
}
/** What {@link Backend.describe} says. Never a credential. */
interface BackendDescription {
    readonly type: string;
    /** Where the objects lie, for people: a folder, a bucket with its prefix. */
    readonly location: string;
    readonly details?: Readonly<Record<string, string | number | boolean>> | undefined;
}
/** Answer of {@link Backend.check}. */
type CheckResult = {
    readonly ok: true;
} | {
    readonly ok: false;
    readonly problem: string;
    readonly hint: string;
    readonly code: string;
};
/** Options of {@link Backend.probe}. */
interface BackendProbeOptions extends CallOptions {
    /** Nothing is written: only what reads show is learned. */
    readonly readonly: boolean;
}
/** A rule by which the provider itself removes or moves objects below a prefix; days count from an object's last change. */
interface LifecycleRule {
    readonly id: string;
    /** Relative to the backend's own prefix; empty for all of it. A rule that also concerns objects outside has it empty. */
    readonly prefix: string;
    readonly enabled: boolean;
    /** Current objects are removed. */
    readonly expireAfterDays?: number | undefined;
    /** Current objects go to `archiveTier`. */
    readonly archiveAfterDays?: number | undefined;
    readonly archiveTier?: string | undefined;
    /** Versions that are no longer current are removed. */
    readonly expireNoncurrentAfterDays?: number | undefined;
    /** Uploads that were begun and not ended are removed. */
    readonly abortUploadsAfterDays?: number | undefined;
}
/** An upload in parts that was begun and not ended. */
interface PendingUpload {
    readonly key: string;
    readonly uploadId: string;
    /** Milliseconds UTC. */
    readonly startedAt: number;
}
/** What whoever owns a bucket can do to it. A member that the provider has no equivalent for is `NOT_SUPPORTED`. */
interface BackendAdmin {
    /** Makes the bucket if it is missing; gives whether it did. */
    ensureBucket(options?: CallOptions): Promise<boolean>;
    /** Whether the bucket keeps versions. */
    versioning(options?: CallOptions): Promise<'on' | 'suspended' | 'off'>;
    setVersioning(on: boolean, options?: CallOptions): Promise<void>;
    /** In the provider's order; none is an empty list. */
    lifecycleRules(options?: CallOptions): Promise<readonly LifecycleRule[]>;
    /** Replaces all rules of the bucket. */
    setLifecycleRules(rules: readonly LifecycleRule[], options?: CallOptions): Promise<void>;
    /** All uploads below the backend's prefix that were begun and not ended, oldest first. */
    listUploads(options?: CallOptions): Promise<readonly PendingUpload[]>;
    /** Idempotent. */
    abortUpload(upload: Pick<PendingUpload, 'key' | 'uploadId'>, options?: CallOptions): Promise<void>;
}
/** Options of {@link Backend.presign}. */
interface PresignOptions extends CallOptions {
    readonly method: 'GET' | 'PUT';
    /** Seconds. */
    readonly expiresIn: number;
    readonly fileName?: string | undefined;
    readonly contentType?: string | undefined;
}
/**
 * An adapter that stores objects.
 *
 * Nobody calls a driver directly: core wraps it in a bucket, which checks keys, capabilities and
 * limits first, so a driver may trust its arguments. A driver throws `NexusError`s and translates
 * its SDK's errors in one file. After `close()` every call is `CLOSED`.
 */
interface Backend {
    readonly apiVersion: ApiVersion;
    /** The type that users write in `nexus.yaml`. */
    readonly type: string;
    readonly capabilities: BackendCapabilities;
    describe(): BackendDescription;
    /** Resolves to `undefined` when the key is absent. */
    head(key: string, options?: CallOptions & {
        readonly versionId?: string;
    }): Promise<ObjectInfo | undefined>;
    /** @throws `NOT_FOUND` when absent, `INVALID_RANGE` when the range lies outside the object. */
    get(key: string, options?: GetOptions): Promise<GetResult>;
    /** All or nothing; visible only when complete; durable when it resolves. Replaces what is there. */
    put(key: string, source: Source, options?: PutOptions): Promise<PutResult>;
    /** Idempotent without a precondition. Durable when it resolves. */
    delete(key: string, options?: DeleteOptions): Promise<void>;
    list(options: ListOptions): Promise<ListPage>;
    /** Cheap; writes nothing; never throws for a problem it can name. */
    check(options?: CallOptions): Promise<CheckResult>;
    /** Idempotent. */
    close(): Promise<void>;
    /** Present when `capabilities.deleteMany`: idempotent, at most 1,000 keys. */
    deleteMany?(keys: readonly string[], options?: CallOptions): Promise<void>;
    /**
     * Present when `capabilities.copy`: server-side, replaces the target; content type and metadata go along.
     * @throws `NOT_FOUND`; where the target has a precondition `ALREADY_EXISTS` or `CONFLICT`.
     */
    copy?(from: string, to: string, options?: CopyOptions): Promise<PutResult>;
    /** Present when `capabilities.rename`: atomic and durable, replaces the target. @throws `NOT_FOUND`. */
    rename?(from: string, to: string, options?: CallOptions): Promise<void>;
    /** Present when `capabilities.presign`. */
    presign?(key: string, options: PresignOptions): Promise<string>;
    /** Present when `capabilities.setMetadata`. @throws `NOT_FOUND`. */
    setMetadata?(key: string, metadata: Readonly<Record<string, string>>, options?: CallOptions): Promise<void>;
    /** Present when `capabilities.versions`: the versions of exactly that key, newest first; none is an empty page. */
    listVersions?(key: string, options: ListVersionsOptions): Promise<VersionPage>;
    /** Present when `capabilities.tier`: moves an object to a tier of the provider. @throws `NOT_FOUND`, `ARCHIVED`. */
    setTier?(key: string, tier: string, options?: CallOptions): Promise<void>;
    /**
     * Learns what the endpoint at hand really does, and whether the bucket keeps versions; `capabilities` are `probed` from
     * then on. Called once before a backend is used in layout `path`; leaves nothing behind. Absent where nothing differs
     * from one endpoint to another.
     */
    probe?(options: BackendProbeOptions): Promise<void>;
    /** Present when `capabilities.admin`. */
    readonly admin?: BackendAdmin | undefined;
    /** The client of the provider's SDK, for what the contract does not have; typed by the adapter. */
    native?(): unknown;
}

/** Time as the engine sees it. Logged times are the store's, not these. */
interface Clock {
    /** Milliseconds UTC. */
    now(): number;
    /** Milliseconds since some moment of this process; never goes back, whatever is done to `now`. */
    elapsed(): number;
    /** Calls once, later; does not keep the process alive. Gives a function that calls it off. */
    after(milliseconds: number, call: () => void): () => void;
}

/** Collections by name. */
declare const COLLECTIONS: {
    /** Saved mounts, keyed by mount id. */
    readonly mount: {
        readonly undoable: true;
        readonly indexes: {
            readonly space: {
                readonly fields: readonly [{
                    readonly path: "space";
                }, {
                    readonly path: "mountPoint";
                }];
            };
        };
    };
    /** Snapshots, keyed `space/name`. */
    readonly snapshot: {
        readonly indexes: {
            readonly space: {
                readonly fields: readonly [{
                    readonly path: "space";
                }, {
                    readonly path: "sequence";
                }];
            };
        };
    };
    /** Operations that were undone, keyed by operation id; undoing the undo takes the record back. */
    readonly undone: {
        readonly undoable: true;
    };
    /** The chain that seals the log: `space` for its head, `space/sequence` for each sealed block. */
    readonly seal: {};
    /** How far the history of a space was pruned, keyed by space. */
    readonly horizon: {};
    /** State of garbage collection, keyed by its parts. */
    readonly gc: {};
    /** What plugins keep, keyed (plugin, key) as `plugin/key`. */
    readonly plugin: {};
    /** Changes of mapped trees that are under way, or were when their process ended, keyed by operation id. */
    readonly intent: {
        readonly indexes: {
            readonly mount: {
                readonly fields: readonly [{
                    readonly path: "mount";
                }];
            };
        };
    };
    /** What is left to do of undos in mapped trees, keyed `undo/number`; removed step by step. */
    readonly undoing: {
        readonly indexes: {
            readonly mount: {
                readonly fields: readonly [{
                    readonly path: "mount";
                }, {
                    readonly path: "order";
                }];
            };
        };
    };
    /** What was last seen of the objects of mapped files, keyed by node id. */
    readonly observation: {};
    /** Work that one process at a time does, keyed by its name. */
    readonly task: {
        readonly queue: "due";
        readonly indexes: {
            readonly due: {
                readonly fields: readonly [{
                    readonly path: "due";
                }];
            };
        };
    };
};
/** Name of a declared collection. */
type CollectionName = keyof typeof COLLECTIONS;

/** A JSON value, as custom metadata holds it. */
type Json = string | number | boolean | null | readonly Json[] | {
    readonly [key: string]: Json;
};
/** A JSON object. */
type JsonObject = {
    readonly [key: string]: Json;
};

/** Nodes: files and directories of a space. */

/** A UUID in canonical lower-case text form. */
type Id = string;
/** A SHA-256 in 64 lower-case hex digits. */
type Hash = string;
/** The store's internal number of an operation: a positive safe integer. Causal order, with holes. */
type Sequence = number;
/** An opaque handle on content, made by the store and meaningful to it alone. */
type ContentReference = number;
/** The id of every space's root directory, which always exists and has no row. */
declare const ROOT_ID: Id;
/** Attributes of a node: versioned and undone like content. Absent members are empty. */
interface Attributes {
    readonly metadata?: JsonObject | undefined;
    readonly tags?: Readonly<Record<string, string>> | undefined;
    /** `false` cuts inherited permissions. */
    readonly inherit?: boolean | undefined;
    /** Mode bits and symbolic link target of a host file; the engine never follows a link. */
    readonly posix?: {
        readonly mode?: number | undefined;
        readonly symlink?: string | undefined;
    } | undefined;
}
/** Where the content of a version made by copy, fork, restore or rollback came from. */
interface Origin {
    readonly node: Id;
    readonly version: number;
}
/** The state of a node from one operation on. */
interface NodeRow {
    readonly id: Id;
    readonly parent: Id;
    readonly name: string;
    readonly type: 'file' | 'directory';
    /** The operation that made this state. */
    readonly from: Sequence;
    /** Files: 1 and up, the number of the content state. Directories: 0. */
    readonly version: number;
    /** Bytes; 0 for directories. */
    readonly size: number;
    /** Files: SHA-256 of the content. */
    readonly hash?: Hash | undefined;
    /** Files: the content itself. */
    readonly content?: ContentReference | undefined;
    readonly contentType?: string | undefined;
    /** Milliseconds UTC. */
    readonly createdAt: number;
    /** Files: time of this version, or the time the writer gave. Directories: creation. Milliseconds UTC. */
    readonly modifiedAt: number;
    /** Subject that created the node, as `agent:x`, `user:x` or `tenant:x`. */
    readonly createdBy?: string | undefined;
    readonly attributes?: Attributes | undefined;
    readonly origin?: Origin | undefined;
}
/** A past or present state: `to` is the operation that ended it, absent while it is the present. */
interface HistoryRow extends NodeRow {
    readonly to?: Sequence | undefined;
}

/** Content as the store knows it. */

/** Where content lies: a pool, a backend's id (`inline` for the store itself) and the hash. */
interface ContentAddress {
    readonly pool: string;
    readonly backend: string;
    readonly hash: Hash;
}
/** The backend id of content that the store itself holds. */
declare const INLINE = "inline";
/**
 * State of content: announced; there; damaged; damaged, and its replacement is announced, with the next generation; to
 * be deleted.
 */
type ContentState = 'pending' | 'present' | 'suspect' | 'renewing' | 'condemned';
/** One piece of content that is one object, or lies in the store. */
interface ContentPart {
    readonly reference: ContentReference;
    readonly backend: string;
    readonly hash: Hash;
    readonly size: number;
    readonly generation: number;
}
/** What the store knows of content. */
interface ContentRow extends ContentAddress {
    readonly reference: ContentReference;
    readonly size: number;
    readonly state: ContentState;
    /** 1 and up; part of the object's key. While content is `renewing`, that of the damaged object. */
    readonly generation: number;
    /** For content made by appending: its pieces in order, 2 to 256. */
    readonly parts?: readonly ContentPart[] | undefined;
    /** CRC-32 (big-endian, 4 bytes) of each MiB, for content above 1 MiB that is one object. */
    readonly checksums?: Uint8Array | undefined;
    /**
     * Of content that lies elsewhere under a name of its own: JSON that says where, for whoever made it. Its `hash` is
     * that of this text, not of the bytes. It is never announced, doubted, renewed, or deleted where it lies.
     */
    readonly locator?: string | undefined;
}
/** Content on the candidate list: the collector looks whether anything still references it. */
interface Collectable {
    readonly reference: ContentReference;
    readonly generation: number;
    readonly size: number;
    readonly backend: string;
    /** Since when, milliseconds UTC: the loss of a reference, or the end of the lease of announced content. */
    readonly since: number;
}
/** An object whose content was condemned, or that a new generation replaced: it is to be deleted. */
interface DoomedObject extends ContentAddress {
    readonly generation: number;
    readonly size: number;
    /** Milliseconds UTC. */
    readonly since: number;
}

/** Reading rows page by page. */
/** A page of rows. */
interface PageOptions {
    /** Only rows after this one. */
    readonly after?: string | undefined;
    /** 1 to 1,000. */
    readonly limit: number;
}
/** A page; no `next` means the end. */
interface Page<Row> {
    readonly rows: readonly Row[];
    readonly next?: string | undefined;
}

/** The log: one operation for each logged call. */

/** Kinds of logged operations. */
type OperationType = 'write' | 'append' | 'edit' | 'delete' | 'mkdir' | 'rmdir' | 'copy' | 'rename' | 'metadata' | 'tag' | 'rollback' | 'undo' | 'restore' | 'import' | 'mount' | 'unmount' | 'snapshot' | 'fork'
/** What others did to an object of a mapped tree, as it was seen before a change. */
 | 'observe';
/** An operation as the engine hands it to a commit. */
interface OperationDraft {
    readonly id: Id;
    readonly type: OperationType;
    readonly path: string;
    /** The other end of a rename or copy. */
    readonly target?: string | undefined;
    readonly tenant?: string | undefined;
    readonly agent?: string | undefined;
    readonly user?: string | undefined;
    readonly run?: string | undefined;
    readonly requestId?: string | undefined;
    /** Common to all operations of one `writeBatch`. */
    readonly batch?: Id | undefined;
    readonly details?: JsonObject | undefined;
}
/** A logged operation. */
interface OperationRow extends OperationDraft {
    readonly space: string;
    readonly sequence: Sequence;
    /** The node of the operation's first effect; the root where all of it was brought back. Absent: it changed no node. */
    readonly node?: Id | undefined;
    /** Milliseconds UTC of the store's clock; informs, the sequence orders. */
    readonly time: number;
}
/** Filter of {@link MetadataStore.operations}; members are combined with AND. Newest first. */
interface OperationQuery extends PageOptions {
    /** Operations that changed one of these nodes, as far as their history reaches (1 to 100). */
    readonly nodes?: readonly Id[] | undefined;
    readonly id?: Id | undefined;
    readonly run?: string | undefined;
    readonly types?: readonly OperationType[] | undefined;
    readonly agent?: string | undefined;
    /** Operations of this path, or that had it as their target. */
    readonly path?: string | undefined;
    /** Operations of this path or one below it, by segments, or that had such a one as their target. */
    readonly under?: string | undefined;
    readonly tenant?: string | undefined;
    /** Milliseconds UTC, inclusive. */
    readonly since?: number | undefined;
    /** Milliseconds UTC, exclusive. */
    readonly until?: number | undefined;
}

/** One atomic change of a space: conditions, mutations, and what came of them. */

/** The id of a node, or the node that the mutation at that index of the same batch made or found. */
type NodeRef = Id | {
    readonly mutation: number;
};
/** Content: a reference, or the one that the mutation at that index of the same batch made or found. */
type ContentRef = ContentReference | {
    readonly mutation: number;
};
/** A condition of a commit; all are checked before any mutation, in the same transaction. */
type Precondition = 
/** No live node at the place. */
{
    readonly kind: 'absent';
    readonly parent: Id;
    readonly name: string;
}
/** The node is live and, where given, still at the place. */
 | {
    readonly kind: 'exists';
    readonly node: Id;
    readonly parent?: Id | undefined;
    readonly name?: string | undefined;
}
/** The file at the place has this version. */
 | {
    readonly kind: 'version';
    readonly parent: Id;
    readonly name: string;
    readonly version: number;
}
/** The file at the place has content of this hash. */
 | {
    readonly kind: 'etag';
    readonly parent: Id;
    readonly name: string;
    readonly hash: Hash;
}
/** The node's row has not changed since: its `from` is this one; `null`: the node is not live. */
 | {
    readonly kind: 'unchanged';
    readonly node: Id;
    readonly from: Sequence | null;
}
/** The directory is live and has no children. */
 | {
    readonly kind: 'emptyDirectory';
    readonly node: Id;
}
/** The record has this version; `null`: there is none. */
 | {
    readonly kind: 'record';
    readonly collection: string;
    readonly key: string;
    readonly version: Sequence | null;
}
/** The lease is held with this token. */
 | {
    readonly kind: 'lease';
    readonly queue: string;
    readonly key: string;
    readonly token: number;
}
/** The content is there with this generation, or announced with it: neither condemned nor suspect. */
 | {
    readonly kind: 'content';
    readonly content: ContentReference;
    readonly generation: number;
};
/** Member common to mutations: the index of the operation they belong to, 0 by default. */
interface MutationBase {
    readonly operation?: number | undefined;
}
/** File at (parent, name): the next version of what is there, else a new node with `id`. */
interface PutMutation extends MutationBase {
    readonly kind: 'put';
    readonly parent: NodeRef;
    readonly name: string;
    readonly id: Id;
    readonly content: ContentRef;
    readonly contentType?: string | undefined;
    /** Replaces the attributes; absent: those that are there stay. */
    readonly attributes?: Attributes | undefined;
    /** Milliseconds UTC; by default the time of the commit. */
    readonly modifiedAt?: number | undefined;
    /** Noted when the node is new. Milliseconds UTC; by default the time of the commit. */
    readonly createdAt?: number | undefined;
    /** Subject that is noted when the node is new. */
    readonly createdBy?: string | undefined;
    readonly origin?: Origin | undefined;
}
/** The directory at (parent, name), made with `id` if absent. A file there is `notDirectory`. */
interface EnsureDirectoryMutation extends MutationBase {
    readonly kind: 'ensureDirectory';
    readonly parent: NodeRef;
    readonly name: string;
    readonly id: Id;
    readonly createdBy?: string | undefined;
}
/**
 * The node goes to (parent, name). A file that is there is `nameTaken` unless `replace`, which ends
 * it; `exchange` swaps the two; a directory that is there is always `nameTaken` (or swapped).
 * A directory that would come to lie below itself is `cycle`.
 */
interface MoveMutation extends MutationBase {
    readonly kind: 'move';
    readonly node: Id;
    readonly parent: NodeRef;
    readonly name: string;
    readonly replace?: boolean | undefined;
    readonly exchange?: boolean | undefined;
}
/** Ends a node; a directory with children is `notEmpty` unless `recursive`, which ends its whole subtree. */
interface RemoveMutation extends MutationBase {
    readonly kind: 'remove';
    readonly node: Id;
    readonly recursive?: boolean | undefined;
}
/** Replaces the attributes of a node; empty ones are dropped. */
interface AttributesMutation extends MutationBase {
    readonly kind: 'attributes';
    readonly node: NodeRef;
    readonly attributes: Attributes;
}
/**
 * The subtree of `node` to (parent, name): new ids, shared content, version 1, metadata and tags kept, the origin noted.
 * Taken place: `nameTaken`. With `at` the subtree as it was at that settled sequence, whether or not the node is live.
 */
interface CopyTreeMutation extends MutationBase {
    readonly kind: 'copyTree';
    readonly at?: Sequence | undefined;
    readonly node: Id;
    readonly parent: NodeRef;
    readonly name: string;
    readonly createdBy?: string | undefined;
}
/**
 * What a node shall be, facet by facet. A sequence names the node's state with that `from`, past or present
 * (`stateMissing` when it was pruned). Absent: as it is now; of a node that is not live: as in the state of `place`.
 * Content that is not that of the node's newest version is the next version, with the state as its origin.
 */
interface NodeRestore {
    readonly node: Id;
    /** `null` ends the node. A node that is not live must have one. */
    readonly place?: Sequence | null | undefined;
    /** Hash, size, content, content type and modification time. Files only. */
    readonly content?: Sequence | undefined;
    readonly attributes?: Sequence | undefined;
}
/**
 * Brings nodes to past states, same ids, all at once: what ends or moves leaves its place first, then everything
 * takes its new place, so nodes may swap. `nodeMissing` for a node that is not live and has no `place`,
 * `nameTaken` for a place that another node keeps, `parentMissing` and `cycle` as for a move, `notEmpty` for a
 * directory that ends and would leave children. Each node at most once. A node that is already so is left alone.
 */
interface RestoreNodesMutation extends MutationBase {
    readonly kind: 'restoreNodes';
    readonly nodes: readonly NodeRestore[];
}
/**
 * (parent, name) becomes what `node` and everything below it was at the settled sequence `at`. What is at the place
 * now and was not there then ends. Nodes that are there now, or are not live, keep their ids; a node that lives
 * elsewhere now stays there, and a copy with a new id and its origin takes its place. What is as it was is not touched.
 * The place itself: what is there now ends unless it is `node`. `stateMissing` when `node` was not live at `at`.
 */
interface RestoreTreeMutation extends MutationBase {
    readonly kind: 'restoreTree';
    readonly node: Id;
    readonly at: Sequence;
    readonly parent: NodeRef;
    readonly name: string;
    /** Noted on nodes that are copied. */
    readonly createdBy?: string | undefined;
}
/**
 * Drops past states for ever; a state that is not there is left out. Content that may have lost its last reference
 * becomes a candidate. Needs no operation.
 */
interface PruneMutation extends MutationBase {
    readonly kind: 'prune';
    /** States of the batch's space by node and `to`. */
    readonly states: readonly {
        readonly node: Id;
        readonly to: Sequence;
    }[];
    /** Also drops the images that operations of the space up to this one left of records. */
    readonly imagesUpTo?: Sequence | undefined;
}
/**
 * Content of a commit. All forms give a reference.
 * - `inline`: bytes held by the store. Present and equal: reused; present and different (damaged): replaced.
 * - `register`: announces an upload. Absent or condemned: `pending` with a fresh generation and key; pending or present:
 *   as it is. Suspect: the row stays what it was, readable as far as its object is, and becomes `renewing`; the answer
 *   is the row as it will be, `pending` with the next generation and key. Renewing: the same answer. Leased until
 *   `leaseMs` from now either way. It becomes a candidate from the end of the lease on.
 * - `confirm`: the object is there: `present`. Of content that is renewing, with the generation that was announced: that
 *   replaces the damaged one, whose object is doomed now. Ends one lease of `register`: content is leased until all that
 *   took a lease have confirmed, or the last lease ran out.
 * - `external`: content that lies elsewhere under a name of its own, which `locator` says; `hash` is that of the locator.
 *   Once nothing references it, `condemn` removes the row, and nothing is doomed.
 * - `append`: the parts of `base` and then those of `part`, one content with the hash of the whole.
 * - `suspect`: a check failed; the next `register` announces a new generation.
 * - `condemn`: content on the candidate list that no node, past state or other content references and that is not
 *   leased. Objects: `condemned`, and the object is doomed, also one that was only announced in place of it; inline
 *   content and chains go with their rows, and what a chain was made of becomes a candidate. Otherwise nothing but that
 *   it leaves the list, unless it is leased.
 *   `created` says whether it was condemned. Answers without content when it was unknown.
 * - `drop`: the object was deleted, and leaves the list of the doomed. The content row stays as a tombstone, so that no
 *   key is ever used twice. Answers without content.
 * - `relocate`: content that is one object lies where the same bytes of the same pool lie on another backend, announced
 *   or there: reference, states and uses stay. Where nothing references the other, the two change places, and what stays
 *   behind is a tombstone; else the content becomes a chain of the other. Its old object is no longer named, nor doomed.
 */
type ContentMutation = MutationBase & {
    readonly kind: 'content';
} & (({
    readonly action: 'inline';
    readonly bytes: Uint8Array;
} & Omit<ContentAddress, 'backend'>) | ({
    readonly action: 'register';
    readonly size: number;
    readonly leaseMs: number;
} & ContentAddress) | {
    readonly action: 'confirm';
    readonly content: ContentRef;
    readonly generation: number;
    readonly checksums?: Uint8Array | undefined;
} | ({
    readonly action: 'external';
    readonly size: number;
    /** JSON. */
    readonly locator: string;
} & ContentAddress) | {
    readonly action: 'append';
    readonly pool: string;
    readonly hash: Hash;
    readonly base: ContentReference;
    readonly part: ContentRef;
} | {
    readonly action: 'suspect' | 'condemn';
    readonly content: ContentReference;
    readonly generation: number;
} | ({
    readonly action: 'drop';
    readonly generation: number;
} & ContentAddress) | {
    readonly action: 'relocate';
    readonly content: ContentReference;
    readonly generation: number;
    /** The same bytes on the other backend. */
    readonly to: ContentReference;
    readonly toGeneration: number;
});
/** Change of a record in a declared collection. `add` adds to an integer field, which is 0 when absent. */
type RecordMutation = MutationBase & {
    readonly kind: 'record';
    readonly collection: string;
    readonly key: string;
} & ({
    readonly action: 'put';
    readonly value: JsonObject;
} | {
    readonly action: 'delete';
} | {
    readonly action: 'add';
    readonly field: string;
    readonly amount: number;
});
/** A change of a commit; applied in order. */
type Mutation = PutMutation | EnsureDirectoryMutation | MoveMutation | RemoveMutation | AttributesMutation | CopyTreeMutation | RestoreNodesMutation | RestoreTreeMutation | PruneMutation | ContentMutation | RecordMutation;
/** One atomic change of one space. */
interface Batch {
    readonly space: string;
    /** At least one when there are mutations of nodes. */
    readonly operations: readonly OperationDraft[];
    readonly preconditions?: readonly Precondition[] | undefined;
    readonly mutations: readonly Mutation[];
}
/** Why a mutation could not be applied to what is there. */
type StructuralProblem = 'parentMissing' | 'nodeMissing' | 'nameTaken' | 'notDirectory' | 'isDirectory' | 'notEmpty' | 'cycle' | 'contentMissing' | 'stateMissing';
/** What a mutation made: `node` of put, ensureDirectory, move, attributes, copyTree, restoreTree; `content` of content. */
interface MutationResult {
    readonly node?: NodeRow | undefined;
    /** False where the mutation found what it would have made. */
    readonly created?: boolean | undefined;
    readonly content?: ContentRow | undefined;
    /** Nodes that a remove, copyTree, restoreNodes or restoreTree changed; states that a prune dropped. */
    readonly count?: number | undefined;
}
/** Answer of {@link MetadataStore.commit}. A failed commit wrote nothing. */
type CommitResult = {
    readonly ok: true;
    readonly operations: readonly {
        readonly id: Id;
        readonly sequence: Sequence;
        readonly time: number;
    }[];
    readonly mutations: readonly MutationResult[];
} | {
    readonly ok: false;
    readonly failed: 'precondition';
    readonly index: number;
} | {
    readonly ok: false;
    readonly failed: 'structure';
    readonly index: number;
    readonly problem: StructuralProblem;
};

/** Who acts. A principal without tenant owns the `default` space. */
interface Principal {
    readonly tenant?: string | undefined;
    readonly agent?: string | undefined;
    readonly user?: string | undefined;
    readonly groups?: readonly string[] | undefined;
    readonly isAdmin?: boolean | undefined;
    /** Groups the operations of one agent run. */
    readonly run?: string | undefined;
    readonly requestId?: string | undefined;
}

/** Hooks: what plugins see of the life of an operation. */

/** Content that a `beforeWrite` hook may look at. */
interface HookContent {
    /** Bytes, when known. */
    readonly size?: number | undefined;
    /** A private copy of the content. @throws `TOO_LARGE` when it is longer than `limit` bytes. */
    bytes(limit: number): Promise<Uint8Array>;
    /** The content as chunks. */
    stream(): AsyncIterable<Uint8Array>;
}
/** What every hook is told. */
interface HookRequest {
    readonly path: string;
    readonly principal: Principal;
    /** Aborted when the hook's time is up or the caller gives up; what a hook waits for should take it. */
    readonly signal: AbortSignal;
    /** Which call: `write`, `append`, `edit`, `copy`, `rename`, `import`, `delete`, `mkdir`, `rmdir`, `read`. */
    readonly operation: string;
}
/** What an after hook of a change is told besides. */
interface HookOutcome extends HookRequest {
    readonly operationId: string;
}
/** Replacement that `beforeWrite` may return. */
interface WriteReplacement {
    readonly content?: Uint8Array | undefined;
    readonly attributes?: Attributes | undefined;
}
/**
 * The twelve hooks by name: their arguments and what they may return. The hooks of a plugin get its context, the same
 * object that `initialize` got; hooks without a plugin get nothing in its place.
 */
interface HookSignatures<Context = unknown> {
    /** May replace content and attributes by what it returns, or veto by throwing. */
    beforeWrite(request: HookRequest & {
        readonly content: HookContent;
        readonly attributes?: Attributes | undefined;
        /** Media type that the caller gave. */
        readonly contentType?: string | undefined;
    }, context: Context): Promise<WriteReplacement | undefined> | WriteReplacement | undefined;
    afterWrite(outcome: HookOutcome & {
        readonly etag: string;
        readonly size: number;
        readonly version: number;
    }, context: Context): Promise<void> | void;
    beforeRead(request: HookRequest, context: Context): Promise<void> | void;
    afterRead(outcome: HookRequest & {
        readonly etag: string;
        readonly size: number;
        readonly bytes?: Uint8Array | undefined;
    }, context: Context): Promise<void> | void;
    beforeDelete(request: HookRequest, context: Context): Promise<void> | void;
    afterDelete(outcome: HookOutcome, context: Context): Promise<void> | void;
    beforeMkdir(request: HookRequest, context: Context): Promise<void> | void;
    afterMkdir(outcome: HookOutcome, context: Context): Promise<void> | void;
    beforeCopy(request: HookRequest & {
        readonly target: string;
    }, context: Context): Promise<void> | void;
    afterCopy(outcome: HookOutcome & {
        readonly target: string;
    }, context: Context): Promise<void> | void;
    beforeRename(request: HookRequest & {
        readonly target: string;
    }, context: Context): Promise<void> | void;
    afterRename(outcome: HookOutcome & {
        readonly target: string;
    }, context: Context): Promise<void> | void;
}
/** Name of a hook. */
type HookName = keyof HookSignatures;
/** A hook as a function, or with its own priority and deadline. */
type Hook<Name extends HookName, Context = unknown> = HookSignatures<Context>[Name] | {
    readonly run: HookSignatures<Context>[Name];
    /** Higher first. */
    readonly priority?: number | undefined;
    /** Milliseconds of the hook's own time. Default 5,000. */
    readonly deadlineMs?: number | undefined;
    /** `beforeWrite` reads the content, so a once-only stream is spooled for it first. */
    readonly content?: boolean | undefined;
};
/** Hooks by name. */
type Hooks<Context = unknown> = {
    readonly [Name in HookName]?: Hook<Name, Context> | undefined;
};

/** Where log lines go. The libraries never print. */
interface Logger {
    debug(fields: Readonly<Record<string, unknown>>, message: string): void;
    info(fields: Readonly<Record<string, unknown>>, message: string): void;
    warn(fields: Readonly<Record<string, unknown>>, message: string): void;
    error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** Records of declared collections, their indexes, and leases on them. */

/** An index of a collection: fields are dotted paths into the value. */
interface RecordIndex {
    readonly fields: readonly {
        readonly path: string;
        readonly descending?: boolean;
    }[];
    /** Only records whose field equals the value are in the index. */
    readonly where?: {
        readonly path: string;
        readonly equals: Json;
    } | undefined;
}
/** A declared collection of records. */
interface Collection {
    /** Keeps the image before each change, by operation. */
    readonly undoable?: boolean;
    readonly indexes?: Readonly<Record<string, RecordIndex>>;
    /** The index by which `claim` takes records of this collection. */
    readonly queue?: string;
}
/** A record. */
interface RecordRow {
    readonly key: string;
    readonly value: JsonObject;
    /** The commit that made it: a number that never repeats for the key. */
    readonly version: Sequence;
}
/** Options of {@link MetadataStore.scanRecords}. */
interface ScanOptions extends PageOptions {
    /** By default the key. */
    readonly index?: string | undefined;
    /** Values of the index's first fields; or, without index, a key prefix. */
    readonly prefix?: readonly Json[] | string | undefined;
    readonly reverse?: boolean | undefined;
}
/** A held lease. */
interface Lease {
    readonly queue: string;
    readonly key: string;
    /** Fencing token; grows with each claim of the key. */
    readonly token: number;
    readonly worker: string;
    /** Milliseconds UTC of the store's clock. */
    readonly expiresAt: number;
    readonly value: JsonObject;
}
/** Options of {@link MetadataStore.claim}. */
interface ClaimOptions {
    readonly limit: number;
    readonly leaseMs: number;
    readonly worker: string;
}
/** What a record of an undoable collection was before an operation changed it. */
interface RecordImage {
    readonly collection: string;
    readonly key: string;
    /** The operation. */
    readonly to: Sequence;
    /** Absent: there was none. */
    readonly value?: JsonObject | undefined;
}

/** The contract of a metadata store: nodes, content, records, operations, leases. */

/** Options of reads of nodes: `at` is a settled sequence; absent: now. */
interface AtOptions extends CallOptions {
    readonly at?: Sequence | undefined;
}
/** Options of reads of one node. */
interface ReadNodeOptions extends AtOptions {
    /** Gives inline bytes along. */
    readonly content?: boolean | undefined;
    /**
     * The file's newest state with that version, past or present, instead of the present; nothing is found when there is
     * none any more, and of a directory. Not together with `at`.
     */
    readonly version?: number | undefined;
}
/** Options of {@link MetadataStore.listChildren}; `after` is a name. */
interface ChildrenOptions extends AtOptions, PageOptions {
    /** Tells where the files' content lies. */
    readonly contents?: boolean | undefined;
}
/** Where the bytes of content lie. */
type ContentPlace = Pick<ContentRow, 'pool' | 'backend' | 'hash' | 'generation' | 'parts'>;
/** Answer of {@link MetadataStore.listChildren}. */
interface ChildrenPage extends Page<NodeRow> {
    /**
     * When asked for, in the order of rows where their content lies now; `undefined` for directories, and for content
     * that the store does not know, or a part of it.
     */
    readonly contents?: readonly (ContentPlace | undefined)[] | undefined;
}
/** A node, with its bytes when they were asked for and lie in the store as one piece. */
interface NodeWithContent {
    readonly node: NodeRow;
    readonly bytes?: Uint8Array | undefined;
}
/** Content that the store holds as one piece. */
interface InlineContent {
    readonly reference: ContentReference;
    readonly bytes: Uint8Array;
}
/** Operations by their sequences. */
interface SequenceRange {
    /** Exclusive. */
    readonly after: Sequence;
    /** Inclusive. */
    readonly upTo: Sequence;
}
/** What an operation made of a node. */
interface StateMade {
    readonly operation: Sequence;
    readonly node: Id;
    readonly version: number;
    /** Absent for directories. */
    readonly hash?: Hash | undefined;
}
/** How far a walk came. */
interface Walk {
    /** The last name's node; absent when a name on the way was not found. */
    readonly found?: NodeWithContent | undefined;
    /** Nodes of the names that were found, in order; filled only when `found` is absent. */
    readonly walked?: readonly NodeRow[] | undefined;
}
/** What a store can do. */
interface StoreCapabilities {
    readonly inlineContent: boolean;
    /** Several processes may open it at once. */
    readonly shared: boolean;
    /** Survives the process. */
    readonly persistent: boolean;
    /** {@link MetadataStore.backup} is there. */
    readonly backup: boolean;
}
/** Answer of {@link MetadataStore.size}, in bytes. */
interface StoreSize {
    readonly bytes: number;
    readonly reclaimable: number;
}
/** Options of {@link MetadataStore.backup}. */
interface BackupOptions extends CallOptions {
    /** Called as it goes on. */
    readonly onProgress?: ((progress: {
        readonly done: number;
        readonly total: number;
    }) => void) | undefined;
}
/** Answer of {@link MetadataStore.health}. */
interface StoreHealth {
    readonly ok: boolean;
    readonly problems: readonly {
        readonly problem: string;
        readonly hint: string;
    }[];
    readonly details: Readonly<Record<string, string | number | boolean>>;
}
/** What {@link MetadataStore.migrate} found or made. */
interface StoreIdentity {
    /** Made when the store was. */
    readonly storeId: Id;
    readonly format: number;
}
/** How durable a commit must be when it resolves. */
type Durability = 'full' | 'deferred';
/**
 * An adapter that holds metadata. All methods are safe to call at once; reads see every commit that
 * was acknowledged before they were called. After `close()` every call is `CLOSED`; waiting commits
 * are finished first.
 */
interface MetadataStore {
    readonly apiVersion: ApiVersion;
    readonly type: string;
    readonly capabilities: StoreCapabilities;
    /** Where it lies, for people; never a credential. */
    describe(): {
        readonly type: string;
        readonly location: string;
    };
    /** Idempotent, safe when several processes start at once. Called once before anything else. @throws `STORE_FORMAT`. */
    migrate(): Promise<StoreIdentity>;
    health(): Promise<StoreHealth>;
    close(): Promise<void>;
    /** The child of that name, or `undefined`. */
    lookup(space: string, parent: Id, name: string, options?: ReadNodeOptions): Promise<NodeWithContent | undefined>;
    /** Walks names from the root (at least one name) in one round trip. `version` is that of the last name's node. */
    resolve(space: string, names: readonly string[], options?: ReadNodeOptions): Promise<Walk>;
    /** In the order of `ids`; `undefined` for those that are not there. */
    getNodes(space: string, ids: readonly Id[], options?: AtOptions): Promise<readonly (NodeRow | undefined)[]>;
    /** Children in byte order of names. */
    listChildren(space: string, parent: Id, options: ChildrenOptions): Promise<ChildrenPage>;
    /** Milliseconds UTC of the newest change directly in each directory; `undefined` where nothing ever was in it. */
    newestChanges(space: string, directories: readonly Id[]): Promise<readonly (number | undefined)[]>;
    /** Names of the spaces that hold a node, with `past` of all that were ever written to, in byte order; `after` is a name. */
    listSpaces(options: PageOptions & {
        readonly past?: boolean | undefined;
    }): Promise<Page<string>>;
    /** All states of a node, newest first, the present included. */
    nodeHistory(space: string, node: Id, options: PageOptions): Promise<Page<HistoryRow>>;
    /** States that ended at a place (by change, move or removal), the last one first. */
    placeHistory(space: string, parent: Id, name: string, options: PageOptions): Promise<Page<HistoryRow>>;
    /**
     * States that the operations made or ended: operation by operation in the order given (1 to 1,000), of each first
     * those that it ended (`to` is its sequence), then those that it made (`from` is). States that were pruned are left
     * out. Unknown operations have none.
     */
    effects(space: string, operations: readonly Id[], options: PageOptions): Promise<Page<HistoryRow>>;
    /**
     * States that operations of a range of sequences made, past and present, in the order of the operations, then of the
     * nodes' ids: what seals are made of. Those that were pruned are left out. @throws `CORRUPT` when one cannot be read.
     */
    statesMade(space: string, range: SequenceRange, options: PageOptions): Promise<Page<StateMade>>;
    /** States whose origin is the node, past and present, in order of ids, then newest first. */
    copies(space: string, node: Id, options: PageOptions): Promise<Page<HistoryRow>>;
    findContent(address: ContentAddress): Promise<ContentRow | undefined>;
    /**
     * Content of a pool that is present, of `largest` bytes at most, and that the store holds as one piece, with its bytes,
     * in the order of `hashes`; `undefined` for all other. All of them at once in memory.
     */
    findInline(pool: string, hashes: readonly Hash[], largest: number): Promise<readonly (InlineContent | undefined)[]>;
    /** @throws `CORRUPT` for a reference that the store does not know. */
    getContent(reference: ContentReference): Promise<ContentRow>;
    /** Bytes of inline content. Parts are read one by one. @throws `CORRUPT` when it is not inline. */
    readInline(reference: ContentReference): Promise<Uint8Array>;
    /** Live files that use the content. */
    countUses(space: string, reference: ContentReference): Promise<number>;
    /** All content, in the order in which it was made; for checks. Tombstones (condemned, object gone) are included. */
    listContent(options: PageOptions): Promise<Page<ContentRow>>;
    /** The candidate list: content that lost a reference or was announced, oldest first. Costs what the list holds. */
    collectable(options: PageOptions & {
        /** Milliseconds UTC, exclusive: only candidates since before then. */
        readonly before: number;
    }): Promise<Page<Collectable>>;
    /** Objects of condemned content that are still to be deleted, oldest first. */
    doomed(options: PageOptions & {
        /** Milliseconds UTC, exclusive: only those condemned before then. */
        readonly before: number;
    }): Promise<Page<DoomedObject>>;
    getRecords(collection: string, keys: readonly string[]): Promise<readonly (RecordRow | undefined)[]>;
    scanRecords(collection: string, options: ScanOptions): Promise<Page<RecordRow>>;
    /** Images that the operations (1 to 1,000) left of records in undoable collections, in the order given, then by collection and key. */
    recordImages(space: string, operations: readonly Id[], options: PageOptions): Promise<Page<RecordImage>>;
    /** The only write: atomic, serialisable per space. The same first operation id twice gives the first result again. @throws `BUSY`, `NO_SPACE`, `OUTCOME_UNKNOWN`. */
    commit(batch: Batch, options?: {
        readonly durability?: Durability | undefined;
    }): Promise<CommitResult>;
    /** Makes every deferred commit before it durable. */
    sync(): Promise<void>;
    /** Newest first. Its cursor, like that of `changes`, is the sequence of an operation in decimal. */
    operations(space: string, query: OperationQuery): Promise<Page<OperationRow>>;
    /** Oldest first, after the cursor; gap-free within a space. `next` is always given: the place to go on from. */
    changes(space: string, cursor: string | undefined, limit: number): Promise<{
        readonly rows: readonly OperationRow[];
        readonly next: string;
    }>;
    /** The sequence up to which nothing can still appear; 0 when nothing was ever committed. */
    settled(): Promise<Sequence>;
    /** The last settled sequence of any space whose time is not later (milliseconds UTC); 0 when there is none. A search, not a scan. */
    sequenceAt(time: number): Promise<Sequence>;
    /** Hints that something changed: at once in this process, within 50 ms from others. Returns a function that ends it. */
    onChange(listener: () => void): () => void;
    /** Takes up to `limit` records of the queue's collection that nobody holds, in the order of its queue index, by the store's clock. */
    claim(queue: string, options: ClaimOptions): Promise<readonly Lease[]>;
    /** @throws `LEASE_LOST` when another has it or it ran out. */
    renew(lease: Lease, leaseMs: number): Promise<Lease>;
    /** Idempotent; a lease that was lost is left alone. */
    release(lease: Lease): Promise<void>;
    /** Bytes that the store takes, and of them those that {@link MetadataStore.compact} would give back. */
    size(): Promise<StoreSize>;
    /** Gives unused space back to the system, in steps that let others work. Gives the bytes that were given back. */
    compact(options?: CallOptions): Promise<number>;
    /**
     * Checks the store's own structure (checksums, indexes, dangling references of nodes and content); gives what is
     * wrong, as sentences, nothing when all is well. Reads everything.
     */
    inspect(options?: CallOptions): Promise<readonly string[]>;
    /**
     * A consistent copy of the whole store in a new file, while others write; only where `capabilities.backup`.
     * @throws `ALREADY_EXISTS` when the file is there, `NO_SPACE`.
     */
    backup?(file: string, options?: BackupOptions): Promise<void>;
}

/** Definitions: what the entry of an adapter or plugin package exports. */

/**
 * The part of Standard Schema (https://standardschema.dev) that Nexus uses. Schemas of zod 4 fit as they are, those of
 * valibot as `toStandardJsonSchema` of `@valibot/to-json-schema` gives them.
 */
interface OptionSchema<Output> {
    readonly '~standard': {
        readonly version: 1;
        readonly vendor: string;
        validate(value: unknown): {
            readonly value: Output;
            readonly issues?: undefined;
        } | {
            readonly issues: readonly OptionIssue[];
        } | Promise<{
            readonly value: Output;
            readonly issues?: undefined;
        } | {
            readonly issues: readonly OptionIssue[];
        }>;
        /** Standard JSON Schema: what the build writes to the file that the manifest names as `options`. */
        readonly jsonSchema?: {
            input(options: {
                readonly target: 'draft-2020-12';
            }): Readonly<Record<string, unknown>>;
        } | undefined;
    };
}
/** One problem of a value, at a path into it. */
interface OptionIssue {
    readonly message: string;
    readonly path?: readonly (PropertyKey | {
        readonly key: PropertyKey;
    })[] | undefined;
}
/** What a factory gets besides its options. */
interface FactoryContext {
    readonly logger: Logger;
}
/** A backend type: its option schema and its factory. */
interface BackendDefinition<Options = unknown> {
    readonly kind: 'backend';
    readonly type: string;
    readonly apiVersion: ApiVersion;
    readonly title: string;
    readonly options: OptionSchema<Options>;
    /**
     * False where two backends with equal options are two places, as those in memory are. Default true: they are one
     * place, and mounts and handles of one process may use one driver.
     */
    readonly shared?: boolean | undefined;
    /** Opens nothing that needs the network before the first call. */
    create(options: Options, context: FactoryContext): Backend;
}
/** A store type: its option schema and its factory. */
interface StoreDefinition<Options = unknown> {
    readonly kind: 'store';
    readonly type: string;
    readonly apiVersion: ApiVersion;
    readonly title: string;
    readonly options: OptionSchema<Options>;
    create(options: Options, context: FactoryContext): MetadataStore;
}
/** What the hook runner needs of a plugin; {@link PluginDefinition} fits. */
interface LifecyclePlugin {
    readonly kind: 'plugin';
    readonly apiVersion: ApiVersion;
    /** Unique in a handle; what users write in `nexus.yaml`, and the `type` of the manifest. */
    readonly name: string;
    readonly version: string;
    readonly description: string;
    readonly configSchema?: OptionSchema<unknown> | undefined;
    readonly hooks?: Hooks<never> | undefined;
    /** Higher first; 0 by default. */
    readonly priority?: number | undefined;
    initialize?(context: never): Promise<void> | void;
    shutdown?(context: never): Promise<void> | void;
}
/** What a configuration may say of one hook of a plugin. */
interface HookSettings {
    /** Higher first; instead of what the plugin says. */
    readonly priority?: number | undefined;
    /** Milliseconds of the hook's own time; instead of what the plugin says. */
    readonly deadlineMs?: number | undefined;
}
/** A plugin with its configuration, as `createNexus({ plugins })` takes it. */
interface ConfiguredPlugin {
    readonly plugin: LifecyclePlugin;
    /** Checked by the plugin's schema; `{}` by default. */
    readonly config?: unknown;
    /** Of all its hooks, instead of what the plugin says. */
    readonly priority?: number | undefined;
    /** Of single hooks; comes before `priority`. */
    readonly hooks?: {
        readonly [Name in HookName]?: HookSettings | undefined;
    } | undefined;
}
/** Declares a backend type. */
declare function defineBackend<Options>(definition: Omit<BackendDefinition<Options>, 'kind' | 'apiVersion'>): BackendDefinition<Options>;
/** Declares a store type. */
declare function defineStore<Options>(definition: Omit<StoreDefinition<Options>, 'kind' | 'apiVersion'>): StoreDefinition<Options>;

/** All hooks, in the order of an operation's life. */
declare const HOOK_NAMES: readonly HookName[];

export { COLLECTIONS, HOOK_NAMES, INLINE, ROOT_ID, defineBackend, defineStore };
export type { ApiVersion, AtOptions, Attributes, AttributesMutation, Backend, BackendAdmin, BackendCapabilities, BackendDefinition, BackendDescription, BackendProbeOptions, BackupOptions, Batch, ByteRange, CallOptions, CapabilityOrigin, CheckResult, ChildrenOptions, ChildrenPage, ClaimOptions, Clock, Collectable, Collection, CollectionName, CommitResult, ConfiguredPlugin, ContentAddress, ContentMutation, ContentPart, ContentPlace, ContentRef, ContentReference, ContentRow, ContentState, CopyOptions, CopyTreeMutation, DeleteOptions, DoomedObject, Durability, EnsureDirectoryMutation, FactoryContext, GetOptions, GetResult, Hash, HistoryRow, Hook, HookContent, HookName, HookOutcome, HookRequest, HookSettings, HookSignatures, Hooks, Id, InlineContent, Json, JsonObject, Lease, LifecyclePlugin, LifecycleRule, ListOptions, ListPage, ListVersionsOptions, Logger, MetadataStore, MoveMutation, Mutation, MutationBase, MutationResult, NodeRef, NodeRestore, NodeRow, NodeWithContent, ObjectInfo, ObjectPrecondition, ObjectSummary, ObjectVersion, OperationDraft, OperationQuery, OperationRow, OperationType, OptionIssue, OptionSchema, Origin, Page, PageOptions, PendingUpload, Precondition, PresignOptions, Principal, PruneMutation, PutMutation, PutOptions, PutResult, ReadNodeOptions, RecordImage, RecordIndex, RecordMutation, RecordRow, RemoveMutation, RestoreNodesMutation, RestoreTreeMutation, ScanOptions, Sequence, SequenceRange, Source, StateMade, StoreCapabilities, StoreDefinition, StoreHealth, StoreIdentity, StoreSize, StructuralProblem, VersionPage, Walk, WriteReplacement };
