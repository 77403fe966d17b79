import type { MetadataStore, Precondition, RecordMutation, Sequence } from '../spec/index.ts'
import { HORIZONS } from './reach.ts'

/** How far the history of a space was pruned. */
export interface Horizon {
  readonly space: string
  /** States that ended up to here may be gone; it never goes back. 0: nothing was pruned. */
  readonly sequence: Sequence
  /** Up to here pruning has looked. It goes back to a snapshot's sequence when that snapshot is deleted. */
  readonly scanned: Sequence
  /** Of the record, for the condition of a commit. */
  readonly version: Sequence | null
}

/** The horizon of a space. */
export async function findHorizon(store: MetadataStore, space: string): Promise<Horizon> {
  const [row] = await store.getRecords(HORIZONS, [space])
  const { sequence, scanned } = row?.value ?? {}
  const horizon = typeof sequence === 'number' ? sequence : 0
  return {
    space,
    sequence: horizon,
    scanned: typeof scanned === 'number' ? scanned : horizon,
    version: row?.version ?? null,
  }
}

/** Moves the horizon; the commit is conditional on {@link Horizon.version}. */
export function horizonMutation(
  { space }: Horizon,
  sequence: Sequence,
  scanned: Sequence,
): RecordMutation {
  const value = { sequence, scanned }
  return { kind: 'record', action: 'put', collection: HORIZONS, key: space, value }
}

/**
 * Has pruning look again from a sequence on, since the snapshot that held what ended after it is deleted. Belongs in the
 * commit that deletes the snapshot, also where pruning has not come so far: pruning under way, which still sees the
 * snapshot, then ends.
 */
export function rescanMutation(horizon: Horizon, from: Sequence): RecordMutation {
  return horizonMutation(horizon, horizon.sequence, Math.min(horizon.scanned, from))
}

/**
 * What the commit that makes a snapshot holds besides its record, so that pruning under way sees it: read the horizon,
 * then the settled sequence, which is not below {@link Horizon.sequence} then, and begin again when the commit fails.
 */
export function snapshotGuard(horizon: Horizon): {
  readonly precondition: Precondition
  readonly mutation: RecordMutation
} {
  const { space, sequence, scanned, version } = horizon
  return {
    precondition: { kind: 'record', collection: HORIZONS, key: space, version },
    mutation: horizonMutation(horizon, sequence, scanned),
  }
}
