import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { startServerProcess } from './server-process.ts'
import type { TestServer } from './test-server.ts'

/** Starts the blob service of Azurite, which keeps everything in memory, with one account. */
export async function startAzurite(): Promise<TestServer> {
  const manifest = createRequire(import.meta.url).resolve('azurite/package.json')
  const accessKey = `account${randomBytes(6).toString('hex')}`
  const secretKey = randomBytes(64).toString('base64')
  const { port, close } = await startServerProcess((port) => ({
    command: process.execPath,
    args: [
      join(dirname(manifest), 'dist/src/blob/main.js'),
      ...['--blobHost', '127.0.0.1', '--blobPort', String(port), '--inMemoryPersistence'],
      ...['--silent', '--disableTelemetry', '--skipApiVersionCheck'],
    ],
    environment: { AZURITE_ACCOUNTS: `${accessKey}:${secretKey}` },
    readyUrl: `http://127.0.0.1:${port}/`,
  }))
  const url = `http://127.0.0.1:${port}/${accessKey}`
  return { url, accessKey, secretKey, region: 'us-east-1', close }
}
