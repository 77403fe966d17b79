import { NexusError } from '@nexusfs/core/kit'
import type { CallOptions, DeleteOptions } from '@nexusfs/core/spec'
import type { ContainerAccess } from './access.ts'
import type { AzureContainer } from './client.ts'
import { conditionsOf } from './conditions.ts'
import { blobOf, isAbsent, stop, withoutVersion } from './reading.ts'

/** Deletes of one batch (https://learn.microsoft.com/rest/api/storageservices/blob-batch). */
const BATCH_SIZE = 256

/** Removes an object; snapshots that others made of it keep it. */
export async function deleteObject(
  access: ContainerAccess,
  key: string,
  options: DeleteOptions,
): Promise<void> {
  const precondition = await withoutVersion(access, key, options)
  const { signal } = options
  await access.run({ what: 'delete', key, precondition, signal }, async (container) => {
    try {
      await blobOf(access, container, key).delete({
        ...stop(signal),
        conditions: conditionsOf(precondition),
      })
    } catch (error) {
      if (precondition !== undefined || !isAbsent(error)) throw error
    }
  })
}

/** Removes many objects by batches, each of which is one request. */
export async function deleteObjects(
  access: ContainerAccess,
  keys: readonly string[],
  { signal }: CallOptions,
): Promise<void> {
  const unique = [...new Set(keys)]
  for (let start = 0; start < unique.length; start += BATCH_SIZE) {
    const some = unique.slice(start, start + BATCH_SIZE)
    await access.run({ what: 'delete objects of', signal }, (container) =>
      deleteBatch(access, container, some, signal),
    )
  }
}

async function deleteBatch(
  access: ContainerAccess,
  container: AzureContainer,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const client = container.container.getBlobBatchClient()
  const batch = client.createBatch()
  for (const key of keys) await batch.deleteBlob(blobOf(access, container, key))
  const { subResponses } = await client.submitBatch(batch, stop(signal))
  if (subResponses.length !== keys.length) throw incomplete(subResponses.length, keys.length)
  subResponses.forEach(({ status, errorCode }, index) => {
    const gone = status < 300 || (status === 404 && errorCode !== 'ContainerNotFound')
    if (gone) return
    const error = { name: 'RestError', statusCode: status, code: errorCode }
    throw access.translated(error, { what: 'delete', key: keys[index], signal })
  })
}

function incomplete(answered: number, asked: number): NexusError {
  return new NexusError(
    'UNAVAILABLE',
    `Azure answered ${answered} of the ${asked} deletes of a batch.`,
    { hint: 'Delete them again; those that are gone do no harm.' },
  )
}
