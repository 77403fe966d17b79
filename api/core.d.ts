import { Abortable } from 'node:events';
import { Mode, TimeLike, ObjectEncodingOptions, Stats, Dirent, StatOptions, MakeDirectoryOptions, RmOptions, CopyOptions as CopyOptions$1 } from 'node:fs';

/** Every error code with the exit code of the command line. One code, one situation a caller can act on. */
declare const ERROR_CODES: {
    readonly CORRUPT: 1;
    readonly CLOSED: 1;
    readonly NOT_SUPPORTED: 1;
    readonly ARCHIVED: 1;
    readonly STORE_FORMAT: 1;
    readonly STORE_OUTDATED: 1;
    readonly CLOCK_DOUBTFUL: 1;
    readonly BACKEND_IN_USE: 1;
    readonly BACKEND_NOT_CONFIGURED: 1;
    readonly INTERNAL: 1;
    readonly INVALID_PATH: 2;
    readonly PATH_TOO_LONG: 2;
    readonly INVALID_ARGUMENT: 2;
    readonly INVALID_RANGE: 2;
    readonly CONFIG_INVALID: 2;
    readonly PLUGIN_NOT_FOUND: 2;
    readonly PLUGIN_AMBIGUOUS: 2;
    readonly PLUGIN_API_VERSION: 2;
    readonly PLUGIN_MANIFEST_INVALID: 2;
    readonly PLUGIN_LOAD_FAILED: 2;
    readonly PLUGIN_CONTRACT: 2;
    readonly WRONG_REGION: 2;
    readonly NOT_FOUND: 3;
    readonly NOT_MOUNTED: 3;
    readonly BUCKET_NOT_FOUND: 3;
    readonly HISTORY_EXPIRED: 3;
    readonly ACCESS_DENIED: 4;
    readonly READ_ONLY: 4;
    readonly VETOED: 4;
    readonly BACKEND_DENIED: 4;
    readonly NO_CREDENTIALS: 4;
    readonly ALREADY_EXISTS: 5;
    readonly CONFLICT: 5;
    readonly UNDO_CONFLICT: 5;
    readonly NOT_EMPTY: 5;
    readonly NOT_A_DIRECTORY: 5;
    readonly IS_A_DIRECTORY: 5;
    readonly LEASE_LOST: 5;
    readonly LOCKED: 5;
    readonly BUSY: 6;
    readonly UNAVAILABLE: 6;
    readonly TIMEOUT: 6;
    readonly THROTTLED: 6;
    readonly OUTCOME_UNKNOWN: 6;
    readonly PARTIAL: 7;
    readonly QUOTA_EXCEEDED: 8;
    readonly NO_SPACE: 8;
    readonly TOO_LARGE: 8;
    readonly ABORTED: 130;
};
/** A stable error code. */
type ErrorCode = keyof typeof ERROR_CODES;

declare const BRAND: unique symbol;
/** Members of a {@link NexusError} besides code and message. */
interface ErrorDetails {
    /** The virtual path that was asked for. */
    readonly path?: string | undefined;
    /** What to do next, as one sentence. */
    readonly hint?: string | undefined;
    readonly cause?: unknown;
    /** `CONFLICT`: the etag that is there now. */
    readonly etag?: string | undefined;
    /** `OUTCOME_UNKNOWN`: the operation whose outcome is unknown. */
    readonly operationId?: string | undefined;
}
/** The one error of Nexus: a stable `code` to act on, a message for people, and the next step as `hint`. */
declare class NexusError extends Error {
    readonly code: ErrorCode;
    readonly path?: string;
    readonly hint?: string;
    readonly etag?: string;
    readonly operationId?: string;
    readonly [BRAND] = true;
    constructor(code: ErrorCode, message: string, details?: ErrorDetails);
    /** Code, message, path and hint; never the cause, which may quote a provider. */
    toJSON(): {
        code: ErrorCode;
        message: string;
        path?: string;
        hint?: string;
        etag?: string;
        operationId?: string;
    };
}
/** Tells a {@link NexusError}, also one made by another installed copy of core; optionally with a given code. */
declare function isNexusError(error: unknown, code?: ErrorCode): error is NexusError;

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

/** Makes ids; injected wherever one is needed, so that tests can be deterministic. */
type IdSource = () => Id;

/** The object that ties a backend to the store whose content it holds. */
declare const MARKER_KEY = "nexus.json";

/** What a bucket counted since it was made. */
interface BucketCounters {
    /** Calls by method; a call that was repeated counts once. */
    readonly calls: Readonly<Record<string, number>>;
    /** Bytes handed to the driver. */
    readonly bytesIn: number;
    /** Bytes read from the driver. */
    readonly bytesOut: number;
    /** Attempts beyond the first. */
    readonly retries: number;
    /** Calls that failed in the end, refused arguments not counted. */
    readonly failures: number;
}

