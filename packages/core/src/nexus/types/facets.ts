/** The facets of a handle. */
import type { Id, Json, JsonObject, OperationType, StoreHealth } from '../../spec/index.ts'
import type { ChangeResult, MutationOptions, WaitOptions } from './changes.ts'
import type { Entry, Listing } from './listings.ts'

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

/** Health of everything below a handle. */
export interface Health {
  readonly ok: boolean
  readonly store: StoreHealth & { readonly type: string; readonly location: string }
  readonly backends: readonly {
    readonly type: string
    readonly location: string
    readonly ok: boolean
    readonly code?: string
    readonly problem?: string
    readonly hint?: string
  }[]
  /**
   * Changes of mounts of layout `path` that a crash cut off, and of which nobody can tell whether they were made; only
   * those of paths that the caller may see, until something else is changed there. Absent: none.
   */
  readonly unknownChanges?: readonly UnknownChange[] | undefined
}

/** A change of which nobody can tell whether it was made. */
export interface UnknownChange {
  readonly operation: Id
  readonly mountPoint: string
  readonly type: OperationType
  readonly path: string
  /** Why it cannot be told, as sentences. */
  readonly reason: string
}
