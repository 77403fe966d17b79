import { getEventListeners } from 'node:events'
import type { FollowedOperation, FollowOptions, Nexus } from '@nexusfs/core'
import { describe, expect, test } from 'vitest'
import { alteredStore } from './altered-store.ts'
import { createAdapters, openNexus, rejection } from './world.ts'

function open(nx: Nexus, options?: FollowOptions) {
  return nx.operations.follow(options)[Symbol.asyncIterator]()
}

async function take(nx: Nexus, options: FollowOptions, count: number): Promise<string[]> {
  const paths: string[] = []
  for await (const { path } of nx.operations.follow(options)) if (paths.push(path) === count) break
  return paths
}

async function many(nx: Nexus, count: number, directory = '/d'): Promise<void> {
  const items = Array.from({ length: count }, (_, index) => ({
    path: `${directory}/${index}`,
    content: '',
  }))
  await nx.writeBatch(items)
}

describe('the feed', () => {
  test('reads a page and no more until it was taken, however much comes', async () => {
    const { store, backend } = await createAdapters()
    let reads = 0
    const counting = alteredStore(store, {
      changes: (...given) => {
        reads += 1
        return store.changes(...given)
      },
    })
    const { nx } = await openNexus({ store: counting, backend })
    const feed = open(nx, { cursor: '' })
    await many(nx, 3000)
    for (let taken = 0; taken < 500; taken++) await feed.next()
    expect(reads).toBe(1)
    await many(nx, 3000, '/e')
    let count = 500
    for (; count < 6000; count++) expect((await feed.next()).done).toBe(false)
    expect(reads).toBe(12)
    await feed.return?.(undefined)
  })

  test('goes on after any cursor without a gap, also past what may not be seen', async () => {
    const { nx } = await openNexus({ isAdmin: true })
    const acme = nx.as({ tenantId: 'acme', isAdmin: false })
    const agent = acme.as({ agentId: 'one' })
    await many(acme, 1200, '/workspace/acme/two')
    await agent.write('/workspace/acme/one/a', '')
    await many(acme, 700, '/workspace/acme/two/more')
    await agent.write('/workspace/acme/one/b', '')
    const feed = open(agent, { cursor: '' })
    const { cursor } = (await feed.next()).value as FollowedOperation
    await feed.return?.(undefined)
    expect(await take(agent, { cursor }, 1)).toEqual(['/workspace/acme/one/b'])
    const below = { cursor: '', path: '/workspace/acme/two/more' }
    expect(await take(acme, below, 2)).toEqual([
      '/workspace/acme/two/more/0',
      '/workspace/acme/two/more/1',
    ])
    await rejection(take(agent, below, 1), 'ACCESS_DENIED')
  })

  test('gives what settled only', async () => {
    const { store, backend } = await createAdapters()
    let settled = 0
    const { nx } = await openNexus({
      store: alteredStore(store, { settled: async () => settled }),
      backend,
    })
    const feed = open(nx, { cursor: '' })
    const first = feed.next()
    await nx.write('/a', '')
    await nx.write('/b', '')
    settled = 1
    await nx.write('/c', '')
    expect((await first).value.path).toBe('/a')
    const second = feed.next()
    settled = 2
    expect((await second).value.path).toBe('/b')
    await feed.return?.(undefined)
  })

  test('looks again without any hint', async () => {
    const { store, backend } = await createAdapters()
    const { nx } = await openNexus({
      store: alteredStore(store, { onChange: () => () => {} }),
      backend,
    })
    const feed = open(nx)
    const next = feed.next()
    await nx.write('/a', '')
    expect((await next).value.path).toBe('/a')
    await feed.return?.(undefined)
  })

  test('ends with the engine, at once when its signal was aborted, and listens to nothing then', async () => {
    const { store, backend } = await createAdapters()
    const listeners = new Set<() => void>()
    const counting = alteredStore(store, {
      onChange: (listener) => {
        const end = store.onChange(listener)
        listeners.add(end)
        return () => {
          listeners.delete(end)
          end()
        }
      },
    })
    const { nx } = await openNexus({ store: counting, backend })
    const child = nx.as({ run: 'r' })
    const waiting = [open(nx), open(child), open(nx.as({ run: 's' }))].map((feed) => feed.next())
    const aborted = open(nx, { signal: AbortSignal.abort() })
    expect((await aborted.next()).done).toBe(true)
    await expect.poll(() => listeners.size).toBe(3)
    await child.close()
    expect((await waiting[1])?.done).toBe(true)
    await nx.close()
    for (const next of waiting) expect((await next).done).toBe(true)
    expect(listeners.size).toBe(0)
    await rejection(open(nx).next(), 'CLOSED')
  })

  test('ends at once for who gives up waiting, and leaves no listener behind', async () => {
    const { nx } = await openNexus()
    const { signal } = new AbortController()
    const feed = open(nx, { signal })
    const waiting = feed.next()
    await new Promise((resolve) => setImmediate(resolve))
    const ended = feed.return?.(undefined)
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect((await ended)?.done).toBe(true)
    await nx.close()
    await rejection(open(nx, { signal }).next(), 'CLOSED')
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })

  test('ends in the middle of a page when its handle closes', async () => {
    const { nx } = await openNexus()
    const child = nx.as({ run: 'r' })
    await many(nx, 10)
    const paths: string[] = []
    for await (const { path } of child.operations.follow({ cursor: '' })) {
      paths.push(path)
      if (paths.length === 3) await child.close()
    }
    expect(paths).toHaveLength(3)
  })

  test('refuses a cursor from after the end: the store is not the one it was', async () => {
    const first = await openNexus()
    await many(first.nx, 10)
    const feed = open(first.nx, { cursor: '' })
    for (let index = 0; index < 5; index++) await feed.next()
    const { cursor } = (await feed.next()).value as FollowedOperation
    const { nx } = await openNexus()
    await nx.write('/a', '')
    const error = await rejection(take(nx, { cursor }, 1), 'INVALID_ARGUMENT')
    expect(error.hint).toMatch(/backup/)
  })
})
