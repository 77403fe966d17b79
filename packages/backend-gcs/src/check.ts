import { isNexusError } from '@nexusfs/core/kit'
import type { CallOptions, CheckResult } from '@nexusfs/core/spec'
import type { GcsContext } from './context.ts'

/** Whether the bucket can be listed, in one request: who may use objects may not always look at the bucket itself. */
export async function checkBucket(
  { wire, places }: GcsContext,
  { signal }: CallOptions,
): Promise<CheckResult> {
  try {
    await wire.json({
      method: 'GET',
      path: places.objects,
      query: { prefix: places.name(''), maxResults: '1', fields: 'kind' },
      subject: { what: 'list' },
      signal,
    })
    return { ok: true }
  } catch (error) {
    if (!isNexusError(error) || error.code === 'ABORTED') throw error
    const { code, message, hint = 'The cause says more.' } = error
    return { ok: false, code, problem: message, hint }
  }
}
