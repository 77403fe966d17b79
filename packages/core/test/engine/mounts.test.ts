import { type Backend, createMemoryBackend, type Nexus } from '@nexusfs/core'
import { faultyBackend } from '@nexusfs/testkit'
import { describe, expect, test } from 'vitest'
import {
  chunksOf,
  createAdapters,
  keysOf,
  openNexus,
  outcomes,
  pattern,
  rejection,
} from './world.ts'

const large = pattern(100_000)

describe('a mount', () => {
  test('takes new content below it, and leaves the files when it goes', async () => {
    const { nx, backend } = await openNexus()
    const other = createMemoryBackend()
    const { id, mountPoint } = await nx.mounts.add({ mountPoint: 'mnt/other/', backend: other })
    expect(mountPoint).toBe('/mnt/other')
    await nx.write('/mnt/other/a', large)
    expect((await keysOf(other)).length).toBe(2)
    expect(await keysOf(backend)).toEqual([])
    expect((await nx.list('/mnt', { recursive: false }).toArray()).map(({ name }) => name)).toEqual(
      ['other'],
    )
    await nx.mounts.remove(id)
    const error = await rejection(nx.read('/mnt/other/a', { start: 1 }), 'BACKEND_NOT_CONFIGURED')
    expect(error.hint).toContain('Configure')
    await nx.mounts.add({ mountPoint: '/elsewhere', backend: other })
    expect(await nx.read('/mnt/other/a')).toEqual(large)
  })

  test('at or below a path makes moving and removing that path BUSY', async () => {
    const { nx } = await openNexus()
    await nx.mounts.add({ mountPoint: '/a/b/mnt', backend: createMemoryBackend() })
    await nx.write('/a/b/mnt/f', 'f')
    for (const path of ['/a', '/a/b', '/a/b/mnt']) {
      await rejection(nx.rmdir(path, { recursive: true }), 'BUSY')
      await rejection(nx.rename(path, '/new'), 'BUSY')
    }
    await nx.copy('/a', '/copy')
    await nx.rename('/a/b/mnt/f', '/a/g')
    await nx.mounts.remove('/a/b/mnt')
    await nx.rmdir('/a', { recursive: true })
  })

  test('that is read-only refuses every change, below and across its edge, and claims nothing', async () => {
    const { nx } = await openNexus()
    const backend = createMemoryBackend()
    await nx.write('/mnt/ro/f', 'f')
    await nx.write('/mnt/ro/d/g', 'g')
    await nx.mounts.add({ mountPoint: '/mnt/ro', backend, readonly: true })
    await everyChangeIs(nx, 'READ_ONLY', '/mnt/ro', '/free')
    expect(await keysOf(backend)).toEqual([])
    await nx.copy('/mnt/ro/f', '/free')
    expect(await nx.readText('/mnt/ro/d/g')).toBe('g')
  })

  test('is chosen by priority, then by the longest prefix, on segment boundaries', async () => {
    const { nx } = await openNexus()
    const [low, high, inner] = [createMemoryBackend(), createMemoryBackend(), createMemoryBackend()]
    await nx.mounts.add({ mountPoint: '/m', backend: low })
    await nx.mounts.add({ mountPoint: '/m/in', backend: inner })
    await nx.mounts.add({ mountPoint: '/m', backend: high, priority: 5 })
    await nx.write('/m/in/x', large)
    expect(await keysOf(high)).toHaveLength(2)
    await nx.write('/mm/x', large)
    expect([await keysOf(low), await keysOf(inner)]).toEqual([[], []])
    const entries = await nx.mounts.list()
    expect(entries.find(({ mountPoint }) => mountPoint === '/m/in')?.problem).toContain('hidden')
    expect((await nx.mounts.get('/m/in/x')).priority).toBe(5)
  })

  test.each([
    [{ mountPoint: '/' }, 'INVALID_ARGUMENT'],
    [{ mountPoint: '/../x' }, 'INVALID_PATH'],
    [{ mountPoint: '/m', layout: 'keys' as never }, 'INVALID_ARGUMENT'],
    [{ mountPoint: '/m', priority: 0.5 }, 'INVALID_ARGUMENT'],
    [{ mountPoint: '/file' }, 'NOT_A_DIRECTORY'],
    [{ mountPoint: '/file/m' }, 'NOT_A_DIRECTORY'],
    [{ mountPoint: '/system/m' }, 'ACCESS_DENIED'],
    [{ mountPoint: '/m', backend: undefined as never }, 'INVALID_ARGUMENT'],
    [{ mountPoint: '/taken' }, 'ALREADY_EXISTS'],
  ])('with %j is refused and leaves no trace', async (options, code) => {
    const { nx } = await openNexus()
    await nx.write('/file', '')
    await nx.mounts.add({ mountPoint: '/taken', backend: createMemoryBackend() })
    const before = await nx.operations.list().toArray()
    const mounts = (await nx.mounts.list()).length
    await rejection(nx.mounts.add({ backend: createMemoryBackend(), ...options }), code)
    expect(await nx.operations.list().toArray()).toEqual(before)
    expect(await nx.mounts.list()).toHaveLength(mounts)
    expect(await nx.exists('/m')).toBe(false)
  })

  test('of a tenant exists for that tenant alone', async () => {
    const { nx } = await openNexus({ isAdmin: true })
    const acme = nx.as({ tenantId: 'acme', isAdmin: false })
    const other = nx.as({ tenantId: 'other', isAdmin: false })
    const backend = createMemoryBackend()
    const { id } = await acme.mounts.add({ mountPoint: '/docs', backend })
    await other.write('/docs/x', large)
    expect(await keysOf(backend)).toEqual([])
    expect((await other.mounts.list()).map(({ mountPoint }) => mountPoint)).toEqual(['/'])
    await rejection(other.mounts.remove(id), 'NOT_FOUND')
    await acme.write('/docs/x', large)
    expect(await keysOf(backend)).toContain('nexus.json')
  })

  test('that everybody reaches is not one tenant’s to add or remove', async () => {
    const { nx } = await openNexus({ isAdmin: true })
    const acme = nx.as({ tenantId: 'acme', isAdmin: false })
    await nx.mounts.add({ mountPoint: '/external/all', backend: createMemoryBackend() })
    await acme.write('/external/all/x', large)
    expect((await acme.mounts.list()).map(({ mountPoint }) => mountPoint)).toContain(
      '/external/all',
    )
    await rejection(acme.mounts.remove('/external/all'), 'ACCESS_DENIED')
    await rejection(
      acme.mounts.add({ mountPoint: '/external/mine', backend: createMemoryBackend() }),
      'ACCESS_DENIED',
    )
    await rejection(nx.mounts.remove('/'), 'INVALID_ARGUMENT')
    await rejection(nx.mounts.remove('/nothing'), 'NOT_FOUND')
  })
})

