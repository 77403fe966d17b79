/** What undo, time travel, versions, snapshots and the log take and give. */
import type { LogExpectation, LogVerification, TreeChange } from '../../history/index.ts'
import type { Id, JsonObject, OperationType } from '../../spec/index.ts'
import type {
  ChangeResult,
  MutationOptions,
  Progress,
  WaitOptions,
  WriteResult,
} from './changes.ts'
import type { Listing } from './listings.ts'

export type {
  LogExpectation,
  LogProblem,
  LogVerification,
  TreeChange,
  TreeChangeSide,
} from '../../history/index.ts'

/**
 * A point of the past: the id of an operation (the state right after it), a time (a `Date`, or text in ISO 8601, UTC
 * where no zone is given: the state after the last operation that is not later), or the name of a snapshot.
 */
export type At = string | Date

/** Options of reads that can look at the past. */
export interface AtOption {
  /** Default: now. @throws `NOT_FOUND` for an operation or snapshot that is not there, `HISTORY_EXPIRED`. */
  readonly at?: At | undefined
}

/** Options of listings of the history. */
export interface PagingOptions extends WaitOptions {
  readonly limit?: number | undefined
  /** From an earlier iteration's `cursor`. */
  readonly cursor?: string | undefined
}

/** A version of another node: where the content of a version came from. */
export interface VersionOrigin {
  readonly path?: string | undefined
  readonly node: Id
  readonly version: number
}

/** One version of a file. */
export interface VersionEntry {
  /** The file, which is another one where an earlier file had the path; absent for a version that is not ours. */
  readonly node?: Id | undefined
  /** 0 for a version that another program made in a bucket and that never passed through here: read it by `versionId`. */
  readonly version: number
  /** The provider's own id of the version, in mounts of layout `path` whose bucket keeps versions. */
  readonly versionId?: string | undefined
  /** SHA-256 of the content in hex; of what lies at a provider what that says. */
  readonly etag: string
  readonly size: number
  /** Milliseconds UTC. */
  readonly modifiedAt: number
  readonly contentType?: string | undefined
  /** The operation that made it. Absent when the caller may not see it. */
  readonly operationId?: Id | undefined
  /** Where the file was when it got this content, if elsewhere. */
  readonly path?: string | undefined
  /** The version that copy, fork, restore, rollback or undo took it from. */
  readonly origin?: VersionOrigin | undefined
}

/** A relative of a file by copy, fork, restore or rollback. */
export interface LineageEntry {
  readonly relation: 'ancestor' | 'descendant'
  /** 1 for what it was copied from or to directly. */
  readonly distance: number
  readonly node: Id
  readonly version: number
  /** Where it is now; absent when it is no longer there. */
  readonly path?: string | undefined
  readonly etag?: string | undefined
}

/** How two contents differ. */
export interface ContentDiff {
  /**
   * A unified diff; absent when either side is binary or over 8 MiB, and when they differ too much (more than 4,000
   * lines, or a second's search). Empty when both are equal.
   */
  readonly patch?: string | undefined
  readonly equal: boolean
  readonly before?: DiffSide | undefined
  readonly after?: DiffSide | undefined
  /** Lines added and removed, where there is a patch. */
  readonly added?: number | undefined
  readonly removed?: number | undefined
}

/** One side of a {@link ContentDiff}; absent when nothing was there. */
export interface DiffSide {
  readonly path: string
  readonly version: number
  readonly etag: string
  readonly size: number
  readonly contentType?: string | undefined
  readonly metadata?: JsonObject | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
}

/** Options of diffs. */
export interface DiffOptions extends WaitOptions {
  /** Lines around each change; default 3. */
  readonly context?: number | undefined
}

/** A version: its number, or in mounts of layout `path` the provider's own id of it. */
export type VersionName = number | string

