import type { Id, JsonObject, MetadataStore, RecordRow, Sequence } from '../spec/index.ts'

/** The collection of snapshots. */
export const SNAPSHOTS = 'snapshot'

/** What is kept of a snapshot. */
export interface SnapshotRecord {
  readonly space: string
  readonly name: string
  /** Where its directory was then. */
  readonly path: string
  /** The directory's node. */
  readonly node: Id
  /** The settled state that it holds. */
  readonly sequence: Sequence
  /** Milliseconds UTC. */
  readonly time: number
  readonly createdBy?: string | undefined
  /** The operation that made it. */
  readonly operation: Id
  readonly description?: string | undefined
}

/** A snapshot with the version of its record, for the condition of a commit. */
export interface StoredSnapshot extends SnapshotRecord, Pick<RecordRow, 'version'> {}

/** The key of a snapshot's record. */
export function snapshotKey(space: string, name: string): string {
  return `${space}/${name}`
}

/** The snapshot with that name in a space. */
export async function findSnapshot(
  store: MetadataStore,
  space: string,
  name: string,
): Promise<StoredSnapshot | undefined> {
  const [row] = await store.getRecords(SNAPSHOTS, [snapshotKey(space, name)])
  return row && { ...snapshotOf(row.value), version: row.version }
}

/** Snapshots of a space, oldest state first. */
export async function* snapshotsOf(
  store: MetadataStore,
  space: string,
  sequence?: Sequence,
): AsyncGenerator<SnapshotRecord> {
  const prefix = sequence === undefined ? [space] : [space, sequence]
  for (let after: string | undefined, more = true; more; ) {
    const options = { index: 'space', prefix, after, limit: 1000 }
    const page = await store.scanRecords(SNAPSHOTS, options)
    for (const { value } of page.rows) yield snapshotOf(value)
    after = page.next
    more = after !== undefined
  }
}

/** A record as it was stored by {@link recordOfSnapshot}. */
function snapshotOf(value: JsonObject): SnapshotRecord {
  return value as unknown as SnapshotRecord
}

/** The stored form. */
export function recordOfSnapshot(snapshot: SnapshotRecord): JsonObject {
  return Object.fromEntries(
    Object.entries(snapshot).filter(([, value]) => value !== undefined),
  ) as JsonObject
}
