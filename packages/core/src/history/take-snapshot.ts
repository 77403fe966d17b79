import { NexusError } from '../errors/index.ts'
import {
  type Id,
  type MetadataStore,
  type RecordMutation,
  ROOT_ID,
  type Sequence,
} from '../spec/index.ts'
import {
  type Change,
  commitPlanned,
  type Guard,
  notADirectory,
  notFound,
  type TreeContext,
} from '../trees/managed/index.ts'
import { findHorizon, rescanMutation, snapshotGuard } from './horizon.ts'
import { HORIZONS, type PastPlace } from './reach.ts'
import { waitUntilSettled } from './settled.ts'
import {
  findSnapshot,
  recordOfSnapshot,
  SNAPSHOTS,
  type SnapshotRecord,
  type StoredSnapshot,
  snapshotKey,
} from './snapshot-record.ts'

/** A directory as it is now, settled. */
export interface SettledDirectory {
  readonly node: Id
  readonly sequence: Sequence
  /** That nothing was pruned since it was looked at: else what it was may be gone before the commit that names it. */
  readonly guard: Guard
  /** Makes pruning under way look again, for the commit that makes a snapshot of it. */
  readonly notice: RecordMutation
}

/** What a new snapshot is called. */
export interface SnapshotFields {
  /** Absent: made of the time, and free. */
  readonly name?: string | undefined
  readonly description?: string | undefined
  /** Milliseconds UTC. */
  readonly time: number
}

/**
 * The directory at a path with everything that was acknowledged before.
 * @throws `NOT_FOUND`, `NOT_A_DIRECTORY`.
 */
export async function settledDirectory(
  store: MetadataStore,
  { space, path }: PastPlace,
  signal: AbortSignal | undefined,
): Promise<SettledDirectory> {
  const { precondition, mutation } = snapshotGuard(await findHorizon(store, space))
  const sequence = await settledNow(store, space, signal)
  const settled = { sequence, guard: { condition: precondition }, notice: mutation }
  if (path.segments.length === 0) return { node: ROOT_ID, ...settled }
  const { found, walked } = await store.resolve(space, path.segments, { at: sequence })
  const last = found?.node ?? walked?.at(-1)
  if (last?.type === 'file') throw notADirectory(path, walked?.length ?? path.segments.length)
  if (found === undefined) throw notFound(path)
  return { node: found.node.id, ...settled }
}

/** A settled sequence with all operations of a space that were acknowledged before. */
export async function settledNow(
  store: MetadataStore,
  space: string,
  signal: AbortSignal | undefined,
): Promise<Sequence> {
  const { rows } = await store.operations(space, { limit: 1 })
  await waitUntilSettled(store, rows[0]?.sequence ?? 0, signal)
  return store.settled()
}

/**
 * Names the state of a directory. Of two at once with one name one is made.
 * @throws `ALREADY_EXISTS`, `NOT_FOUND`, `NOT_A_DIRECTORY`.
 */
export async function takeSnapshot(
  context: TreeContext,
  place: PastPlace,
  fields: SnapshotFields,
  { operation, createdBy, signal }: Change,
): Promise<SnapshotRecord> {
  const { store } = context
  const { space, path } = place
  const { description, time } = fields
  let snapshot: SnapshotRecord | undefined
  let attempt = 0
  const commit = { space, operations: [operation], path: path.text, signal }
  await commitPlanned(context, commit, async () => {
    const { node, sequence, guard, notice } = await settledDirectory(store, place, signal)
    const name = fields.name ?? generatedName(time, attempt++)
    const described = { description, createdBy, operation: operation.id }
    snapshot = { space, name, path: path.text, node, sequence, time, ...described }
    const record = { collection: SNAPSHOTS, key: snapshotKey(space, name) }
    const free: Guard = {
      condition: { kind: 'record', ...record, version: null },
      lost: fields.name === undefined ? undefined : () => nameTaken(name),
    }
    const value = recordOfSnapshot(snapshot)
    return {
      guards: [guard, free],
      mutations: [{ kind: 'record', action: 'put', ...record, value }, notice],
    }
  })
  return snapshot as SnapshotRecord
}

/** Deletes a snapshot; pruning looks again at what it held. @throws `NOT_FOUND` when it is gone. */
export async function deleteSnapshot(
  context: TreeContext,
  { space, name, path, sequence }: SnapshotRecord,
  { operation, signal }: Change,
): Promise<void> {
  const { store } = context
  const record = { collection: SNAPSHOTS, key: snapshotKey(space, name) }
  await commitPlanned(context, { space, operations: [operation], path, signal }, async () => {
    const there = await findSnapshot(store, space, name)
    if (there?.sequence !== sequence) throw snapshotGone(name)
    const horizon = await findHorizon(store, space)
    const unmoved = { collection: HORIZONS, key: space, version: horizon.version }
    return {
      guards: [snapshotKept(there), { condition: { kind: 'record', ...unmoved } }],
      mutations: [
        { kind: 'record', action: 'delete', ...record },
        rescanMutation(horizon, sequence),
      ],
    }
  })
}

/** That a snapshot still holds what it held when it was looked at. */
export function snapshotKept({ space, name, version }: StoredSnapshot): Guard {
  return {
    condition: { kind: 'record', collection: SNAPSHOTS, key: snapshotKey(space, name), version },
  }
}

function generatedName(time: number, attempt: number): string {
  const text = new Date(time).toISOString().replaceAll(/[-:]/g, '')
  return attempt === 0 ? `snapshot-${text}` : `snapshot-${text}-${attempt + 1}`
}

function nameTaken(name: string): NexusError {
  return new NexusError('ALREADY_EXISTS', `There is a snapshot ${name} already.`, {
    hint: 'Choose another name, or delete that snapshot first.',
  })
}

function snapshotGone(name: string): NexusError {
  return new NexusError('NOT_FOUND', `The snapshot ${name} is not there any more.`, {
    hint: 'List the snapshots to see which there are.',
  })
}
