import { setImmediate as nextTurn } from 'node:timers/promises'
import { isTooLong, MAX_DEPTH, MAX_PATH_BYTES, type VirtualPath } from '../path/index.ts'
import type { PlannedPaths } from './plan-paths.ts'
import type { UndoPlan } from './plan-undo.ts'

/** Characters of a path that a message shows. */
const SHOWN = 200

/**
 * A path that a plan would give something, though no call could name it. As in a move, only what is topmost is looked at.
 */
export async function findTooLong(
  { touched }: Pick<UndoPlan, 'touched'>,
  paths: PlannedPaths,
): Promise<VirtualPath | undefined> {
  const ids = new Set(touched.map(({ id }) => id))
  for (const [index, node] of touched.entries()) {
    if (index % 1000 === 999) await nextTurn()
    const { place } = node.facets
    if (place === null || ids.has(place.parent)) continue
    const after = paths.after(node)
    if (after === undefined || !isTooLong(after)) continue
    if (paths.before(node)?.text !== after.text) return after
  }
  return undefined
}

/** A clause about a path that is too long. */
export function sayTooLong(path: string): string {
  const shown = path.length > SHOWN ? `${path.slice(0, SHOWN)}…` : path
  return `the path ${shown} would be longer than ${MAX_PATH_BYTES} bytes or deeper than ${MAX_DEPTH} names`
}
