import { createMemoryBackend } from '@nexusfs/core'
import { describe, expect, test } from 'vitest'
import { testResolver } from './resolver.fixture.ts'
import { createAdapters, keysOf, openNexus, pattern, rejection } from './world.ts'

const large = pattern(100_000)
const named = { type: 'memory', options: { name: 'a' } } as const

describe('a saved mount', () => {
  test('returns at the next start, with its content', async () => {
    const adapters = await createAdapters()
    const backendResolver = testResolver()
    const { nx } = await openNexus({ ...adapters, backendResolver })
    const { id } = await nx.mounts.add({
      ...{ mountPoint: '/mnt/a', ...named, save: true, priority: 3, readonly: false },
      description: 'outputs',
    })
    await nx.write('/mnt/a/f', large)
    await nx.close()
    expect(backendResolver.held.get('a')).toBe(0)
    const { nx: next } = await openNexus({ ...adapters, backendResolver })
    expect((await next.mounts.list())[0]).toMatchObject({
      ...{ id, mountPoint: '/mnt/a', saved: true, priority: 3, description: 'outputs' },
      backend: { type: 'memory' },
    })
    expect(await next.read('/mnt/a/f')).toEqual(large)
    await next.write('/mnt/a/g', pattern(80_000))
    expect((await keysOf(backendResolver.backends.get('a') as never)).length).toBe(3)
    expect((await next.mounts.get('/mnt/a/x')).counters.calls.put).toBe(1)
  })

  test('whose package is missing keeps no other from returning, and says why', async () => {
    const adapters = await createAdapters()
    const { nx } = await openNexus({ ...adapters, backendResolver: testResolver() })
    for (const name of ['a', 'b', 'c'])
      await nx.mounts.add({ ...named, mountPoint: `/mnt/${name}`, options: { name }, save: true })
    await nx.close()
    const resolver = testResolver()
    const { open } = resolver
    const backendResolver = {
      ...resolver,
      open: (asked: Parameters<typeof open>[0]) =>
        open(asked.options?.name === 'b' ? { ...asked, type: 'gone' } : asked),
    }
    const { nx: next } = await openNexus({ ...adapters, backendResolver })
    const rows = await next.mounts.list()
    expect(rows.map(({ mountPoint, code }) => [mountPoint, code])).toEqual([
      ['/mnt/a', undefined],
      ['/mnt/b', 'PLUGIN_NOT_FOUND'],
      ['/mnt/c', undefined],
      ['/', undefined],
    ])
    expect(rows[1]?.hint).toContain('npm install')
    await next.write('/mnt/a/f', large)
    await rejection(next.write('/mnt/b/f', large), 'PLUGIN_NOT_FOUND')
    await next.mounts.remove('/mnt/b')
    await next.write('/mnt/b/f', large)
    expect(resolver.held.get('a')).toBe(1)
  })

  test('whose place the configuration took waits, and can be removed', async () => {
    const adapters = await createAdapters()
    const { nx } = await openNexus({ ...adapters, backendResolver: testResolver() })
    const { id } = await nx.mounts.add({ mountPoint: '/mnt/a', ...named, save: true })
    await nx.close()
    const backendResolver = testResolver()
    const mounts = [{ mountPoint: '/mnt/a', backend: createMemoryBackend() }]
    const { nx: next } = await openNexus({ ...adapters, backendResolver, mounts })
    const [waiting] = await next.mounts.list()
    expect(waiting).toMatchObject({ id, saved: true, code: 'ALREADY_EXISTS' })
    expect(backendResolver.held.get('a')).toBe(0)
    await next.mounts.remove(id)
    expect((await next.mounts.list()).map(({ mountPoint }) => mountPoint)).toEqual(['/mnt/a', '/'])
  })

  test('that was added goes with undo, and comes back when that is undone', async () => {
    const { nx } = await openNexus({ backendResolver: testResolver() })
    const points = async () => (await nx.mounts.list()).map(({ mountPoint }) => mountPoint)
    await nx.mounts.add({ mountPoint: '/mnt/a', ...named, save: true })
    const added = await newest(nx)
    expect(added).toMatchObject({ type: 'mount', path: '/mnt/a' })
    const { operationId } = await nx.undo(added.id)
    expect(await points()).toEqual(['/'])
    await nx.undo(operationId as string)
    expect(await points()).toEqual(['/mnt/a', '/'])
  })

  test('that was removed returns with undo', async () => {
    const adapters = await createAdapters()
    const backendResolver = testResolver()
    const { nx } = await openNexus({ ...adapters, backendResolver })
    await nx.mounts.add({ mountPoint: '/mnt/a', ...named, save: true })
    await nx.write('/mnt/a/f', large)
    await nx.mounts.remove('/mnt/a')
    await nx.undo((await newest(nx)).id)
    expect((await nx.mounts.list())[0]).toMatchObject({ mountPoint: '/mnt/a', saved: true })
    expect(await nx.read('/mnt/a/f')).toEqual(large)
    await nx.close()
    const { nx: next } = await openNexus({ ...adapters, backendResolver })
    expect((await next.mounts.list()).length).toBe(2)
  })

  test('with a secret as plain text is refused, and nothing of it is stored', async () => {
    const { nx, store } = await openNexus({ backendResolver: testResolver() })
    const secret = 'CANARY-9a1f'
    const mount = { mountPoint: '/mnt/a', type: 'memory', save: true } as const
    const error = await rejection(
      nx.mounts.add({ ...mount, options: { name: 'a', secret } }),
      'CONFIG_INVALID',
    )
    expect(error.message).toContain('secret would be stored as plain text')
    expect(JSON.stringify(error)).not.toContain(secret)
    expect((await store.scanRecords('mount', { limit: 10 })).rows).toEqual([])
    const reference = `\${SECRET}`
    await nx.mounts.add({ ...mount, options: { name: 'a', secret: reference } })
    const { rows } = await store.scanRecords('mount', { limit: 10 })
    expect(rows[0]?.value).toMatchObject({ options: { name: 'a', secret: reference } })
  })

  test('of a backend made in code is refused', async () => {
    const { nx } = await openNexus({ backendResolver: testResolver() })
    const mount = { mountPoint: '/mnt/a', backend: createMemoryBackend(), save: true }
    await rejection(nx.mounts.add(mount), 'INVALID_ARGUMENT')
    expect(await nx.exists('/mnt')).toBe(false)
  })
})

