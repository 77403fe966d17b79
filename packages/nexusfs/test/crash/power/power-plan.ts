import type { WriterPlan } from '../plan.ts'
import type { Lost } from './volatile-disk.ts'

/** Milliseconds that may pass until the next cut, from the last one until all is unmounted, and in a check. */
export const CUT_LIMIT = 60_000

/**
 * What writer or disk may leave out that they must not, to see that the test notices: a disk that stops answering is one
 * whose answers do not come, one that is stuck is a process that does nothing any more.
 */
export type Fault =
  | 'disk ignores flushes'
  | 'disk is stuck'
  | 'disk stops answering'
  | 'files are not synced'

/** What the process that has the disk is told. */
export interface PowerPlan {
  /** For mount points and images of cuts, outside of the disk. */
  readonly folder: string
  /** An empty ext4 file system. */
  readonly image: string
  readonly seed: number
  /** How often the power goes. */
  readonly cuts: number
  /** What becomes of what was not flushed: one of these each time. */
  readonly lost: readonly Lost[]
  readonly fault?: Fault | undefined
  /** Milliseconds that may pass until the next cut; default {@link CUT_LIMIT}. */
  readonly limit?: number | undefined
  /** Its folder lies on the disk, its journal does not. */
  readonly writer: WriterPlan
}

/** One power cut, as the process tells of it. */
export interface Cut {
  /** What the disk held. */
  readonly image: string
  readonly lost: Lost
  /** For each lane the number of calls that had been acknowledged when the power went. */
  readonly acknowledged: readonly number[]
}
