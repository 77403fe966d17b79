import type { ServerName, TestServer } from './test-server.ts'

/** How the variables of each server begin. */
const VARIABLES: Readonly<Record<ServerName, string>> = {
  minio: 'NEXUS_TEST_MINIO',
  versitygw: 'NEXUS_TEST_S3',
  gcs: 'NEXUS_TEST_GCS',
  azure: 'NEXUS_TEST_AZURE',
}

/**
 * The user's own endpoint that stands in for a server: `<NAME>_URL`, with `_ACCESS_KEY`, `_SECRET_KEY` and `_REGION`.
 * The tests make buckets there, and remove them.
 */
export function ownEndpoint(name: ServerName): TestServer | undefined {
  const read = (what: string) => process.env[`${VARIABLES[name]}_${what}`] || undefined
  const url = read('URL')
  if (url === undefined) return undefined
  return {
    url: url.replace(/\/+$/, ''),
    accessKey: read('ACCESS_KEY') ?? '',
    secretKey: read('SECRET_KEY') ?? '',
    region: read('REGION') ?? 'us-east-1',
    close: () => Promise.resolve(),
  }
}
