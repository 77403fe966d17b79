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
  /** Milliseconds UTC, by the provider's clock. */
  readonly modifiedAt: number
  readonly contentType?: string | undefined
  readonly metadata?: Readonly<Record<string, string>> | undefined
  readonly tier?: string | undefined
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
  /** `rename` is one atomic, durable step that replaces the target. */
  readonly rename: boolean
  readonly multipart: boolean
  readonly presign: boolean
  readonly setMetadata: boolean
  readonly versions: boolean
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
  /** Present when `capabilities.copy`: server-side, replaces the target. @throws `NOT_FOUND`. */
  copy?(from: string, to: string, options?: CallOptions): Promise<PutResult>
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
}
