/** What a mapped tree writes down before and after it changes objects, so that a crash between the two is resolved. */
import type { Mount } from '../../mounts/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import type {
  Attributes,
  Id,
  Mutation,
  NodeRestore,
  NodeRow,
  ObjectInfo,
  ObjectSummary,
  OperationDraft,
  PutResult,
  Source,
} from '../../spec/index.ts'

/**
 * How a mapped tree keeps what was before a change: as versions of the provider, as content of the managed store, or
 * not at all.
 */
export type MappedHistory = 'versioning' | 'cas' | 'none'

/** Where an object's metadata names the operation that put it, on backends with `objectMetadata`. */
export const OPERATION_METADATA = 'nexus-operation'

/** What is known of an object from the last look at it. */
export interface Observation {
  readonly key: string
  readonly etag: string
  /** Only where the bucket keeps versions. */
  readonly versionId?: string | undefined
  /** Bytes. */
  readonly size: number
  /** Milliseconds UTC, by the provider's clock. */
  readonly modifiedAt: number
  readonly contentType?: string | undefined
  /** The operation that put it, where its metadata says so. */
  readonly operation?: Id | undefined
}

/** A change of one object. A directory's marker object (`dir/`) is none: it goes with the {@link DirectoryChange}. */
export type ObjectChange = {
  readonly path: VirtualPath
  readonly key: string
  /** What was seen at the key; absent: nothing. The change is conditional on it where the provider can. */
  readonly before?: Observation | undefined
} & (
  | {
      readonly action: 'put'
      /** SHA-256 of the bytes, where it is known before they are sent. */
      readonly digest?: string | undefined
      /** Bytes, where they are known before they are sent. */
      readonly size?: number | undefined
      /** As {@link Ledger.keep} gave it. */
      readonly kept?: Kept | undefined
      readonly contentType?: string | undefined
      /** Members that are given replace those of the node that is there. */
      readonly attributes?: Attributes | undefined
    }
  | { readonly action: 'delete'; readonly before: Observation }
  | {
      /** `copy`: a new file with metadata and tags of the source. `rename`: the same node at another place. */
      readonly action: 'copy' | 'rename'
      /** The source; `path`, `key` and `before` are the target's. */
      readonly from: {
        readonly path: VirtualPath
        readonly key: string
        readonly seen: Observation
      }
    }
)

/** A change of a directory, with its marker object if it has one. */
export type DirectoryChange = {
  readonly path: VirtualPath
  /** Key of the marker that is put or deleted; absent: the directory is only implied by keys. */
  readonly marker?: string | undefined
} & (
  | { readonly action: 'make' | 'remove' }
  /** The directory's node, with all that is known below it, goes to `target`, also what later pages rename. */
  | { readonly action: 'rename'; readonly target: VirtualPath }
)

/**
 * A change that is about to be made: one operation. A change of a tree is made page by page, of at most
 * {@link MOST_OBJECTS} objects each; the pages after the first are operations of their own with the id of the first as
 * their `batch`.
 */
export interface MappedChange {
  readonly mount: Mount
  readonly operation: OperationDraft
  /** Subject that is noted on nodes that are made. */
  readonly createdBy: string | undefined
  /** In the order in which they are changed; each key at most once. */
  readonly objects: readonly ObjectChange[]
  /** In order. One that is renamed goes before the objects, so it belongs to the first page; the others come after them. */
  readonly directories?: readonly DirectoryChange[] | undefined
  readonly signal?: AbortSignal | undefined
}

/** The most objects of one {@link MappedChange}. */
export const MOST_OBJECTS = 500

/** Bytes that are to be put: where history is `cas` they are content of the managed store already. */
export interface Kept {
  /** What to put; rewindable whenever the bytes were kept. */
  readonly source: Source
  /** SHA-256, where it is known. */
  readonly digest?: string | undefined
  /** Bytes, where they are known. */
  readonly size?: number | undefined
  /** Only for the ledger. */
  readonly content?: unknown
}

/** A change that is written down and not yet ended. */
export interface Intent {
  /** That of the operation. */
  readonly id: Id
  readonly change: MappedChange
}

/** What the provider said. */
export interface Outcome {
  /**
   * What is at each object's key now, in the order of the change's objects; `undefined` for one that was deleted, or
   * that was not changed: see `done`.
   */
  readonly left: readonly (Observation | undefined)[]
  /** Which objects were changed; by default all. Where one was not, directories stay as they were too. */
  readonly done?: readonly boolean[] | undefined
}

/** What a settled change made. */
export interface Settled {
  /** In the order of the change's objects: the node at its place; `undefined` for a deleted one. */
  readonly nodes: readonly (NodeRow | undefined)[]
}

/** A change left by a crash of which nobody can tell whether it was made. */
export interface UnknownChange {
  readonly operation: Id
  readonly mountPoint: string
  readonly type: OperationDraft['type']
  readonly path: string
  /** Why it cannot be told, as a sentence. */
  readonly reason: string
}

/** What an undo makes of a node of a mapped tree. */
export interface UndoChange {
  readonly node: Id
  readonly type: 'file' | 'directory'
  /** Where it is; absent when it is not there. */
  readonly before?: VirtualPath | undefined
  /** Where it will be; absent when it will not be there. */
  readonly after?: VirtualPath | undefined
  readonly restore: NodeRestore
  /** Files: the state that the content is to be of. */
  readonly content: NodeRow
  /** The operations that are taken back by it. */
  readonly operations: readonly Id[]
}

