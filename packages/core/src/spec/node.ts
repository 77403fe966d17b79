/** Nodes: files and directories of a space. */
import type { JsonObject } from './json.ts'

/** A UUID in canonical lower-case text form. */
export type Id = string

/** A SHA-256 in 64 lower-case hex digits. */
export type Hash = string

/** The store's internal number of an operation: a positive safe integer. Causal order, with holes. */
export type Sequence = number

/** An opaque handle on content, made by the store and meaningful to it alone. */
export type ContentReference = number

/** The id of every space's root directory, which always exists and has no row. */
export const ROOT_ID: Id = '00000000-0000-0000-0000-000000000000'

/** Attributes of a node: versioned and undone like content. Absent members are empty. */
export interface Attributes {
  readonly metadata?: JsonObject | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** `false` cuts inherited permissions. */
  readonly inherit?: boolean | undefined
  /** Mode bits and symbolic link target of a host file; the engine never follows a link. */
  readonly posix?:
    | { readonly mode?: number | undefined; readonly symlink?: string | undefined }
    | undefined
}

/** Where the content of a version made by copy, fork, restore or rollback came from. */
export interface Origin {
  readonly node: Id
  readonly version: number
}

/** The state of a node from one operation on. */
export interface NodeRow {
  readonly id: Id
  readonly parent: Id
  readonly name: string
  readonly type: 'file' | 'directory'
  /** The operation that made this state. */
  readonly from: Sequence
  /** Files: 1 and up, the number of the content state. Directories: 0. */
  readonly version: number
  /** Bytes; 0 for directories. */
  readonly size: number
  /** Files: SHA-256 of the content. */
  readonly hash?: Hash | undefined
  /** Files: the content itself. */
  readonly content?: ContentReference | undefined
  readonly contentType?: string | undefined
  /** Milliseconds UTC. */
  readonly createdAt: number
  /** Files: time of this version, or the time the writer gave. Directories: creation. Milliseconds UTC. */
  readonly modifiedAt: number
  /** Subject that created the node, as `agent:x`, `user:x` or `tenant:x`. */
  readonly createdBy?: string | undefined
  readonly attributes?: Attributes | undefined
  readonly origin?: Origin | undefined
}

/** A past or present state: `to` is the operation that ended it, absent while it is the present. */
export interface HistoryRow extends NodeRow {
  readonly to?: Sequence | undefined
}
