/** The log: one operation for each logged call. */
import type { JsonObject } from './json.ts'
import type { Id, Sequence } from './node.ts'
import type { PageOptions } from './page.ts'

/** Kinds of logged operations. */
export type OperationType =
  | 'write'
  | 'append'
  | 'edit'
  | 'delete'
  | 'mkdir'
  | 'rmdir'
  | 'copy'
  | 'rename'
  | 'metadata'
  | 'tag'
  | 'rollback'
  | 'undo'
  | 'restore'
  | 'import'
  | 'mount'
  | 'unmount'
  | 'snapshot'
  | 'fork'
  /** What others did to an object of a mapped tree, as it was seen before a change. */
  | 'observe'

/** An operation as the engine hands it to a commit. */
export interface OperationDraft {
  readonly id: Id
  readonly type: OperationType
  readonly path: string
  /** The other end of a rename or copy. */
  readonly target?: string | undefined
  readonly tenant?: string | undefined
  readonly agent?: string | undefined
  readonly user?: string | undefined
  readonly run?: string | undefined
  readonly requestId?: string | undefined
  /** Common to all operations of one `writeBatch`. */
  readonly batch?: Id | undefined
  readonly details?: JsonObject | undefined
}

/** A logged operation. */
export interface OperationRow extends OperationDraft {
  readonly space: string
  readonly sequence: Sequence
  /** The node of the operation's first effect; the root where all of it was brought back. Absent: it changed no node. */
  readonly node?: Id | undefined
  /** Milliseconds UTC of the store's clock; informs, the sequence orders. */
  readonly time: number
}

/** Filter of {@link MetadataStore.operations}; members are combined with AND. Newest first. */
export interface OperationQuery extends PageOptions {
  /** Operations that changed one of these nodes, as far as their history reaches (1 to 100). */
  readonly nodes?: readonly Id[] | undefined
  readonly id?: Id | undefined
  readonly run?: string | undefined
  readonly types?: readonly OperationType[] | undefined
  readonly agent?: string | undefined
  /** Operations of this path, or that had it as their target. */
  readonly path?: string | undefined
  /** Operations of this path or one below it, by segments, or that had such a one as their target. */
  readonly under?: string | undefined
  readonly tenant?: string | undefined
  /** Milliseconds UTC, inclusive. */
  readonly since?: number | undefined
  /** Milliseconds UTC, exclusive. */
  readonly until?: number | undefined
}
