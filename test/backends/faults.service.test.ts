import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { createMemoryBackend, createMemoryStore, createNexus, type Nexus } from '@nexusfs/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { FaultyProxy } from '../servers/index.ts'
import { serverOf, startFaultyProxy, type TestServer } from '../servers/index.ts'
import { OPENERS } from './places.ts'

/** What goes wrong between a mount and its server, and what a read and a test of the mount say. */
interface FaultCase {
  /** What the proxy does to every request. */
  readonly fault?: Parameters<FaultyProxy['break']>[0]
  /** Another server address or another key than the right one. */
  readonly change?: (server: TestServer) => Partial<TestServer>
  readonly bucket?: string
  readonly code: string
}

const FAULTS: Readonly<Record<string, FaultCase>> = {
  'a missing bucket': { bucket: 'nobody-made-this-one', code: 'BUCKET_NOT_FOUND' },
  'an endpoint where nothing listens': {
    change: () => ({ url: 'http://127.0.0.1:9' }),
    code: 'UNAVAILABLE',
  },
  'connections that are reset': { fault: () => ({ refuse: true }), code: 'UNAVAILABLE' },
}

for (const [name, { server: serverName, open }] of Object.entries(OPENERS)) {
  const { server, missing } = serverOf(serverName)
  describe.skipIf(missing)(name, () => {
    if (server === undefined) return

    /** A mount behind a proxy, with one file in it. */
    async function broken({ change, bucket: other }: Partial<FaultCase> = {}) {
      // That of gcs looks at the host, and requests to it are not signed with theirs.
      const rewriteHost = serverName === 'gcs'
      const proxy = await startFaultyProxy(server?.url ?? '', { rewriteHost })
      const bucket = `faults-${randomBytes(8).toString('hex')}`
      const right = open({ ...(server as TestServer), url: proxy.url }, bucket, 'part')
      await right.admin?.ensureBucket()
      const at = { ...(server as TestServer), url: proxy.url }
      const backend = open({ ...at, ...change?.(at) }, other ?? bucket, 'part')
      const mounts = [{ mountPoint: '/mnt', backend, layout: 'path' as const }]
      const options = { store: createMemoryStore(), backend: createMemoryBackend(), mounts }
      const nx = await createNexus(options)
      onTestFinished(async () => {
        proxy.break(undefined)
        await nx.close()
        await right.close()
        await proxy.close()
      })
      return { proxy, nx, outside: right }
    }

    for (const [what, fault] of Object.entries(FAULTS)) {
      // The adapter of MinIO makes a bucket that is missing.
      if (name === 'minio' && fault.code === 'BUCKET_NOT_FOUND') continue
      test(`${what} is ${fault.code} with a hint, to calls, tests and health, and no secret is told`, async () => {
        const { proxy, nx } = await broken(fault)
        if (fault.fault !== undefined) proxy.break(fault.fault)
        const error: unknown = await nx.read('/mnt/a').catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ code: fault.code, hint: expect.stringMatching(/./) })
        const { ok, mount } = await nx.mounts.test('/mnt')
        expect(ok).toBe(false)
        expect(mount).toMatchObject({ code: fault.code, hint: expect.stringMatching(/./) })
        const health = await nx.health()
        expect(health.backends).toContainEqual(
          expect.objectContaining({ ok: false, code: fault.code }),
        )
        tellsNoSecret(server, error, mount, health)
      })
    }

    test('a body that is cut both ways loses nothing, and an answer that is lost is settled', async () => {
      const { proxy, nx, outside } = await broken()
      const content = randomBytes(300_000)
      await nx.write('/mnt/a', content)
      proxy.breakOnce({ cutAnswerAfter: 100_000 }, ({ method }) => method === 'GET')
      expect(await readAgain(nx, '/mnt/a')).toEqual(content)
      proxy.breakOnce({ cutRequestAfter: 100_000 }, ({ method }) => /PUT|POST/.test(method))
      const next = randomBytes(300_000)
      await writeAgain(nx, '/mnt/a', next)
      expect(await readAgain(nx, '/mnt/a')).toEqual(next)
      proxy.breakOnce({ dropAnswer: true }, ({ method }) => /PUT|POST/.test(method))
      await writeAgain(nx, '/mnt/a', content)
      expect(await readAgain(nx, '/mnt/a')).toEqual(content)
      expect((await outside.head('a'))?.size).toBe(300_000)
    })

    test('what another program put or deleted between our read and write is not overwritten', async () => {
      const { nx, outside } = await broken()
      const { etag } = await nx.write('/mnt/a', 'ours')
      await outside.delete('a')
      const lost = nx.write('/mnt/a', 'again', { ifMatch: etag })
      await expect(lost).rejects.toMatchObject({ code: 'CONFLICT' })
      expect(await outside.head('a')).toBeUndefined()
    })
  })
}

/** A caller who tries again where it is told that this is safe. */
async function readAgain(nx: Nexus, path: string): Promise<Buffer> {
  const read = () => nx.read(path)
  const bytes = await read().catch((error: { code: string }) => {
    expect(error.code).toBe('UNAVAILABLE')
    return read()
  })
  return Buffer.from(bytes)
}

async function writeAgain(nx: Nexus, path: string, content: Uint8Array): Promise<void> {
  await nx.write(path, content).catch((error: { code: string }) => {
    expect(['UNAVAILABLE', 'OUTCOME_UNKNOWN']).toContain(error.code)
    return nx.write(path, content)
  })
}

function tellsNoSecret({ secretKey }: TestServer, ...shown: readonly unknown[]): void {
  if (secretKey === '') return
  expect(inspect(shown, { depth: 20 })).not.toContain(secretKey)
}