describe('a mount by type', () => {
  test('needs somebody who knows types, and gives up what could not be mounted', async () => {
    const { nx } = await openNexus()
    await rejection(nx.mounts.add({ mountPoint: '/mnt/a', ...named }), 'NOT_SUPPORTED')
    const backendResolver = testResolver()
    const { nx: knowing } = await openNexus({ backendResolver })
    await knowing.write('/file', 'x')
    await rejection(knowing.mounts.add({ mountPoint: '/file', ...named }), 'NOT_A_DIRECTORY')
    expect(backendResolver.held.get('a')).toBe(0)
    await rejection(
      knowing.mounts.add({ mountPoint: '/m', ...named, backend: createMemoryBackend() }),
      'INVALID_ARGUMENT',
    )
    await rejection(knowing.mounts.add({ mountPoint: '/m' }), 'INVALID_ARGUMENT')
  })

  test('is for whoever opened the filesystem, and administrators', async () => {
    const { nx } = await openNexus({ backendResolver: testResolver() })
    const tenant = nx.as({ tenantId: 'acme' })
    await rejection(tenant.mounts.add({ mountPoint: '/mnt/a', ...named }), 'ACCESS_DENIED')
    await tenant.mounts.add({ mountPoint: '/mnt/a', backend: createMemoryBackend() })
    const { nx: own } = await openNexus({ backendResolver: testResolver(), tenantId: 'acme' })
    await own.mounts.add({ mountPoint: '/mnt/a', ...named })
    const narrowed = own.as({ agentId: 'x' })
    await rejection(narrowed.mounts.add({ mountPoint: '/mnt/b', ...named }), 'ACCESS_DENIED')
  })
})

async function newest(nx: Awaited<ReturnType<typeof openNexus>>['nx']) {
  const [operation] = await nx.operations.list({ limit: 1 }).toArray()
  if (operation === undefined) throw new Error('There is no operation.')
  return operation
}
