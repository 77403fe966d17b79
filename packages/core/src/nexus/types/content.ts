/** What the facet of content takes and gives: usage, garbage collection, checks. */
import type { Progress, WaitOptions } from './changes.ts'

/** Bytes of one directory subtree. */
export interface ContentUsage {
  readonly files: number
  readonly bytes: number
  /** Bytes of distinct content. */
  readonly uniqueBytes: number
}

/** Options of {@link ContentFacet.gc}. */
export interface CollectOptions extends WaitOptions {
  /** Default false: says what would go. */
  readonly apply?: boolean | undefined
  /** Also gives the store's unused space back to the system. */
  readonly compact?: boolean | undefined
  /** Says that the clock is right although it stepped back or leaped. */
  readonly confirmClock?: boolean | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** Answer of {@link ContentFacet.gc}. */
export interface CollectReport {
  readonly applied: boolean
  /** Past states that retention let go, or would. */
  readonly prunedStates: number
  /** Content that nothing references any more. */
  readonly contents: number
  /** Their bytes. */
  readonly bytes: number
  /** Objects that were deleted from backends; 0 unless applied. */
  readonly objectsDeleted: number
  /** Objects that wait for the delay before they are deleted. */
  readonly objectsWaiting: number
  /** Bytes of the store's file that compacting gives back, or gave. */
  readonly reclaimableBytes: number
}

/** Something that does not agree between store and backends. */
export interface FsckProblem {
  readonly kind: 'missing' | 'size' | 'corrupt' | 'orphan' | 'dangling' | 'store' | 'log' | 'marker'
  readonly message: string
  /** Files that are affected, at most 10 paths. */
  readonly paths?: readonly string[] | undefined
  readonly key?: string | undefined
  readonly backend?: string | undefined
  readonly repaired?: boolean | undefined
  /** Bytes or history are lost; `false` for what only wastes space. */
  readonly loss: boolean
}

/** Options of {@link ContentFacet.fsck}. */
export interface FsckOptions extends WaitOptions {
  /** Reads and hashes all content. Default: existence and size. */
  readonly deep?: boolean | undefined
  /** Deletes orphans, marks damaged content so that writing the same bytes heals it. */
  readonly repair?: boolean | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** Answer of {@link ContentFacet.fsck}. */
export interface FsckReport {
  /** No problem with loss. */
  readonly ok: boolean
  readonly contents: number
  readonly objects: number
  readonly bytes: number
  /** At most 10,000; `truncated` says that there are more. */
  readonly problems: readonly FsckProblem[]
  readonly truncated: boolean
}

/** Options of {@link ContentFacet.migrate}. */
export interface MigrateOptions extends WaitOptions {
  /** A path that a mount of layout `cas` serves (`/` is the default backend), or the id of a backend. */
  readonly from: string
  /** The same. */
  readonly to: string
  /** Only content of files below it, as they are now; what only their past has stays. Default: all content. */
  readonly prefix?: string | undefined
  /** Default false: says what would be moved. */
  readonly apply?: boolean | undefined
  /** Deletes the objects that nothing names any more from the source, once all has been moved. Default false. */
  readonly removeSource?: boolean | undefined
  /** Contents that are moved at once, 1 to 64. Default 4. */
  readonly concurrency?: number | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** Answer of {@link ContentFacet.migrate}. */
export interface MigrateReport {
  readonly applied: boolean
  /** Contents that were moved, or would be. */
  readonly contents: number
  /** Their bytes. */
  readonly bytes: number
  /** Contents of those that were on the target already, so that no body was sent. */
  readonly reused: number
  /** Contents that somebody is writing just now; another run moves them. */
  readonly busy: number
  /** What could not be moved and stays where it is; at most 1,000 of `failures`. */
  readonly failed: readonly { readonly hash: string; readonly problem: string }[]
  readonly failures: number
  /** Objects that were deleted from the source. */
  readonly objectsRemoved: number
}

/** Content as a whole. */
export interface ContentFacet {
  usage(path?: string, options?: WaitOptions): Promise<ContentUsage>
  /** Collects what nothing references. Administrators and callers without tenant only. @throws `ACCESS_DENIED`. */
  gc(options?: CollectOptions): Promise<CollectReport>
  /**
   * Moves content from one backend to another, each checked by its hash; files, versions and history stay what they are.
   * What was moved stays moved when it ends early, and another run goes on. Administrators and callers without tenant only.
   * @throws `ACCESS_DENIED`, `INVALID_ARGUMENT`, `NOT_SUPPORTED` for mounts of layout `path` and mounts per tenant,
   * `READ_ONLY`.
   */
  migrate(options: MigrateOptions): Promise<MigrateReport>
  /** Compares store and backends. Administrators and callers without tenant only. @throws `ACCESS_DENIED`. */
  fsck(options?: FsckOptions): Promise<FsckReport>
}
