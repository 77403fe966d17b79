/** The facets of a handle. */
import type { Id, Json, JsonObject, OperationType, StoreHealth } from '../../spec/index.ts'
import type { ChangeResult, MutationOptions, WaitOptions } from './changes.ts'
import type { Entry, Listing } from './listings.ts'
import type { MountOptions } from './options.ts'

/** One version of a file. */
export interface VersionEntry {
  readonly version: number
  readonly etag: string
  readonly size: number
  readonly modifiedAt: number
  readonly contentType?: string | undefined
}

/** One operation of the log. */
export interface OperationEntry {
  readonly id: Id
  readonly type: OperationType
  readonly path: string
  readonly target?: string | undefined
  readonly tenant?: string | undefined
  readonly agent?: string | undefined
  readonly user?: string | undefined
  readonly run?: string | undefined
  readonly requestId?: string | undefined
  readonly batch?: Id | undefined
  /** Milliseconds UTC. */
  readonly time: number
  readonly details?: JsonObject | undefined
}

/** Filter of {@link OperationsFacet.list}. Newest first. */
export interface OperationFilter extends WaitOptions {
  readonly path?: string | undefined
  readonly types?: readonly OperationType[] | undefined
  readonly agent?: string | undefined
  readonly run?: string | undefined
  /** Milliseconds UTC, inclusive. */
  readonly since?: number | undefined
  /** Milliseconds UTC, exclusive. */
  readonly until?: number | undefined
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

/** Custom metadata of nodes. */
export interface MetadataFacet {
  get(path: string): Promise<JsonObject>
  get(path: string, key: string): Promise<Json | undefined>
  set(path: string, values: JsonObject, options?: MutationOptions): Promise<ChangeResult>
  set(path: string, key: string, value: Json, options?: MutationOptions): Promise<ChangeResult>
  /** A key that is not there is no error. */
  remove(path: string, key: string, options?: MutationOptions): Promise<ChangeResult>
}

/** Tags of nodes: keys of 1 to 255 bytes with text values. */
export interface TagsFacet {
  list(path: string): Promise<Readonly<Record<string, string>>>
  set(path: string, key: string, value: string, options?: MutationOptions): Promise<ChangeResult>
  remove(path: string, key: string, options?: MutationOptions): Promise<ChangeResult>
  /** Nodes that carry the tag, optionally with that value, sorted by path. */
  find(
    query: {
      readonly key: string
      readonly value?: string | undefined
      readonly path?: string | undefined
    } & WaitOptions,
  ): Listing<Entry>
}

/** Versions of files. */
export interface VersionsFacet {
  /** Newest first. */
  list(
    path: string,
    options?: WaitOptions & {
      readonly limit?: number | undefined
      readonly cursor?: string | undefined
    },
  ): Listing<VersionEntry>
}

/** The operation log. */
export interface OperationsFacet {
  list(filter?: OperationFilter): Listing<OperationEntry>
}

/** A mount as it is shown. */
export interface MountEntry {
  readonly id: string
  readonly mountPoint: string
  readonly backend: { readonly type: string; readonly location: string }
  readonly layout: 'cas' | 'path'
  readonly priority: number
  readonly readonly: boolean
  readonly description?: string | undefined
  /** Why it cannot be used, or that a mount of higher priority hides it. */
  readonly problem?: string | undefined
}

/** The mounts of the caller's space. */
export interface MountsFacet {
  add(mount: MountOptions): Promise<{ readonly id: string; readonly mountPoint: string }>
  /** By id or mount point. Files below stay. @throws `NOT_FOUND`. */
  remove(idOrMountPoint: string): Promise<void>
  list(): Promise<readonly MountEntry[]>
  /** The mount that serves a path. */
  get(path: string): Promise<MountEntry>
}

/** Bytes of one directory subtree. */
export interface ContentUsage {
  readonly files: number
  readonly bytes: number
  /** Bytes of distinct content. */
  readonly uniqueBytes: number
}

/** Content as a whole. */
export interface ContentFacet {
  usage(path?: string, options?: WaitOptions): Promise<ContentUsage>
}

/** Health of everything below a handle. */
export interface Health {
  readonly ok: boolean
  readonly store: StoreHealth & { readonly type: string; readonly location: string }
  readonly backends: readonly {
    readonly type: string
    readonly location: string
    readonly ok: boolean
    readonly problem?: string
    readonly hint?: string
  }[]
}
