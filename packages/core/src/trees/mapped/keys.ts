import { isNexusError, NexusError } from '../../errors/index.ts'
import { keyProblem } from '../../kit/index.ts'
import type { Mount } from '../../mounts/index.ts'
import { isTooLong, parsePath, pathOf, type VirtualPath } from '../../path/index.ts'

/** Where keys count from, and what takes them. */
type Keyed = Pick<Mount, 'mountPoint' | 'backend'>

/**
 * The key of a file: the segments below the mount point; empty for the mount point itself.
 * @throws `PATH_TOO_LONG` when the provider has no keys of that length.
 */
export function keyOf({ mountPoint, backend }: Keyed, path: VirtualPath): string {
  const key = path.segments.slice(mountPoint.segments.length).join('/')
  const { maxKeyBytes } = backend.capabilities
  // One more for the slash of a directory's marker.
  if (key.length * 3 < maxKeyBytes) return key
  const bytes = Buffer.byteLength(key)
  if (bytes < maxKeyBytes) return key
  throw new NexusError(
    'PATH_TOO_LONG',
    `${path.text} needs a key of ${bytes} bytes; the backend of ${mountPoint.text} takes less than ${maxKeyBytes}.`,
    { path: path.text, hint: 'Use a shorter path below that mount.' },
  )
}

/** The path of a key without a slash at its end; `undefined` where no path leads to it. */
export function pathOfKey({ mountPoint }: Keyed, key: string): VirtualPath | undefined {
  if (keyProblem(key) !== undefined || key.endsWith('/')) return undefined
  const path = pathOf([...mountPoint.segments, ...key.split('/')])
  return isPath(key) && !isTooLong(path) ? path : undefined
}

/** Whether a path comes out of parsing as it is. Some keys do not: other forms of one text, white space at an end. */
export function isPath(key: string): boolean {
  if (key === '') return false
  try {
    return parsePath(`/${key}`).text === `/${key}`
  } catch (error) {
    if (isNexusError(error, 'INVALID_PATH')) return false
    throw error
  }
}
