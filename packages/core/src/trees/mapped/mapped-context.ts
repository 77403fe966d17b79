import type { Mount } from '../../mounts/index.ts'
import type { TreeContext } from '../managed/index.ts'
import type { Ledger } from './ledger.ts'
import type { Observations } from './observations.ts'
import type { SkippedKeys } from './skipped-keys.ts'

/** What the functions of a mapped tree work on. */
export interface MappedContext {
  readonly mount: Mount
  readonly context: TreeContext
  readonly ledger: Ledger
  readonly observations: Observations
  readonly skipped: SkippedKeys
  /** Milliseconds UTC. */
  readonly now: () => number
}
