import { isNexusError } from '@nexusfs/core/kit'
import type { CallOptions, CheckResult } from '@nexusfs/core/spec'
import type { ContainerAccess } from './access.ts'
import { stop } from './reading.ts'

/** Lists one name, which a reader may do; tells whatever is wrong. */
export async function checkContainer(
  access: ContainerAccess,
  { signal }: CallOptions,
): Promise<CheckResult> {
  const { prefix } = access.settings
  try {
    await access.run({ what: 'list', signal }, ({ container }) =>
      container
        .listBlobsFlat({ ...stop(signal), ...(prefix !== '' && { prefix }) })
        .byPage({ maxPageSize: 1 })
        .next(),
    )
    return { ok: true }
  } catch (error) {
    if (!isNexusError(error) || error.code === 'CLOSED' || error.code === 'ABORTED') throw error
    const { code, message, hint = 'Check the options of the backend.' } = error
    return { ok: false, code, problem: message, hint }
  }
}
