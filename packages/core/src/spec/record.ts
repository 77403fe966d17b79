/** Records of declared collections, their indexes, and leases on them. */
import type { Json, JsonObject } from './json.ts'
import type { Sequence } from './node.ts'
import type { PageOptions } from './page.ts'

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

/** What a record of an undoable collection was before an operation changed it. */
export interface RecordImage {
  readonly collection: string
  readonly key: string
  /** The operation. */
  readonly to: Sequence
  /** Absent: there was none. */
  readonly value?: JsonObject | undefined
}
