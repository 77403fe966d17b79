import type { ContainerClient } from '@azure/storage-blob'
import type {
  Backend,
  CallOptions,
  ObjectInfo,
  ObjectPrecondition,
  PutResult,
} from '@nexusfs/core/spec'
import type { AzureTier } from './options.ts'

/** Options of {@link AzureBackend.setBlobTier}. */
export interface SetBlobTierOptions extends CallOptions {
  /** How soon an archived object comes back: `Standard` within 15 hours, `High` mostly within one. Azure's own by default. */
  readonly rehydratePriority?: 'Standard' | 'High' | undefined
}

/** Options of {@link AzureBackend.setBlobMetadata}. */
export interface SetBlobMetadataOptions extends CallOptions {
  /** Of the object; a lost one is `CONFLICT`. */
  readonly precondition?: ObjectPrecondition | undefined
}

/** Everything that Azure says of a blob. */
export interface AzureBlobProperties extends ObjectInfo {
  /** Append and page blobs can be read, and are never turned into block blobs. */
  readonly blobType: 'BlockBlob' | 'AppendBlob' | 'PageBlob'
  /** Milliseconds UTC. */
  readonly createdAt: number | undefined
  /** Milliseconds UTC. */
  readonly tierChangedAt: number | undefined
  /** The tier is that of the account, and was not set on the blob. */
  readonly tierInferred: boolean
  /** `rehydrate-pending-to-hot` and so on, while an archived blob comes back. */
  readonly archiveStatus: string | undefined
  readonly rehydratePriority: string | undefined
  /** Lower-case hex; blobs written in blocks have none. */
  readonly contentMd5: string | undefined
  readonly contentEncoding: string | undefined
  readonly contentDisposition: string | undefined
  readonly cacheControl: string | undefined
  readonly encryptionScope: string | undefined
  /** `available`, `leased`, `expired`, `breaking` or `broken`. */
  readonly leaseState: string | undefined
  /** Only where the account keeps versions. */
  readonly isCurrentVersion: boolean | undefined
}

/** A backend in an Azure container, with what Azure has beyond the contract. */
export interface AzureBackend extends Backend {
  /**
   * Moves an object to a tier; from `Archive` to another one begins a rehydration, during which reads stay `ARCHIVED`.
   * @throws `NOT_FOUND`, `ARCHIVED` while it is being brought back.
   */
  setBlobTier(key: string, tier: AzureTier, options?: SetBlobTierOptions): Promise<void>
  /** @throws `NOT_FOUND`. */
  getBlobProperties(
    key: string,
    options?: CallOptions & { readonly versionId?: string | undefined },
  ): Promise<AzureBlobProperties>
  /** Replaces the metadata; names and values of any letters. @throws `NOT_FOUND`, `CONFLICT`. */
  setBlobMetadata(
    key: string,
    metadata: Readonly<Record<string, string>>,
    options?: SetBlobMetadataOptions,
  ): Promise<Omit<PutResult, 'size'>>
  /** The SDK's client of the container, shared with other backends of the account; loads the SDK. */
  native(): Promise<ContainerClient>
}
