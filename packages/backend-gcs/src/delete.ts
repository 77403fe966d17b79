import { isNexusError, lostCondition } from '@nexusfs/core/kit'
import type { DeleteOptions } from '@nexusfs/core/spec'
import { expectedGeneration, isGeneration } from './conditions.ts'
import type { GcsContext } from './context.ts'

/**
 * Removes an object, in one request; where versions are kept it becomes one of them.
 * @param options - With `generation` that one is removed for ever.
 */
export async function deleteObject(
  { wire, places }: GcsContext,
  key: string,
  { precondition, generation, signal }: DeleteOptions & { readonly generation?: string },
): Promise<void> {
  if (generation !== undefined && !isGeneration(generation)) return
  const ifGenerationMatch = expectedGeneration(key, precondition)
  try {
    await wire.json({
      method: 'DELETE',
      path: places.object(key),
      query: { generation, ifGenerationMatch },
      subject: { what: 'delete', key, precondition },
      signal,
    })
  } catch (error) {
    if (!isNexusError(error, 'NOT_FOUND')) throw error
    if (precondition !== undefined) throw lostCondition(key, precondition, { cause: error })
  }
}
