/** The contract of a backend: keys to bytes. */
import type { Source } from './source.ts'

/** The contract version that this core speaks. */
export type ApiVersion = 1

/** A byte range: `end` is exclusive and defaults to the object's size; `suffix` counts from the end. */
export type ByteRange =
  | { readonly start: number; readonly end?: number | undefined }
  | { readonly suffix: number }

/** What a backend knows of one object. */
export interface ObjectInfo {
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** Opaque; changes with the content. */
  readonly etag: string
  readonly versionId?: string | undefined
  /** SHA-256 of the bytes in lower-case hex, where the provider keeps it and `head` learns it in the same call. */
  readonly digest?: string | undefined
  /** Milliseconds UTC, by the provider's clock. */
  readonly modifiedAt: number
  readonly contentType?: string | undefined
  readonly metadata?: Readonly<Record<string, string>> | undefined
  readonly tier?: string | undefined
  /**
   * Absent where the bytes can be read at once. `archived`: they must be restored first, and `get` is `ARCHIVED`;
   * `restoring`: that is under way; `restored`: a copy can be read for a time.
   */
  readonly archive?: 'archived' | 'restoring' | 'restored' | undefined
}

/** One row of a listing. */
export interface ObjectSummary {
  readonly key: string
  readonly size: number
  readonly etag: string
  readonly modifiedAt?: number | undefined
  readonly tier?: string | undefined
}

/** A condition that must hold for the call to have any effect. At most one member is given. */
export type ObjectPrecondition =
  /** The key is absent; a clash is `ALREADY_EXISTS`. */
  | { readonly ifNoneMatch: '*' }
  /** The object's etag is this one; otherwise, also when absent, `CONFLICT`. */
  | { readonly ifMatch: string }
  /** The object's version id is this one; otherwise `CONFLICT`. */
  | { readonly ifVersion: string }
  /** The object is as it was observed; otherwise `CONFLICT`. */
  | { readonly ifUnchanged: ObjectInfo }

/** Options that every call takes. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/** Options of {@link Backend.get}. */
export interface GetOptions extends CallOptions {
  readonly range?: ByteRange | undefined
  readonly versionId?: string | undefined
  readonly precondition?: ObjectPrecondition | undefined
}

/** Answer of {@link Backend.get}: `range` is what the body really covers, `end` exclusive. */
export interface GetResult {
  readonly info: ObjectInfo
  readonly range: { readonly start: number; readonly end: number }
  readonly body: AsyncIterable<Uint8Array>
}

/** Options of {@link Backend.put}. */
export interface PutOptions extends CallOptions {
  readonly precondition?: ObjectPrecondition | undefined
  /** SHA-256 of the bytes in lower-case hex; a provider that can check it refuses other bytes with `CORRUPT`. */
  readonly digest?: string | undefined
  readonly contentType?: string | undefined
  readonly metadata?: Readonly<Record<string, string>> | undefined
  readonly tier?: string | undefined
}

/** Answer of {@link Backend.put}. */
export interface PutResult {
  readonly etag: string
  readonly versionId?: string | undefined
  readonly size: number
  readonly modifiedAt?: number | undefined
}

/** Options of {@link Backend.delete}. */
export interface DeleteOptions extends CallOptions {
  readonly precondition?: ObjectPrecondition | undefined
}

/** Options of {@link Backend.list}. */
export interface ListOptions extends CallOptions {
  readonly prefix?: string | undefined
  /** Only `/` is required. Keys that share the part up to it become one entry of `prefixes`. */
  readonly delimiter?: string | undefined
  /** Only keys after this one, by bytes. */
  readonly startAfter?: string | undefined
  readonly cursor?: string | undefined
  /** 1 to 1,000; counts objects and prefixes together. */
  readonly limit: number
}

/** One page. An empty page may still have a cursor; no cursor means the end. */
export interface ListPage {
  /** In byte order of keys. */
  readonly objects: readonly ObjectSummary[]
  /** In byte order, each ending with the delimiter. */
  readonly prefixes: readonly string[]
  readonly cursor?: string | undefined
}

/** One version of an object, as {@link Backend.listVersions} gives it. */
export interface ObjectVersion {
  readonly key: string
  readonly versionId: string
  /** 0 for a delete marker. */
  readonly size: number
  /** Empty for a delete marker. */
  readonly etag: string
  readonly modifiedAt: number
  /** The one that a read without `versionId` gives; of a delete marker: that such a read finds nothing. */
  readonly isLatest: boolean
  /** Stands for the absence of the object from then on. */
  readonly isDeleteMarker: boolean
}

