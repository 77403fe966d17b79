import { createMemoryStore } from '@nexusfs/core'
import { ROOT_ID } from '@nexusfs/core/spec'
import { expect, test } from 'vitest'
import { treeDiff } from '../../src/history/index.ts'
import { openNexus } from './world.ts'

/** Pseudo-random numbers below a bound, the same for a seed. */
function random(seed: number): (bound: number) => number {
  let state = seed
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % bound
  }
}

test.each(Array.from({ length: 20 }, (_, seed) => seed))(
  'what operations did and what the trees hold give the same difference, seed %i',
  async (seed) => {
    const store = createMemoryStore()
    const { nx } = await openNexus({ store })
    const next = random(seed)
    const place = () => `/${'abc'[next(3)]}/${'de'[next(2)]}/${'fg'[next(2)]}`
    const above = () => place().slice(0, 4)
    const step = async () => {
      const kind = next(6)
      if (kind < 2) await nx.write(place(), String(next(3)))
      else if (kind === 2) await nx.rename(place(), place(), { overwrite: true })
      else if (kind === 3) await nx.rename(above(), `${above()}x`)
      else if (kind === 4) await nx.rmdir(above(), { recursive: true })
      else await nx.tags.set(place(), 'k', String(next(2)))
    }
    const change = async () => {
      for (let count = 0; count < 25; count++) await step().catch(() => undefined)
    }
    await nx.mkdir('/a')
    await change()
    const top = (await store.resolve('default', ['a'])).found?.node.id
    const low = await store.settled()
    await change()
    const high = await store.settled()
    const tops = [{ node: ROOT_ID, path: '/' }, ...(top ? [{ node: top, path: '/a' }] : [])]
    const ways = [
      { from: low, to: high },
      { from: high, to: low },
    ]
    for (const { node, path } of tops)
      for (const { from, to } of ways) {
        const before = { node, path, at: from }
        const after = { node, path, at: to }
        const found = async (mostOperations?: number) => {
          const changes: string[] = []
          const diff = { space: 'default', before, after, isShown: () => true, mostOperations }
          for await (const page of treeDiff(store, diff))
            changes.push(...page.map((change) => JSON.stringify(change)))
          return changes.sort()
        }
        const byOperations = await found()
        expect(byOperations).toEqual(await found(0))
        if (node === ROOT_ID) expect(byOperations.length).toBeGreaterThan(0)
      }
  },
)
