/** The adapter for Azure Blob Storage beside the SDK of Azure, both at Azurite. */
import { createHash } from 'node:crypto'
import {
  BlobServiceClient,
  type ContainerClient,
  StorageSharedKeyCredential,
} from '@azure/storage-blob'
import type { CloudKind, Place } from './cloud-kind.ts'

/** Azure Blob Storage. */
export const azure: CloudKind = {
  name: 'azure',
  server: 'azure',
  async prepare(place) {
    await containerOf(place).create()
  },
  async backend({ server, bucket: container }, prefix) {
    const { createAzureBackend } = await import('@nexusfs/backend-azure')
    const { url: endpoint, accessKey: accountName, secretKey: accountKey } = server
    return createAzureBackend({ container, prefix, endpoint, accountName, accountKey })
  },
  async bare(place) {
    const container = containerOf(place)
    return {
      put(key, bytes) {
        const blobContentMD5 = createHash('md5').update(bytes).digest()
        const options = { blobHTTPHeaders: { blobContentMD5 } }
        return container.getBlockBlobClient(key).upload(bytes, bytes.byteLength, options)
      },
      get: (key) => container.getBlobClient(key).downloadToBuffer(),
      async close() {},
    }
  },
}

function containerOf({ server, bucket }: Place): ContainerClient {
  const credential = new StorageSharedKeyCredential(server.accessKey, server.secretKey)
  return new BlobServiceClient(server.url, credential).getContainerClient(bucket)
}
