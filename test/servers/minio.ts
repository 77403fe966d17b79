import { randomBytes } from 'node:crypto'
import { builtProgram, GO_SERVERS } from './go-servers.ts'
import { startServerProcess } from './server-process.ts'
import type { TestServer } from './test-server.ts'

/** Starts MinIO with one disk; SSE-S3 and SSE-KMS work with a key of its own, named `nexus`. */
export async function startMinio(): Promise<TestServer> {
  const command = builtProgram(GO_SERVERS.minio)
  const accessKey = `access${randomBytes(6).toString('hex')}`
  const secretKey = `secret${randomBytes(12).toString('hex')}`
  const { port, close } = await startServerProcess((port, folder) => ({
    command,
    args: ['server', '--quiet', '--address', `127.0.0.1:${port}`, `${folder}/data`],
    environment: {
      MINIO_ROOT_USER: accessKey,
      MINIO_ROOT_PASSWORD: secretKey,
      MINIO_BROWSER: 'off',
      MINIO_UPDATE: 'off',
      MINIO_KMS_SECRET_KEY: `nexus:${randomBytes(32).toString('base64')}`,
    },
    folders: ['data'],
    readyUrl: `http://127.0.0.1:${port}/minio/health/ready`,
  }))
  return { url: `http://127.0.0.1:${port}`, accessKey, secretKey, region: 'us-east-1', close }
}