describe('read-only namespaces', () => {
  test('refuse every change, of administrators too', async () => {
    for (const options of [{}, { isAdmin: true }, { tenantId: 'acme' }]) {
      const { nx } = await openNexus(options)
      await everyChangeIs(nx, 'READ_ONLY', '/archives/acme', '/free')
    }
  })
})

describe('a backend', () => {
  test('of another store is BACKEND_IN_USE and stays as it was', async () => {
    const { nx, backend } = await openNexus()
    await nx.write('/a', large)
    const keys = await keysOf(backend)
    const { store } = await createAdapters()
    const { nx: second } = await openNexus({ store, backend })
    const error = await rejection(second.write('/b', pattern(100_000, 9)), 'BACKEND_IN_USE')
    expect(error.hint).toContain('prefix')
    expect(await keysOf(backend)).toEqual(keys)
    await second.write('/small', 'inline content needs no backend')
  })

  test('that cannot be reached does not keep content elsewhere from being read', async () => {
    const { store, backend } = await createAdapters()
    const { nx: first } = await openNexus({ store, backend })
    await first.write('/a', large)
    const plan = [{ method: 'get', fault: 'errorBefore' as const }]
    const gone = faultyBackend(createMemoryBackend(), plan)
    const foreign = createMemoryBackend()
    const { nx: owner } = await openNexus({
      store: (await createAdapters()).store,
      backend: foreign,
    })
    await owner.write('/x', large)
    const { nx } = await openNexus({
      store,
      backend,
      mounts: [
        { mountPoint: '/gone', backend: gone, priority: 1 },
        { mountPoint: '/foreign', backend: foreign, priority: 1 },
      ],
    })
    expect(await nx.read('/a')).toEqual(large)
  })

  test('gets one marker, however many write first, with or without conditional puts', async () => {
    for (const putIfAbsent of [true, false]) {
      const { store, backend } = await createAdapters()
      const weak: Backend = new Proxy(backend, {
        get(target, name) {
          if (name === 'capabilities') return { ...target.capabilities, putIfAbsent }
          const member: unknown = Reflect.get(target, name)
          return typeof member === 'function' ? member.bind(target) : member
        },
      })
      const { nx } = await openNexus({ store, backend: weak })
      const writes = Array.from({ length: 10 }, (_, index) =>
        nx.write(`/${index}`, pattern(100_000, index)),
      )
      expect(new Set(await outcomes(writes))).toEqual(new Set(['ok']))
      const { nx: again } = await openNexus({ store, backend: weak })
      for (let index = 0; index < 10; index++)
        expect(await again.read(`/${index}`)).toEqual(pattern(100_000, index))
    }
  })
})

/** Every way of changing what lies at a place. */
async function everyChangeIs(nx: Nexus, code: string, place: string, free: string): Promise<void> {
  await nx.write(free, 'free')
  const outside = await nx.operations.list().toArray()
  const codes = await outcomes([
    nx.write(`${place}/f`, 'x'),
    nx.write(`${place}/new/deep`, 'x'),
    nx.write(`${place}/stream`, chunksOf(large)),
    nx.writeBatch([
      { path: `${free}2`, content: 'x' },
      { path: `${place}/f`, content: 'x' },
    ]),
    nx.append(`${place}/f`, 'x'),
    nx.edit(`${place}/f`, [{ old: 'f', new: 'g' }]),
    nx.delete(`${place}/f`),
    nx.mkdir(`${place}/new`),
    nx.mkdir(`${place}/d`, { existOk: true }),
    nx.rmdir(`${place}/d`, { recursive: true }),
    nx.rename(`${place}/f`, `${free}3`),
    nx.rename(free, `${place}/g`),
    nx.copy(free, `${place}/g`),
    nx.metadata.set(`${place}/f`, 'k', 1),
    nx.metadata.remove(`${place}/f`, 'k'),
    nx.tags.set(`${place}/f`, 'k', 'v'),
    nx.tags.remove(`${place}/f`, 'k'),
  ])
  expect(codes).toEqual(codes.map(() => code))
  expect(await nx.operations.list().toArray()).toEqual(outside)
  await nx.delete(free)
}
