import { NexusError } from '../errors/index.ts'
import type { Located, Session } from './session.ts'

/**
 * That all of a tree lies in the store, so that it can be taken as it is in one commit.
 * @throws `NOT_SUPPORTED` when it lies in a mount of layout `path`, or such a mount lies in it.
 */
export function requireManaged(
  { parts: { mounts } }: Session,
  { space, path, tree, mount }: Located,
): void {
  if (tree.layout === 'cas' && !mounts.leadsElsewhere(space, path, mount)) return
  throw new NexusError(
    'NOT_SUPPORTED',
    `Cannot do this with ${path.text}: what lies in a mount of layout path is in its bucket, not in the store.`,
    { path: path.text, hint: 'Use copy(), which takes the files of the mount one by one.' },
  )
}
