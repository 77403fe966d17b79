import { createMemoryBackend, NexusError } from '@nexusfs/core'
import { describe, expect, test } from 'vitest'
import { cloudBackend } from './cloud.fixture.ts'
import { createAdapters, keyOf, openNexus, outcomes, pattern, rejection } from './world.ts'

const large = pattern(100_000)

describe('content behind a network', () => {
  test('is none of the store’s by default, also what is small', async () => {
    const backend = cloudBackend()
    const { nx } = await openNexus({ ...(await createAdapters()), backend })
    const { etag } = await nx.write('/small', 'x')
    expect((await backend.head(keyOf(etag)))?.size).toBe(1)
  })

  test('costs no provider call to list, stat or ask for', async () => {
    const backend = cloudBackend()
    const { nx } = await openNexus({ ...(await createAdapters()), backend })
    await nx.mounts.add({ mountPoint: '/mnt/c', backend: cloudBackend(backend) })
    for (const path of ['/a/b', '/a/c', '/mnt/c/d']) await nx.write(path, large)
    backend.take()
    await nx.exists('/a/b')
    await nx.exists('/mnt/c/none')
    await nx.stat('/mnt/c/d')
    await nx.list('/').toArray()
    await nx.list('/mnt/c', { recursive: false }).toArray()
    await nx.glob('**/*').toArray()
    expect(backend.take()).toEqual({})
  })

  test('is reused after one look at it per process, and without sending a body', async () => {
    const adapters = { ...(await createAdapters()), backend: cloudBackend() }
    const { nx } = await openNexus(adapters)
    await nx.write('/a', large)
    await nx.close()
    const { nx: next } = await openNexus(adapters)
    adapters.backend.take()
    await next.write('/b', large)
    expect(adapters.backend.take()).toEqual({ get: 1, head: 1 })
    for (const path of ['/c', '/d', '/e']) await next.write(path, large)
    expect(adapters.backend.take()).toEqual({})
    const { bytesIn } = (await next.mounts.get('/')).counters
    expect(bytesIn).toBe(0)
  })

  test('is counted, when it is read, on the mount that serves the file, also where several share a backend', async () => {
    const backend = cloudBackend()
    const { nx } = await openNexus({ ...(await createAdapters()), backend, cacheSizeMb: 0 })
    const shared = cloudBackend()
    for (const mountPoint of ['/mnt/a', '/mnt/b', '/mnt/b/deep'])
      await nx.mounts.add({ mountPoint, backend: shared })
    await nx.mounts.add({ mountPoint: '/mnt/c', backend })
    const paths = ['/f', '/mnt/a/f', '/mnt/b/f', '/mnt/b/deep/f', '/mnt/c/f']
    for (const [index, path] of paths.entries())
      await nx.write(path, pattern(100_000 + 1000 * index))
    const counted = async () =>
      Promise.all(
        ['/', '/mnt/a', '/mnt/b', '/mnt/b/deep', '/mnt/c'].map(async (path) => {
          const { bytesOut, calls } = (await nx.mounts.get(path)).counters
          return { bytes: bytesOut, gets: calls.get ?? 0 }
        }),
      )
    const before = await counted()
    for (const [index, path] of paths.entries())
      for (let times = 0; times <= index; times++) await nx.read(path)
    const after = await counted()
    const read = after.map(({ bytes, gets }, index) => ({
      bytes: bytes - (before[index]?.bytes ?? 0),
      gets: gets - (before[index]?.gets ?? 0),
    }))
    expect(read).toEqual(
      paths.map((_, index) => ({
        bytes: (index + 1) * (100_000 + 1000 * index),
        gets: index + 1,
      })),
    )
    await nx.rename('/mnt/b/f', '/mnt/a/moved')
    await nx.mounts.remove('/mnt/a')
    expect((await nx.read('/mnt/a/moved')).byteLength).toBe(102_000)
  })

  test('that another look shows to be gone is sent again', async () => {
    const adapters = { ...(await createAdapters()), backend: cloudBackend() }
    const { nx } = await openNexus({ ...adapters, cacheSizeMb: 0 })
    const { etag } = await nx.write('/a', large)
    await nx.write('/b', large)
    await adapters.backend.delete(keyOf(etag))
    await rejection(nx.read('/a'), 'CORRUPT')
    await nx.write('/c', large)
    for (const path of ['/a', '/b', '/c']) expect(await nx.read(path)).toEqual(large)
  })
})

