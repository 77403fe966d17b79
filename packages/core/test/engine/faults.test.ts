import { NexusError } from '@nexusfs/core'
import { faultyBackend, faultyStore, type PlannedFault } from '@nexusfs/testkit'
import { describe, expect, test } from 'vitest'
import {
  chunksOf,
  createAdapters,
  keyOf,
  keysOf,
  openNexus,
  operationCount,
  pattern,
  rejection,
} from './world.ts'

const large = pattern(100_000)
const huge = pattern(9 << 20)

/** A handle whose backend fails by plan, on sound adapters. */
async function faulty(plan: PlannedFault[]) {
  const adapters = await createAdapters()
  const { nx: sound } = await openNexus(adapters)
  const { nx } = await openNexus({ ...adapters, backend: faultyBackend(adapters.backend, plan) })
  return { nx, sound, ...adapters }
}

describe('a backend that fails', () => {
  test.each([
    ['put', large],
    ['put', huge],
    ['rename', huge],
  ])('at %s leaves nothing that is seen, and the error names the file', async (method, content) => {
    const plan: PlannedFault[] = [{ method, fault: 'errorBefore', error: noSpace() }]
    const { nx, sound, backend } = await faulty(plan)
    for (const given of [() => content, () => chunksOf(content)]) {
      if (method === 'rename' && given() === content) continue
      const error = await rejection(nx.write('/d/a', given()), 'NO_SPACE')
      expect(error.path).toBe('/d/a')
      expect(error.hint).toBe('Free space.')
      expect(await sound.exists('/d')).toBe(false)
      expect(await operationCount(sound)).toBe(0)
      expect((await keysOf(backend)).filter((key) => key !== 'nexus.json')).toEqual([])
    }
    plan.length = 0
    await nx.write('/d/a', chunksOf(content))
    expect(Buffer.compare(await sound.read('/d/a'), content)).toBe(0)
  })

  test('after the object was put, or loses the answer, leaves only what a later write uses', async () => {
    for (const fault of ['timeoutAfter', 'partial'] as const) {
      const plan: PlannedFault[] = [2, 3, 4].map((nth) => ({ method: 'put', nth, fault }))
      const { nx, sound, backend } = await faulty(plan)
      await rejection(nx.write('/a', large), 'TIMEOUT')
      expect(await sound.exists('/a')).toBe(false)
      const { etag } = await nx.write('/a', large)
      expect(await sound.read('/a')).toEqual(large)
      expect((await keysOf(backend)).filter((key) => key.startsWith('cas/'))).toEqual([keyOf(etag)])
    }
  }, 20_000)

  test('at get is that error, not CORRUPT, and marks nothing suspect', async () => {
    const plan: PlannedFault[] = []
    const { nx, store } = await faulty(plan)
    await nx.write('/a', large)
    plan.push({ method: 'get', fault: 'errorBefore', error: noSpace() })
    const error = await rejection(nx.read('/a'), 'NO_SPACE')
    expect(error.path).toBe('/a')
    const { found } = await store.resolve('default', ['a'])
    expect((await store.getContent(found?.node.content ?? 0)).state).toBe('present')
  })

  test('in the middle of a stream ends it with an error, and the next one is sound', async () => {
    const plan: PlannedFault[] = []
    const { nx } = await faulty(plan)
    await nx.write('/a', huge)
    plan.push({ method: 'get', fault: 'partial', error: noSpace() })
    await expect(new Response(nx.readStream('/a')).arrayBuffer()).rejects.toThrow()
    plan.length = 0
    const again = await new Response(nx.readStream('/a')).arrayBuffer()
    expect(Buffer.compare(Buffer.from(again), huge)).toBe(0)
  })
})

describe('a store that fails', () => {
  test('at any read or commit of a write fails it whole, and it can be made again', async () => {
    for (const method of ['resolve', 'commit', 'getContent', 'lookup']) {
      for (let nth = 1; nth <= 4; nth++) {
        const adapters = await createAdapters()
        const { nx: sound } = await openNexus(adapters)
        await sound.write('/log', 'a')
        const plan: PlannedFault[] = [{ method, nth, fault: 'errorBefore' }]
        const { nx } = await openNexus({ ...adapters, store: faultyStore(adapters.store, plan) })
        const calls = [
          () => nx.write('/n/a', large, { tags: { t: 'v' } }),
          () => nx.append('/log', 'b'),
        ]
        for (const call of calls) {
          const before = await sound.tree('/').toArray()
          try {
            await call()
          } catch (error) {
            expect((error as NexusError).code).toBe('UNAVAILABLE')
            expect(await sound.tree('/').toArray()).toEqual(before)
            await call()
          }
        }
        expect(await sound.read('/n/a')).toEqual(large)
        expect(await sound.readText('/log')).toBe('ab')
      }
    }
  })
})

function noSpace(): NexusError {
  return new NexusError('NO_SPACE', 'The disk is full.', { hint: 'Free space.' })
}
