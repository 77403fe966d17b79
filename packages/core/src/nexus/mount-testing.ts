import type { MountedBucket } from '../content/index.ts'
import { isNexusError } from '../errors/index.ts'
import type { Mount } from '../mounts/index.ts'
import type { LifecycleRule } from '../spec/index.ts'
import { mountDetails, problemOfError } from './mount-entry.ts'
import { ruleWarnings } from './mount-warnings.ts'
import type { Session } from './session.ts'
import type { MountTest } from './types.ts'

type Warning = MountTest['warnings'][number]

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
  const { rules, warnings } = await rulesOf(mount, backend, signal)
  return {
    mount: details,
    ok: true,
    warnings,
    ...(rules !== undefined && { lifecycleRules: rules }),
  }
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
  { admin }: Pick<MountedBucket, 'admin'>,
  signal?: AbortSignal | undefined,
): Promise<{
  readonly rules?: readonly LifecycleRule[]
  readonly warnings: readonly Warning[]
}> {
  if (admin === undefined) return { warnings: [] }
  try {
    const rules = await admin.lifecycleRules({ signal })
    return { rules, warnings: ruleWarnings(mount, rules) }
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
