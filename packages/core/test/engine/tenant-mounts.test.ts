import { createMemoryBackend } from '@nexusfs/core'
import { describe, expect, test } from 'vitest'
import { testResolver } from './resolver.fixture.ts'
import { createAdapters, keysOf, openNexus, outcomes, pattern, rejection } from './world.ts'

const large = pattern(100_000)

async function perTenant(options: { readonly dedup?: 'shared' } = {}) {
  const bucket = createMemoryBackend()
  const mounts = [{ mountPoint: '/mnt/out', backend: bucket, perTenant: true }]
  return { ...(await openNexus({ mounts, ...options })), bucket }
}

describe('a mount per tenant', () => {
  test.each([{}, { dedup: 'shared' } as const])(
    'keeps tenants apart on one bucket, with %j',
    async (options) => {
      const { nx, bucket } = await perTenant(options)
      const acme = nx.as({ tenantId: 'acme' })
      const beta = nx.as({ tenantId: 'beta' })
      for (const handle of [nx, acme, beta]) await handle.write('/mnt/out/same', large)
      await acme.write('/mnt/out/own', pattern(90_000))
      const homes = (await keysOf(bucket)).map((key) => key.split('/')[0])
      expect([...new Set(homes)]).toEqual(['acme', 'beta', 'default'])
      expect(homes.filter((home) => home === 'acme').length).toBe(3)
      await rejection(beta.read('/mnt/out/own'), 'NOT_FOUND')
      for (const handle of [nx, acme, beta])
        expect(await handle.read('/mnt/out/same')).toEqual(large)
      expect((await acme.mounts.get('/mnt/out')).backend.location).toContain('/acme')
      expect((await acme.mounts.get('/mnt/out')).counters.calls.put).toBe(3)
      expect((await beta.mounts.get('/mnt/out')).counters.calls.put).toBe(2)
    },
  )

  test('is collected and checked in every space, also by a handle that none of them used', async () => {
    const { nx, bucket, store, backend } = await perTenant()
    const acme = nx.as({ tenantId: 'acme' })
    await acme.write('/mnt/out/a', large)
    await acme.write('/mnt/out/b', pattern(70_000))
    await acme.delete('/mnt/out/b')
    await nx.close()
    const mounts = [{ mountPoint: '/mnt/out', backend: bucket, perTenant: true }]
    const settings = { retention: 0, gc: 'manual', gcGrace: 0, gcDelay: 0 } as const
    const { nx: next } = await openNexus({ store, backend, mounts, ...settings })
    expect(await next.content.fsck({ deep: true })).toMatchObject({ ok: true, problems: [] })
    const { objectsDeleted } = await next.content.gc({ apply: true })
    expect(objectsDeleted).toBe(1)
    expect((await keysOf(bucket)).length).toBe(2)
    expect(await next.as({ tenantId: 'acme' }).read('/mnt/out/a')).toEqual(large)
  })

  test('appears in the listing of a tenant before anything is written there', async () => {
    const { nx } = await perTenant()
    const names = async (handle: typeof nx) =>
      (await handle.list('/mnt', { recursive: false }).toArray()).map(({ name }) => name)
    expect(await names(nx.as({ tenantId: 'acme' }))).toEqual(['out'])
    expect(await names(nx)).toEqual(['out'])
    const many = [1, 2, 3, 4].map((number) => names(nx.as({ tenantId: `t${number}` })))
    expect(await Promise.all(many)).toEqual([['out'], ['out'], ['out'], ['out']])
  })

  test('is rearranged by no tenant, and gives no tenant the whole bucket', async () => {
    const { nx, bucket } = await perTenant()
    const acme = nx.as({ tenantId: 'acme' })
    await rejection(acme.mounts.remove('/mnt/out'), 'ACCESS_DENIED')
    const mine = { mountPoint: '/mnt/mine', backend: createMemoryBackend(), perTenant: true }
    await rejection(acme.mounts.add(mine), 'ACCESS_DENIED')
    expect(() => acme.mounts.backend('/mnt/out')).toThrow(
      expect.objectContaining({ code: 'ACCESS_DENIED' }),
    )
    expect(nx.mounts.backend('/mnt/out')).toBe(bucket)
    await nx.mounts.remove('/mnt/out')
    await acme.write('/mnt/out/f', large)
    expect(await keysOf(bucket)).toEqual([])
  })

  test('lies outside of what names tenants or belongs to all', async () => {
    const { nx } = await openNexus()
    const mount = (mountPoint: string) =>
      nx.mounts.add({ mountPoint, backend: createMemoryBackend(), perTenant: true })
    expect(await outcomes(['/shared/acme/x', '/external/x', '/'].map(mount))).toEqual([
      ...['INVALID_ARGUMENT', 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'],
    ])
    await mount('/mnt/x')
    await rejection(mount('/mnt/x'), 'ALREADY_EXISTS')
    const own = { mountPoint: '/mnt/x', backend: createMemoryBackend() }
    await rejection(nx.as({ tenantId: 'acme' }).mounts.add(own), 'ALREADY_EXISTS')
  })

  test('that is saved returns for all tenants', async () => {
    const adapters = await createAdapters()
    const backendResolver = testResolver()
    const { nx } = await openNexus({ ...adapters, backendResolver })
    const named = { type: 'memory', options: { name: 'a' }, perTenant: true, save: true }
    await nx.mounts.add({ mountPoint: '/mnt/a', ...named })
    await nx.as({ tenantId: 'acme' }).write('/mnt/a/f', large)
    await nx.close()
    const { nx: next } = await openNexus({ ...adapters, backendResolver })
    const acme = next.as({ tenantId: 'acme' })
    expect(await acme.read('/mnt/a/f')).toEqual(large)
    expect((await acme.mounts.list())[0]).toMatchObject({ perTenant: true, saved: true })
  })
})
