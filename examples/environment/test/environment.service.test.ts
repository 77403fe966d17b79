import { randomUUID } from 'node:crypto'
import { azure } from '@nexusfs/backend-azure'
import { gcs } from '@nexusfs/backend-gcs'
import { s3 } from '@nexusfs/backend-s3'
import { afterAll, describe, expect, it } from 'vitest'
import { runSource, temporaryFolder } from '../../../test/kit/program.ts'
import {
  awsEnvironment,
  type ServerName,
  serverOf,
  type TestServer,
} from '../../../test/servers/index.ts'

type Environment = Readonly<Record<string, string>>

interface Storage {
  readonly server: ServerName
  environment(server: TestServer): Environment
  /** The backend that makes the bucket, where no write does. */
  backend?(
    server: TestServer,
    bucket: string,
  ): {
    readonly admin?: { ensureBucket(): Promise<unknown> } | undefined
    close(): Promise<void>
  }
}

const azureConnection = ({ url, accessKey, secretKey }: TestServer) =>
  `DefaultEndpointsProtocol=http;AccountName=${accessKey};AccountKey=${secretKey};BlobEndpoint=${url};`

const STORAGES: Readonly<Record<string, Storage>> = {
  s3: {
    server: 'minio',
    environment: (server) => awsEnvironment(server, ''),
    backend: ({ url: endpoint, accessKey: accessKeyId, secretKey: secretAccessKey }, bucket) =>
      s3({ endpoint, bucket, accessKeyId, secretAccessKey, regionName: 'us-east-1' }),
  },
  minio: {
    server: 'minio',
    environment: ({ url, accessKey, secretKey }) => ({
      MINIO_URL: url,
      MINIO_ACCESS_KEY: accessKey,
      MINIO_SECRET_KEY: secretKey,
    }),
  },
  gcs: {
    server: 'gcs',
    environment: ({ url }) => ({ GCS_ENDPOINT: url }),
    backend: ({ url: apiEndpoint }, bucket) => gcs({ bucket, apiEndpoint, projectId: 'test' }),
  },
  azure: {
    server: 'azure',
    environment: (server) => ({ AZURE_STORAGE_CONNECTION_STRING: azureConnection(server) }),
    backend: (server, container) => azure({ connectionString: azureConnection(server), container }),
  },
}

const main = new URL('../main.ts', import.meta.url).pathname
const folder = temporaryFolder('environment')
afterAll(folder.remove)

const run = (environment: Environment) =>
  runSource(main, {
    cwd: folder.path,
    environment: { DATA_DIR: `./data-${randomUUID()}`, ...environment },
  })

describe.each(Object.entries(STORAGES))('STORAGE=%s', (type, storage) => {
  const { server, missing } = serverOf(storage.server)
  it.skipIf(missing)('the program writes to the backend of that file', async () => {
    if (server === undefined) return
    const bucket = `environment-${randomUUID().slice(0, 8)}`
    const backend = storage.backend?.(server, bucket)
    await backend?.admin?.ensureBucket()
    await backend?.close()
    const environment = { ...storage.environment(server), BUCKET: bucket, PREFIX: 'testing' }
    const { code, stdout, stderr } = await run({ ...environment, STORAGE: type })
    expect(stderr).toBe('')
    expect(stdout).toContain(`version 1 on ${type} at `)
    expect(stdout).toContain(`${bucket}/testing/\nhello from ${type}`)
    expect(code).toBe(0)
  })
})

it('without STORAGE it writes to a local folder', async () => {
  const { code, stdout } = await run({})
  expect(stdout).toContain('version 1 on local at ')
  expect(code).toBe(0)
})

it('a variable that is not set is named', async () => {
  const { code, stderr } = await run({ STORAGE: 's3' })
  expect(stderr).toContain('CONFIG_INVALID')
  expect(stderr).toContain('the environment variable BUCKET is not set')
  expect(code).toBe(2)
})
