import { type Backend, createMemoryBackend, createMemoryStore, createNexus } from '@nexusfs/core'
import { describe, expect, test } from 'vitest'
import { createAdapters, openNexus, pattern, rejection } from './world.ts'

/** A backend whose bodies tell when they were ended. */
function watched(backend: Backend) {
  const bodies = { open: 0 }
  const watching: Backend = new Proxy(backend, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (name !== 'get') return typeof member === 'function' ? member.bind(target) : member
      return async (...given: Parameters<Backend['get']>) => {
        const result = await target.get(...given)
        return { ...result, body: counting(result.body) }
      }
    },
  })
  async function* counting(body: AsyncIterable<Uint8Array>) {
    bodies.open += 1
    try {
      yield* body
    } finally {
      bodies.open -= 1
    }
  }
  return { backend: watching, bodies }
}

async function many(count = 3000) {
  const adapters = await createAdapters()
  const nx = await createNexus({ ...adapters, ownsAdapters: false })
  await nx.writeBatch(
    Array.from({ length: count }, (_, index) => ({ path: `/d/${index}`, content: 'needle' })),
  )
  return { nx, ...adapters }
}

describe('closing', () => {
  test.each(['list', 'glob', 'grep', 'tree', 'operations', 'tags'] as const)(
    'is not kept by an abandoned %s, whose next page is CLOSED',
    async (kind) => {
      const { nx } = await many()
      if (kind === 'tags') await nx.tags.set('/d/0', 'k', 'v')
      const listing = {
        list: () => nx.list('/d'),
        glob: () => nx.glob('/d/*'),
        grep: () => nx.grep('needle'),
        tree: () => nx.tree('/'),
        operations: () => nx.operations.list(),
        tags: () => nx.tags.find({ key: 'k' }),
      }[kind]()
      const rows = listing[Symbol.asyncIterator]()
      expect((await rows.next()).done).toBe(false)
      await nx.close()
      const rest = (async () => {
        for (let next = await rows.next(); next.done !== true; next = await rows.next());
      })()
      await rejection(rest, 'CLOSED')
      expect((await rows.next()).done).toBe(true)
    },
  )

  test('inside of a loop over a listing ends the loop', async () => {
    const { nx } = await many()
    const loop = async () => {
      for await (const _ of nx.list('/')) await nx.close()
    }
    await rejection(loop(), 'CLOSED')
  })

  test('waits for what was asked for whole', async () => {
    const { nx } = await many()
    const all = nx.list('/d').toArray()
    const log = nx.operations.list().toArray()
    const found = nx.grep('needle').toArray()
    await nx.close()
    expect([(await all).length, (await log).length, (await found).length]).toEqual([
      3000, 3000, 3000,
    ])
  })

  test('is not kept by an abandoned stream, and ends what it holds', async () => {
    const { backend, bodies } = watched(createMemoryBackend())
    const { store } = await createAdapters()
    const { nx } = await openNexus({ store, backend })
    await nx.write('/a', pattern(5 << 20))
    const unread = nx.readStream('/a')
    const reader = nx.readStream('/a').getReader()
    await reader.read()
    expect(bodies.open).toBe(1)
    await nx.close()
    expect(bodies.open).toBe(0)
    await rejection(reader.read(), 'CLOSED')
    await rejection(unread.getReader().read(), 'CLOSED')
  })

  test('a stream that was cancelled or broken off holds nothing', async () => {
    const { backend, bodies } = watched(createMemoryBackend())
    const { store } = await createAdapters()
    const { nx } = await openNexus({ store, backend })
    await nx.write('/a', pattern(5 << 20))
    for await (const _ of nx.readStream('/a')) break
    const stream = nx.readStream('/a')
    await stream.cancel()
    const reader = nx.readStream('/a', { start: 1 << 20, end: 4 << 20 }).getReader()
    await reader.read()
    await reader.cancel()
    expect(bodies.open).toBe(0)
  })

  test('waits for accepted calls, refuses later ones, and happens once', async () => {
    const { nx, store, backend } = await openNexus()
    const writing = nx.write('/a', 'a')
    const appending = Array.from({ length: 10 }, () => nx.append('/b', 'b'))
    const closing = [nx.close(), nx.close()]
    await rejection(nx.write('/late', ''), 'CLOSED')
    await Promise.all([writing, ...appending, ...closing])
    await rejection(nx.read('/a'), 'CLOSED')
    await rejection(nx.list('/').toArray(), 'CLOSED')
    await rejection(nx.grep('x').toArray(), 'CLOSED')
    await rejection(nx.health(), 'CLOSED')
    await rejection(nx.mounts.list(), 'CLOSED')
    expect(() => nx.onChange(() => undefined)).toThrow(expect.objectContaining({ code: 'CLOSED' }))
    const again = await openNexus({ store, backend })
    expect((await again.nx.readText('/b')).length).toBe(10)
  })

  test('a child closes itself alone; the opener closes all', async () => {
    const { nx, store } = await openNexus()
    const child = nx.as({ run: 'r' })
    const other = nx.as({ run: 's' })
    let heard = 0
    child.onChange(() => heard++)
    await child.write('/a', 'a')
    await expect.poll(() => heard).toBeGreaterThan(0)
    const listing = child.list('/')[Symbol.asyncIterator]()
    await listing.next()
    await child.close()
    const before = heard
    await rejection(child.read('/a'), 'CLOSED')
    await rejection(child.grep('a').toArray(), 'CLOSED')
    await other.write('/b', 'b')
    await nx.readText('/b')
    expect(heard).toBe(before)
    let late = 0
    other.onChange(() => late++)
    await nx.close()
    await rejection(other.read('/a'), 'CLOSED')
    await store.commit({
      space: 'default',
      operations: [{ id: '01890000-0000-7000-8000-000000000000', type: 'mkdir', path: '/x' }],
      mutations: [],
    })
    await Promise.resolve()
    expect(late).toBe(0)
  })

  test('a handle that cannot be opened closes what it was given, unless that is another’s', async () => {
    for (const ownsAdapters of [true, false]) {
      const store = createMemoryStore()
      const backend = createMemoryBackend()
      const bad = { store, backend, ownsAdapters, tenantId: '../x' }
      await rejection(createNexus(bad), 'INVALID_ARGUMENT')
      await rejection(createNexus({ ...bad, tenantId: 'default' }), 'INVALID_ARGUMENT')
      if (ownsAdapters) await rejection(store.settled(), 'CLOSED')
      else expect(await store.settled()).toBe(0)
    }
  })

  test('`await using` closes', async () => {
    const adapters = await createAdapters()
    let kept: Awaited<ReturnType<typeof createNexus>> | undefined
    {
      await using nx = await createNexus({ ...adapters, ownsAdapters: false })
      kept = nx
      await nx.write('/a', 'a')
    }
    await rejection(kept.read('/a'), 'CLOSED')
  })
})

