import { randomUUID } from 'node:crypto'
import type { Backend } from '@nexusfs/core'
import { createMemoryStore, createNexus } from '@nexusfs/core'
import { bytesSource, onceSource, sha256 } from '@nexusfs/core/kit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createMinioBackend } from '../../packages/backend-minio/src/index.ts'
import { createS3Backend } from '../../packages/backend-s3/src/index.ts'
import { serverOf, type TestServer } from '../servers/index.ts'

type Open = (server: TestServer, bucket: string) => Backend

const s3At =
  (preset: 'minio' | 'aws'): Open =>
  ({ url: endpoint, accessKey, secretKey, region: regionName }, bucket) =>
    createS3Backend({
      ...{ bucket, endpoint, regionName, preset, forcePathStyle: true, sse: 'none' },
      ...{ accessKeyId: accessKey, secretAccessKey: secretKey },
    })

const minio: Open = ({ url: endpointUrl, accessKey, secretKey }, bucket) =>
  createMinioBackend({ endpointUrl, accessKey, secretKey, bucket })

const PLACES = [
  ['s3 at minio', 'minio', s3At('minio')],
  ['s3 at versitygw', 'versitygw', s3At('aws')],
  ['minio', 'minio', minio],
] as const
const BYTES = new Uint8Array(100_000).fill(1)
const OTHERS = new Uint8Array(100_000).fill(2)

for (const [name, kind, open] of PLACES) {
  const { server, missing } = serverOf(kind)
  describe.skipIf(missing)(name, () => {
    if (server === undefined) return

    async function opened(): Promise<Backend> {
      const backend = open(server as TestServer, `digest-${randomUUID()}`)
      onTestFinished(() => backend.close())
      await backend.admin?.ensureBucket()
      return backend
    }

    test('a look learns the SHA-256 of what was sent whole, with and without a digest, and of a copy', async () => {
      const backend = await opened()
      const digest = sha256(BYTES)
      await backend.put('given', bytesSource(BYTES), { digest })
      await backend.put('computed', onceSource(bytesSource(BYTES).open()))
      await backend.put('empty', bytesSource(new Uint8Array()))
      await backend.copy?.('given', 'copied')
      const digestAt = async (key: string) => (await backend.head(key))?.digest
      expect(await digestAt('given')).toBe(digest)
      expect(await digestAt('computed')).toBe(digest)
      expect(await digestAt('empty')).toBe(sha256(new Uint8Array()))
      expect([digest, undefined]).toContain(await digestAt('copied'))
    })

    test('of an upload in parts there is none', async () => {
      const backend = await opened()
      const large = new Uint8Array(17 << 20)
      await backend.put('large', bytesSource(large), { digest: sha256(large) })
      const info = await backend.head('large')
      expect(info).toMatchObject({ size: large.byteLength })
      expect(info?.digest).toBeUndefined()
    })

    test('content that was damaged behind our back, its size kept, is found before it is used again', async () => {
      const backend = await opened()
      const store = createMemoryStore()
      const write = async (path: string) => {
        // A handle that has seen nothing yet, as one of another process.
        const nexus = await createNexus({
          ...{ store, backend, ownsAdapters: false, gc: 'manual', cacheSizeMb: 0 },
        })
        await nexus.write(path, BYTES)
        expect(Buffer.compare(await nexus.read(path), BYTES)).toBe(0)
        const { problems } = await nexus.content.fsck({ deep: true })
        await nexus.close()
        return problems.filter(({ kind }) => kind !== 'orphan')
      }
      await write('/a')
      const { objects } = await backend.list({ prefix: 'cas/', limit: 10 })
      const [object] = objects
      await backend.put(object?.key ?? '', bytesSource(OTHERS))
      expect(await write('/b')).toEqual([])
      await write('/c')
      expect((await backend.list({ prefix: 'cas/', limit: 10 })).objects).toHaveLength(2)
    })
  })
}
