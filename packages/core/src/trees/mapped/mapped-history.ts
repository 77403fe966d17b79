import { NexusError } from '../../errors/index.ts'
import { sha256 } from '../../kit/index.ts'
import type { Mount } from '../../mounts/index.ts'
import type { Backend } from '../../spec/index.ts'
import type { TreeContext } from '../managed/index.ts'
import type { MappedHistory } from './ledger.ts'

/**
 * How a mount keeps what was before a change: as it was mounted, else as versions of the provider where the bucket has
 * them, else in the managed store. Asked for once the backend was probed.
 * @throws `NOT_SUPPORTED` for versions of a bucket that keeps none.
 */
export function historyOf({ history, backend, mountPoint }: Mount): MappedHistory {
  const { versions } = backend.capabilities
  if (history !== 'versioning') return history ?? (versions ? 'versioning' : 'cas')
  if (versions) return history
  throw new NexusError(
    'NOT_SUPPORTED',
    `The mount ${mountPoint.text} shall keep its history as versions of the bucket, which keeps none.`,
    {
      path: mountPoint.text,
      hint: 'Turn versioning of the bucket on, or mount it with history "cas".',
    },
  )
}

/** What a mount is known by in the store, across restarts: what is mounted where. 64 hex digits. */
export function identityOf({ space, mountPoint, backend }: Mount): string {
  const { type, location } = backend.describe()
  return sha256(Buffer.from(JSON.stringify([space, mountPoint.text, type, location])))
}

/** What a ledger works on. */
export interface LedgerContext extends TreeContext {
  /** Where bytes are kept that would be lost: the default backend. */
  readonly managed: Backend
}
