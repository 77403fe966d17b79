import { randomBytes } from 'node:crypto'
import { builtProgram, GO_SERVERS } from './go-servers.ts'
import { startServerProcess } from './server-process.ts'
import type { TestServer } from './test-server.ts'

/** Starts versitygw over a folder, with versions. */
export async function startVersitygw(): Promise<TestServer> {
  const command = builtProgram(GO_SERVERS.versitygw)
  const accessKey = `access${randomBytes(6).toString('hex')}`
  const secretKey = `secret${randomBytes(12).toString('hex')}`
  const { port, close } = await startServerProcess((port, folder) => ({
    command,
    args: [
      ...['--port', `127.0.0.1:${port}`, '--region', 'us-east-1', '--quiet'],
      ...['posix', '--versioning-dir', `${folder}/versions`, `${folder}/data`],
    ],
    environment: { ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey },
    folders: ['data', 'versions'],
    readyUrl: `http://127.0.0.1:${port}/`,
  }))
  return { url: `http://127.0.0.1:${port}`, accessKey, secretKey, region: 'us-east-1', close }
}
