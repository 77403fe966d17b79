import type {
  BlobServiceClient,
  ContainerClient,
  StoragePipelineOptions,
  StorageSharedKeyCredential,
} from '@azure/storage-blob'
import { createSharedResources, newId, type Shared } from '@nexusfs/core/kit'
import type { AzureConnection } from './connection.ts'
import { defaultCredential } from './identity.ts'
import type { AzureTokenCredential } from './options.ts'

/** The provider's SDK. This is the only file that loads it. */
export type AzureSdk = typeof import('@azure/storage-blob')

/** The clients of one account, as whoever connects with the same options shares them. */
export interface AzureClients {
  readonly sdk: AzureSdk
  /** Tries each call once, since core repeats them and knows which it may. */
  readonly service: BlobServiceClient
  /** Repeats by the SDK's exponential policy: for blocks, which are in memory and have no effect until they are committed. */
  readonly patient: BlobServiceClient
  /** Signs URLs, where an account key is given. */
  readonly sharedKey: StorageSharedKeyCredential | undefined
}

/** The clients of one container. */
export interface AzureContainer extends Omit<AzureClients, 'patient'> {
  readonly container: ContainerClient
  readonly patient: ContainerClient
}

const ONCE: StoragePipelineOptions = { retryOptions: { maxTries: 1 } }

/** `tryTimeoutInMs` is told to the service; without it a try has no time-out at all. */
const PATIENT: StoragePipelineOptions = {
  retryOptions: {
    maxTries: 3,
    retryDelayInMs: 500,
    maxRetryDelayInMs: 5000,
    tryTimeoutInMs: 120_000,
  },
}

// The one state of this module: connections are a resource of the process, and mounts of one account share them. The
// SDK keeps its sockets in an agent of its own and has nothing to close.
const shared = createSharedResources<AzureClients>(() => undefined)
const credentialIds = new WeakMap<AzureTokenCredential, string>()

/** How many sets of clients are held in this process. */
export function heldClients(): number {
  return shared.size
}

/** The clients of a connection; loads the SDK when it is first called. @throws `NO_CREDENTIALS`. */
export function acquireClients(connection: AzureConnection): Promise<Shared<AzureClients>> {
  const { endpoint, access } = connection
  const identity =
    access.kind === 'Microsoft Entra ID'
      ? { kind: access.kind, credential: access.credential && idOf(access.credential) }
      : access
  return shared.acquire({ endpoint, identity }, () => openClients(connection))
}

/** Those of one container of the account. */
export function containerOf(clients: AzureClients, name: string): AzureContainer {
  const { service, patient } = clients
  return {
    ...clients,
    container: service.getContainerClient(name),
    patient: patient.getContainerClient(name),
  }
}

async function openClients({ endpoint, access }: AzureConnection): Promise<AzureClients> {
  const sdk = await import('@azure/storage-blob')
  const service = (options: StoragePipelineOptions) => {
    if (access.kind === 'shared access signature')
      return new sdk.BlobServiceClient(
        `${endpoint}?${access.token}`,
        new sdk.AnonymousCredential(),
        options,
      )
    return new sdk.BlobServiceClient(endpoint, credential, options)
  }
  const sharedKey =
    access.kind === 'account key'
      ? new sdk.StorageSharedKeyCredential(access.accountName, access.accountKey)
      : undefined
  const credential =
    access.kind === 'Microsoft Entra ID'
      ? (access.credential ?? (await defaultCredential()))
      : sharedKey
  return { sdk, service: service(ONCE), patient: service(PATIENT), sharedKey }
}

/** A name for a credential that was given as an object. */
function idOf(credential: AzureTokenCredential): string {
  const id = credentialIds.get(credential) ?? newId()
  credentialIds.set(credential, id)
  return id
}
