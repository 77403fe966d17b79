/** The adapter for Google Cloud Storage beside the SDK of Google, both at fake-gcs-server. */
import { Storage } from '@google-cloud/storage'
import type { CloudKind, Place } from './cloud-kind.ts'

/** Google Cloud Storage. */
export const gcs: CloudKind = {
  name: 'gcs',
  server: 'gcs',
  async prepare(place) {
    await storageOf(place).createBucket(place.bucket)
  },
  async backend({ server, bucket }, prefix) {
    const { createGcsBackend } = await import('@nexusfs/backend-gcs')
    return createGcsBackend({ bucket, prefix, apiEndpoint: server.url, projectId: 'test' })
  },
  async bare(place) {
    const bucket = storageOf(place).bucket(place.bucket)
    return {
      // What its manual says to do with what is small.
      put: (key, bytes) =>
        bucket.file(key).save(Buffer.from(bytes), { resumable: false, validation: 'md5' }),
      get: async (key) => (await bucket.file(key).download({ validation: false }))[0],
      async close() {},
    }
  },
}

function storageOf({ server }: Place): Storage {
  return new Storage({ apiEndpoint: server.url, projectId: 'test' })
}
