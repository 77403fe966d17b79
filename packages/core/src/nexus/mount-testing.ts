import type { MountedBucket } from '../content/index.ts'
import { isNexusError } from '../errors/index.ts'
import type { Mount } from '../mounts/index.ts'
import { mountDetails, problemOfError } from './mount-entry.ts'
import { ruleWarnings } from './mount-warnings.ts'
import type { Session } from './session.ts'
import type { MountTest } from './types.ts'

/** Probes a mount and looks at the rules of its bucket. */
export async function testMount(
  session: Session,
  mount: Mount,
  signal: AbortSignal | undefined,
): Promise<MountTest> {
  const backend = mount.backend as MountedBucket
  const failure = await failureOf(backend, signal)
  const details = await mountDetails(session, mount)
  const problem = failure ?? (details.problem === undefined ? undefined : {})
  if (problem !== undefined) return { mount: { ...details, ...problem }, ok: false, warnings: [] }
  return { mount: details, ok: true, ...(await rulesOf(mount, signal)) }
}

async function failureOf(
  backend: MountedBucket,
  signal: AbortSignal | undefined,
): Promise<ReturnType<typeof problemOfError> | undefined> {
  try {
    await backend.probe({ signal })
    return undefined
  } catch (error) {
    if (isNexusError(error, 'ABORTED')) throw error
    return problemOfError(error)
  }
}

/** Rules that nobody may read are no failure: whoever reads and writes objects need not be allowed to see them. */
export async function rulesOf(
  mount: Mount,
  signal?: AbortSignal | undefined,
): Promise<Pick<MountTest, 'warnings' | 'lifecycleRules'>> {
  const { admin } = mount.backend
  if (admin === undefined) return { warnings: [] }
  try {
    const lifecycleRules = await admin.lifecycleRules({ signal })
    return { lifecycleRules, warnings: ruleWarnings(mount, lifecycleRules) }
  } catch (error) {
    if (isNexusError(error, 'ABORTED')) throw error
    if (isNexusError(error, 'NOT_SUPPORTED') || mount.layout !== 'cas') return { warnings: [] }
    const { problem, hint } = problemOfError(error)
    const message = `Whether rules of the bucket delete or archive content could not be asked: ${problem}`
    const fallback =
      'Allow the reading of lifecycle rules, or look at them with the tools of the provider.'
    return { warnings: [{ message, hint: hint ?? fallback }] }
  }
}
