import assert from 'node:assert/strict'
import { rejectsWith } from './filesystem-world.ts'
import type { MappedCases } from './mapped-world.ts'

/** What a bucket cannot do is said before anything is done. */
export const mappedLimitCases: MappedCases = {
  'a batch with a file of the bucket is NOT_SUPPORTED, and writes none of it': async (world) => {
    const { nx } = world
    const items = [
      { path: '/docs/a', content: 'x' },
      { path: world.at('b'), content: 'x' },
    ]
    await world.makes({}, async () => {
      await rejectsWith('NOT_SUPPORTED', nx.writeBatch(items))
      await rejectsWith('NOT_SUPPORTED', nx.writeBatch(items.slice(1)))
    })
    assert.equal(await nx.exists('/docs/a'), false)
    assert.deepEqual(await world.keys(), [])
  },
  'a directory of the past is NOT_SUPPORTED, never a guess': async (world) => {
    const { nx } = world
    const { operationId: at } = await nx.write(world.at('a'), 'x')
    await rejectsWith('NOT_SUPPORTED', nx.list(world.at(''), { at }).toArray())
    await world.put('b')
    await rejectsWith('NOT_SUPPORTED', nx.read(world.at('b'), { at }))
  },
  'a snapshot of a directory of the bucket is NOT_SUPPORTED': async (world) => {
    await world.nx.write(world.at('d/a'), 'x')
    await rejectsWith('NOT_SUPPORTED', world.nx.snapshots.create(world.at('d'), { name: 'of-it' }))
  },
}
