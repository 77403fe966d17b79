import { resolve } from 'node:path'
import { usageError } from '../cli-error.ts'
import { isTreePath, treePath } from '../tree-path.ts'

/** One side of a transfer. */
export interface Location {
  readonly side: 'tree' | 'host'
  /** In the tree, or absolute on the host. */
  readonly path: string
  /** As the user wrote it. */
  readonly given: string
  /** Whether the user said by a slash at the end that it is a directory. */
  readonly isDirectory: boolean
}

/** Reads an argument of `cp` or `sync`: `nx:/path` is in the tree, everything else on the host. */
export function readLocation(given: string, cwd: string): Location {
  const isDirectory = given.endsWith('/')
  return isTreePath(given)
    ? { side: 'tree', path: treePath(given), given, isDirectory }
    : { side: 'host', path: resolve(cwd, given), given, isDirectory }
}

/** Refuses a transfer that has nothing to do with the tree. */
export function requireTree(from: Location, to: Location): void {
  if (from.side === 'tree' || to.side === 'tree') return
  throw usageError(
    `Both "${from.given}" and "${to.given}" are host paths.`,
    `Paths in the tree begin with nx:, for example nx:${to.given.startsWith('/') ? to.given : '/shared'}.`,
  )
}
