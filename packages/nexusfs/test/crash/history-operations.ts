import type { LaneState } from './lane-state.ts'
import type { Operation } from './operations.ts'
import type { Random } from './random.ts'

/**
 * What is kept of the past: `kept`, for undo; `collected`: nothing that no snapshot holds, so that collecting has
 * something to do.
 */
export type Past = 'kept' | 'collected'

/** Snapshots of a lane at once, and files of which forks are made: else both grow for ever. */
const MOST_SNAPSHOTS = 3
const MOST_FILES = 40

/** An operation on the history of a lane; `undefined` where there is none to work on. */
export function nextHistoryOperation(
  random: Random,
  past: Past,
  root: string,
  index: number,
  { files, before, snapshots }: LaneState,
): Operation | undefined {
  const kind = random.below(10)
  const names = [...snapshots.keys()]
  if (kind < 4 && past === 'kept') return before === undefined ? undefined : { kind: 'undo' }
  if (kind < 5) return { kind: 'collect' }
  if (names.length === 0 || kind < 6) {
    // A directory is there when something is in it.
    if (files.size === 0 || names.length >= MOST_SNAPSHOTS) return undefined
    return { kind: 'snapshot', name: snapshotName(root, index), path: root }
  }
  const name = random.pick(names)
  if (kind < 7) return { kind: 'restore', name }
  if (kind < 8) return { kind: 'forget', name }
  if (kind < 9 && files.size < MOST_FILES)
    return { kind: 'fork', name, to: `${root}/fork-${index}` }
  return { kind: 'collect' }
}

/** Unique in the space. */
function snapshotName(root: string, index: number): string {
  return `s${root.replaceAll('/', '-')}-${index}`
}
