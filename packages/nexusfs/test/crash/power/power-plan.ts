import type { WriterPlan } from '../plan.ts'
import type { Lost } from './volatile-disk.ts'

/** Milliseconds that may pass until the next cut, from the last one until all is unmounted, and in a check. */
export const CUT_LIMIT = 60_000

/** What a writer may leave out that it must not, to see that the test notices. */
export type Fault = 'disk ignores flushes' | 'files are not synced'

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
