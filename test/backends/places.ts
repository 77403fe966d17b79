import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Backend } from '@nexusfs/core/spec'
import { createAzureBackend } from '../../packages/backend-azure/src/index.ts'
import { createGcsBackend } from '../../packages/backend-gcs/src/index.ts'
import { createLocalBackend } from '../../packages/backend-local/src/index.ts'
import { createMinioBackend } from '../../packages/backend-minio/src/index.ts'
import { createS3Backend } from '../../packages/backend-s3/src/index.ts'
import { serverOf } from '../servers/index.ts'
import type { ServerName, TestServer } from '../servers/test-server.ts'

/** A bucket or folder in which each test has a part of its own. */
export interface Place {
  /** Opens the part of that name, such as `case-1`. */
  open(part: string): Backend
  /** Removes what only this machine has. */
  close(): Promise<void>
}

/** An adapter on a server. */
export interface PlaceKind {
  /** Absent for adapters that need none. */
  readonly server?: ServerName
  /** Makes a new bucket. */
  make(): Promise<Place>
}

/** Opens a part of a bucket of a server. */
export type OpenPart = (server: TestServer, bucket: string, prefix: string) => Backend

const s3 =
  (preset: 'minio' | 'other'): OpenPart =>
  ({ url: endpoint, accessKey, secretKey, region: regionName }, bucket, prefix) =>
    createS3Backend({
      ...{ endpoint, regionName, bucket, prefix, preset },
      ...{ accessKeyId: accessKey, secretAccessKey: secretKey },
    })

const minio: OpenPart = ({ url: endpointUrl, accessKey, secretKey }, bucket, prefix) =>
  createMinioBackend({ endpointUrl, accessKey, secretKey, bucket, prefix })

const gcs: OpenPart = ({ url: apiEndpoint, accessKey, secretKey }, bucket, prefix) =>
  createGcsBackend({
    ...{ apiEndpoint, bucket, prefix, projectId: accessKey || 'test' },
    ...(secretKey !== '' && { accessToken: secretKey }),
  })

const azure: OpenPart = ({ url, accessKey, secretKey }, container, prefix) =>
  createAzureBackend({
    ...{ endpoint: url, container, prefix },
    ...{ accountName: accessKey, accountKey: secretKey },
  })

/** How each adapter reaches a server. */
export const OPENERS = {
  's3 at minio': { server: 'minio', open: s3('minio') },
  's3 at versitygw': { server: 'versitygw', open: s3('other') },
  minio: { server: 'minio', open: minio },
  gcs: { server: 'gcs', open: gcs },
  azure: { server: 'azure', open: azure },
} as const satisfies Readonly<Record<string, { server: ServerName; open: OpenPart }>>

/** All adapters by name, and where they keep objects. */
export const PLACES: Readonly<Record<keyof typeof OPENERS | 'local', PlaceKind>> = {
  's3 at minio': onServer('s3 at minio'),
  's3 at versitygw': onServer('s3 at versitygw'),
  minio: onServer('minio'),
  gcs: onServer('gcs'),
  azure: onServer('azure'),
  local: { make: localPlace },
}

function onServer(name: keyof typeof OPENERS): PlaceKind {
  const { server: serverName, open } = OPENERS[name]
  return {
    server: serverName,
    async make() {
      const { server, missing } = serverOf(serverName)
      if (server === undefined) throw new Error(missing)
      const bucket = `suite-${randomBytes(8).toString('hex')}`
      const whole = open(server, bucket, 'whole')
      await whole.admin?.ensureBucket()
      return { open: (part) => open(server, bucket, part), close: () => whole.close() }
    },
  }
}

async function localPlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-suite-'))
  return {
    open: (part) => createLocalBackend({ root: join(folder, part) }),
    close: () => rm(folder, { recursive: true }),
  }
}
