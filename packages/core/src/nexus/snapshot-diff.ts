import { NexusError } from '../errors/index.ts'
import {
  findPaths,
  isShownIn,
  type SnapshotRecord,
  settledNow,
  type TreeState,
  treeDiff,
} from '../history/index.ts'
import { ROOT_ID } from '../spec/index.ts'
import { pastContext } from './moment.ts'
import type { Session } from './session.ts'
import { getNamed } from './snapshot-names.ts'
import type { TreeChange } from './types.ts'

/** What differs between a snapshot and another one of its directory, or now. */
export async function* snapshotDiffPages(
  session: Session,
  name: string,
  other: string | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly TreeChange[]> {
  const snapshot = await getNamed(session, name)
  const { space } = snapshot
  const before = stateOf(snapshot)
  const after =
    other === undefined
      ? await stateNow(session, snapshot, signal)
      : stateOf(await sameDirectory(session, snapshot, other))
  const isShown = (path: string) => isShownIn(pastContext(session), space, path)
  yield* treeDiff(session.parts.store, { space, before, after, isShown })
}

function stateOf({ node, path, sequence }: SnapshotRecord): TreeState {
  return { node, path, at: sequence }
}

/** The snapshot's directory as it is now, wherever it is. */
async function stateNow(
  { parts: { store } }: Session,
  { space, node, path }: SnapshotRecord,
  signal: AbortSignal | undefined,
): Promise<TreeState> {
  const at = await settledNow(store, space, signal)
  if (node === ROOT_ID) return { node, path, at }
  const [row] = await store.getNodes(space, [node], { at })
  const now = row && (await findPaths(store, space, [row], at))(row)
  return { node, path: now ?? path, at }
}

async function sameDirectory(
  session: Session,
  snapshot: SnapshotRecord,
  name: string,
): Promise<SnapshotRecord> {
  const other = await getNamed(session, name)
  if (other.space === snapshot.space && other.node === snapshot.node) return other
  throw new NexusError(
    'INVALID_ARGUMENT',
    `The snapshots ${snapshot.name} and ${name} are of different directories, ${snapshot.path} and ${other.path}.`,
    { path: snapshot.path, hint: 'Compare snapshots of one directory.' },
  )
}