describe('an address', () => {
  async function cloud() {
    const backend = cloudBackend()
    const world = await openNexus({ ...(await createAdapters()), backend })
    const outputs = cloudBackend()
    await world.nx.mounts.add({ mountPoint: '/mnt/p', backend: outputs, layout: 'path' })
    return { ...world, backend, outputs }
  }

  test('of content names the file and its type', async () => {
    const { nx, backend } = await cloud()
    const { etag } = await nx.write('/docs/report.pdf', large)
    const url = await nx.url('/docs/report.pdf')
    expect(url).toContain(keyOf(etag))
    expect(backend.signed).toEqual([
      expect.objectContaining({
        ...{ key: keyOf(etag), method: 'GET', expiresIn: 3600 },
        ...{ fileName: 'report.pdf', contentType: 'application/pdf' },
      }),
    ])
  })

  test('of a mapped file is that of its object, to read and to upload', async () => {
    const { nx, outputs } = await cloud()
    await nx.write('/mnt/p/a/b.txt', 'x')
    await nx.url('/mnt/p/a/b.txt', { expiresIn: 60 })
    await nx.url('/mnt/p/new.txt', { method: 'PUT', contentType: 'text/plain' })
    expect(outputs.signed.map(({ key, method, expiresIn }) => [key, method, expiresIn])).toEqual([
      ['a/b.txt', 'GET', 60],
      ['new.txt', 'PUT', 3600],
    ])
    const missing = ['/mnt/p/none', '/mnt/p/a'].map((path) => nx.url(path))
    expect(await outcomes(missing)).toEqual(['NOT_FOUND', 'IS_A_DIRECTORY'])
  })

  test('is refused where there is no one object, with what to do instead', async () => {
    const { nx } = await cloud()
    await nx.write('/parts', large)
    await nx.append('/parts', large)
    const { nx: local } = await openNexus()
    await local.write('/inline', 'x')
    await local.write('/large', large)
    for (const asked of [nx.url('/parts'), local.url('/inline'), local.url('/large')])
      expect((await rejection(asked, 'NOT_SUPPORTED')).hint).toContain('read')
    await rejection(nx.url('/parts', { method: 'PUT' }), 'NOT_SUPPORTED')
  })

  test.each([0, -1, 1.5, 604_801, Number.NaN])('for %d seconds is refused', async (expiresIn) => {
    const { nx, backend } = await cloud()
    await nx.write('/a', large)
    await rejection(nx.url('/a', { expiresIn }), 'INVALID_ARGUMENT')
    expect(backend.signed).toEqual([])
  })

  test('is given to nobody who may not read or write there', async () => {
    const { nx, backend } = await cloud()
    await nx.as({ tenantId: 'acme' }).write('/shared/acme/a', large)
    const beta = nx.as({ tenantId: 'beta' })
    expect(await outcomes([beta.url('/shared/acme/a')])).toEqual(['ACCESS_DENIED'])
    await nx.mounts.add({
      ...{ mountPoint: '/mnt/ro', backend: cloudBackend(), layout: 'path', readonly: true },
    })
    await rejection(nx.url('/mnt/ro/a', { method: 'PUT' }), 'READ_ONLY')
    expect(backend.signed).toEqual([])
  })

  test('is vetoed where reading is, and none is given past hooks of writing', async () => {
    const backend = cloudBackend()
    const { nx } = await openNexus({
      ...{ ...(await createAdapters()), backend },
      hooks: {
        beforeRead: () => {
          throw new Error('no')
        },
        beforeWrite: () => undefined,
      },
      mounts: [{ mountPoint: '/mnt/p', backend: cloudBackend(), layout: 'path' }],
    })
    await nx.write('/a', large)
    await rejection(nx.url('/a'), 'VETOED')
    await rejection(nx.url('/mnt/p/a', { method: 'PUT' }), 'NOT_SUPPORTED')
  })
})

describe('a mount of layout path', () => {
  test('opens without waiting, probes at its first use, and says why it cannot', async () => {
    const backend = createMemoryBackend()
    let probes = 0
    backend.probe = async ({ readonly }) => {
      probes += 1
      expect(readonly).toBe(true)
      throw new NexusError('BUCKET_NOT_FOUND', 'There is no bucket boom.')
    }
    const mount = { mountPoint: '/mnt/p', backend, layout: 'path', readonly: true } as const
    const { nx } = await openNexus({ mounts: [mount] })
    expect(probes).toBe(0)
    await rejection(nx.read('/mnt/p/x'), 'BUCKET_NOT_FOUND')
    expect(probes).toBeGreaterThan(0)
    expect(await nx.mounts.get('/mnt/p')).toMatchObject({
      ...{ code: 'BUCKET_NOT_FOUND', problem: 'There is no bucket boom.' },
    })
    expect((await nx.health()).ok).toBe(true)
  })

  test('plans its first change with what the endpoint really does', async () => {
    for (const change of ['mkdir', 'write', 'list'] as const) {
      const backend = createMemoryBackend()
      const capabilities = { ...backend.capabilities, putIfAbsent: false, putIfMatch: false }
      backend.probe = async () => {
        Object.defineProperty(backend, 'capabilities', { value: capabilities })
      }
      const { nx } = await openNexus({
        mounts: [{ mountPoint: '/mnt/p', backend, layout: 'path' }],
      })
      if (change === 'mkdir') await nx.mkdir('/mnt/p/folder')
      if (change === 'write') await nx.write('/mnt/p/folder/f', 'x')
      expect(await nx.list('/mnt/p', { recursive: false }).toArray()).toHaveLength(
        change === 'list' ? 0 : 1,
      )
    }
  })
})
