import { randomUUID } from 'node:crypto'
import type { TestServer } from '../../../test/servers/index.ts'
import { createGcsBackend, type GcsBackend, type GcsBackendOptions } from '../src/index.ts'

/** Options of a new bucket of a server. */
export function bucketOptions({ url, accessKey, secretKey }: TestServer): GcsBackendOptions {
  return {
    bucket: `nexus-test-${randomUUID()}`,
    apiEndpoint: url,
    projectId: accessKey || 'test',
    ...(secretKey !== '' && { accessToken: secretKey }),
  }
}

/** A backend on a new bucket of a server, which was made. */
export async function newBucket(
  server: TestServer,
  options: Partial<GcsBackendOptions> = {},
): Promise<GcsBackend> {
  const backend = createGcsBackend({ ...bucketOptions(server), ...options })
  await backend.admin?.ensureBucket()
  return backend
}
