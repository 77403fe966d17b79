import { seesAllBelow } from '../access/index.ts'
import { NexusError } from '../errors/index.ts'
import type { VirtualPath } from '../path/index.ts'
import type { Session } from './session.ts'

/**
 * That a whole tree may be taken without a look at each path in it.
 * @throws `ACCESS_DENIED` when there may be something below the path that the caller may not see.
 */
export function requireAllSeen(
  { principal, parts: { namespaces } }: Session,
  call: 'copy' | 'rename' | 'fork',
  path: VirtualPath,
): void {
  if (seesAllBelow(path, principal, namespaces)) return
  throw new NexusError(
    'ACCESS_DENIED',
    `Cannot ${call} ${path.text}: what lies below it is not yours alone to read.`,
    { path: path.text, hint: 'Name a directory of your own, or ask an administrator.' },
  )
}
