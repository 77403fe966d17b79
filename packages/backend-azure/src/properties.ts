import type { CallOptions, ObjectPrecondition, PutResult } from '@nexusfs/core/spec'
import type { ContainerAccess } from './access.ts'
import type { AzureBlobProperties, SetBlobTierOptions } from './azure-backend-type.ts'
import { conditionsOf } from './conditions.ts'
import { infoOf } from './info.ts'
import { encodeMetadata, type Metadata } from './metadata.ts'
import { putResult } from './put.ts'
import { blobOf, stop, withoutVersion } from './reading.ts'
import { tierOf } from './tier.ts'

/** Moves an object to a tier. Leaving Archive begins a rehydration, which takes hours. */
export async function setTierOf(
  access: ContainerAccess,
  key: string,
  tier: string,
  { signal, rehydratePriority }: SetBlobTierOptions,
): Promise<void> {
  const wanted = tierOf(tier)
  await access.run({ what: 'change the tier of', key, signal }, (container) =>
    blobOf(access, container, key).setAccessTier(wanted, {
      ...stop(signal),
      ...(rehydratePriority !== undefined && { rehydratePriority }),
    }),
  )
}

/** Replaces the metadata of an object. */
export async function setMetadataOf(
  access: ContainerAccess,
  key: string,
  metadata: Metadata,
  options: CallOptions & { readonly precondition?: ObjectPrecondition | undefined },
): Promise<Omit<PutResult, 'size'>> {
  const precondition = await withoutVersion(access, key, options)
  const { signal } = options
  const subject = { what: 'change the metadata of', key, precondition, signal }
  return access.run(subject, async (container) => {
    const answer = await blobOf(access, container, key).setMetadata(encodeMetadata(metadata), {
      ...stop(signal),
      conditions: conditionsOf(precondition),
    })
    const { size: _, ...result } = putResult(answer, 0)
    return result
  })
}

/** Everything that Azure says of a blob. */
export function propertiesOf(
  access: ContainerAccess,
  key: string,
  { signal, versionId }: CallOptions & { readonly versionId?: string | undefined },
): Promise<AzureBlobProperties> {
  return access.run({ what: 'look at', key, signal }, async (container) => {
    const answer = await blobOf(access, container, key, versionId).getProperties(stop(signal))
    return {
      ...infoOf(key, answer.contentLength ?? 0, answer),
      blobType: answer.blobType ?? 'BlockBlob',
      createdAt: answer.createdOn?.getTime(),
      tierChangedAt: answer.accessTierChangedOn?.getTime(),
      tierInferred: answer.accessTierInferred === true,
      archiveStatus: answer.archiveStatus,
      rehydratePriority: answer.rehydratePriority,
      contentMd5: answer.contentMD5 && Buffer.from(answer.contentMD5).toString('hex'),
      contentEncoding: answer.contentEncoding,
      contentDisposition: answer.contentDisposition,
      cacheControl: answer.cacheControl,
      encryptionScope: answer.encryptionScope,
      leaseState: answer.leaseState,
      isCurrentVersion: answer.isCurrentVersion,
    }
  })
}
