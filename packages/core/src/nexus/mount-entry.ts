import { type MountedBucket, within } from '../content/index.ts'
import { isNexusError } from '../errors/index.ts'
import type { Mount } from '../mounts/index.ts'
import type { Session } from './session.ts'
import type { MountDetails, MountEntry } from './types.ts'

/** Milliseconds after which a backend that does not say how it is counts as unreachable. */
const CHECK_MS = 15_000

type Problem = Pick<MountEntry, 'problem' | 'code' | 'hint'>

/** A mount as it is shown, its backend asked how it is. */
export async function mountEntry(session: Session, mount: Mount): Promise<MountEntry> {
  const { id, mountPoint, layout, priority, readonly, description, history, backend } = mount
  const { type, location } = backend.describe()
  const { perTenant = false, saved = false } = mount
  return {
    id,
    mountPoint: mountPoint.text,
    backend: { type, location },
    layout,
    priority,
    readonly,
    perTenant,
    saved,
    description,
    history,
    ...(await problemOf(session, mount)),
  }
}

/** The same with what is known of its backend. */
export async function mountDetails(session: Session, mount: Mount): Promise<MountDetails> {
  const entry = await mountEntry(session, mount)
  const backend = mount.backend as MountedBucket
  const { calls, ...counters } = backend.counters
  return {
    ...entry,
    details: backend.describe().details ?? {},
    counters: { ...counters, calls: { ...calls } },
    capabilities: { ...backend.capabilities },
    versioning: entry.problem === undefined ? await versioningOf(backend) : undefined,
    skippedKeys: skippedKeys(session, mount),
  }
}

/** Why a mount cannot be used: what hides it, what its probe found, what its backend says. */
async function problemOf({ parts }: Session, mount: Mount): Promise<Problem> {
  const hiding = parts.mounts.findHiding(mount)
  if (hiding !== undefined && !isRefused(mount))
    return {
      problem: `hidden by the mount ${hiding.mountPoint.text} of priority ${hiding.priority}`,
      hint: 'Give it a higher priority, or remove the other one.',
    }
  const { probing } = mount.backend as Partial<MountedBucket>
  if (probing?.state === 'failed') return problemOfError(probing.error)
  try {
    const checking = mount.backend.check()
    const answer = await within(checking, CHECK_MS, `check of the ${mount.backend.type} backend`)
    if (answer.ok) return {}
    return { problem: answer.problem, code: answer.code, hint: answer.hint }
  } catch (error) {
    return problemOfError(error)
  }
}

/** A mount that could not be made says so itself. */
function isRefused({ backend }: Mount): boolean {
  return backend.describe().location === 'not available'
}

export function problemOfError(error: unknown): Required<Pick<Problem, 'problem'>> & Problem {
  if (!isNexusError(error)) return { problem: String(error) }
  const { code, message, hint } = error
  return { problem: message, code, hint }
}

async function versioningOf({
  admin,
  capabilities,
}: MountedBucket): Promise<MountDetails['versioning']> {
  if (admin === undefined) return capabilities.versions ? 'on' : undefined
  try {
    return await within(admin.versioning(), CHECK_MS, 'the question for versioning')
  } catch {
    // Whoever may read objects need not be allowed to ask this.
    return capabilities.versions ? 'on' : undefined
  }
}

/** Counted by the tree of a mount of layout path. */
function skippedKeys({ parts }: Session, mount: Mount): number | undefined {
  return mount.layout === 'path' ? parts.trees.mapped(mount).skippedKeys : undefined
}
