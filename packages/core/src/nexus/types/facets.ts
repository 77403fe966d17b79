/** The facets of a handle. */
import type { Json, JsonObject, StoreHealth } from '../../spec/index.ts'
import type { ChangeResult, MutationOptions, WaitOptions } from './changes.ts'
import type { Entry, Listing } from './listings.ts'
import type { MountOptions } from './options.ts'

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
