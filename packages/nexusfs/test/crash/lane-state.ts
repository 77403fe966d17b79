import { applyOperation, type Files, type Operation } from './operations.ts'

/** What a lane of operations has made so far. */
export interface LaneState {
  readonly files: Files
  /** The files before the last change that can be undone, which may itself be an undo. */
  readonly before: Files | undefined
  /** What each snapshot of the lane's directory shows. */
  readonly snapshots: ReadonlyMap<string, Files>
}

/** A lane before its first operation. */
export const EMPTY_LANE: LaneState = { files: new Map(), before: undefined, snapshots: new Map() }

/** What an operation leaves of the files, of what can be undone, and of the snapshots. */
export function applyToLane(state: LaneState, operation: Operation, root: string): LaneState {
  const { files, snapshots } = state
  const changed = (after: Files): LaneState => ({ files: after, before: files, snapshots })
  switch (operation.kind) {
    case 'undo':
      return changed(state.before ?? files)
    case 'restore':
      return changed(snapshots.get(operation.name) ?? files)
    case 'fork':
      return changed(forked(files, snapshots.get(operation.name) ?? new Map(), root, operation.to))
    case 'snapshot':
      return { ...state, snapshots: new Map([...snapshots, [operation.name, files]]) }
    case 'forget':
      return {
        ...state,
        snapshots: new Map([...snapshots].filter(([name]) => name !== operation.name)),
      }
    case 'collect':
      return state
    default:
      return isIdle(operation) ? state : changed(applyOperation(files, operation))
  }
}

/** A rename of a file to itself, which is no operation. */
function isIdle(operation: Operation): boolean {
  return operation.kind === 'rename' && operation.from === operation.to
}

function forked(files: Files, source: Files, root: string, to: string): Files {
  const after = new Map(files)
  for (const [path, content] of source) after.set(to + path.slice(root.length), content)
  return after
}
