import { isVisible } from '../access/index.ts'
import { NexusError } from '../errors/index.ts'
import { selectOperations, type UndonePlace, undoOperations } from '../history/index.ts'
import { ROOT_PATH } from '../path/index.ts'
import type { Id, OperationRow } from '../spec/index.ts'
import { requireNoMount } from './changing.ts'
import { mappedUndo } from './mapped-undo.ts'
import type { Session } from './session.ts'
import type { Nexus, UndoneOperation, UndoOptions, UndoResult, UndoTarget } from './types.ts'

/** Operations whose undo may bring saved mounts back or take them away. */
const CHANGES_MOUNTS: ReadonlySet<OperationRow['type']> = new Set(['mount', 'unmount', 'undo'])

/** undo. */
export function createUndoing(session: Session): Pick<Nexus, 'undo'> {
  return {
    undo: (target, options = {}) =>
      session.call(options.signal, () => undo(session, target, options)),
  }
}

async function undo(
  session: Session,
  target: UndoTarget,
  options: UndoOptions,
): Promise<UndoResult> {
  const { dryRun = false, onConflict = 'fail', signal } = options
  if (onConflict !== 'fail' && onConflict !== 'skip')
    throw new NexusError(
      'INVALID_ARGUMENT',
      `onConflict ${JSON.stringify(onConflict)} is neither "fail" nor "skip".`,
    )
  const { principal, parts } = session
  const { store, namespaces } = parts
  const selection = await selectOperations({ store, principal, namespaces }, target, signal)
  const { path: _, ...draft } = session.draft('undo', ROOT_PATH)
  const { operationId, undone, skipped, changes, left } = await undoOperations(parts.content, {
    ...selection,
    draft,
    pinned: await mountDirectories(session, selection.space),
    dryRun,
    onConflict,
    signal,
    checkPlace: (place) => checkPlace(session, place),
    mapped: mappedUndo(session, selection.space, draft),
  })
  if (!dryRun && undone.some(({ type }) => CHANGES_MOUNTS.has(type)))
    await parts.saved.refresh(selection.space)
  return {
    operationId,
    undone: undone.map(named),
    skipped: skipped.map(({ operation, reason, conflicts }) => ({
      ...named(operation),
      reason,
      conflicts,
    })),
    changes,
    ...(left.length > 0 && { left }),
  }
}

/** Directories of mount points, and those above them. */
async function mountDirectories({ parts }: Session, space: string): Promise<ReadonlySet<Id>> {
  const found = new Set<Id>()
  for (const { mountPoint } of parts.mounts.list(space)) {
    for (let depth = 1; depth <= mountPoint.segments.length; depth++) {
      const walk = await parts.store.resolve(space, mountPoint.segments.slice(0, depth))
      if (walk.found !== undefined) found.add(walk.found.node.id)
    }
  }
  return found
}

/** The right to do now what is done to a place. @throws `ACCESS_DENIED`, `READ_ONLY`, `BUSY`. */
function checkPlace(session: Session, { path, type, isLeft }: UndonePlace): void {
  const { principal, parts } = session
  if (!isVisible(path, principal, parts.namespaces)) throw hidden()
  const located = session.place(path, 'write')
  if (isLeft && type === 'directory') requireNoMount(session, located, 'moved')
}

/** Does not say where that is. */
function hidden(): NexusError {
  return new NexusError('ACCESS_DENIED', 'Cannot undo what changed files of others.', {
    hint: 'Ask who did it, or an administrator, to undo it.',
  })
}

function named({ id, type, path }: OperationRow): UndoneOperation {
  return { id, type, path }
}