/** Who undoes: an operation without its path. Each object that is changed is an operation with its id as `batch`. */
export type UndoDraft = Omit<OperationDraft, 'path' | 'details'>

/** A file that an undo left as it is. */
export interface LeftFile {
  readonly path: string
  /** `changed`: another program did, since. `notKept`: the bytes that it had are not there any more. */
  readonly reason: 'changed' | 'notKept'
}

/** How an undo goes on in a mount. */
export interface PlannedUndo {
  /** Nodes that the commit of the undo leaves to the steps. */
  readonly later: ReadonlySet<Id>
  /** Nodes that stay as they are, and why. */
  readonly left: ReadonlyMap<Id, LeftFile>
  /** Stores the steps. */
  readonly mutations: readonly Mutation[]
  /** Operations that the steps will be. */
  readonly operations: readonly Id[]
}

/** How many intents a start found, and what became of them. */
export interface Resolution {
  readonly settled: number
  readonly forgotten: number
  readonly unknown: number
  /** Left alone: the process that made them lives. */
  readonly running: number
}

/**
 * The ledger of mapped trees. A change goes like this, within {@link Ledger.alone}: look at the objects; `keep` new
 * bytes; `begin`; change the objects, conditional on what was seen; `settle`. A change that certainly did not happen
 * (a lost condition, a refused request) is forgotten; one of which nobody knows (a lost answer) is looked at again by
 * `resolveOne`, or stays for the next start.
 */
export interface Ledger {
  /** Runs a change alone among those of this process that touch one of its keys (a directory's key ends with `/`). */
  alone<Result>(
    mount: Mount,
    keys: readonly string[],
    signal: AbortSignal | undefined,
    run: () => Promise<Result>,
  ): Promise<Result>
  /**
   * Before a put: where history is `cas` the bytes become content of the managed store; else nothing happens. Bytes
   * that are never named go with the garbage.
   */
  keep(
    mount: Mount,
    path: VirtualPath,
    source: Source,
    signal: AbortSignal | undefined,
  ): Promise<Kept>
  /**
   * Writes the change down, durably. What others left and the change would destroy becomes a version first.
   * @throws `CONFLICT` when an object is no longer what was seen while its bytes were taken in.
   */
  begin(change: MappedChange): Promise<Intent>
  /** The change was made: operation, nodes and the end of the intent in one commit. */
  settle(intent: Intent, outcome: Outcome): Promise<Settled>
  /** The change was certainly not made. */
  forget(intent: Intent): Promise<void>
  /**
   * After a lost answer: looks at the provider, and settles or forgets the change. `unknown` leaves it written down as
   * such.
   */
  resolveOne(
    intent: Intent,
  ): Promise<
    | { readonly kind: 'settled'; readonly settled: Settled; readonly outcome: Outcome }
    | { readonly kind: 'forgotten' }
    | { readonly kind: 'unknown'; readonly reason: string }
  >
  /** The node of an object that others made: its row is made when something is to be attached to it. */
  know(
    mount: Mount,
    path: VirtualPath,
    seen: Observation,
    createdBy: string | undefined,
  ): Promise<NodeRow>
  /** Nothing is at a path where a node is known: the node ends, with those below it. */
  noteGone(mount: Mount, node: NodeRow, path: VirtualPath): Promise<void>
  /** At the start: ends what a crash left of changes of this mount. Asks the store once when there is nothing. */
  resolve(mount: Mount): Promise<Resolution>
  /** Changes of a mount of which nobody can tell whether they were made. */
  unknown(mount: Mount): Promise<readonly UnknownChange[]>
  /** What an undo has to do to the objects of a mount, and what of it cannot be done. Changes nothing. */
  planUndo(mount: Mount, changes: readonly UndoChange[], draft: UndoDraft): Promise<PlannedUndo>
  /**
   * Does what the commit of an undo stored of its plan, one object after the other, each conditional on what was seen
   * when it was planned. Gives the files that were left since others changed them meanwhile.
   */
  runUndo(mount: Mount, undo: Id): Promise<readonly LeftFile[]>
}

/** What a look at an object showed. */
export function observationOf({
  key,
  etag,
  versionId,
  size,
  modifiedAt,
  contentType,
  metadata,
}: ObjectInfo): Observation {
  const operation = metadata?.[OPERATION_METADATA]
  return { key, etag, versionId, size, modifiedAt, contentType, operation }
}

/** What a listing showed of an object. */
export function summaryObservation({
  key,
  etag,
  size,
  modifiedAt = 0,
}: ObjectSummary): Observation {
  return { key, etag, size, modifiedAt }
}

/** What a put or copy left, by what the provider answered. */
export function putObservation(
  key: string,
  { etag, versionId, size, modifiedAt }: PutResult,
  more: {
    readonly now: number
    readonly contentType?: string | undefined
    readonly operation?: Id | undefined
  },
): Observation {
  const { now, contentType, operation } = more
  return { key, etag, versionId, size, modifiedAt: modifiedAt ?? now, contentType, operation }
}
