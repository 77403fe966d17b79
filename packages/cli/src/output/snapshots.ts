import type { SnapshotEntry } from '@nexusfs/core'
import { isoTime } from './format.ts'

/** A snapshot for JSON: as the library gives it, its time as ISO 8601. */
export function snapshotJson(
  snapshot: SnapshotEntry,
): Omit<SnapshotEntry, 'createdAt'> & { readonly createdAt: string } {
  return { ...snapshot, createdAt: isoTime(snapshot.createdAt) }
}
