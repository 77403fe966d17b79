import assert from 'node:assert/strict'
import { isNexusError } from '@nexusfs/core'
import { rejectsWith } from './filesystem-world.ts'
import type { MappedCases } from './mapped-world.ts'

const WRITERS = 8

/** Others change the same bucket between our calls. */
export const mappedOutsiderCases: MappedCases = {
  'a read gives what is there now, whatever was seen before': async (world) => {
    const { nx } = world
    await nx.write(world.at('a'), 'ours')
    await world.putText('a', 'theirs')
    assert.equal(await nx.readText(world.at('a')), 'theirs')
    assert.equal((await nx.stat(world.at('a'))).size, 6)
    await world.outside.delete('a')
    await rejectsWith('NOT_FOUND', nx.read(world.at('a')))
    assert.equal(await nx.exists(world.at('a')), false)
  },
  'a write with the etag that was read is CONFLICT when others wrote since, and their bytes stay':
    async (world) => {
      const { nx } = world
      await world.putText('a', 'first')
      const { etag } = await nx.stat(world.at('a'))
      const theirs = await world.putText('a', 'theirs')
      const error = await rejectsWith(
        'CONFLICT',
        nx.write(world.at('a'), 'ours', { ifMatch: etag }),
      )
      assert.equal(error.etag, theirs)
      assert.ok(error.message.includes(theirs) && error.message.includes(etag ?? ''))
      assert.equal(await world.textOutside('a'), 'theirs')
    },
  'a write without conditions goes through after others wrote, and is decided by what is there':
    async (world) => {
      const { nx } = world
      await nx.write(world.at('a'), 'ours')
      await world.putText('a', 'theirs')
      await nx.write(world.at('a'), 'ours again')
      assert.equal(await world.textOutside('a'), 'ours again')
      await world.outside.delete('a')
      await nx.write(world.at('a'), 'ours once more')
      assert.equal(await world.textOutside('a'), 'ours once more')
    },
  'a create-only write loses to a file that others made after we saw none': async (world) => {
    const { nx } = world
    assert.equal(await nx.exists(world.at('a')), false)
    await world.putText('a', 'theirs')
    await rejectsWith('ALREADY_EXISTS', nx.write(world.at('a'), 'x', { ifNoneMatch: '*' }))
    assert.equal(await world.textOutside('a'), 'theirs')
  },
  'a delete with the etag that was read is CONFLICT when others wrote since': async (world) => {
    const { nx } = world
    const { etag } = await nx.write(world.at('a'), 'ours')
    await world.putText('a', 'theirs')
    await rejectsWith('CONFLICT', nx.delete(world.at('a'), { ifMatch: etag }))
    assert.equal(await world.textOutside('a'), 'theirs')
    await nx.delete(world.at('a'))
    assert.deepEqual(await world.keys(), [])
  },
  'a delete of what others deleted is NOT_FOUND': async (world) => {
    const { nx } = world
    await nx.write(world.at('a'), 'ours')
    await world.outside.delete('a')
    await rejectsWith('NOT_FOUND', nx.delete(world.at('a')))
  },
  'a file seen missing ends: what comes to its key later has another id, and no tags': async (
    world,
  ) => {
    const { nx } = world
    await nx.write(world.at('a'), 'ours', { tags: { k: 'v' } })
    const { id } = await nx.stat(world.at('a'))
    await world.outside.delete('a')
    assert.equal(await nx.exists(world.at('a')), false)
    await world.putText('a', 'theirs')
    assert.equal((await nx.stat(world.at('a'))).id, undefined)
    assert.deepEqual(await nx.tags.list(world.at('a')), {})
    await nx.write(world.at('a'), 'ours')
    assert.notEqual((await nx.stat(world.at('a'))).id, id)
  },
  'create-only by 8 writers has one winner': async (world) => {
    const { nx } = world
    const path = world.at('a')
    const results = await Promise.allSettled(
      writers((index) => nx.write(path, `writer ${index}`, { ifNoneMatch: '*' })),
    )
    const won = results.flatMap((result, index) => (result.status === 'fulfilled' ? [index] : []))
    assert.equal(won.length, 1)
    assert.equal(await world.textOutside('a'), `writer ${won[0]}`)
    for (const result of results)
      if (result.status === 'rejected') assert.ok(isNexusError(result.reason, 'ALREADY_EXISTS'))
  },
  'compare-and-set by 8 writers has one winner a round': async (world) => {
    const { nx } = world
    let { etag } = await nx.write(world.at('a'), 'start')
    for (let round = 0; round < 3; round++) {
      const ifMatch = etag
      const results = await Promise.allSettled(
        writers((index) => nx.write(world.at('a'), `${round} ${index}`, { ifMatch })),
      )
      assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
      etag = (await nx.stat(world.at('a'))).etag ?? ''
    }
  },
  'appends of 8 writers are all there': async (world) => {
    const { nx } = world
    await Promise.all(writers((index) => nx.append(world.at('a'), `${index}\n`)))
    const lines = (await world.textOutside('a')).trimEnd().split('\n').sort()
    assert.deepEqual(lines, writers(String))
  },
  'unconditional writers all win, each with its own version': async (world) => {
    const results = await Promise.all(
      writers((index) => world.nx.write(world.at('a'), `writer ${index}`)),
    )
    const versions = results.map(({ version }) => version).sort((a, b) => a - b)
    assert.deepEqual(
      versions,
      writers((index) => index + 1),
    )
  },
}

function writers<Result>(call: (index: number) => Result): Result[] {
  return Array.from({ length: WRITERS }, (_, index) => call(index))
}
