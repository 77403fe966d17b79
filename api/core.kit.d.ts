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

/** The `ABORTED` of a signal, with its reason as cause. */
declare function abortedError(signal: AbortSignal | undefined): NexusError;
/** What a call that its signal stopped ends with: the `NexusError` that the signal was raised with, such as a `TIMEOUT`, else `ABORTED`. */
declare function stoppedError(signal: AbortSignal | undefined): NexusError;
/** Ends a call whose signal was raised. @throws `ABORTED`. */
declare function throwIfAborted(signal: AbortSignal | undefined): void;

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
/** An object whose content was condemned, or that a new generation replaced: it is to be deleted. */
interface DoomedObject extends ContentAddress {
    readonly generation: number;
    readonly size: number;
    /** Milliseconds UTC. */
    readonly since: number;
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

/** Records of declared collections, their indexes, and leases on them. */

/** A record. */
interface RecordRow {
    readonly key: string;
    readonly value: JsonObject;
    /** The commit that made it: a number that never repeats for the key. */
    readonly version: Sequence;
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

/** SHA-256 of bytes in lower-case hex. */
declare function sha256(bytes: Uint8Array): Hash;
/** CRC-32 of bytes, unsigned. */
declare function checksum(bytes: Uint8Array): number;
/** A private copy. (`slice` does not do: that of a Buffer is a view of the same memory.) */
declare function copyBytes(bytes: Uint8Array): Uint8Array;
/** The same bytes, not copied, as a plain `Uint8Array` and never a Buffer. */
declare function plainBytes(bytes: Uint8Array): Uint8Array;
/** One array of all chunks, in order; a single chunk is not copied. */
declare function concatBytes(chunks: readonly Uint8Array[]): Uint8Array;
/** Reads a whole stream of chunks. @throws `TOO_LARGE` past `limit` bytes. */
declare function collectBytes(chunks: AsyncIterable<Uint8Array>, limit?: number): Promise<Uint8Array>;
/**
 * What a range covers in an object of `size` bytes; `end` exclusive. The whole of an empty object may be asked for.
 * @throws `INVALID_RANGE` when it is malformed, starts at or past the end (RFC 9110, section 14.1.2), or ends before it starts.
 */
declare function resolveRange(range: ByteRange | undefined, size: number): {
    start: number;
    end: number;
};

/**
 * The known word that was most likely meant, or `undefined` when none is near. Case, `-` and `_` do not count; of words
 * that are equally near the first wins.
 */
declare function closest(word: string, known: readonly string[]): string | undefined;
/** The end of a message: ` (did you mean "x"?)` with what {@link closest} finds, or the empty text. */
declare function didYouMean(word: string, known: readonly string[]): string;

/** Content that is made of other content: the parts of `base` and then those of `part`. */
interface ContentChain {
    readonly base: ContentReference;
    readonly part: ContentReference;
    /** Parts in all, 2 to 256. */
    readonly depth: number;
}
/** The leases that uploads hold on content; all of them run out at once. */
interface ContentLease {
    /** 1 and up. */
    readonly count: number;
    /** Milliseconds UTC, exclusive. */
    readonly until: number;
}
/** A content row to be inserted; the store gives the reference. */
interface NewContent extends ContentAddress {
    readonly size: number;
    readonly state: ContentState;
    readonly generation: number;
    readonly bytes?: Uint8Array | undefined;
    readonly chain?: ContentChain | undefined;
    readonly lease?: ContentLease | undefined;
    readonly locator?: string | undefined;
}
/** A change of a content row; absent members stay. */
interface ContentChange {
    readonly state?: ContentState;
    /** Where it lies from now on; the row that was there before may hold the address until it is changed, too. */
    readonly backend?: string;
    /** A new generation drops bytes, chain, checksums and lease, save those given with it. */
    readonly generation?: number;
    readonly size?: number;
    readonly bytes?: Uint8Array;
    readonly chain?: ContentChain;
    readonly checksums?: Uint8Array;
    /** As it shall be; `null` ends it. */
    readonly lease?: ContentLease | null;
}
/** How a subtree is copied. */
interface SubtreeCopy {
    /** Makes the copies. */
    readonly operation: Sequence;
    /** Milliseconds UTC: creation and modification of the copies. */
    readonly time: number;
    readonly createdBy: string | undefined;
    /** The subtree as it was at that settled sequence, before `operation`; absent: as it is now. */
    readonly at: Sequence | undefined;
}
/** How a subtree is brought back. */
interface SubtreeRestore {
    /** Restores. */
    readonly operation: Sequence;
    /** Milliseconds UTC: creation and modification of copies, and since when content is a candidate. */
    readonly time: number;
    /** Noted on copies. */
    readonly createdBy: string | undefined;
    /** The settled sequence, before `operation`. */
    readonly at: Sequence;
    /**
     * The directory that `target` took the place of: it has ended already, what is below it has not, and counts as
     * there now like what is below `target`.
     */
    readonly replaced: Id | undefined;
}
/** A past state that was dropped. */
interface DroppedState {
    /** Its content, when no other state of the node, past or present, has that content: it may be free now. */
    readonly released: ContentReference | undefined;
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
interface CommitTables {
    /** Milliseconds UTC. */
    now(): number;
    /** A fresh id, for the nodes that a copy makes. */
    newId(): Id;
    /** A fresh sequence without a log entry, for commits that have no operation. */
    takeSequence(): Sequence;
    /** The operation of that id in this space. */
    findOperation(id: Id): OperationRow | undefined;
    /**
     * Appends to the log and gives the sequence; `undefined`, and nothing is written, when the id is
     * logged already (in any space). The row may be held back until `applyBatch` returns.
     */
    insertOperation(draft: OperationDraft, time: number): Sequence | undefined;
    /** Notes the node of the operation's first effect; called at most once for each operation, in this batch. */
    setOperationNode(sequence: Sequence, node: Id): void;
    /** All states that the operation made or ended. Only asked to answer a repeated commit. */
    effects(sequence: Sequence): readonly HistoryRow[];
    /** The live node of that id. */
    getNode(id: Id): NodeRow | undefined;
    findChild(parent: Id, name: string): NodeRow | undefined;
    hasChildren(parent: Id): boolean;
    /** The place is free. The id may be one that was live before (an exchange ends one row and inserts it anew). */
    insertNode(row: NodeRow): void;
    /**
     * `after` has the same id and takes the place of `before`, which goes to the history with
     * `to = after.from`. A state that the same operation made (`before.from === after.from`) is not kept:
     * it no longer counts as a use of its content; `applyBatch` makes that a candidate.
     */
    replaceNode(before: NodeRow, after: NodeRow): void;
    /**
     * `row` goes to the history with `to`; it is not kept when the same operation made it (`row.from === to`), and then
     * no longer counts as a use of its content; `applyBatch` makes that a candidate.
     */
    endNode(row: NodeRow, to: Sequence): void;
    /**
     * Ends everything below a directory as `endNode` does, not the directory itself; gives the number of nodes. Content
     * of states that are not kept becomes a candidate here, since `time` (milliseconds UTC).
     */
    endSubtree(directory: Id, to: Sequence, time: number): number;
    /**
     * Copies everything below `source` to below `target`, each row as `copyOfNode` says; gives the number of nodes.
     * With `at` the source need not be live, it may be the root, and `target` may lie below it; without, it lies elsewhere.
     */
    copySubtree(source: Id, target: Id, copy: SubtreeCopy): number;
    /** The state of the node with that `from`, past or present. */
    findState(node: Id, from: Sequence): HistoryRow | undefined;
    /** The past state of the node with the greatest `to`. Only asked for nodes that are not live. */
    findLastState(node: Id): HistoryRow | undefined;
    /** The state in which the node was live at a settled sequence: `from` <= `at`, and no `to` or a later one. */
    findStateAt(node: Id, at: Sequence): HistoryRow | undefined;
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
    restoreSubtree(source: Id, target: Id, restore: SubtreeRestore): number;
    /**
     * Drops a past state for ever, with its use of the content where no other state of the node has it; `undefined` when
     * there is none. Does not make the content a candidate.
     */
    dropState(node: Id, to: Sequence): DroppedState | undefined;
    /** Drops the images of records that operations of the space left, up to a sequence, inclusive. */
    dropRecordImages(upTo: Sequence): void;
    findContent(address: ContentAddress): ContentRow | undefined;
    getContent(reference: ContentReference): ContentRow | undefined;
    /** The bytes of one inline piece. */
    readInline(reference: ContentReference): Uint8Array | undefined;
    /** The reference is one that no other content ever had, also not content that was removed. */
    insertContent(content: NewContent): ContentReference;
    updateContent(reference: ContentReference, change: ContentChange): void;
    /** Removes the row with bytes, chain and lease; it is on no list and nothing references it. */
    removeContent(reference: ContentReference): void;
    /** What the content is made of directly; `undefined` for one piece. */
    findChain(reference: ContentReference): ContentChain | undefined;
    /** The lease as it was last set, run out or not. */
    findContentLease(reference: ContentReference): ContentLease | undefined;
    /** Whether a state of a node, past or present, of any space, or the chain of other content has it. */
    isReferenced(reference: ContentReference): boolean;
    /** Puts content on the candidate list since `since` (milliseconds UTC); one that is on it since later stays so. */
    addCandidate(reference: ContentReference, since: number): void;
    isCandidate(reference: ContentReference): boolean;
    /** Idempotent. */
    removeCandidate(reference: ContentReference): void;
    /** Puts an object on the list of the doomed; each address and generation at most once, the first time counts. */
    addDoomed(object: DoomedObject): void;
    /** Idempotent. */
    removeDoomed(address: ContentAddress, generation: number): void;
    /** @throws `INVALID_ARGUMENT` for a collection that is not declared, as all three do. */
    getRecord(collection: string, key: string): RecordRow | undefined;
    putRecord(collection: string, key: string, value: JsonObject, version: Sequence): void;
    /** Idempotent. */
    deleteRecord(collection: string, key: string, version: Sequence): void;
    /** The newest lease of the key, run out or not. */
    findLease(queue: string, key: string): Lease | undefined;
}

/**
 * Applies a batch to tables: the whole semantics of a commit, once for every store that can read and
 * write without waiting. The caller wraps it in a transaction or savepoint and rolls back when the
 * answer is `ok: false` or when it throws; nothing is undone here.
 *
 * A batch whose first operation is logged already gives its first result again (see `replay`); a
 * batch without operations (content and records only) is applied each time.
 * `put` and `append` take only content that is `present`; `exchange` with nothing at the place is
 * `nodeMissing`; two changes of a node by one operation leave one state.
 * @throws `INVALID_ARGUMENT` for references that lead nowhere, changes of nodes without an operation,
 * a node that is restored twice by one mutation, appends past 256 parts, adding to what is no integer, and undeclared collections.
 */
declare function applyBatch(tables: CommitTables, batch: Batch): CommitResult;
/**
 * As {@link applyBatch}, but yields after every `size` mutations, so that the caller can let others
 * run before it goes on. Nobody may see the tables until it is done.
 */
declare function applyBatchInSteps(tables: CommitTables, batch: Batch, size: number): Generator<undefined, CommitResult, undefined>;

/** Where a copy goes, and by what. */
interface CopyPlace {
    readonly id: Id;
    readonly parent: Id;
    readonly name: string;
    readonly operation: Sequence;
    /** Milliseconds UTC: creation and modification of the copy. */
    readonly time: number;
    readonly createdBy: string | undefined;
}
/**
 * The row of a copied node: it shares content, content type and attributes, and starts anew
 * otherwise. A file begins at version 1 with the source's node and version as origin.
 */
declare function copyOfNode(source: NodeRow, place: CopyPlace): NodeRow;

/** The longest list of parts that one content may have. */
declare const MAXIMUM_PARTS = 256;

/** Where a restored node goes, and by what. */
interface RestorePlace {
    readonly parent: Id;
    readonly name: string;
    readonly operation: Sequence;
}
/**
 * The row of a node that is brought back to a past state, with the same id. `newest` is its present state, or the last
 * one of a node that is not live. Content (by reference) that is that of `newest` keeps version and origin of
 * `newest`; other content is the next version, with the past one as its origin. All else is as it was.
 */
declare function restoredNode(past: NodeRow, newest: NodeRow, place: RestorePlace): NodeRow;
/** True when a live node is already as restoring would make it: place, content, its type and time, and attributes. */
declare function isRestored(present: NodeRow, restored: NodeRow): boolean;

/** Orders text by its UTF-8 bytes (JavaScript's own order is by UTF-16 units, which differs beyond U+FFFF). */
declare function compareNames(a: string, b: string): number;

/**
 * A schema that names the right option to whoever uses another adapter's word for it.
 * @param schema - Refuses options that it does not know with the name of each as path, as strict objects do.
 * @param words - The wrong names with the right ones, both as code spells them; messages have them as files do.
 */
declare function correctSpelling<Schema extends OptionSchema<unknown>>(schema: Schema, words: Readonly<Record<string, string>>): Schema;

/** Makes ids; injected wherever one is needed, so that tests can be deterministic. */
type IdSource = () => Id;
/**
 * A source of UUIDv7 (RFC 9562, 5.7 and 6.2): 48 bits of milliseconds, version, a counter of 12 bits, variant, 62 random
 * bits. Ids sort in the order in which one source made them, so that they come at the end of an index; beyond 3,072 in one
 * millisecond, or when the clock is set back, their order is random.
 */
declare function createIdSource(): IdSource;
/** The source that is used where none is given. Its pool of randomness holds no state that anybody could see. */
declare const newId: IdSource;
/** The 16 bytes of an id, as tables hold it. */
declare function idToBytes(id: Id): Buffer;
/** The id of 16 bytes. */
declare function idFromBytes(bytes: Uint8Array): Id;

/** Bytes of the longest key of the contract. */
declare const MAX_KEY_BYTES = 1024;
/** Bytes of the longest segment of a key. */
declare const MAX_SEGMENT_BYTES = 255;
/**
 * Refuses what no backend may be given as a key: UTF-8, 1 to 1,024 bytes, segments of 1 to 255 bytes
 * other than `.` and `..`, no leading and at most one trailing `/`, no backslash or control character.
 * @throws `INVALID_ARGUMENT` with the reason.
 */
declare function checkKey(key: string): void;
/**
 * Refuses what cannot begin a key. Empty is everything; the last segment may be cut anywhere.
 * @throws `INVALID_ARGUMENT` with the reason.
 */
declare function checkKeyPrefix(prefix: string): void;
/**
 * What begins every key of a backend, as an option gives it: slashes around it do not matter.
 * @returns Empty, or without a slash at the beginning and with one at the end.
 * @throws `INVALID_ARGUMENT` for what cannot begin a key.
 */
declare function normalPrefix(prefix?: string): string;
/** What is wrong with a key, as a part of a sentence; `undefined` when nothing is. */
declare function keyProblem(key: string): string | undefined;
/** Whether a key stands for a directory: it ends with `/` and has no bytes. */
declare function isMarkerKey(key: string): boolean;
/** The key as messages show it: quoted, control characters escaped, cut after 120 characters. */
declare function quoteKey(key: string): string;

/** What the names of temporary files and folders of one kind begin and end with. */
interface TemporaryKind {
    readonly prefix: string;
    readonly suffix?: string | undefined;
}
/**
 * A new name for something temporary, which says whose it is: the machine and the process, and an id. What a killed
 * process leaves behind is found by {@link removeLeftOvers}.
 */
declare function temporaryName({ prefix, suffix }: TemporaryKind): string;
/**
 * Removes files and folders of the kind whose process has ended. What belongs to another machine, or cannot be removed,
 * stays for its next time; so does what a living process happens to have the number of.
 *
 * @param folder where they lie; one that is not there holds nothing
 */
declare function removeLeftOvers(folder: string, kind: TemporaryKind): Promise<void>;

/** Where a page begins: after a key by bytes and, when a prefix was rolled up last, after all keys below it. */
interface ListStart {
    readonly after: string | undefined;
    readonly skip: string | undefined;
}
/** Reads `cursor` (which counts before) and `startAfter`. @throws `INVALID_ARGUMENT` for a cursor that we did not make. */
declare function startOfList(options: Pick<ListOptions, 'startAfter' | 'cursor'>): ListStart;
/** The cursor that goes on after the last name of a page: an object's key or a rolled-up prefix. */
declare function listCursor(kind: 'object' | 'prefix', name: string): string;
/** Whether a key lies after the start of a page. */
declare function isAfterStart(key: string, start: ListStart): boolean;
/** The common prefix that a key is rolled up into; `undefined` when it is listed itself. */
declare function rolledUpPrefix(key: string, prefix: string, delimiter: string | undefined): string | undefined;

/** The kinds of what a package can provide. */
declare const MANIFEST_KINDS: readonly ["backend", "store", "plugin", "command"];
/** One of {@link MANIFEST_KINDS}. */
type ManifestKind = (typeof MANIFEST_KINDS)[number];
/** One row of `nexusfs.provides` in a package.json; whether its files are there has not been looked at. */
interface ManifestRow {
    readonly kind: ManifestKind;
    /** What `nexus.yaml` names. */
    readonly type: string;
    /** One line for people, 1 to 100 characters. */
    readonly title: string;
    /** Version of the contract, from 1; it may be newer than the one that this package knows. */
    readonly apiVersion: number;
    /** Path of the module, from the folder of the package; starts with `./`, and may yet lead out of the package. */
    readonly entry: string;
    /** Path of the JSON Schema of its options, likewise. */
    readonly options?: string | undefined;
    /** Hooks that a plugin says it has, as they are written; empty where it names none, absent for other kinds. */
    readonly hooks?: readonly string[] | undefined;
}
/** One thing that is wrong with a row. */
interface ManifestFault {
    /** The member that is wrong; `undefined` where the row is no mapping. */
    readonly member: keyof ManifestRow | undefined;
    /** The end of a sentence that begins with the member: what it must be, and what was found. */
    readonly reason: string;
}
/** What {@link readManifestRow} found. */
interface ManifestRowReading {
    /** The members that are sound; the whole row, when there are no faults. */
    readonly members: Partial<ManifestRow>;
    /** In the order of the members of {@link ManifestRow}, one of each at most. */
    readonly faults: readonly ManifestFault[];
}
/** Reads one element of `nexusfs.provides`, whatever it is; members that are not known are left out. Never throws. */
declare function readManifestRow(value: unknown): ManifestRowReading;

/** The content type that a file name's extension stands for; `application/octet-stream` when it is unknown. */
declare function contentTypeOf(name: string): string;

/**
 * Compares a precondition with what is at the key now.
 * @throws `ALREADY_EXISTS` for `ifNoneMatch` on a present key, `CONFLICT` (with the etag that is there) for the others.
 */
declare function checkPrecondition(key: string, precondition: ObjectPrecondition | undefined, current: {
    readonly etag: string;
    readonly versionId?: string | undefined;
} | undefined): void;
/** The etag that a precondition asks for, if it asks for one. */
declare function expectedEtag(precondition: ObjectPrecondition | undefined): string | undefined;
/** The `ALREADY_EXISTS` of a key. */
declare function alreadyExists(key: string, cause?: unknown): NexusError;
/** The `NOT_FOUND` of a key. */
declare function keyNotFound(key: string, cause?: unknown): NexusError;
/** What is known of a condition that did not hold. */
interface Conflict {
    /** The end of the message's sentence; default `it has changed`. */
    readonly found?: string | undefined;
    /** The etag that is there. */
    readonly etag?: string | undefined;
    /** The provider's error, without what is secret. */
    readonly cause?: unknown;
}
/** The `CONFLICT` of a key whose object is not the expected one. */
declare function keyConflict(key: string, conflict?: Conflict): NexusError;
/** What a precondition that the provider refused means: `ALREADY_EXISTS` for `ifNoneMatch`, `CONFLICT` for the others. */
declare function lostCondition(key: string, precondition: ObjectPrecondition, conflict?: Conflict): NexusError;

/**
 * A value from outside for a message: in one line of up to 60 characters, without control characters. Lists and mappings
 * are named, not shown.
 */
declare function quoteValue(value: unknown): string;

/** Something that several users may hold at once: of a kind, made from options. */
interface SharedResources<Resource> {
    /**
     * The resource of these options: the one that is held already, else a new one. Each acquired one is released once.
     * @param options - Plain data; members in any order, those that are `undefined` left out. Two that are equal name one resource.
     * @throws what `open` throws; the next call tries anew. `INVALID_ARGUMENT` for options that are no plain data.
     */
    acquire(options: unknown, open: () => Promise<Resource> | Resource): Promise<Shared<Resource>>;
    /** How many are held now. */
    readonly size: number;
}
/** One user's hold on a shared resource. */
interface Shared<Resource> {
    readonly resource: Resource;
    /** Idempotent. Whoever releases last closes the resource, and waits for that. */
    release(): Promise<void>;
}
/**
 * Keeps one resource for each set of options while somebody holds it: the clients of a provider's SDK, which own
 * connections. Options are remembered as a hash only, because they hold credentials.
 * @param close - Called once for each resource, after its last user released it.
 */
declare function createSharedResources<Resource>(close: (resource: Resource) => Promise<void> | void): SharedResources<Resource>;

/** A rewindable source over bytes in memory. The bytes are not copied. */
declare function bytesSource(bytes: Uint8Array): Source;
/** A rewindable source over a host file of known size. */
declare function fileSource(file: string, size: number): Source;
/** A rewindable source over a Blob. */
declare function blobSource(blob: Blob): Source;
/** A source that can be opened once. */
declare function onceSource(chunks: AsyncIterable<Uint8Array>, size?: number): Source;

/** Names of types, plugins and their commands: what users write in `nexus.yaml`, or after `nexus`. */
declare const TYPE_NAME: RegExp;
/** The rule of {@link TYPE_NAME} in words, as in `A type is …`. */
declare const TYPE_NAME_RULE = "a lower-case letter, then lower-case letters, digits and \"-\"";
/** Whether a value is a name of a type, a plugin or a command. */
declare function isTypeName(value: unknown): value is string;

export { MANIFEST_KINDS, MAXIMUM_PARTS, MAX_KEY_BYTES, MAX_SEGMENT_BYTES, NexusError, TYPE_NAME, TYPE_NAME_RULE, abortedError, alreadyExists, applyBatch, applyBatchInSteps, blobSource, bytesSource, checkKey, checkKeyPrefix, checkPrecondition, checksum, closest, collectBytes, compareNames, concatBytes, contentTypeOf, copyBytes, copyOfNode, correctSpelling, createIdSource, createSharedResources, didYouMean, expectedEtag, fileSource, idFromBytes, idToBytes, isAfterStart, isMarkerKey, isNexusError, isRestored, isTypeName, keyConflict, keyNotFound, keyProblem, listCursor, lostCondition, newId, normalPrefix, onceSource, plainBytes, quoteKey, quoteValue, readManifestRow, removeLeftOvers, resolveRange, restoredNode, rolledUpPrefix, sha256, startOfList, stoppedError, temporaryName, throwIfAborted };
export type { CommitTables, Conflict, ContentChain, ContentChange, ContentLease, CopyPlace, DroppedState, IdSource, ListStart, ManifestFault, ManifestKind, ManifestRow, ManifestRowReading, NewContent, RestorePlace, Shared, SharedResources, SubtreeCopy, SubtreeRestore, TemporaryKind };
