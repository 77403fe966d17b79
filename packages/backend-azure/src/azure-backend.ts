import type { ContainerClient } from '@azure/storage-blob'
import type {
  Backend,
  BackendAdmin,
  BackendCapabilities,
  BackendDescription,
  BackendProbeOptions,
  CallOptions,
  CheckResult,
  DeleteOptions,
  GetOptions,
  GetResult,
  ListOptions,
  ListPage,
  ObjectInfo,
  PutOptions,
  PutResult,
  Source,
} from '@nexusfs/core/spec'
import { ContainerAccess } from './access.ts'
import { containerAdmin } from './admin.ts'
import type {
  AzureBackend,
  AzureBlobProperties,
  SetBlobMetadataOptions,
  SetBlobTierOptions,
} from './azure-backend-type.ts'
import { declaredCapabilities } from './capabilities.ts'
import { checkContainer } from './check.ts'
import { copyObject } from './copying.ts'
import { deleteObject, deleteObjects } from './deleting.ts'
import { listObjects } from './list.ts'
import type { AzureBackendOptions, AzureTier } from './options.ts'
import { probeContainer } from './probe.ts'
import { propertiesOf, setMetadataOf, setTierOf } from './properties.ts'
import { putObject } from './put.ts'
import { getObject, headObject } from './reading.ts'
import { type AzureSettings, settingsOf } from './settings.ts'
import { presignObject } from './signing.ts'
import { listObjectVersions } from './versions.ts'

/**
 * A backend that keeps each object as a block blob in a container of Azure Blob Storage. Nothing is connected, and the SDK
 * is not loaded, before the first call; backends of one account share a client.
 * @throws `CONFIG_INVALID` for options that name no account or container.
 */
export function createAzureBackend(options: AzureBackendOptions): AzureBackend {
  return new AzureContainerBackend(settingsOf(options))
}

class AzureContainerBackend implements AzureBackend {
  readonly apiVersion = 1
  readonly type = 'azure'
  readonly admin: BackendAdmin
  capabilities: BackendCapabilities
  declare deleteMany?: NonNullable<Backend['deleteMany']>
  declare copy?: NonNullable<Backend['copy']>
  declare presign?: NonNullable<Backend['presign']>
  declare listVersions?: NonNullable<Backend['listVersions']>
  declare setTier?: NonNullable<Backend['setTier']>
  readonly #access: ContainerAccess
  readonly #settings: AzureSettings
  #folders = false

  constructor(settings: AzureSettings) {
    this.#settings = settings
    this.#access = new ContainerAccess(settings)
    this.admin = containerAdmin(this.#access)
    this.capabilities = declaredCapabilities(settings)
    this.#offer()
  }

  describe(): BackendDescription {
    const { container, prefix, tier, encryptionScope, connection } = this.#settings
    return {
      type: 'azure',
      location: `${container}/${prefix}`,
      details: {
        container,
        ...(prefix !== '' && { prefix }),
        endpoint: new URL(connection.endpoint).host,
        ...(connection.accountName !== undefined && { account: connection.accountName }),
        credentials: connection.access.kind,
        ...(tier !== undefined && { tier }),
        ...(encryptionScope !== undefined && { encryptionScope }),
      },
    }
  }

  head(
    key: string,
    options?: CallOptions & { readonly versionId?: string },
  ): Promise<ObjectInfo | undefined> {
    return headObject(this.#access, key, options)
  }

  get(key: string, options: GetOptions = {}): Promise<GetResult> {
    return getObject(this.#access, key, options)
  }

  put(key: string, source: Source, options: PutOptions = {}): Promise<PutResult> {
    return putObject(this.#access, key, source, options)
  }

  delete(key: string, options: DeleteOptions = {}): Promise<void> {
    return deleteObject(this.#access, key, options)
  }

  list(options: ListOptions): Promise<ListPage> {
    return listObjects(this.#access, options, { folders: this.#folders })
  }

  setMetadata(
    key: string,
    metadata: Readonly<Record<string, string>>,
    options: CallOptions = {},
  ): Promise<void> {
    return setMetadataOf(this.#access, key, metadata, options).then(() => undefined)
  }

  setBlobTier(key: string, tier: AzureTier, options: SetBlobTierOptions = {}): Promise<void> {
    return setTierOf(this.#access, key, tier, options)
  }

  setBlobMetadata(
    key: string,
    metadata: Readonly<Record<string, string>>,
    options: SetBlobMetadataOptions = {},
  ): Promise<Omit<PutResult, 'size'>> {
    return setMetadataOf(this.#access, key, metadata, options)
  }

  getBlobProperties(
    key: string,
    options: CallOptions & { readonly versionId?: string | undefined } = {},
  ): Promise<AzureBlobProperties> {
    return propertiesOf(this.#access, key, options)
  }

  async native(): Promise<ContainerClient> {
    return (await this.#access.open({ what: 'use' })).container
  }

  check(options: CallOptions = {}): Promise<CheckResult> {
    return checkContainer(this.#access, options)
  }

  async probe(options: BackendProbeOptions): Promise<void> {
    const { capabilities, folders } = await probeContainer(
      this.#access,
      declaredCapabilities(this.#settings),
      options,
    )
    this.capabilities = capabilities
    this.#folders = folders
    this.#offer()
  }

  close(): Promise<void> {
    return this.#access.close()
  }

  /** Optional methods are there exactly where the capability is. */
  #offer(): void {
    const access = this.#access
    const { deleteMany, copy, presign, versions, tier } = this.capabilities
    this.#set('deleteMany', deleteMany, (keys, options = {}) =>
      deleteObjects(access, keys, options),
    )
    this.#set('copy', copy, (from, to, options = {}) => copyObject(access, from, to, options))
    this.#set('presign', presign, (key, options) => presignObject(access, key, options))
    this.#set('listVersions', versions, (key, options) => listObjectVersions(access, key, options))
    this.#set('setTier', tier, (key, name, options = {}) => setTierOf(access, key, name, options))
  }

  #set<Name extends 'deleteMany' | 'copy' | 'presign' | 'listVersions' | 'setTier'>(
    name: Name,
    has: boolean,
    method: NonNullable<AzureContainerBackend[Name]>,
  ): void {
    if (has) Object.assign(this, { [name]: method })
    else delete this[name]
  }
}