/** Versions of files. */
export interface VersionsFacet {
  /**
   * Newest first: those of the file at the path, then those of files that had the path before. `node` tells them apart.
   * In mounts of layout `path` those of the provider first, whoever made them, then what else passed through us.
   * @throws `NOT_FOUND` when no file is known to have been there.
   */
  list(path: string, options?: PagingOptions): Listing<VersionEntry>
  /**
   * The content of one version, verified: of the file at the path, else of the last one that had the path before and
   * that version. @throws `NOT_FOUND`, `HISTORY_EXPIRED`.
   */
  read(path: string, version: VersionName, options?: WaitOptions): Promise<Uint8Array>
  readStream(path: string, version: VersionName, options?: WaitOptions): ReadableStream<Uint8Array>
  /** `to` by default the present version. */
  diff(
    path: string,
    from: VersionName,
    to?: VersionName,
    options?: DiffOptions,
  ): Promise<ContentDiff>
  /** Makes a new version with the content and type of an old one; metadata and tags stay. No hooks run. */
  rollback(path: string, version: VersionName, options?: MutationOptions): Promise<WriteResult>
  /** Ancestors, the nearest first, then descendants, of those that the caller may see; at most 1,000 of each. */
  lineage(path: string, options?: WaitOptions): Promise<readonly LineageEntry[]>
}

/** What is undone: operations by id, the last n of the caller, a run, or everything in a subtree since a time (inclusive). */
export type UndoTarget =
  | string
  | readonly string[]
  | { readonly last: number }
  | { readonly run: string }
  | { readonly path: string; readonly since: At }

/** Options of {@link Nexus.undo}. */
export interface UndoOptions extends WaitOptions {
  /** Says what would change and changes nothing. */
  readonly dryRun?: boolean | undefined
  /** What a later change of the same thing means. Default `fail`: `UNDO_CONFLICT`, nothing is undone. `skip`: the rest is undone. */
  readonly onConflict?: 'fail' | 'skip' | undefined
}

/** An operation as an undo names it. */
export interface UndoneOperation {
  readonly id: Id
  readonly type: OperationType
  readonly path: string
}

/** An operation that was left as it is. */
export interface SkippedOperation extends UndoneOperation {
  /**
   * `expired`: what was there before it is no longer kept. `notUndoable`: it changed nothing that can be taken back.
   * `changedOutside`: another program has changed its files of a mapped tree since.
   */
  readonly reason: 'conflict' | 'alreadyUndone' | 'notUndoable' | 'expired' | 'changedOutside'
  /** Later operations that stand in the way, newest first. */
  readonly conflicts?: readonly Id[] | undefined
}

/** Answer of {@link Nexus.undo}. */
export interface UndoResult {
  /** The undo itself: undoing it is redo. Absent for a dry run and when nothing was left to undo. */
  readonly operationId?: Id | undefined
  /** Newest first. */
  readonly undone: readonly UndoneOperation[]
  readonly skipped: readonly SkippedOperation[]
  /** Sorted by path. */
  readonly changes: readonly TreeChange[]
  /** Files of mapped trees that stay as they are, though the operation was undone apart from them; absent: none. */
  readonly left?: readonly LeftFile[] | undefined
}

/** A file of a mapped tree that an undo left as it is. */
export interface LeftFile {
  readonly path: string
  /** `changed`: another program did so since. `notKept`: the bytes that it had are not there any more. */
  readonly reason: 'changed' | 'notKept'
}

/** Options of {@link Nexus.restore}. */
export interface RestoreOptions extends WaitOptions {
  readonly at: At
  readonly dryRun?: boolean | undefined
}

/** Answer of restores and forks. */
export interface RestoreResult {
  readonly path: string
  /** Absent for a dry run. */
  readonly operationId?: Id | undefined
  /** Nodes that were changed, made or ended. */
  readonly count: number
  /** Of a dry run: what would change. */
  readonly changes?: readonly TreeChange[] | undefined
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
  /** The undo that took it back, while that one stands. */
  readonly undoneBy?: Id | undefined
}

/** One operation with what it did. */
export interface OperationReport extends OperationEntry {
  /** Sorted by path; at most 1,000. */
  readonly changes: readonly TreeChange[]
  /** More changes than `changes` holds. */
  readonly truncated: boolean
  /**
   * Whether `undo` finds what was before. False for an operation that changed nothing, and for one older than what
   * `retention` keeps: `undo` refuses it with `HISTORY_EXPIRED` also where a snapshot holds some of it, since nobody can
   * tell that it holds all. `snapshots.restore` brings back what that holds.
   */
  readonly undoable: boolean
}

