import type { Backend, BackendAdmin, Logger } from '../spec/index.ts'
import type { BucketCounters } from './provider-calls.ts'

/** Options of `createBucket`. */
export interface BucketOptions {
  /** Milliseconds; by default the host's clock. Only for the log. */
  readonly clock?: (() => number) | undefined
  /** Milliseconds without progress after which an attempt is `TIMEOUT`; 0 for never. Default 60,000, and 0 for local backends. */
  readonly timeoutMs?: number | undefined
  /** Calls that run at once; the others wait. Default 64. */
  readonly concurrency?: number | undefined
  /** Attempts of a call that can be repeated. Default 3. */
  readonly attempts?: number | undefined
  /** 0 to 1, for the jitter of pauses between attempts. */
  readonly random?: (() => number) | undefined
  /** Waits between attempts; by default a timer. */
  readonly sleep?:
    | ((milliseconds: number, signal: AbortSignal | undefined) => Promise<void>)
    | undefined
  /** Told of each provider call at `debug`. */
  readonly logger?: Logger | undefined
}

/** A backend as core uses it. Optional methods are always there and `NOT_SUPPORTED` where the driver has none. */
export interface Bucket extends Required<Omit<Backend, 'admin'>> {
  /** Absent where the driver has none; its calls are counted and their errors translated like all others. */
  readonly admin: BackendAdmin | undefined
  /** Counted since it was made. */
  readonly counters: BucketCounters
  /** The wrapped driver, with what it offers beyond the contract. */
  readonly driver: Backend
}
