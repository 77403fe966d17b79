import { NexusError } from '../errors/index.ts'
import {
  findSnapshot,
  type StoredSnapshot,
  settledDirectory,
  snapshotKept,
} from '../history/index.ts'
import type { VirtualPath } from '../path/index.ts'
import type { Id, Sequence } from '../spec/index.ts'
import {
  absentGuards,
  alreadyExists,
  commitPlanned,
  type Guard,
  type Plan,
  planParent,
} from '../trees/managed/index.ts'
import { requireAllSeen } from './require-all-seen.ts'
import { requireManaged } from './require-managed.ts'
import type { Located, Session } from './session.ts'
import type { RestoreResult } from './types.ts'

/** A directory at a settled sequence, which the guard keeps. */
interface Source {
  readonly node: Id
  readonly sequence: Sequence
  readonly guard: Guard
}

/**
 * Copies a snapshot's directory, or a directory as it is now, to a free path: one commit, new nodes, shared content.
 * @throws `ALREADY_EXISTS`, `NOT_SUPPORTED` for a target in another space, `ACCESS_DENIED` when there may be something
 * below the source that the caller may not see.
 */
export async function forkTree(
  session: Session,
  from: string | StoredSnapshot,
  targetText: string,
  signal: AbortSignal | undefined,
): Promise<RestoreResult> {
  const source = session.locate(typeof from === 'string' ? from : from.path, 'read')
  const target = session.changeable(targetText)
  const space = typeof from === 'string' ? source.space : from.space
  if (target.space !== space) throw otherSpace(source.path, target.path)
  requireAllSeen(session, 'fork', source.path)
  requireManaged(session, source)
  requireManaged(session, target)
  const { content } = session.parts
  const find = () =>
    typeof from === 'string'
      ? settledDirectory(session.parts.store, source, signal)
      : snapshotSource(session, from)
  const operation = session.draft('fork', source.path, { target: target.path.text })
  const change = session.change(operation, signal)
  const commit = { space, operations: [operation], path: target.path.text, signal }
  const committed = await commitPlanned(content, commit, async () =>
    planFork(session, await find(), target, change.createdBy),
  )
  const count = committed.mutations.at(-1)?.count ?? 0
  return { path: target.path.text, operationId: operation.id, count }
}

async function snapshotSource(
  { parts: { store } }: Session,
  { space, name }: StoredSnapshot,
): Promise<Source> {
  const snapshot = await findSnapshot(store, space, name)
  if (snapshot !== undefined) return { ...snapshot, guard: snapshotKept(snapshot) }
  throw new NexusError('NOT_FOUND', `The snapshot ${name} is not there any more.`, {
    hint: 'List the snapshots to see which there are.',
  })
}

async function planFork(
  { parts: { content } }: Session,
  { node, sequence, guard }: Source,
  { space, path }: Located,
  createdBy: string | undefined,
): Promise<Plan> {
  const parents = await planParent(content, space, path, 0, createdBy)
  const name = path.segments.at(-1) as string
  return {
    guards: [guard, ...absentGuards(path, parents)],
    mutations: [
      ...parents.mutations,
      { kind: 'copyTree', node, at: sequence, parent: parents.parent, name, createdBy },
    ],
    refuse: (problem) => (problem === 'nameTaken' ? alreadyExists(path) : undefined),
  }
}

function otherSpace(from: VirtualPath, to: VirtualPath): NexusError {
  return new NexusError(
    'NOT_SUPPORTED',
    `Cannot fork ${from.text} to ${to.text}: they lie in different spaces.`,
    { path: from.text, hint: 'Fork within the space, then copy the fork.' },
  )
}
