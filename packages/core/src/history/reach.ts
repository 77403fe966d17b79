import { NexusError } from '../errors/index.ts'
import { isWithin, parsePath, type VirtualPath } from '../path/index.ts'
import type { MetadataStore, Sequence } from '../spec/index.ts'
import { type SnapshotRecord, snapshotsOf } from './snapshot-record.ts'

/** The collection that says how far history was pruned, keyed by space. */
export const HORIZONS = 'horizon'

/** A path of a space. */
export interface PastPlace {
  readonly space: string
  readonly path: VirtualPath
}

/** The sequence up to which ended states of a space may be gone; 0 when none are. */
export async function horizonOf(store: MetadataStore, space: string): Promise<Sequence> {
  const [row] = await store.getRecords(HORIZONS, [space])
  return typeof row?.value.sequence === 'number' ? row.value.sequence : 0
}

/**
 * Checks that a path is still known as it was at a sequence: nothing of then was pruned, or a snapshot, which is given
 * back, holds it. What lay above the snapshot's directory then may be gone.
 * @throws `HISTORY_EXPIRED`.
 */
export async function requireHistory(
  store: MetadataStore,
  { space, path }: PastPlace,
  sequence: Sequence,
): Promise<SnapshotRecord | undefined> {
  if (sequence >= (await horizonOf(store, space))) return undefined
  for await (const snapshot of snapshotsOf(store, space, sequence))
    if (isWithin(path, parsePath(snapshot.path))) return snapshot
  throw new NexusError(
    'HISTORY_EXPIRED',
    `${path.text} cannot be shown as it was then: that is longer ago than history is kept.`,
    {
      path: path.text,
      hint: 'Ask for a later time, or for a snapshot. A longer `retention` keeps more from now on.',
    },
  )
}
