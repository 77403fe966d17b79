import { createMemoryBackend, createMemoryStore, type NexusOptions } from '@nexusfs/core'
import { describe, expect, test } from 'vitest'
import { createTestClock } from './test-clock.ts'
import { keysOf, openNexus, pattern, rejection } from './world.ts'

const HOUR = 60 * 60_000
const DAY = 24 * HOUR
const LARGE = 100_000

async function openRetaining(options: Partial<NexusOptions> = {}) {
  const clock = createTestClock()
  const store = createMemoryStore({ clock: () => clock.now() })
  const backend = createMemoryBackend()
  const settings = { retention: 7 * DAY, gcGrace: 0, gcDelay: 0, gc: 'manual', ...options } as const
  const world = await openNexus({ store, backend, clock, ...settings })
  const collect = () => world.nx.content.gc({ apply: true })
  const objects = async () => (await keysOf(backend)).filter((key) => key !== 'nexus.json').length
  return { ...world, clock, collect, objects }
}

describe('retention', () => {
  test('what ended within it stays: versions, undo of a delete that held the only reference, and the past', async () => {
    const { nx, clock, collect, objects } = await openRetaining()
    await nx.write('/a', pattern(LARGE, 1))
    await nx.write('/a', pattern(LARGE, 2))
    const { operationId } = await nx.delete('/a')
    clock.advance(6 * DAY)
    expect(await collect()).toMatchObject({ prunedStates: 0, contents: 0 })
    expect(await objects()).toBe(2)
    await nx.undo(operationId as string)
    expect(await nx.read('/a')).toEqual(pattern(LARGE, 2))
    expect(await nx.versions.list('/a').toArray()).toHaveLength(2)
    expect(await nx.versions.read('/a', 1)).toEqual(pattern(LARGE, 1))
  })

  test('what ended before it goes, and whoever looks back is told', async () => {
    const { nx, clock, collect, objects } = await openRetaining()
    const { operationId: first } = await nx.write('/a', pattern(LARGE, 1))
    await nx.write('/a', pattern(LARGE, 2))
    const { operationId: deleted } = await nx.delete('/a')
    await nx.write('/kept', pattern(LARGE, 3))
    clock.advance(8 * DAY)
    expect(await collect()).toMatchObject({ prunedStates: 2, contents: 2, objectsDeleted: 2 })
    expect(await objects()).toBe(1)
    await rejection(nx.read('/a', { at: first }), 'HISTORY_EXPIRED')
    await rejection(nx.undo(deleted as string), 'HISTORY_EXPIRED')
    expect(await nx.read('/kept')).toEqual(pattern(LARGE, 3))
    expect((await nx.content.fsck({ deep: true })).problems).toEqual([])
  })

  test('the present is never pruned, however old it is', async () => {
    const { nx, clock, collect } = await openRetaining()
    await nx.write('/a', pattern(LARGE))
    clock.advance(1000 * DAY)
    expect(await collect()).toMatchObject({ prunedStates: 0, contents: 0 })
    expect(await nx.read('/a')).toEqual(pattern(LARGE))
  })

  test('a snapshot holds what lay below its directory then, also what was moved or deleted since', async () => {
    const { nx, clock, collect, objects } = await openRetaining()
    await nx.write('/held/deep/a', pattern(LARGE, 1))
    await nx.write('/held/b', pattern(LARGE, 2))
    await nx.write('/loose/c', pattern(LARGE, 3))
    await nx.snapshots.create('/held', { name: 'then' })
    await nx.delete('/held/deep/a')
    await nx.rename('/held', '/moved')
    await nx.delete('/moved/b')
    await nx.delete('/loose/c')
    clock.advance(8 * DAY)
    await collect()
    expect(await objects()).toBe(2)
    expect(await nx.read('/held/deep/a', { at: 'then' })).toEqual(pattern(LARGE, 1))
    expect(await nx.read('/held/b', { at: 'then' })).toEqual(pattern(LARGE, 2))
    await rejection(nx.read('/loose/c', { at: 'then' }), 'HISTORY_EXPIRED')
    await nx.snapshots.delete('then')
    await collect()
    expect(await objects()).toBe(0)
  })

  test('what two snapshots hold goes with the last of them', async () => {
    const { nx, clock, collect, objects } = await openRetaining()
    await nx.write('/d/a', pattern(LARGE))
    await nx.snapshots.create('/d', { name: 'one' })
    await nx.write('/d/other', 'x')
    await nx.snapshots.create('/', { name: 'two' })
    await nx.delete('/d/a')
    clock.advance(8 * DAY)
    for (const name of ['one', 'two']) {
      await collect()
      expect(await objects()).toBe(1)
      await nx.snapshots.delete(name)
    }
    await collect()
    expect(await objects()).toBe(0)
  })

  test('tenants are pruned each, also one that has no file left', async () => {
    const { nx, clock, collect, objects } = await openRetaining()
    for (const tenantId of ['acme', 'beta']) {
      const tenant = nx.as({ tenantId })
      await tenant.write('/documents/report', pattern(LARGE))
      if (tenantId === 'acme') await tenant.write('/documents/kept', 'x')
      await tenant.rmdir('/documents', { recursive: true })
    }
    clock.advance(8 * DAY)
    await collect()
    expect(await objects()).toBe(0)
  })

  test('pruning goes on where it was stopped', async () => {
    const { nx, clock, collect, objects } = await openRetaining({ inlineMaxBytes: 0 })
    await nx.writeBatch(
      Array.from({ length: 1_200 }, (_, index) => ({ path: `/d/${index}`, content: `${index}` })),
    )
    await nx.rmdir('/d', { recursive: true })
    clock.advance(8 * DAY)
    const stop = new AbortController()
    const onProgress = ({ done }: { readonly done: number }) => {
      if (done > 0) stop.abort()
    }
    const stopped = nx.content.gc({ apply: true, onProgress, signal: stop.signal })
    await rejection(stopped, 'ABORTED')
    const { prunedStates } = await collect()
    expect(prunedStates).toBeGreaterThan(100)
    expect(prunedStates).toBeLessThan(1_201)
    expect(await objects()).toBe(0)
  })
})