describe('as', () => {
  test('may set what is open, drop what widens, and change nothing that is set', async () => {
    const { nx } = await openNexus({ isAdmin: true, groups: ['a', 'b'] })
    const acme = nx.as({ tenantId: 'acme', isAdmin: false })
    for (const change of [
      { tenantId: 'other' },
      { isAdmin: true },
      { groups: ['a', 'c'] },
    ] as const) {
      expect(() => acme.as(change)).toThrow(expect.objectContaining({ code: 'ACCESS_DENIED' }))
    }
    for (const change of [
      { tenantId: 'default' },
      { tenantId: '' },
      { tenantId: '.x' },
      { agentId: 'a/b' },
      { groups: 'a' },
      { run: 5 },
      { userId: '' },
      { isAdmin: 'no' },
    ]) {
      const invalid = expect.objectContaining({ code: 'INVALID_ARGUMENT' })
      expect(() => nx.as(change as never)).toThrow(invalid)
    }
    acme.as({ tenantId: 'acme', agentId: 'one', groups: ['b'], run: 'r', requestId: 'q' })
    acme.as({ run: 'r' }).as({ run: 's' })
    await acme.write('/workspace/acme/x', 'x')
    await rejection(acme.as({ agentId: 'one' }).read('/workspace/acme/two/x'), 'ACCESS_DENIED')
  })
})
