/** The adapter for MinIO beside the SDK of MinIO. */
import { createHash } from 'node:crypto'
import { Agent } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { Client } from 'minio'
import type { CloudKind, Place } from './cloud-kind.ts'

/** MinIO. */
export const minio: CloudKind = {
  name: 'minio',
  server: 'minio',
  prepare: ({ server, bucket }) => clientOf(server).makeBucket(bucket, server.region),
  async backend({ server, bucket }, prefix) {
    const { createMinioBackend } = await import('@nexusfs/backend-minio')
    const { url: endpointUrl, accessKey, secretKey, region } = server
    return createMinioBackend({ endpointUrl, accessKey, secretKey, region, bucket, prefix })
  },
  async bare({ server, bucket }) {
    const agent = new Agent({ keepAlive: true })
    const client = clientOf(server, agent)
    return {
      put: (key, bytes) =>
        client.putObject(bucket, key, Buffer.from(bytes), bytes.length, {
          'x-amz-checksum-sha256': createHash('sha256').update(bytes).digest('base64'),
        }),
      get: async (key) => buffer(await client.getObject(bucket, key)),
      close: async () => agent.destroy(),
    }
  },
}

function clientOf({ url, accessKey, secretKey, region }: Place['server'], agent?: Agent): Client {
  const { hostname, port, protocol } = new URL(url)
  return new Client({
    endPoint: hostname,
    useSSL: protocol === 'https:',
    accessKey,
    secretKey,
    region,
    ...(port !== '' && { port: Number(port) }),
    ...(agent !== undefined && { transportAgent: agent }),
  })
}