/** Options of `createBucket`. */
interface BucketOptions {
    /** Milliseconds; by default the host's clock. Only for the log. */
    readonly clock?: (() => number) | undefined;
    /** Milliseconds without progress after which an attempt is `TIMEOUT`; 0 for never. Default 60,000, and 0 for local backends. */
    readonly timeoutMs?: number | undefined;
    /** Calls that run at once; the others wait. Default 64. */
    readonly concurrency?: number | undefined;
    /** Attempts of a call that can be repeated. Default 3. */
    readonly attempts?: number | undefined;
    /** 0 to 1, for the jitter of pauses between attempts. */
    readonly random?: (() => number) | undefined;
    /** Waits between attempts; by default a timer. */
    readonly sleep?: ((milliseconds: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
    /** Told of each provider call at `debug`. */
    readonly logger?: Logger | undefined;
}
/** A backend as core uses it. Optional methods are always there and `NOT_SUPPORTED` where the driver has none. */
interface Bucket extends Required<Omit<Backend, 'admin'>> {
    /** Absent where the driver has none; its calls are counted and their errors translated like all others. */
    readonly admin: BackendAdmin | undefined;
    /** Counted since it was made. */
    readonly counters: BucketCounters;
    /** The wrapped driver, with what it offers beyond the contract. */
    readonly driver: Backend;
}

/**
 * Wraps a driver in what must be the same for every backend: checks of keys, capabilities and limits before any
 * request, one kind of error, integrity of what is sent and received, retries, time-outs, a limit of concurrency and
 * counters. A bucket is not wrapped again.
 * @throws `PLUGIN_API_VERSION` for a driver of another contract version.
 */
declare function createBucket(backend: Backend, options?: BucketOptions): Bucket;

/** What a hold is made with. */
interface HoldParts {
    readonly store: MetadataStore;
    readonly clock: Clock;
    readonly newId: IdSource;
}
/** A hold on collection, renewed until it is released. */
interface CollectionHold {
    /** @throws `LEASE_LOST` when it could not be renewed in time, so that something may have been collected. */
    check(): void;
    /** Idempotent. A failure is left to the hold's end. */
    release(): Promise<void>;
}
/**
 * Keeps past states from being pruned and content from being condemned and deleted, in every process on the store, for
 * whoever copies content that a past state of the store names.
 */
declare function holdCollection(parts: HoldParts): Promise<CollectionHold>;

/** The key of an object: `[pools/<pool>/]cas/ab/cd/<hash>[.<generation>]`, the same on every backend. */
declare function objectKey(pool: string, hash: Hash, generation: number): string;

/** Options of {@link createMemoryBackend}. */
interface MemoryBackendOptions {
    /** Milliseconds UTC; by default the host's clock. */
    readonly clock?: (() => number) | undefined;
    /** Keeps every version of every object, and a delete marker for each delete. Default false. */
    readonly versioning?: boolean | undefined;
}
/** A backend that keeps objects in memory: the reference of the contract. What it holds ends with it. */
declare function createMemoryBackend(options?: MemoryBackendOptions): Backend;

/** Options of {@link createMemoryStore}. */
interface MemoryStoreOptions {
    /** Milliseconds UTC; by default the host's clock. */
    readonly clock?: (() => number) | undefined;
    /** Makes the ids of copied nodes and of the store. */
    readonly ids?: IdSource | undefined;
    /** By default those that core declares. */
    readonly collections?: Readonly<Record<string, Collection>> | undefined;
}
/** A metadata store in memory, the reference implementation: complete, and gone with its process. */
declare function createMemoryStore(options?: MemoryStoreOptions): MetadataStore;

/** The types of `nx.fs`: those of `node:fs/promises` as far as they can be kept. */

/** A path as `node:fs` takes it: text, its bytes, or a `file:` URL. Relative paths count from the root. */
type FsPath = string | Buffer | URL;
/** Content as `node:fs` takes it. */
type FsData = string | NodeJS.ArrayBufferView | Iterable<string | NodeJS.ArrayBufferView> | AsyncIterable<string | NodeJS.ArrayBufferView> | NodeJS.ReadableStream;
/** Options of `readFile`: text in an encoding, or a Buffer without one. */
type FsReadOptions<Encoding> = ({
    encoding: Encoding;
    flag?: string;
} & Abortable) | Encoding;
/** Options of `writeFile` and `appendFile`. */
type FsWriteOptions = (ObjectEncodingOptions & {
    mode?: Mode | undefined;
    flag?: string | undefined;
} & Abortable) | BufferEncoding | null;
/** An open file. Reading asks the tree; writing works on a temporary copy that becomes one version at `close` or `sync`. */
interface FsFileHandle extends AsyncDisposable {
    /** Reads into a buffer; without a position from where the handle stands. `bytesRead` is 0 at the end. */
    read<Data extends NodeJS.ArrayBufferView>(buffer: Data, offset?: number | null, length?: number | null, position?: number | null): Promise<{
        bytesRead: number;
        buffer: Data;
    }>;
    read<Data extends NodeJS.ArrayBufferView = Buffer>(options?: {
        buffer?: Data;
        offset?: number | null;
        length?: number | null;
        position?: number | null;
    }): Promise<{
        bytesRead: number;
        buffer: Data;
    }>;
    /** Writes bytes; without a position where the handle stands, or at the end with an `a` flag. */
    write<Data extends NodeJS.ArrayBufferView>(buffer: Data, offset?: number | null, length?: number | null, position?: number | null): Promise<{
        bytesWritten: number;
        buffer: Data;
    }>;
    write(text: string, position?: number | null, encoding?: BufferEncoding | null): Promise<{
        bytesWritten: number;
        buffer: string;
    }>;
    /** From where the handle stands to the end. */
    readFile(options?: FsReadOptions<null | undefined> | null): Promise<Buffer>;
    readFile(options: FsReadOptions<BufferEncoding>): Promise<string>;
    /** Writes where the handle stands. */
    writeFile(data: FsData, options?: FsWriteOptions): Promise<void>;
    appendFile(data: FsData, options?: FsWriteOptions): Promise<void>;
    stat(): Promise<Stats>;
    truncate(length?: number | null): Promise<void>;
    /** Makes what was written so far a durable version. */
    sync(): Promise<void>;
    /** As `sync`. */
    datasync(): Promise<void>;
    /** Makes what was written a version, durable when it resolves; idempotent. */
    close(): Promise<void>;
}
/** An open directory. */
interface FsDirectory extends AsyncIterable<Dirent>, AsyncDisposable {
    readonly path: string;
    /** The next entry, `null` at the end. */
    read(): Promise<Dirent | null>;
    close(): Promise<void>;
}
/** A change that `watch` tells of. */
interface FsChange {
    /** `rename` when a name came or went, else `change`. */
    readonly eventType: 'rename' | 'change';
    /** Relative to the watched directory; the name of the watched file. */
    readonly filename: string;
}
/** Options of `watch`. */
interface FsWatchOptions extends Abortable {
    /** Also what lies deeper. Default false. */
    recursive?: boolean | undefined;
}
/** Options of `readdir`. */
interface FsReaddirOptions {
    encoding?: 'utf8' | 'utf-8' | null | undefined;
    recursive?: boolean | undefined;
    withFileTypes?: boolean | undefined;
}
/** What `node:fs/promises` has and Nexus does not: every call is `ENOSYS`. */
interface UnsupportedFs {
    symlink(target: FsPath, path: FsPath, type?: string | null): Promise<never>;
    readlink(path: FsPath): Promise<never>;
    link(existing: FsPath, path: FsPath): Promise<never>;
    chmod(path: FsPath, mode: Mode): Promise<never>;
    chown(path: FsPath, uid: number, gid: number): Promise<never>;
    lchown(path: FsPath, uid: number, gid: number): Promise<never>;
    utimes(path: FsPath, atime: TimeLike, mtime: TimeLike): Promise<never>;
    lutimes(path: FsPath, atime: TimeLike, mtime: TimeLike): Promise<never>;
}
/**
 * The `node:fs/promises` facade: same arguments, same answers, errors with `code`, `errno`, `syscall` and `path` of
 * POSIX and the `NexusError` as `cause`. Paths are normalised, so `.` and `..` are allowed.
 */
interface NexusFs extends UnsupportedFs {
    readFile(path: FsPath | FsFileHandle, options?: FsReadOptions<null | undefined> | null): Promise<Buffer>;
    readFile(path: FsPath | FsFileHandle, options: FsReadOptions<BufferEncoding>): Promise<string>;
    /** One version; `wx` fails where there is a file, `a` appends. */
    writeFile(path: FsPath | FsFileHandle, data: FsData, options?: FsWriteOptions): Promise<void>;
    appendFile(path: FsPath | FsFileHandle, data: FsData, options?: FsWriteOptions): Promise<void>;
    /** Names in byte order. */
    readdir(path: FsPath, options?: (FsReaddirOptions & {
        withFileTypes?: false | undefined;
    }) | 'utf8' | 'utf-8' | null): Promise<string[]>;
    readdir(path: FsPath, options: FsReaddirOptions & {
        withFileTypes: true;
    }): Promise<Dirent[]>;
    stat(path: FsPath, options?: StatOptions & {
        bigint?: false | undefined;
    }): Promise<Stats>;
    /** As `stat`: there are no links. */
    lstat(path: FsPath, options?: StatOptions & {
        bigint?: false | undefined;
    }): Promise<Stats>;
    access(path: FsPath, mode?: number): Promise<void>;
    /** With `recursive` the first directory that was made. */
    mkdir(path: FsPath, options?: MakeDirectoryOptions | Mode | null): Promise<string | undefined>;
    rm(path: FsPath, options?: RmOptions): Promise<void>;
    rmdir(path: FsPath): Promise<void>;
    unlink(path: FsPath): Promise<void>;
    /** Replaces as POSIX does. */
    rename(from: FsPath, to: FsPath): Promise<void>;
    copyFile(from: FsPath, to: FsPath, mode?: number): Promise<void>;
    cp(from: FsPath, to: FsPath, options?: CopyOptions$1): Promise<void>;
    truncate(path: FsPath, length?: number | null): Promise<void>;
    open(path: FsPath, flags?: string | number, mode?: Mode): Promise<FsFileHandle>;
    opendir(path: FsPath): Promise<FsDirectory>;
    mkdtemp(prefix: string): Promise<string>;
    /** Tells of changes from now on, those of other processes included, until the loop ends or the signal is raised. */
    watch(path: FsPath, options?: FsWatchOptions): AsyncIterable<FsChange>;
    realpath(path: FsPath): Promise<string>;
}

declare const parsed: unique symbol;
/** A parsed path: absolute, NFC, without `.`, `..`, empty segments or a trailing slash. Only {@link parsePath} makes one. */
interface VirtualPath {
    readonly [parsed]: true;
    /** `/` or `/a/b`. */
    readonly text: string;
    readonly segments: readonly string[];
}
/**
 * Parses a path, once, at the edge. A missing leading slash is added, repeated and trailing slashes are dropped,
 * Unicode is normalised to NFC.
 * @throws `INVALID_PATH` with the reason.
 */
declare function parsePath(input: string): VirtualPath;

/**
 * What is wrong with the log: a row was changed, is missing, was added, or stands in another's place; the end was cut
 * off; states that an operation made were changed; a seal is missing or was changed.
 */
interface LogProblem {
    readonly kind: 'changed' | 'missing' | 'added' | 'moved' | 'truncated' | 'effects' | 'seal';
    /** As far as it is known: a missing row names none. */
    readonly operationId?: Id | undefined;
    readonly message: string;
}
/** Answer of a verification of the log. */
interface LogVerification {
    readonly ok: boolean;
    /** Sealed operations. */
    readonly count: number;
    /** The chain hash after the last one, to be kept elsewhere; 64 zeros for an empty log. */
    readonly head: string;
    /** In the order of the log, at most 1,000; then those of the end. */
    readonly problems: readonly LogProblem[];
}
/** A count and a chain hash that were kept elsewhere. */
interface LogExpectation {
    readonly count: number;
    readonly head: string;
}

/** A file's version, with its SHA-256 in hex and its bytes; of a directory all but the zeros are absent. */
interface TreeChangeSide {
    readonly version: number;
    readonly etag?: string;
    readonly size: number;
}
/** How one node differs between two points in time, or is changed by an undo. */
interface TreeChange {
    readonly path: string;
    readonly type: 'file' | 'directory';
    /** `moved` and `changed` may go together: then it is `moved` and the versions or attributes differ too. */
    readonly change: 'added' | 'removed' | 'moved' | 'changed';
    /** Where it was before, when moved. */
    readonly previousPath?: string | undefined;
    /** What differs besides the place. */
    readonly facets?: readonly ('content' | 'attributes')[] | undefined;
    readonly before?: TreeChangeSide | undefined;
    readonly after?: TreeChangeSide | undefined;
}

/** What listings and searches take and give. */

/** A row of a listing. */
interface Entry {
    readonly path: string;
    readonly name: string;
    readonly type: 'file' | 'directory';
    readonly size: number;
    readonly etag?: string | undefined;
    readonly version: number;
    readonly contentType?: string | undefined;
    /** Milliseconds UTC. Directories: the newest change directly in them; of the past, their creation. */
    readonly modifiedAt: number;
    /** Absent for directories that have no row yet (the root, namespaces, mount points). */
    readonly id?: Id | undefined;
}
/** Answer of {@link Nexus.stat}. */
interface Stat extends Entry {
    readonly createdAt: number;
    readonly createdBy?: string | undefined;
    /** Live files that use the content now, this one included if it is live; 0 for directories. */
    readonly refCount: number;
    /** The provider's own id of the version, in mounts of layout `path` whose bucket keeps versions. */
    readonly versionId?: string | undefined;
    /** Unix mode bits, where one is kept. */
    readonly mode?: number | undefined;
}
/** Options of {@link Nexus.list}. */
interface ListFilesOptions extends WaitOptions, AtOption {
    /** Default true: files only, depth first. False: direct children with directories. */
    readonly recursive?: boolean | undefined;
    /** Only this subtree, on segment boundaries. */
    readonly prefix?: string | undefined;
    readonly limit?: number | undefined;
    /** From an earlier iteration's `cursor`. */
    readonly cursor?: string | undefined;
}
/** An asynchronous sequence. Iterating twice asks twice. */
interface Listing<Row> extends AsyncIterable<Row> {
    toArray(): Promise<Row[]>;
    /** Where to go on after the last row that was given; `undefined` at the end or before the first row. */
    readonly cursor: string | undefined;
}
/** A row of {@link Nexus.tree}: depth 0 is the first level. */
interface TreeEntry extends Entry {
    readonly depth: number;
}
/** Options of {@link Nexus.grep}. */
interface GrepOptions extends WaitOptions, AtOption {
    readonly path?: string | undefined;
    /** Only files that match: a glob with a slash counts from `path`, one without selects names at any depth. */
    readonly glob?: string | undefined;
    /** The pattern is text, not a regular expression. */
    readonly literal?: boolean | undefined;
    readonly ignoreCase?: boolean | undefined;
    /** Lines of context. */
    readonly before?: number | undefined;
    readonly after?: number | undefined;
    readonly limit?: number | undefined;
    /** From an earlier iteration's `cursor`. */
    readonly cursor?: string | undefined;
}
/** A matching line. */
interface GrepMatch {
    readonly path: string;
    /** From 1. */
    readonly line: number;
    /** From 1, in UTF-16 units. */
    readonly column: number;
    readonly text: string;
    readonly before?: readonly string[] | undefined;
    readonly after?: readonly string[] | undefined;
}
/** What {@link Nexus.grep} gives: its counters are final once the iteration has ended. */
interface GrepListing extends Listing<GrepMatch> {
    readonly filesSearched: number;
    readonly binaryFilesSkipped: number;
}

/** What undo, time travel, versions, snapshots and the log take and give. */

/**
 * A point of the past: the id of an operation (the state right after it), a time (a `Date`, or text in ISO 8601, UTC
 * where no zone is given: the state after the last operation that is not later), or the name of a snapshot.
 */
type At = string | Date;
/** Options of reads that can look at the past. */
interface AtOption {
    /** Default: now. @throws `NOT_FOUND` for an operation or snapshot that is not there, `HISTORY_EXPIRED`. */
    readonly at?: At | undefined;
}
/** Options of listings of the history. */
interface PagingOptions extends WaitOptions {
    readonly limit?: number | undefined;
    /** From an earlier iteration's `cursor`. */
    readonly cursor?: string | undefined;
}
/** A version of another node: where the content of a version came from. */
interface VersionOrigin {
    readonly path?: string | undefined;
    readonly node: Id;
    readonly version: number;
}
/** One version of a file. */
interface VersionEntry {
    /** The file, which is another one where an earlier file had the path; absent for a version that is not ours. */
    readonly node?: Id | undefined;
    /** 0 for a version that another program made in a bucket and that never passed through here: read it by `versionId`. */
    readonly version: number;
    /** The provider's own id of the version, in mounts of layout `path` whose bucket keeps versions. */
    readonly versionId?: string | undefined;
    /** SHA-256 of the content in hex; of what lies at a provider what that says. */
    readonly etag: string;
    readonly size: number;
    /** Milliseconds UTC. */
    readonly modifiedAt: number;
    readonly contentType?: string | undefined;
    /** The operation that made it. Absent when the caller may not see it. */
    readonly operationId?: Id | undefined;
    /** Where the file was when it got this content, if elsewhere. */
    readonly path?: string | undefined;
    /** The version that copy, fork, restore, rollback or undo took it from. */
    readonly origin?: VersionOrigin | undefined;
}
/** A relative of a file by copy, fork, restore or rollback. */
interface LineageEntry {
    readonly relation: 'ancestor' | 'descendant';
    /** 1 for what it was copied from or to directly. */
    readonly distance: number;
    readonly node: Id;
    readonly version: number;
    /** Where it is now; absent when it is no longer there. */
    readonly path?: string | undefined;
    readonly etag?: string | undefined;
}
/** How two contents differ. */
interface ContentDiff {
    /**
     * A unified diff; absent when either side is binary or over 8 MiB, and when they differ too much (more than 4,000
     * lines, or a second's search). Empty when both are equal.
     */
    readonly patch?: string | undefined;
    readonly equal: boolean;
    readonly before?: DiffSide | undefined;
    readonly after?: DiffSide | undefined;
    /** Lines added and removed, where there is a patch. */
    readonly added?: number | undefined;
    readonly removed?: number | undefined;
}
/** One side of a {@link ContentDiff}; absent when nothing was there. */
interface DiffSide {
    readonly path: string;
    readonly version: number;
    readonly etag: string;
    readonly size: number;
    readonly contentType?: string | undefined;
    readonly metadata?: JsonObject | undefined;
    readonly tags?: Readonly<Record<string, string>> | undefined;
}
/** Options of diffs. */
interface DiffOptions extends WaitOptions {
    /** Lines around each change; default 3. */
    readonly context?: number | undefined;
}
/** A version: its number, or in mounts of layout `path` the provider's own id of it. */
type VersionName = number | string;
/** Versions of files. */
interface VersionsFacet {
    /**
     * Newest first: those of the file at the path, then those of files that had the path before. `node` tells them apart.
     * In mounts of layout `path` those of the provider first, whoever made them, then what else passed through us.
     * @throws `NOT_FOUND` when no file is known to have been there.
     */
    list(path: string, options?: PagingOptions): Listing<VersionEntry>;
    /**
     * The content of one version, verified: of the file at the path, else of the last one that had the path before and
     * that version. @throws `NOT_FOUND`, `HISTORY_EXPIRED`.
     */
    read(path: string, version: VersionName, options?: WaitOptions): Promise<Uint8Array>;
    readStream(path: string, version: VersionName, options?: WaitOptions): ReadableStream<Uint8Array>;
    /** `to` by default the present version. */
    diff(path: string, from: VersionName, to?: VersionName, options?: DiffOptions): Promise<ContentDiff>;
    /** Makes a new version with the content and type of an old one; metadata and tags stay. No hooks run. */
    rollback(path: string, version: VersionName, options?: MutationOptions): Promise<WriteResult>;
    /** Ancestors, the nearest first, then descendants, of those that the caller may see; at most 1,000 of each. */
    lineage(path: string, options?: WaitOptions): Promise<readonly LineageEntry[]>;
}
/** What is undone: operations by id, the last n of the caller, a run, or everything in a subtree since a time (inclusive). */
type UndoTarget = string | readonly string[] | {
    readonly last: number;
} | {
    readonly run: string;
} | {
    readonly path: string;
    readonly since: At;
};
/** Options of {@link Nexus.undo}. */
interface UndoOptions extends WaitOptions {
    /** Says what would change and changes nothing. */
    readonly dryRun?: boolean | undefined;
    /** What a later change of the same thing means. Default `fail`: `UNDO_CONFLICT`, nothing is undone. `skip`: the rest is undone. */
    readonly onConflict?: 'fail' | 'skip' | undefined;
}
/** An operation as an undo names it. */
interface UndoneOperation {
    readonly id: Id;
    readonly type: OperationType;
    readonly path: string;
}
/** An operation that was left as it is. */
interface SkippedOperation extends UndoneOperation {
    /**
     * `expired`: what was there before it is no longer kept. `notUndoable`: it changed nothing that can be taken back.
     * `changedOutside`: another program has changed its files of a mapped tree since.
     */
    readonly reason: 'conflict' | 'alreadyUndone' | 'notUndoable' | 'expired' | 'changedOutside';
    /** Later operations that stand in the way, newest first. */
    readonly conflicts?: readonly Id[] | undefined;
}
/** Answer of {@link Nexus.undo}. */
interface UndoResult {
    /** The undo itself: undoing it is redo. Absent for a dry run and when nothing was left to undo. */
    readonly operationId?: Id | undefined;
    /** Newest first. */
    readonly undone: readonly UndoneOperation[];
    readonly skipped: readonly SkippedOperation[];
    /** Sorted by path. */
    readonly changes: readonly TreeChange[];
    /** Files of mapped trees that stay as they are, though the operation was undone apart from them; absent: none. */
    readonly left?: readonly LeftFile[] | undefined;
}
/** A file of a mapped tree that an undo left as it is. */
interface LeftFile {
    readonly path: string;
    /** `changed`: another program did so since. `notKept`: the bytes that it had are not there any more. */
    readonly reason: 'changed' | 'notKept';
}
/** Options of {@link Nexus.restore}. */
interface RestoreOptions extends WaitOptions {
    readonly at: At;
    readonly dryRun?: boolean | undefined;
}
/** Answer of restores and forks. */
interface RestoreResult {
    readonly path: string;
    /** Absent for a dry run. */
    readonly operationId?: Id | undefined;
    /** Nodes that were changed, made or ended. */
    readonly count: number;
    /** Of a dry run: what would change. */
    readonly changes?: readonly TreeChange[] | undefined;
}
/** One operation of the log. */
interface OperationEntry {
    readonly id: Id;
    readonly type: OperationType;
    readonly path: string;
    readonly target?: string | undefined;
    readonly tenant?: string | undefined;
    readonly agent?: string | undefined;
    readonly user?: string | undefined;
    readonly run?: string | undefined;
    readonly requestId?: string | undefined;
    readonly batch?: Id | undefined;
    /** Milliseconds UTC. */
    readonly time: number;
    readonly details?: JsonObject | undefined;
    /** The undo that took it back, while that one stands. */
    readonly undoneBy?: Id | undefined;
}
/** One operation with what it did. */
interface OperationReport extends OperationEntry {
    /** Sorted by path; at most 1,000. */
    readonly changes: readonly TreeChange[];
    /** More changes than `changes` holds. */
    readonly truncated: boolean;
    /**
     * Whether `undo` finds what was before. False for an operation that changed nothing, and for one older than what
     * `retention` keeps: `undo` refuses it with `HISTORY_EXPIRED` also where a snapshot holds some of it, since nobody can
     * tell that it holds all. `snapshots.restore` brings back what that holds.
     */
    readonly undoable: boolean;
}
/** Filter of {@link OperationsFacet.list}; members are combined with AND. Newest first. */
interface OperationFilter extends PagingOptions {
    /** Operations that name this path, and those on what is or was there under whatever name (the 1,000 newest of it). */
    readonly path?: string | undefined;
    /** Operations on this path or below it. */
    readonly under?: string | undefined;
    readonly types?: readonly OperationType[] | undefined;
    /** Whose principal was of the tenant. Administrators see all that it did in its space and the one that all share. */
    readonly tenant?: string | undefined;
    readonly agent?: string | undefined;
    readonly run?: string | undefined;
    /** Inclusive; a number is milliseconds UTC. */
    readonly since?: Date | string | number | undefined;
    /** Exclusive; a number is milliseconds UTC. */
    readonly until?: Date | string | number | undefined;
}
/** Options of {@link OperationsFacet.follow}. */
interface FollowOptions extends WaitOptions {
    /** Go on after this one; by default from now on. `''`: from the beginning. */
    readonly cursor?: string | undefined;
    /** Only operations on this path or below it. */
    readonly path?: string | undefined;
}
/** An operation with the cursor to go on after it. */
interface FollowedOperation extends OperationEntry {
    readonly cursor: string;
}
/** The operation log. */
interface OperationsFacet {
    list(filter?: OperationFilter): Listing<OperationEntry>;
    /** @throws `NOT_FOUND`. */
    get(id: Id, options?: WaitOptions): Promise<OperationReport>;
    /**
     * The change feed, oldest first, until the signal or the end of the handle ends it, without an error. Begins when it is
     * iterated; at least once after a restart with the last cursor. Reads on only when asked for more.
     * @throws `INVALID_ARGUMENT` for a cursor that is none of this log.
     */
    follow(options?: FollowOptions): AsyncIterable<FollowedOperation>;
    /**
     * Seals what is not sealed yet and checks the whole chain of the caller's space.
     * `expect`: a count and head kept elsewhere, which must lie on the chain.
     */
    verify(options?: WaitOptions & {
        readonly expect?: LogExpectation | undefined;
        readonly onProgress?: ((progress: Progress) => void) | undefined;
    }): Promise<LogVerification>;
}
/** A named state of a directory. */
interface SnapshotEntry {
    readonly name: string;
    readonly path: string;
    /** Milliseconds UTC. */
    readonly createdAt: number;
    readonly createdBy?: string | undefined;
    readonly description?: string | undefined;
    readonly operationId: Id;
}
/** Snapshots: immutable, nothing is copied. Names are 1 to 128 of `A-Z a-z 0-9 . _ -`, unique in a space, and no ids or times. */
interface SnapshotsFacet {
    /** @throws `ALREADY_EXISTS` when the name is taken. */
    create(path: string, options?: WaitOptions & {
        /** Default: made of the time. */
        readonly name?: string | undefined;
        readonly description?: string | undefined;
    }): Promise<SnapshotEntry>;
    /** Newest first; with a path those of it and of directories below and above it. */
    list(path?: string, options?: PagingOptions): Listing<SnapshotEntry>;
    /** @throws `NOT_FOUND`. */
    get(name: string, options?: WaitOptions): Promise<SnapshotEntry>;
    /**
     * From the snapshot to another one of the same directory, or to now, sorted by path. A node is told by its id: one
     * that moved is moved, and what lies in a directory that moved is not told again.
     */
    diff(name: string, other?: string, options?: WaitOptions): Listing<TreeChange>;
    /** The directory becomes as it was; can be undone. */
    restore(name: string, options?: WaitOptions & {
        readonly dryRun?: boolean | undefined;
    }): Promise<RestoreResult>;
    /**
     * Content that only it held is collected later. For who made it, for administrators, and for those who may change all
     * that lies in it. @throws `NOT_FOUND`, `ACCESS_DENIED`, `READ_ONLY`.
     */
    delete(name: string, options?: WaitOptions): Promise<ChangeResult>;
    /**
     * A copy of the snapshot's directory at a free path: new nodes, shared content. With a path that begins with a slash
     * instead of a name, of that directory as it is now. No hooks run.
     * @throws `ALREADY_EXISTS`, `NOT_SUPPORTED` for a target in another space, `ACCESS_DENIED` when the caller may not
     * see everything below the directory.
     */
    fork(source: string, target: string, options?: WaitOptions): Promise<RestoreResult>;
}

/** What reads and changes of files take and give. */

/** Options of everything that waits. */
interface WaitOptions {
    readonly signal?: AbortSignal | undefined;
}
/** Conditions of a mutation on the file at its path. */
interface MutationOptions extends WaitOptions {
    /** The etag (SHA-256 in hex) that must be there; otherwise `CONFLICT`, carrying the one that is. */
    readonly ifMatch?: string | undefined;
    /** Only when nothing is there; otherwise `ALREADY_EXISTS`. */
    readonly ifNoneMatch?: '*' | undefined;
}
/** What `write` takes. */
type WriteContent = string | Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array> | NodeJS.ReadableStream | AsyncIterable<Uint8Array | string>;
/** Progress of a long call. */
interface Progress {
    readonly done: number;
    readonly total?: number | undefined;
    readonly path?: string | undefined;
}
/** Options of {@link Nexus.write}. */
interface WriteOptions extends MutationOptions {
    readonly contentType?: string | undefined;
    /** Replaces the custom metadata with the write; without it what is there stays. */
    readonly metadata?: JsonObject | undefined;
    /** Replaces the tags with the write; without it those that are there stay. */
    readonly tags?: Readonly<Record<string, string>> | undefined;
    /** Milliseconds UTC that the file shall show as its time; default now. */
    readonly modifiedAt?: number | undefined;
    /** Unix mode bits to keep with the file. */
    readonly mode?: number | undefined;
}
/** Answer of a write. */
interface WriteResult {
    readonly path: string;
    /** SHA-256 of the content in hex; in mounts of layout `path` what the provider says. */
    readonly etag: string;
    readonly size: number;
    readonly version: number;
    /** The provider's own id of the version, in mounts of layout `path` whose bucket keeps versions. */
    readonly versionId?: string | undefined;
    readonly operationId: Id;
    /** Milliseconds UTC. */
    readonly modifiedAt: number;
}
/** One item of {@link Nexus.writeBatch}. Its conditions are about what is there before the batch. */
interface BatchItem extends Omit<WriteOptions, 'signal'> {
    readonly path: string;
    readonly content: WriteContent;
}
/** Options of {@link Nexus.readStream} and {@link Nexus.read}: bytes, `end` exclusive. */
interface ReadOptions extends WaitOptions, AtOption {
    readonly start?: number | undefined;
    readonly end?: number | undefined;
}
/** One exact replacement of text. */
interface TextEdit {
    readonly old: string;
    readonly new: string;
    /** Every occurrence; otherwise `old` must occur exactly once. */
    readonly all?: boolean | undefined;
}
/** Answer of a change that brings no content. */
interface ChangeResult {
    readonly path: string;
    readonly operationId: Id;
}
/** Answer of {@link Nexus.copy} and {@link Nexus.rename}. */
interface TransferResult extends ChangeResult {
    readonly target: string;
    /** Nodes that came along. */
    readonly count: number;
    /** What did not come along when the call crossed spaces. */
    readonly left?: readonly ('id' | 'versions' | 'grants')[] | undefined;
}
/** Options of {@link Nexus.copy} and {@link Nexus.rename}. */
interface TransferOptions extends MutationOptions {
    /** Replace a file at the target. */
    readonly overwrite?: boolean | undefined;
}

/** What the facet of content takes and gives: usage, garbage collection, checks. */

/** Bytes of one directory subtree. */
interface ContentUsage {
    readonly files: number;
    readonly bytes: number;
    /** Bytes of distinct content. */
    readonly uniqueBytes: number;
}
/** Options of {@link ContentFacet.gc}. */
interface CollectOptions extends WaitOptions {
    /** Default false: says what would go. */
    readonly apply?: boolean | undefined;
    /** Also gives the store's unused space back to the system. */
    readonly compact?: boolean | undefined;
    /** Says that the clock is right although it stepped back or leaped. */
    readonly confirmClock?: boolean | undefined;
    readonly onProgress?: ((progress: Progress) => void) | undefined;
}
/** Answer of {@link ContentFacet.gc}. */
interface CollectReport {
    readonly applied: boolean;
    /** Past states that retention let go, or would. */
    readonly prunedStates: number;
    /** Content that nothing references any more. */
    readonly contents: number;
    /** Their bytes. */
    readonly bytes: number;
    /** Objects that were deleted from backends; 0 unless applied. */
    readonly objectsDeleted: number;
    /** Objects that wait for the delay before they are deleted. */
    readonly objectsWaiting: number;
    /** Bytes of the store's file that compacting gives back, or gave. */
    readonly reclaimableBytes: number;
}
/** Something that does not agree between store and backends. */
interface FsckProblem {
    readonly kind: 'missing' | 'size' | 'corrupt' | 'orphan' | 'dangling' | 'store' | 'log' | 'marker';
    readonly message: string;
    /** Files that are affected, at most 10 paths. */
    readonly paths?: readonly string[] | undefined;
    readonly key?: string | undefined;
    readonly backend?: string | undefined;
    readonly repaired?: boolean | undefined;
    /** Bytes or history are lost; `false` for what only wastes space. */
    readonly loss: boolean;
}
/** Options of {@link ContentFacet.fsck}. */
interface FsckOptions extends WaitOptions {
    /** Reads and hashes all content. Default: existence and size. */
    readonly deep?: boolean | undefined;
    /** Deletes orphans, marks damaged content so that writing the same bytes heals it. */
    readonly repair?: boolean | undefined;
    readonly onProgress?: ((progress: Progress) => void) | undefined;
}
/** Answer of {@link ContentFacet.fsck}. */
interface FsckReport {
    /** No problem with loss. */
    readonly ok: boolean;
    readonly contents: number;
    readonly objects: number;
    readonly bytes: number;
    /** At most 10,000; `truncated` says that there are more. */
    readonly problems: readonly FsckProblem[];
    readonly truncated: boolean;
}
/** Options of {@link ContentFacet.migrate}. */
interface MigrateOptions extends WaitOptions {
    /** A path that a mount of layout `cas` serves (`/` is the default backend), or the id of a backend. */
    readonly from: string;
    /** The same. */
    readonly to: string;
    /** Only content of files below it, as they are now; what only their past has stays. Default: all content. */
    readonly prefix?: string | undefined;
    /** Default false: says what would be moved. */
    readonly apply?: boolean | undefined;
    /** Deletes the objects that nothing names any more from the source, once all has been moved. Default false. */
    readonly removeSource?: boolean | undefined;
    /** Contents that are moved at once, 1 to 64. Default 4. */
    readonly concurrency?: number | undefined;
    readonly onProgress?: ((progress: Progress) => void) | undefined;
}
/** Answer of {@link ContentFacet.migrate}. */
interface MigrateReport {
    readonly applied: boolean;
    /** Contents that were moved, or would be. */
    readonly contents: number;
    /** Their bytes. */
    readonly bytes: number;
    /** Contents of those that were on the target already, so that no body was sent. */
    readonly reused: number;
    /** Contents that somebody is writing just now; another run moves them. */
    readonly busy: number;
    /** What could not be moved and stays where it is; at most 1,000 of `failures`. */
    readonly failed: readonly {
        readonly hash: string;
        readonly problem: string;
    }[];
    readonly failures: number;
    /** Objects that were deleted from the source. */
    readonly objectsRemoved: number;
}
/** Content as a whole. */
interface ContentFacet {
    usage(path?: string, options?: WaitOptions): Promise<ContentUsage>;
    /** Collects what nothing references. Administrators and callers without tenant only. @throws `ACCESS_DENIED`. */
    gc(options?: CollectOptions): Promise<CollectReport>;
    /**
     * Moves content from one backend to another, each checked by its hash; files, versions and history stay what they are.
     * What was moved stays moved when it ends early, and another run goes on. Administrators and callers without tenant only.
     * @throws `ACCESS_DENIED`, `INVALID_ARGUMENT`, `NOT_SUPPORTED` for mounts of layout `path` and mounts per tenant,
     * `READ_ONLY`.
     */
    migrate(options: MigrateOptions): Promise<MigrateReport>;
    /** Compares store and backends. Administrators and callers without tenant only. @throws `ACCESS_DENIED`. */
    fsck(options?: FsckOptions): Promise<FsckReport>;
}

/** The facets of a handle. */

/** Custom metadata of nodes. */
interface MetadataFacet {
    get(path: string): Promise<JsonObject>;
    get(path: string, key: string): Promise<Json | undefined>;
    set(path: string, values: JsonObject, options?: MutationOptions): Promise<ChangeResult>;
    set(path: string, key: string, value: Json, options?: MutationOptions): Promise<ChangeResult>;
    /** A key that is not there is no error. */
    remove(path: string, key: string, options?: MutationOptions): Promise<ChangeResult>;
}
/** Tags of nodes: keys of 1 to 255 bytes with text values. */
interface TagsFacet {
    list(path: string): Promise<Readonly<Record<string, string>>>;
    set(path: string, key: string, value: string, options?: MutationOptions): Promise<ChangeResult>;
    remove(path: string, key: string, options?: MutationOptions): Promise<ChangeResult>;
    /** Nodes that carry the tag, optionally with that value, sorted by path. */
    find(query: {
        readonly key: string;
        readonly value?: string | undefined;
        readonly path?: string | undefined;
    } & WaitOptions): Listing<Entry>;
}
/** Health of everything below a handle. */
interface Health {
    readonly ok: boolean;
    readonly store: StoreHealth & {
        readonly type: string;
        readonly location: string;
    };
    readonly backends: readonly {
        readonly type: string;
        readonly location: string;
        readonly ok: boolean;
        readonly code?: string;
        readonly problem?: string;
        readonly hint?: string;
    }[];
    /**
     * Changes of mounts of layout `path` that a crash cut off, and of which nobody can tell whether they were made; only
     * those of paths that the caller may see, until something else is changed there. Absent: none.
     */
    readonly unknownChanges?: readonly UnknownChange[] | undefined;
}
/** A change of which nobody can tell whether it was made. */
interface UnknownChange {
    readonly operation: Id;
    readonly mountPoint: string;
    readonly type: OperationType;
    readonly path: string;
    /** Why it cannot be told, as sentences. */
    readonly reason: string;
}

/** Mounts: what is asked for, what is shown, and who makes backends that are named by type. */

/** What a mount of layout `path` keeps of replaced content. */
type MountHistory = 'versioning' | 'cas' | 'none';
/** A backend by its type, as `nexus.yaml` names it. */
interface NamedBackend {
    /** `<type>_connector` is the same type, mounted in layout `path`. */
    readonly type: string;
    /** Name of the package that provides it, where several do. */
    readonly package?: string | undefined;
    /** Its own options, in camelCase; `${VAR}` and `${VAR:-default}` in texts stand for environment variables. */
    readonly options?: Readonly<Record<string, unknown>> | undefined;
}
/** A backend that somebody holds. */
interface HeldBackend {
    readonly backend: Backend;
    /** The options as a record may keep them: references stay, host paths are absolute. */
    readonly options: Readonly<Record<string, unknown>>;
    /** Idempotent. The backend is closed when nobody holds it any more. */
    release(): Promise<void>;
}
/** Makes backends that are named by type. The core knows no provider, so whoever composes it may give one. */
interface BackendResolver {
    /** The backend of that type with these options: one that is held already, else a new one. Touches no network. */
    open(named: NamedBackend): Promise<HeldBackend>;
    /** Options that hold a secret as plain text, which no record may keep; their names as users write them. */
    plainSecrets(named: NamedBackend): Promise<readonly string[]>;
}
/** What `nx.mounts.add` and `createNexus({ mounts })` take: a backend made in code, or one by type. */
interface MountOptions {
    readonly mountPoint: string;
    /** Made by the factory of its package. Either it or `type` is given. */
    readonly backend?: Backend | undefined;
    /** As in {@link NamedBackend}; only where the handle can find types, as those of `connect()` can. */
    readonly type?: string | undefined;
    /** As in {@link NamedBackend}. */
    readonly package?: string | undefined;
    /** As in {@link NamedBackend}. */
    readonly options?: Readonly<Record<string, unknown>> | undefined;
    /** `cas` keeps content by hash; `path` maps files to their real keys. Default `cas`, or `path` for `<type>_connector`. */
    readonly layout?: 'cas' | 'path' | undefined;
    /** Higher wins; default 0. */
    readonly priority?: number | undefined;
    /** Only read calls reach the backend. Default false. */
    readonly readonly?: boolean | undefined;
    /** Each space has its own mount of that name, below `<tenant>/` (`default/` without tenant) of the backend. Default false. */
    readonly perTenant?: boolean | undefined;
    /** At most 4,096 characters. */
    readonly description?: string | undefined;
    /** Only for layout `path`. */
    readonly history?: MountHistory | undefined;
    /** Brings it back at the next start; only by type, and with secrets by reference. Default false. */
    readonly save?: boolean | undefined;
}
/** A mount as it is shown. */
interface MountEntry {
    readonly id: string;
    readonly mountPoint: string;
    readonly backend: {
        readonly type: string;
        readonly location: string;
    };
    readonly layout: 'cas' | 'path';
    readonly priority: number;
    readonly readonly: boolean;
    readonly perTenant: boolean;
    readonly saved: boolean;
    readonly description?: string | undefined;
    readonly history?: MountHistory | undefined;
    /** Why it cannot be used, or that a mount of higher priority hides it. */
    readonly problem?: string | undefined;
    /** The error code of the problem, where it has one. */
    readonly code?: string | undefined;
    /** What to do about the problem. */
    readonly hint?: string | undefined;
}
/** What a mount's provider calls came to since it was mounted in this process. */
interface MountCounters {
    /** By method; a call that was repeated counts once. */
    readonly calls: Readonly<Record<string, number>>;
    /** Bytes sent. */
    readonly bytesIn: number;
    /** Bytes received. */
    readonly bytesOut: number;
    /** Attempts beyond the first. */
    readonly retries: number;
    /** Calls that failed in the end. */
    readonly failures: number;
}
/** A mount with what is known of its backend. */
interface MountDetails extends MountEntry {
    readonly details: NonNullable<BackendDescription['details']>;
    readonly counters: MountCounters;
    /** Their `origin` says whether they are declared or were probed. */
    readonly capabilities: BackendCapabilities;
    /** Whether its bucket keeps versions; absent where it cannot be asked. */
    readonly versioning?: 'on' | 'suspended' | 'off' | undefined;
    /** Keys that listings of this process left out because they are no valid paths; absent in layout `cas`. */
    readonly skippedKeys?: number | undefined;
}
/** What a test of a mount found. */
interface MountTest {
    readonly mount: MountDetails;
    readonly ok: boolean;
    /** Rules of the bucket that destroy or archive live content, and other things to look at. */
    readonly warnings: readonly {
        readonly message: string;
        readonly hint: string;
    }[];
    /** Rules of the bucket as a whole; absent where they cannot be asked. */
    readonly lifecycleRules?: readonly LifecycleRule[] | undefined;
}
/** The mounts of the caller's space. */
interface MountsFacet {
    /**
     * @throws `ALREADY_EXISTS` when the same place and priority are taken, `INVALID_ARGUMENT`, `ACCESS_DENIED`,
     * `CONFIG_INVALID` for wrong options and for secrets that are to be saved as plain text, `PLUGIN_NOT_FOUND`.
     */
    add(mount: MountOptions): Promise<{
        readonly id: string;
        readonly mountPoint: string;
    }>;
    /** By id or mount point. Files below stay. @throws `NOT_FOUND`. */
    remove(idOrMountPoint: string): Promise<void>;
    /** Each backend is asked how it is, for 15 seconds at most. */
    list(): Promise<readonly MountEntry[]>;
    /** The mount that serves a path. */
    get(path: string): Promise<MountDetails>;
    /**
     * Probes the mount that serves a path, by reads alone where it is read-only, and looks at the rules of its bucket.
     * A backend that fails is part of the answer.
     */
    test(path: string, options?: WaitOptions): Promise<MountTest>;
    /**
     * What the bucket's own rules do to a mount: those that destroy or archive content of layout `cas` are warnings. Reads
     * nothing but the rules.
     */
    rules(path: string, options?: WaitOptions): Promise<Pick<MountTest, 'warnings' | 'lifecycleRules'>>;
    /**
     * The driver behind the mount that serves a path, with what it offers beyond the contract; not counted, not checked,
     * and of a mount per tenant the whole. @throws `ACCESS_DENIED` for whoever may not remove the mount.
     */
    backend<Driver extends Backend = Backend>(path: string): Driver;
}
/** Options of `url`. */
interface UrlOptions extends WaitOptions {
    /** Whole seconds, 1 to 604,800 (7 days). Default 3,600. */
    readonly expiresIn?: number | undefined;
    /** Default `GET`. `PUT` only in layout `path`: what is uploaded counts as changed by others. */
    readonly method?: 'GET' | 'PUT' | undefined;
    /** Media type: that of the answer, by default the file's; with `PUT` that of what is uploaded. */
    readonly contentType?: string | undefined;
}

/** How a handle is made and narrowed. */

/** Fields that `as` sets. */
interface AsOptions {
    readonly tenantId?: string | undefined;
    readonly agentId?: string | undefined;
    readonly userId?: string | undefined;
    readonly groups?: readonly string[] | undefined;
    readonly isAdmin?: boolean | undefined;
    readonly run?: string | undefined;
    readonly requestId?: string | undefined;
}
/** Options of `createNexus`. */
interface NexusOptions {
    readonly store: MetadataStore;
    /** The default backend, for content that is not inline. */
    readonly backend: Backend;
    readonly mounts?: readonly MountOptions[] | undefined;
    /** Makes backends of mounts that are given by type, and of saved mounts. Default: there are no types. */
    readonly backendResolver?: BackendResolver | undefined;
    readonly plugins?: readonly (LifecyclePlugin | ConfiguredPlugin)[] | undefined;
    /** Hooks without a plugin. */
    readonly hooks?: Hooks | undefined;
    readonly tenantId?: string | undefined;
    readonly agentId?: string | undefined;
    readonly userId?: string | undefined;
    readonly groups?: readonly string[] | undefined;
    readonly isAdmin?: boolean | undefined;
    readonly run?: string | undefined;
    readonly namespaces?: readonly NamespaceOptions[] | undefined;
    /** Bytes up to which content lies in the store. Default: 65,536 where the default backend is local, else 0. */
    readonly inlineMaxBytes?: number | undefined;
    /** Bytes of the content cache in MiB. Default 100. */
    readonly cacheSizeMb?: number | undefined;
    readonly dedup?: 'space' | 'shared' | undefined;
    /** What mounts of layout `path` keep of replaced content that do not say so themselves. Default: as each bucket can. */
    readonly history?: 'versioning' | 'cas' | 'none' | undefined;
    /** How long past states are kept, in milliseconds; 0: the last delete frees the content. Default 30 days. */
    readonly retention?: number | undefined;
    /** `auto` (default): garbage is collected in the background. `manual`: only by `nx.content.gc({ apply: true })`. */
    readonly gc?: 'auto' | 'manual' | undefined;
    /** Milliseconds that unreferenced content is left alone before it is condemned. Default one hour, 0 with `retention: 0`. */
    readonly gcGrace?: number | undefined;
    /** Milliseconds between condemning content and deleting its object, for readers under way. Default one hour, one minute with `retention: 0`. */
    readonly gcDelay?: number | undefined;
    /** Folder for spooled streams. Default the system's temporary folder. */
    readonly tmpDir?: string | undefined;
    readonly logger?: Logger | undefined;
    /** Time of background work; default the host's. */
    readonly clock?: Clock | undefined;
    /** Told of failures of after hooks. */
    readonly onHookError?: ((error: unknown, hook: string, plugin: string) => void) | undefined;
    /** Whether `close()` closes store and backends. Default true. */
    readonly ownsAdapters?: boolean | undefined;
}
/** A custom namespace. */
interface NamespaceOptions {
    readonly name: string;
    readonly readonly?: boolean | undefined;
    readonly adminOnly?: boolean | undefined;
    /** The second segment is a tenant. Default true. */
    readonly requiresTenant?: boolean | undefined;
}

/** What plugins get of a handle, and what a handle shows of its plugins. */

/** One record of a plugin. */
interface PluginRecord {
    readonly key: string;
    readonly value: Json;
}
/**
 * JSON values that a plugin keeps in the store, in a collection of its own: other plugins do not see them. All handles on
 * one store share them, whatever their tenant. Keys are 1 to 512 characters, values up to 1 MiB of JSON.
 */
interface PluginRecords {
    /** The value, or `undefined` when there is none. */
    get(key: string): Promise<Json | undefined>;
    /** Durable when it resolves. @throws `INVALID_ARGUMENT` for what is no JSON, `TOO_LARGE`. */
    put(key: string, value: Json): Promise<void>;
    /** Idempotent. */
    delete(key: string): Promise<void>;
    /**
     * Replaces a value if it is still the one that was seen; `undefined` stands for no record. Tells whether it did, so that
     * processes which share the store can agree.
     */
    swap(key: string, seen: Json | undefined, value: Json | undefined): Promise<boolean>;
    /** Sorted by key in byte order. */
    list(options?: {
        /** Of the key. */
        readonly prefix?: string | undefined;
        readonly limit?: number | undefined;
    }): Listing<PluginRecord>;
}
/** One operation of the change feed of a plugin. */
interface PluginChange extends Omit<OperationEntry, 'undoneBy'> {
    /** The tenant whose files it changed; absent for those of callers without one and those that all share. */
    readonly owner?: string | undefined;
    /** To go on after this operation. */
    readonly cursor: string;
}
/** Options of {@link PluginContext.changes}. */
interface PluginChangesOptions extends WaitOptions {
    /** Go on after this one; by default from the beginning of the log. */
    readonly cursor?: string | undefined;
}
/**
 * What a plugin works with; one object for the whole life of the plugin in a handle.
 * After `shutdown` its handle and its records are `CLOSED`.
 */
interface PluginContext<Config = unknown> {
    /** As the schema of the plugin made it. */
    readonly config: Config;
    readonly logger: Logger;
    /**
     * A handle for the plugin's own principal: the tenant, groups and administration of the handle that runs it, and the user
     * `plugin:<name>`. What it does triggers the hooks of other plugins, never the plugin's own. Open during `initialize`,
     * hooks and `shutdown`.
     */
    readonly nexus: Nexus;
    readonly records: PluginRecords;
    /** The tenant to whose operations `changes` is held; absent: to none. */
    readonly tenant?: string | undefined;
    /**
     * The log as far as it is settled: what all handles that share the engine can have done, in every process on the store,
     * oldest first. All tenants where the handle that runs the plugin has none or is an administrator's; else its tenant,
     * and what that may see of what all share. `nexus.onChange` hints that there is more. What a hook must not miss, a
     * plugin reads here, with the last cursor in its records.
     * @throws `INVALID_ARGUMENT` for a cursor that is none of this log.
     */
    changes(options?: PluginChangesOptions): AsyncIterable<PluginChange>;
    /** The cursor of the newest settled operation, to begin from now on. */
    newestChange(): Promise<string>;
}
/** A plugin that runs in a handle. */
interface RunningPlugin {
    readonly name: string;
    readonly version: string;
    readonly description: string;
    /** In the order of an operation's life: `beforeWrite`, `afterWrite`, `beforeRead`, … */
    readonly hooks: readonly HookName[];
    /** Of its hooks, unless one has its own. Higher first. */
    readonly priority: number;
}
/** The plugins of a handle. */
interface PluginsFacet {
    /** In the order in which they are called: by priority, then as they were given. */
    list(): Promise<readonly RunningPlugin[]>;
}

/** What export and import of metadata take and give. */

/**
 * Where an export goes: a host file (mode 0600) that must not exist unless `overwrite` and that appears only once it is
 * complete and durable, or a stream of UTF-8 bytes, which is closed at the end and aborted on failure.
 */
type ExportTarget = string | WritableStream<Uint8Array>;
/** Where an import comes from: a host file, or UTF-8 bytes as they come. One line of it is in memory at a time. */
type ImportSource = string | AsyncIterable<Uint8Array>;
/** Options of {@link Nexus.exportMetadata}. */
interface ExportOptions extends WaitOptions {
    /** Only this directory and what is below it, or this file. Default all that the caller may see. */
    readonly prefix?: string | undefined;
    /** The bytes go along as base64, up to 64 MiB a file. Default false. */
    readonly content?: boolean | undefined;
    /** Takes the place of a host file. Default false. */
    readonly overwrite?: boolean | undefined;
    readonly onProgress?: ((progress: Progress) => void) | undefined;
}
/** Answer of {@link Nexus.exportMetadata}. */
interface ExportResult {
    readonly files: number;
}
/**
 * What an import does with a path that is taken: `skip` leaves it; `overwrite` makes the next version, with the line's
 * metadata and tags alone; `remap` imports under a free name beside it (`name (2).ext`); `auto` leaves it when the
 * content is the same (and takes metadata that is newer), overwrites it when the imported one is newer, and leaves it
 * otherwise. Newer is what has the later `modified_at`. A directory that is there is left by `skip` and `auto`, and
 * `IS_A_DIRECTORY` for `overwrite`.
 */
type ImportConflict = 'skip' | 'overwrite' | 'remap' | 'auto';
/** Options of {@link Nexus.importMetadata}. */
interface ImportOptions extends WaitOptions {
    /** Default `skip`. */
    readonly onConflict?: ImportConflict | undefined;
    /** Changes nothing; the answer says what would be imported. Default false. */
    readonly dryRun?: boolean | undefined;
    /** Lets an administrator fill read-only namespaces; read-only mounts stay so. Default false. */
    readonly intoReadonly?: boolean | undefined;
    readonly onProgress?: ((progress: Progress) => void) | undefined;
}
/** Answer of {@link Nexus.importMetadata}. */
interface ImportResult {
    /** Absent for a dry run and when nothing was imported. */
    readonly operationId?: string | undefined;
    /** Files that were new. */
    readonly imported: number;
    /** Files that got a next version, or newer metadata. */
    readonly overwritten: number;
    readonly remapped: number;
    readonly skipped: number;
}

/** The handle that users hold. */

/** A handle on the tree: every call acts as its principal. */
interface Nexus extends AsyncDisposable {
    /** The whole content, or a range, verified. */
    read(path: string, options?: ReadOptions): Promise<Uint8Array>;
    /** UTF-8; a byte order mark is dropped. @throws `INVALID_ARGUMENT` when the bytes are no UTF-8. */
    readText(path: string, options?: WaitOptions & AtOption): Promise<string>;
    readJson<T = unknown>(path: string, options?: WaitOptions & AtOption): Promise<T>;
    readStream(path: string, options?: ReadOptions): ReadableStream<Uint8Array>;
    write(path: string, content: WriteContent, options?: WriteOptions): Promise<WriteResult>;
    /** All or nothing, results in input order. */
    writeBatch(items: readonly BatchItem[], options?: WaitOptions): Promise<readonly WriteResult[]>;
    /** Adds at the end; a missing file is made. */
    append(path: string, content: WriteContent, options?: WriteOptions): Promise<WriteResult>;
    edit(path: string, edits: readonly TextEdit[], options?: MutationOptions): Promise<WriteResult>;
    /** @throws `NOT_FOUND`, `IS_A_DIRECTORY`. */
    delete(path: string, options?: MutationOptions): Promise<ChangeResult>;
    list(path?: string, options?: ListFilesOptions): Listing<Entry>;
    /** Depth first, directories before what is in them. */
    tree(path?: string, options?: WaitOptions & AtOption & {
        readonly depth?: number | undefined;
        readonly limit?: number | undefined;
    }): Listing<TreeEntry>;
    glob(pattern: string | readonly string[], options?: WaitOptions & AtOption & {
        readonly path?: string | undefined;
        readonly limit?: number | undefined;
        readonly cursor?: string | undefined;
    }): Listing<string>;
    grep(pattern: string | RegExp, options?: GrepOptions): GrepListing;
    stat(path: string, options?: WaitOptions & AtOption): Promise<Stat>;
    /**
     * A signed address of a file's bytes that whoever has it may use for a time, without any further check. It may only be
     * given to whoever may read the file; of a mount of layout `path` also for uploading.
     * @throws `NOT_SUPPORTED` where the bytes are not one object of a backend that signs, `ARCHIVED`, `NOT_FOUND`,
     * `INVALID_ARGUMENT`.
     */
    url(path: string, options?: UrlOptions): Promise<string>;
    exists(path: string, options?: WaitOptions & AtOption): Promise<boolean>;
    isDirectory(path: string, options?: WaitOptions & AtOption): Promise<boolean>;
    mkdir(path: string, options?: WaitOptions & {
        readonly parents?: boolean | undefined;
        readonly existOk?: boolean | undefined;
    }): Promise<ChangeResult>;
    rmdir(path: string, options?: WaitOptions & {
        readonly recursive?: boolean | undefined;
    }): Promise<ChangeResult>;
    /**
     * A directory with all that is in it. @throws `ACCESS_DENIED` also when the caller may not see everything below a
     * directory that is copied within its space.
     */
    copy(from: string, to: string, options?: TransferOptions): Promise<TransferResult>;
    rename(from: string, to: string, options?: TransferOptions): Promise<TransferResult>;
    /**
     * Takes operations back, newest first, in one change that is an operation itself. Never takes anything with it that
     * came later. @throws `UNDO_CONFLICT`, `HISTORY_EXPIRED`, `NOT_FOUND`, `NOT_SUPPORTED` when there is nothing to undo in it.
     */
    undo(target: UndoTarget, options?: UndoOptions): Promise<UndoResult>;
    /** A file or subtree becomes what it was, without moving bytes; what was not there then goes. Can be undone. */
    restore(path: string, options: RestoreOptions): Promise<RestoreResult>;
    /** Compares two files, or one file at two points in time. */
    diff(before: string | ({
        readonly path: string;
        readonly version?: number | undefined;
    } & AtOption), after: string | ({
        readonly path: string;
        readonly version?: number | undefined;
    } & AtOption), options?: DiffOptions): Promise<ContentDiff>;
    /** JSON Lines, one file a line, sorted by path. */
    exportMetadata(target: ExportTarget, options?: ExportOptions): Promise<ExportResult>;
    /** One change: all lines or none. @throws `INVALID_ARGUMENT` naming the line. */
    importMetadata(source: ImportSource, options?: ImportOptions): Promise<ImportResult>;
    readonly metadata: MetadataFacet;
    readonly tags: TagsFacet;
    readonly versions: VersionsFacet;
    readonly operations: OperationsFacet;
    readonly snapshots: SnapshotsFacet;
    readonly mounts: MountsFacet;
    readonly content: ContentFacet;
    readonly plugins: PluginsFacet;
    /** The `node:fs/promises` facade. */
    readonly fs: NexusFs;
    health(): Promise<Health>;
    /** A handle for a narrower principal on the same engine. Synchronous, touches nothing. @throws `ACCESS_DENIED`. */
    as(options: AsOptions): Nexus;
    /** A hint that something changed. Returns a function that ends it. */
    onChange(listener: () => void): () => void;
    /** Waits for accepted calls; idempotent. */
    close(): Promise<void>;
}

/**
 * Composes a filesystem explicitly: no configuration, no discovery, no file but the adapters' own.
 * @throws `INVALID_ARGUMENT`, `CONFIG_INVALID`, `PLUGIN_API_VERSION`, `STORE_FORMAT`.
 */
declare function createNexus(options: NexusOptions): Promise<Nexus>;

/** A positional argument: `PATH` is required, `[PATH]` is not, `PATH...` is one or more, `[PATH...]` any number. */
interface CommandArgument {
    readonly name: string;
    readonly description: string;
}
/** An option: `-r, --recursive` is a switch, `--limit <number>` takes a value. */
interface CommandOption {
    readonly flags: string;
    readonly description: string;
    /** How the value is read; default `text`. `number` is a whole number from 0, `time` a time, `repeated` gathers values. */
    readonly type?: 'text' | 'number' | 'time' | 'repeated' | undefined;
}
/** What the user gave to a command. Options are named without their dashes, as they are spelled: `dry-run`. */
interface CommandInput {
    /** Positional arguments in order, optional ones missing at the end. */
    readonly arguments: readonly string[];
    /** A required argument. */
    argument(index: number): string;
    flag(name: string): boolean;
    text(name: string): string | undefined;
    /** A whole number from 0, or for `time` milliseconds UTC. */
    number(name: string): number | undefined;
    /** The values of a repeated option; none is the empty list. */
    list(name: string): readonly string[];
}
/** What a command works with. */
interface CommandContext<Config = unknown> {
    /** As the schema made it of what the configuration says. */
    readonly config: Config;
    readonly logger: Logger;
    /** Aborted by the user or by `--timeout`. */
    readonly signal: AbortSignal;
    /** The tree as the user opened it, with its principal; the same handle each time. Who runs the command closes it. */
    open(): Promise<Nexus>;
    /** Prints a result: with `--json` the value as one document, else the text, or the value as JSON where there is none. */
    print(value: Json, text?: string): void;
    /** Asks before something is destroyed. Without a terminal, or with `--yes`, the answer is yes. */
    confirm(question: string): Promise<boolean>;
}
/** One command of a plugin: `nexus <plugin> <command>`. */
interface PluginCommand<Config = unknown> {
    /** One line, for lists of commands. */
    readonly summary: string;
    readonly arguments?: readonly CommandArgument[] | undefined;
    readonly options?: readonly CommandOption[] | undefined;
    /** More than the summary says, shown by `--help`. */
    readonly details?: string | undefined;
    /** @returns the exit code; nothing means 0. */
    run(context: CommandContext<Config>, input: CommandInput): Promise<number | void> | number | void;
}
/** A command of its own: `nexus <type>`. A built-in command of the same name wins. */
interface CommandDefinition<Config = unknown> extends PluginCommand<Config> {
    readonly kind: 'command';
    readonly apiVersion: ApiVersion;
    readonly type: string;
    readonly title: string;
    readonly configSchema?: OptionSchema<Config> | undefined;
}
/** Declares a command. */
declare function defineCommand<Config>(definition: Omit<CommandDefinition<Config>, 'kind' | 'apiVersion'>): CommandDefinition<Config>;

/** A step that workflows can call. */
interface PluginAction<Config = unknown> {
    readonly description: string;
    /** Checks the input, and describes it. */
    readonly input?: OptionSchema<unknown> | undefined;
    /** @param input - As the schema made it. */
    run(context: PluginContext<Config>, input: unknown): Promise<Json>;
}
/**
 * A plugin: hooks into the life of operations, commands and actions.
 * `initialize` and `shutdown` run exactly once in each handle. A definition is shared by all handles of a process, so what
 * belongs to one of them hangs on its context.
 */
interface PluginDefinition<Config = unknown> extends LifecyclePlugin {
    readonly configSchema?: OptionSchema<Config> | undefined;
    readonly hooks?: Hooks<PluginContext<Config>> | undefined;
    /** `nexus <plugin> <command>`, by the name of the command: `/^[a-z][a-z0-9-]*$/`. */
    readonly commands?: Readonly<Record<string, PluginCommand<Config>>> | undefined;
    readonly actions?: Readonly<Record<string, PluginAction<Config>>> | undefined;
    /** Called before the first operation. It has 10 seconds; what it throws keeps the handle from opening. */
    initialize?(context: PluginContext<Config>): Promise<void> | void;
    /** Called after the last operation. It has 10 seconds; what it throws is reported. */
    shutdown?(context: PluginContext<Config>): Promise<void> | void;
}
/** Declares a plugin. */
declare function definePlugin<Config>(definition: Omit<PluginDefinition<Config>, 'kind' | 'apiVersion'>): PluginDefinition<Config>;

/** What can be registered: a backend type, a store type, a plugin or a command. */
type Definition = BackendDefinition | StoreDefinition | PluginDefinition | CommandDefinition;
/** The kinds of definitions. */
type DefinitionKind = Definition['kind'];
/** The definition of a kind. */
type DefinitionOf<Kind extends DefinitionKind> = Extract<Definition, {
    kind: Kind;
}>;
/** Definitions by kind and type. What is not registered does not exist: nothing is looked up elsewhere. */
interface Registry {
    /**
     * Adds a definition; the same object twice is fine.
     * @throws `PLUGIN_CONTRACT` for what is no definition, `PLUGIN_API_VERSION` for a contract version that this core does
     * not speak, `PLUGIN_AMBIGUOUS` when the kind and type are taken by another one.
     */
    register(definition: Definition): void;
    /** The definition of that kind and type (for plugins: name), or `undefined`. */
    find<Kind extends DefinitionKind>(kind: Kind, type: string): DefinitionOf<Kind> | undefined;
    /** Types of a kind, sorted. */
    types(kind: DefinitionKind): readonly string[];
}
/** Makes a registry, with definitions to begin with. */
declare function createRegistry(definitions?: readonly Definition[]): Registry;

export { COLLECTIONS, ERROR_CODES, HOOK_NAMES, INLINE, MARKER_KEY, NexusError, ROOT_ID, createBucket, createMemoryBackend, createMemoryStore, createNexus, createRegistry, defineBackend, defineCommand, definePlugin, defineStore, holdCollection, isNexusError, objectKey, parsePath };
export type { ApiVersion, AsOptions, At, AtOption, AtOptions, Attributes, AttributesMutation, Backend, BackendAdmin, BackendCapabilities, BackendDefinition, BackendDescription, BackendProbeOptions, BackendResolver, BackupOptions, Batch, BatchItem, Bucket, BucketCounters, BucketOptions, ByteRange, CallOptions, CapabilityOrigin, ChangeResult, CheckResult, ChildrenOptions, ChildrenPage, ClaimOptions, Clock, CollectOptions, CollectReport, Collectable, Collection, CollectionHold, CollectionName, CommandArgument, CommandContext, CommandDefinition, CommandInput, CommandOption, CommitResult, ConfiguredPlugin, ContentAddress, ContentDiff, ContentFacet, ContentMutation, ContentPart, ContentPlace, ContentRef, ContentReference, ContentRow, ContentState, ContentUsage, CopyOptions, CopyTreeMutation, Definition, DefinitionKind, DefinitionOf, DeleteOptions, DiffOptions, DiffSide, DoomedObject, Durability, EnsureDirectoryMutation, Entry, ErrorCode, ErrorDetails, ExportOptions, ExportResult, ExportTarget, FactoryContext, FollowOptions, FollowedOperation, FsChange, FsData, FsDirectory, FsFileHandle, FsPath, FsReadOptions, FsReaddirOptions, FsWatchOptions, FsWriteOptions, FsckOptions, FsckProblem, FsckReport, GetOptions, GetResult, GrepListing, GrepMatch, GrepOptions, Hash, Health, HeldBackend, HistoryRow, HoldParts, Hook, HookContent, HookName, HookOutcome, HookRequest, HookSettings, HookSignatures, Hooks, Id, IdSource, ImportConflict, ImportOptions, ImportResult, ImportSource, InlineContent, Json, JsonObject, Lease, LeftFile, LifecyclePlugin, LifecycleRule, LineageEntry, ListFilesOptions, ListOptions, ListPage, ListVersionsOptions, Listing, LogExpectation, LogProblem, LogVerification, Logger, MemoryBackendOptions, MemoryStoreOptions, MetadataFacet, MetadataStore, MigrateOptions, MigrateReport, MountCounters, MountDetails, MountEntry, MountHistory, MountOptions, MountTest, MountsFacet, MoveMutation, Mutation, MutationBase, MutationOptions, MutationResult, NamedBackend, NamespaceOptions, Nexus, NexusFs, NexusOptions, NodeRef, NodeRestore, NodeRow, NodeWithContent, ObjectInfo, ObjectPrecondition, ObjectSummary, ObjectVersion, OperationDraft, OperationEntry, OperationFilter, OperationQuery, OperationReport, OperationRow, OperationType, OperationsFacet, OptionIssue, OptionSchema, Origin, Page, PageOptions, PagingOptions, PendingUpload, PluginAction, PluginChange, PluginChangesOptions, PluginCommand, PluginContext, PluginDefinition, PluginRecord, PluginRecords, PluginsFacet, Precondition, PresignOptions, Principal, Progress, PruneMutation, PutMutation, PutOptions, PutResult, ReadNodeOptions, ReadOptions, RecordImage, RecordIndex, RecordMutation, RecordRow, Registry, RemoveMutation, RestoreNodesMutation, RestoreOptions, RestoreResult, RestoreTreeMutation, RunningPlugin, ScanOptions, Sequence, SequenceRange, SkippedOperation, SnapshotEntry, SnapshotsFacet, Source, Stat, StateMade, StoreCapabilities, StoreDefinition, StoreHealth, StoreIdentity, StoreSize, StructuralProblem, TagsFacet, TextEdit, TransferOptions, TransferResult, TreeChange, TreeChangeSide, TreeEntry, UndoOptions, UndoResult, UndoTarget, UndoneOperation, UnknownChange, UnsupportedFs, UrlOptions, VersionEntry, VersionName, VersionOrigin, VersionPage, VersionsFacet, VirtualPath, WaitOptions, Walk, WriteContent, WriteOptions, WriteReplacement, WriteResult };
