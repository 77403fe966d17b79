import type { Backend } from '@nexusfs/core/spec'

/** A backend opened for one case, empty. */
export interface OpenedBackend {
  readonly backend: Backend
  /** Closes the backend and everything made with it, and removes its data. */
  close(): Promise<void>
  /** Another independent handle on the same data; cases with two handles need it. */
  readonly second?: (() => Promise<Backend>) | undefined
}

/** A backend under test. */
export interface BackendTarget {
  readonly name: string
  create(): Promise<OpenedBackend>
  /** Credentials that `describe()` and errors must not show. */
  readonly secrets?: readonly string[] | undefined
  /** Two tiers that objects can be put in and moved between, and read in; cases of tiers need them. */
  readonly tiers?: readonly [string, string] | undefined
  /** Each backend that is opened has a bucket of its own, whose settings a case may change. Default false. */
  readonly ownBucket?: boolean | undefined
  /** Headers without which the provider refuses a signed PUT. */
  readonly presignedPutHeaders?: Readonly<Record<string, string>> | undefined
  /** Names of cases that this target cannot pass, with the reason; they are skipped. */
  readonly except?: Readonly<Record<string, string>> | undefined
}
