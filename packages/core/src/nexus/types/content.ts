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

/** Content as a whole. */
export interface ContentFacet {
  usage(path?: string, options?: WaitOptions): Promise<ContentUsage>
  /** Collects what nothing references. Administrators and callers without tenant only. @throws `ACCESS_DENIED`. */
  gc(options?: CollectOptions): Promise<CollectReport>
  /** Compares store and backends. Administrators and callers without tenant only. @throws `ACCESS_DENIED`. */
  fsck(options?: FsckOptions): Promise<FsckReport>
}
