import { type Narrowing, narrowPrincipal } from '../access/index.ts'
import { createAddressing } from './addressing.ts'
import { createMetadata, createTags } from './attributes.ts'
import { createBrowsing } from './browsing.ts'
import { createChanging } from './changing.ts'
import { createDiffing } from './diffing.ts'
import { createFs } from './fs/index.ts'
import { checkHealth } from './health.ts'
import { createMounts } from './mounting.ts'
import { createOperations } from './operations.ts'
import type { PathLocks } from './path-locks.ts'
import { createPortable } from './portable/index.ts'
import { createReading } from './reading.ts'
import { createRestoring } from './restoring.ts'
import { createSearching } from './searching.ts'
import { Session } from './session.ts'
import { createSnapshots } from './snapshots.ts'
import { createTransferring } from './transferring.ts'
import type { AsOptions, Nexus, NexusFs } from './types.ts'
import { createUndoing } from './undoing.ts'
import { createContentFacet } from './usage.ts'
import { createVersions } from './versions.ts'
import { createWriting } from './writing.ts'

/** The handle of a session. The one that opened the engine closes it; the others close themselves alone. */
export function createHandle(session: Session, locks: PathLocks, opener = false): Nexus {
  const { engine, principal, plugin } = session
  const close = async () => {
    session.end()
    if (opener) await engine.close()
  }
  let fs: NexusFs | undefined
  const nexus: Nexus = {
    ...createReading(session),
    ...createAddressing(session),
    ...createWriting(session, locks),
    ...createChanging(session),
    ...createTransferring(session),
    ...createBrowsing(session),
    ...createSearching(session),
    ...createPortable(session),
    ...createDiffing(session),
    ...createUndoing(session),
    ...createRestoring(session),
    metadata: createMetadata(session, locks),
    tags: createTags(session, locks),
    versions: createVersions(session),
    operations: createOperations(session),
    snapshots: createSnapshots(session),
    mounts: createMounts(session),
    content: createContentFacet(session),
    plugins: { list: () => session.call(undefined, async () => engine.parts.hooks.plugins) },
    get fs() {
      fs ??= createFs(nexus, { tmpDir: engine.parts.content.tmpDir })
      return fs
    },
    health: () => session.call(undefined, () => checkHealth(session)),
    as: (options) =>
      createHandle(
        new Session(engine, narrowPrincipal(principal, narrowingOf(options)), plugin),
        locks,
      ),
    onChange: (listener) => session.onChange(listener),
    close,
    [Symbol.asyncDispose]: close,
  }
  return nexus
}

function narrowingOf({
  tenantId: tenant,
  agentId: agent,
  userId: user,
  ...rest
}: AsOptions): Narrowing {
  return { tenant, agent, user, ...rest }
}