/** Options of {@link Backend.listVersions}. */
export interface ListVersionsOptions extends CallOptions {
  readonly cursor?: string | undefined
  /** 1 to 1,000. */
  readonly limit: number
}

/** One page of versions, newest first. An empty page may still have a cursor; no cursor means the end. */
export interface VersionPage {
  readonly versions: readonly ObjectVersion[]
  readonly cursor?: string | undefined
}

/** Options of {@link Backend.copy}. */
export interface CopyOptions extends CallOptions {
  /** Of the target. Only where `capabilities.copyConditions`. */
  readonly precondition?: ObjectPrecondition | undefined
  /** The version that is copied; only where `capabilities.versions`. */
  readonly versionId?: string | undefined
}

/** How a capability came to be known. */
export type CapabilityOrigin = 'declared' | 'probed' | 'overridden'

/** What a backend can do. A flag that is `false` means `NOT_SUPPORTED` before any request. */
export interface BackendCapabilities {
  readonly origin: CapabilityOrigin
  /** `ifNoneMatch: '*'` on put is atomic among racing writers. */
  readonly putIfAbsent: boolean
  /** `ifMatch` on put is atomic among racing writers. */
  readonly putIfMatch: boolean
  readonly deleteIfMatch: boolean
  /** `metadata` and `contentType` of an object are kept and returned. */
  readonly objectMetadata: boolean
  /** `put` checks `digest` itself. */
  readonly verifiesDigest: boolean
  readonly deleteMany: boolean
  readonly copy: boolean
  /** A precondition on the target of `copy` is atomic among racing writers. */
  readonly copyConditions: boolean
  /** `rename` is one atomic, durable step that replaces the target. */
  readonly rename: boolean
  /** Large bodies are sent in parts; those of an upload that failed are removed. */
  readonly multipart: boolean
  readonly presign: boolean
  readonly setMetadata: boolean
  /** The bucket keeps every version: `put` and `head` give `versionId`, `get` and `head` take one, `listVersions` is there. */
  readonly versions: boolean
  /** `put` takes a tier and `setTier` is there. */
  readonly tier: boolean
  readonly watch: boolean
  readonly admin: boolean
  /** True where a read costs no request over a network, so that reused content is checked by reading it. */
  readonly local: boolean
  /** Keys after `startAfter` and cursors are in byte order (true for all of ours). */
  readonly orderedListing: boolean
  /** Bytes of the longest key, at most 1,024. */
  readonly maxKeyBytes: number
  /** Bytes of the largest object. */
  readonly maxObjectBytes: number
}

/** What {@link Backend.describe} says. Never a credential. */
export interface BackendDescription {
  readonly type: string
  /** Where the objects lie, for people: a folder, a bucket with its prefix. */
  readonly location: string
  readonly details?: Readonly<Record<string, string | number | boolean>> | undefined
}

/** Answer of {@link Backend.check}. */
export type CheckResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: string; readonly hint: string; readonly code: string }

/** Options of {@link Backend.probe}. */
export interface BackendProbeOptions extends CallOptions {
  /** Nothing is written: only what reads show is learned. */
  readonly readonly: boolean
}

/** A rule by which the provider itself removes or moves objects below a prefix; days count from an object's last change. */
export interface LifecycleRule {
  readonly id: string
  /** Relative to the backend's own prefix; empty for all of it. A rule that also concerns objects outside has it empty. */
  readonly prefix: string
  readonly enabled: boolean
  /** Current objects are removed. */
  readonly expireAfterDays?: number | undefined
  /** Current objects go to `archiveTier`. */
  readonly archiveAfterDays?: number | undefined
  readonly archiveTier?: string | undefined
  /** Versions that are no longer current are removed. */
  readonly expireNoncurrentAfterDays?: number | undefined
  /** Uploads that were begun and not ended are removed. */
  readonly abortUploadsAfterDays?: number | undefined
}

/** An upload in parts that was begun and not ended. */
export interface PendingUpload {
  readonly key: string
  readonly uploadId: string
  /** Milliseconds UTC. */
  readonly startedAt: number
}