/** Filter of {@link OperationsFacet.list}; members are combined with AND. Newest first. */
export interface OperationFilter extends PagingOptions {
  /** Operations that name this path, and those on what is or was there under whatever name (the 1,000 newest of it). */
  readonly path?: string | undefined
  /** Operations on this path or below it. */
  readonly under?: string | undefined
  readonly types?: readonly OperationType[] | undefined
  /** Whose principal was of the tenant. Administrators see all that it did in its space and the one that all share. */
  readonly tenant?: string | undefined
  readonly agent?: string | undefined
  readonly run?: string | undefined
  /** Inclusive; a number is milliseconds UTC. */
  readonly since?: Date | string | number | undefined
  /** Exclusive; a number is milliseconds UTC. */
  readonly until?: Date | string | number | undefined
}

/** Options of {@link OperationsFacet.follow}. */
export interface FollowOptions extends WaitOptions {
  /** Go on after this one; by default from now on. `''`: from the beginning. */
  readonly cursor?: string | undefined
  /** Only operations on this path or below it. */
  readonly path?: string | undefined
}

/** An operation with the cursor to go on after it. */
export interface FollowedOperation extends OperationEntry {
  readonly cursor: string
}

/** The operation log. */
export interface OperationsFacet {
  list(filter?: OperationFilter): Listing<OperationEntry>
  /** @throws `NOT_FOUND`. */
  get(id: Id, options?: WaitOptions): Promise<OperationReport>
  /**
   * The change feed, oldest first, until the signal or the end of the handle ends it, without an error. Begins when it is
   * iterated; at least once after a restart with the last cursor. Reads on only when asked for more.
   * @throws `INVALID_ARGUMENT` for a cursor that is none of this log.
   */
  follow(options?: FollowOptions): AsyncIterable<FollowedOperation>
  /**
   * Seals what is not sealed yet and checks the whole chain of the caller's space.
   * `expect`: a count and head kept elsewhere, which must lie on the chain.
   */
  verify(
    options?: WaitOptions & {
      readonly expect?: LogExpectation | undefined
      readonly onProgress?: ((progress: Progress) => void) | undefined
    },
  ): Promise<LogVerification>
}

/** A named state of a directory. */
export interface SnapshotEntry {
  readonly name: string
  readonly path: string
  /** Milliseconds UTC. */
  readonly createdAt: number
  readonly createdBy?: string | undefined
  readonly description?: string | undefined
  readonly operationId: Id
}

/** Snapshots: immutable, nothing is copied. Names are 1 to 128 of `A-Z a-z 0-9 . _ -`, unique in a space, and no ids or times. */
export interface SnapshotsFacet {
  /** @throws `ALREADY_EXISTS` when the name is taken. */
  create(
    path: string,
    options?: WaitOptions & {
      /** Default: made of the time. */
      readonly name?: string | undefined
      readonly description?: string | undefined
    },
  ): Promise<SnapshotEntry>
  /** Newest first; with a path those of it and of directories below and above it. */
  list(path?: string, options?: PagingOptions): Listing<SnapshotEntry>
  /** @throws `NOT_FOUND`. */
  get(name: string, options?: WaitOptions): Promise<SnapshotEntry>
  /**
   * From the snapshot to another one of the same directory, or to now, sorted by path. A node is told by its id: one
   * that moved is moved, and what lies in a directory that moved is not told again.
   */
  diff(name: string, other?: string, options?: WaitOptions): Listing<TreeChange>
  /** The directory becomes as it was; can be undone. */
  restore(
    name: string,
    options?: WaitOptions & { readonly dryRun?: boolean | undefined },
  ): Promise<RestoreResult>
  /**
   * Content that only it held is collected later. For who made it, for administrators, and for those who may change all
   * that lies in it. @throws `NOT_FOUND`, `ACCESS_DENIED`, `READ_ONLY`.
   */
  delete(name: string, options?: WaitOptions): Promise<ChangeResult>
  /**
   * A copy of the snapshot's directory at a free path: new nodes, shared content. With a path that begins with a slash
   * instead of a name, of that directory as it is now. No hooks run.
   * @throws `ALREADY_EXISTS`, `NOT_SUPPORTED` for a target in another space, `ACCESS_DENIED` when the caller may not
   * see everything below the directory.
   */
  fork(source: string, target: string, options?: WaitOptions): Promise<RestoreResult>
}
