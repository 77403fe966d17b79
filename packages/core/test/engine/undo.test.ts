import { createMemoryBackend, type MetadataStore } from '@nexusfs/core'
import { faultyStore } from '@nexusfs/testkit'
import { describe, expect, test } from 'vitest'
import { createAdapters, openNexus, outcomes, rejection } from './world.ts'

/** A store that counts calls by method. */
function counting(store: MetadataStore): { store: MetadataStore; calls: Map<string, number> } {
  const calls = new Map<string, number>()
  const counted = new Proxy(store, {
    get(target, name: keyof MetadataStore) {
      const member = target[name]
      if (typeof member !== 'function') return member
      return (...given: unknown[]) => {
        calls.set(name, (calls.get(name) ?? 0) + 1)
        return Reflect.apply(member, target, given)
      }
    },
  })
  return { store: counted, calls }
}

describe('undo', () => {
  test('of a run of 1,000 operations asks for all of them at once', async () => {
    const adapters = await createAdapters()
    const { store, calls } = counting(adapters.store)
    const { nx } = await openNexus({ store, backend: adapters.backend, gc: 'manual' })
    const items = Array.from({ length: 1000 }, (_, index) => ({
      path: `/docs/dir/f${index}`,
      content: `${index}`,
    }))
    await nx.as({ run: 'r' }).writeBatch(items)
    calls.clear()
    const { undone } = await nx.undo({ run: 'r' })
    expect(undone).toHaveLength(1000)
    expect(await nx.exists('/docs')).toBe(false)
    expect(calls.get('commit')).toBe(1)
    expect([...calls.values()].reduce((sum, count) => sum + count, 0)).toBeLessThan(15)
  })

  test('of a large tree that was removed brings all of it back', async () => {
    const { nx } = await openNexus()
    const items = Array.from({ length: 3000 }, (_, index) => ({
      path: `/docs/d${index % 50}/f${index}`,
      content: `${index}`,
    }))
    await nx.writeBatch(items)
    const { operationId } = await nx.rmdir('/docs', { recursive: true })
    const { changes } = await nx.undo(operationId)
    expect(changes).toHaveLength(3051)
    expect(await nx.list('/docs').toArray()).toHaveLength(3000)
    expect(await nx.readText('/docs/d7/f2957')).toBe('2957')
  })

  test('by two engines at once is done by one', async () => {
    const adapters = await createAdapters()
    const [one, two] = [(await openNexus(adapters)).nx, (await openNexus(adapters)).nx]
    const run = one.as({ run: 'r' })
    for (const name of ['a', 'b', 'c']) await run.write(`/docs/${name}`, name)
    const results = await Promise.all([one, two, one, two].map((nx) => nx.undo({ run: 'r' })))
    expect(results.filter(({ operationId }) => operationId !== undefined)).toHaveLength(1)
    expect(await one.exists('/docs')).toBe(false)
  })

  test('whose answer was lost is done once', async () => {
    const adapters = await createAdapters()
    const { nx: writer } = await openNexus(adapters)
    await writer.write('/docs/a', 'one')
    const { operationId } = await writer.write('/docs/a', 'two')
    const store = faultyStore(adapters.store, [{ method: 'commit', nth: 1, fault: 'timeoutAfter' }])
    const { nx } = await openNexus({ store, backend: adapters.backend, gc: 'manual' })
    const result = await nx.undo(operationId)
    expect(result.undone).toHaveLength(1)
    expect(await writer.readText('/docs/a')).toBe('one')
    expect((await writer.undo(operationId)).skipped[0]?.reason).toBe('alreadyUndone')
  })

  test('of what is older than the history that is kept is HISTORY_EXPIRED, or skipped', async () => {
    const { nx, store } = await openNexus({ gc: 'manual' })
    const old = await nx.write('/docs/a', 'one')
    const value = { sequence: await store.settled(), scanned: 0 }
    const mutations = [
      { kind: 'record', collection: 'horizon', key: 'default', action: 'put', value },
    ] as const
    await store.commit({ space: 'default', operations: [], mutations })
    const { operationId } = await nx.write('/docs/a', 'two')
    await rejection(nx.undo([old.operationId, operationId]), 'HISTORY_EXPIRED')
    const options = { onConflict: 'skip' } as const
    const { undone, skipped } = await nx.undo([old.operationId, operationId], options)
    expect(undone.map(({ id }) => id)).toEqual([operationId])
    expect(skipped.map(({ reason }) => reason)).toEqual(['expired'])
    expect(await nx.readText('/docs/a')).toBe('one')
  })

  test('that would take a mount point away is BUSY', async () => {
    const { nx } = await openNexus()
    const backend = createMemoryBackend()
    await nx.mounts.add({ mountPoint: '/mnt/x', backend })
    const [mounted] = await nx.operations.list({ types: ['mount'] }).toArray()
    await rejection(nx.undo(mounted?.id ?? ''), 'BUSY')
    await nx.mounts.remove('/mnt/x')
    await nx.undo(mounted?.id ?? '')
    expect(await nx.exists('/mnt')).toBe(false)
    await backend.close()
  })

  test('below a mount that has become read-only is READ_ONLY', async () => {
    const { nx } = await openNexus()
    const backend = createMemoryBackend()
    const { operationId } = await nx.write('/mnt/x/a', 'one')
    await nx.mounts.add({ mountPoint: '/mnt/x', backend, readonly: true })
    await rejection(nx.undo(operationId), 'READ_ONLY')
    expect(await nx.readText('/mnt/x/a')).toBe('one')
    await nx.mounts.remove('/mnt/x')
    await nx.mounts.add({ mountPoint: '/mnt/x', backend })
    await nx.undo(operationId)
    expect(await nx.isDirectory('/mnt/x')).toBe(true)
    expect(await nx.exists('/mnt/x/a')).toBe(false)
    await backend.close()
  })

  test('runs no hooks', async () => {
    const fired: string[] = []
    const note = (name: string) => async () => {
      fired.push(name)
      return undefined
    }
    const hooks = {
      beforeWrite: note('beforeWrite'),
      afterWrite: note('afterWrite'),
      beforeDelete: note('beforeDelete'),
      afterDelete: note('afterDelete'),
    }
    const { nx } = await openNexus({ hooks })
    const { operationId } = await nx.write('/docs/a', 'one')
    const gone = await nx.delete('/docs/a')
    fired.length = 0
    await nx.undo(gone.operationId)
    await nx.undo(operationId)
    expect(fired).toEqual([])
    expect(await nx.exists('/docs/a')).toBe(false)
  })

  test('by an administrator happens in the space that the operation is of', async () => {
    const { nx } = await openNexus({ isAdmin: true })
    const { operationId } = await nx.write('/shared/acme/a', 'one')
    await nx.write('/shared/globex/a', 'one')
    await nx.undo(operationId)
    expect(await nx.exists('/shared/acme/a')).toBe(false)
    expect(await nx.exists('/shared/globex/a')).toBe(true)
  })

  test('and redo by many at once leave one of both states', async () => {
    const { nx } = await openNexus()
    await nx.write('/docs/a', 'one')
    const { operationId } = await nx.write('/docs/a', 'two')
    for (let round = 0; round < 5; round++) {
      const undo = (await nx.undo(operationId)).operationId ?? ''
      expect(await nx.readText('/docs/a')).toBe('one')
      const redos = Array.from({ length: 6 }, () => nx.undo(undo))
      expect(await outcomes(redos)).toEqual(Array.from({ length: 6 }, () => 'ok'))
      expect(await nx.readText('/docs/a')).toBe('two')
    }
  })
})