/** What whoever owns a bucket can do to it. A member that the provider has no equivalent for is `NOT_SUPPORTED`. */
export interface BackendAdmin {
  /** Makes the bucket if it is missing; gives whether it did. */
  ensureBucket(options?: CallOptions): Promise<boolean>
  /** Whether the bucket keeps versions. */
  versioning(options?: CallOptions): Promise<'on' | 'suspended' | 'off'>
  setVersioning(on: boolean, options?: CallOptions): Promise<void>
  /** In the provider's order; none is an empty list. */
  lifecycleRules(options?: CallOptions): Promise<readonly LifecycleRule[]>
  /** Replaces all rules of the bucket. */
  setLifecycleRules(rules: readonly LifecycleRule[], options?: CallOptions): Promise<void>
  /** All uploads below the backend's prefix that were begun and not ended, oldest first. */
  listUploads(options?: CallOptions): Promise<readonly PendingUpload[]>
  /** Idempotent. */
  abortUpload(upload: Pick<PendingUpload, 'key' | 'uploadId'>, options?: CallOptions): Promise<void>
}

/** Options of {@link Backend.presign}. */
export interface PresignOptions extends CallOptions {
  readonly method: 'GET' | 'PUT'
  /** Seconds. */
  readonly expiresIn: number
  readonly fileName?: string | undefined
  readonly contentType?: string | undefined
}

/**
 * An adapter that stores objects.
 *
 * Nobody calls a driver directly: core wraps it in a bucket, which checks keys, capabilities and
 * limits first, so a driver may trust its arguments. A driver throws `NexusError`s and translates
 * its SDK's errors in one file. After `close()` every call is `CLOSED`.
 */
export interface Backend {
  readonly apiVersion: ApiVersion
  /** The type that users write in `nexus.yaml`. */
  readonly type: string
  readonly capabilities: BackendCapabilities
  describe(): BackendDescription
  /** Resolves to `undefined` when the key is absent. */
  head(
    key: string,
    options?: CallOptions & { readonly versionId?: string },
  ): Promise<ObjectInfo | undefined>
  /** @throws `NOT_FOUND` when absent, `INVALID_RANGE` when the range lies outside the object. */
  get(key: string, options?: GetOptions): Promise<GetResult>
  /** All or nothing; visible only when complete; durable when it resolves. Replaces what is there. */
  put(key: string, source: Source, options?: PutOptions): Promise<PutResult>
  /** Idempotent without a precondition. Durable when it resolves. */
  delete(key: string, options?: DeleteOptions): Promise<void>
  list(options: ListOptions): Promise<ListPage>
  /** Cheap; writes nothing; never throws for a problem it can name. */
  check(options?: CallOptions): Promise<CheckResult>
  /** Idempotent. */
  close(): Promise<void>
  /** Present when `capabilities.deleteMany`: idempotent, at most 1,000 keys. */
  deleteMany?(keys: readonly string[], options?: CallOptions): Promise<void>
  /**
   * Present when `capabilities.copy`: server-side, replaces the target; content type and metadata go along.
   * @throws `NOT_FOUND`; where the target has a precondition `ALREADY_EXISTS` or `CONFLICT`.
   */
  copy?(from: string, to: string, options?: CopyOptions): Promise<PutResult>
  /** Present when `capabilities.rename`: atomic and durable, replaces the target. @throws `NOT_FOUND`. */
  rename?(from: string, to: string, options?: CallOptions): Promise<void>
  /** Present when `capabilities.presign`. */
  presign?(key: string, options: PresignOptions): Promise<string>
  /** Present when `capabilities.setMetadata`. @throws `NOT_FOUND`. */
  setMetadata?(
    key: string,
    metadata: Readonly<Record<string, string>>,
    options?: CallOptions,
  ): Promise<void>
  /** Present when `capabilities.versions`: the versions of exactly that key, newest first; none is an empty page. */
  listVersions?(key: string, options: ListVersionsOptions): Promise<VersionPage>
  /** Present when `capabilities.tier`: moves an object to a tier of the provider. @throws `NOT_FOUND`, `ARCHIVED`. */
  setTier?(key: string, tier: string, options?: CallOptions): Promise<void>
  /**
   * Learns what the endpoint at hand really does, and whether the bucket keeps versions; `capabilities` are `probed` from
   * then on. Called once before a backend is used in layout `path`; leaves nothing behind. Absent where nothing differs
   * from one endpoint to another.
   */
  probe?(options: BackendProbeOptions): Promise<void>
  /** Present when `capabilities.admin`. */
  readonly admin?: BackendAdmin | undefined
  /** The client of the provider's SDK, for what the contract does not have; typed by the adapter. */
  native?(): unknown
}
