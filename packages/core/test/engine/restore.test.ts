import { createMemoryBackend } from '@nexusfs/core'
import { describe, expect, test } from 'vitest'
import { openNexus, outcomes, rejection } from './world.ts'

describe('restore', () => {
  test('to before what history keeps is HISTORY_EXPIRED and changes nothing', async () => {
    const { nx, store } = await openNexus({ gc: 'manual' })
    const { operationId } = await nx.write('/docs/a', 'one')
    await nx.write('/docs/a', 'two')
    const value = { sequence: await store.settled(), scanned: 0 }
    const mutations = [
      { kind: 'record', collection: 'horizon', key: 'default', action: 'put', value },
    ] as const
    await store.commit({ space: 'default', operations: [], mutations })
    await rejection(nx.restore('/docs', { at: operationId }), 'HISTORY_EXPIRED')
    await rejection(nx.restore('/', { at: operationId }), 'HISTORY_EXPIRED')
    expect(await nx.readText('/docs/a')).toBe('two')
  })

  test('that would take a mount point away is BUSY; with the mount point there it leaves it', async () => {
    const { nx } = await openNexus()
    const backend = createMemoryBackend()
    const before = await nx.write('/mnt/a', 'one')
    await nx.mounts.add({ mountPoint: '/mnt/x', backend })
    const since = await nx.write('/mnt/x/b', 'one')
    await nx.write('/mnt/x/b', 'two')
    await rejection(nx.restore('/mnt', { at: before.operationId }), 'BUSY')
    await rejection(nx.restore('/', { at: before.operationId }), 'BUSY')
    await nx.restore('/', { at: since.operationId })
    expect(await nx.readText('/mnt/x/b')).toBe('one')
    await backend.close()
  })

  test('of a directory with a read-only mount in it is READ_ONLY', async () => {
    const { nx } = await openNexus()
    const backend = createMemoryBackend()
    await nx.mkdir('/mnt/x', { parents: true })
    const { operationId } = await nx.write('/mnt/a', 'one')
    await nx.write('/mnt/a', 'two')
    await nx.mounts.add({ mountPoint: '/mnt/x', backend, readonly: true })
    await rejection(nx.restore('/mnt', { at: operationId }), 'READ_ONLY')
    await rejection(nx.restore('/mnt/x', { at: operationId }), 'READ_ONLY')
    await nx.restore('/mnt/a', { at: operationId })
    expect(await nx.readText('/mnt/a')).toBe('one')
    await backend.close()
  })

  test('takes a time and the name of a snapshot', async () => {
    const { nx } = await openNexus()
    const { modifiedAt } = await nx.write('/docs/a', 'one')
    await nx.snapshots.create('/docs', { name: 'before' })
    await expect.poll(() => Date.now()).toBeGreaterThan(modifiedAt)
    await nx.write('/docs/a', 'two')
    await nx.write('/docs/b', 'two')
    await nx.restore('/docs', { at: 'before' })
    expect((await nx.list('/docs').toArray()).map(({ path }) => path)).toEqual(['/docs/a'])
    await nx.write('/docs/a', 'three')
    await nx.restore('/docs', { at: new Date(modifiedAt) })
    expect(await nx.readText('/docs/a')).toBe('one')
  })

  test('by many at once is done by all, and undone newest first', async () => {
    const { nx } = await openNexus()
    const { operationId } = await nx.write('/docs/a', 'one')
    await nx.write('/docs/a', 'two')
    const restores = await Promise.all(
      Array.from({ length: 4 }, () => nx.restore('/docs', { at: operationId })),
    )
    expect(await nx.readText('/docs/a')).toBe('one')
    const changing = restores.filter(({ count }) => count > 0)
    expect(changing).toHaveLength(1)
    expect(await outcomes(changing.map((restore) => nx.undo(restore.operationId ?? '')))).toEqual([
      'ok',
    ])
    expect(await nx.readText('/docs/a')).toBe('two')
  })
})
