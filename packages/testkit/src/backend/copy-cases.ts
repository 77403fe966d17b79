import assert from 'node:assert/strict'
import type { ObjectPrecondition } from '@nexusfs/core/spec'
import { type BackendCases, needs } from './backend-case.ts'
import { refused, winnersOf } from './backend-world.ts'

const IF_ABSENT = { precondition: { ifNoneMatch: '*' } } as const
const COPIERS = 8

/** Conditions on the target of a copy, alone and among racing callers, and copies of a version. */
export const copyCases: BackendCases = {
  'copy if absent makes an absent target': needs('copyConditions', async (world) => {
    await world.put('a', 'x')
    const { etag } = await world.bucket.copy('a', 'b', IF_ABSENT)
    assert.equal((await world.bucket.head('b'))?.etag, etag)
    assert.equal(await world.text('b'), 'x')
  }),
  'copy if absent onto a present target is ALREADY_EXISTS and changes nothing': needs(
    'copyConditions',
    async (world) => {
      await world.put('a', 'new')
      const { etag } = await world.put('b', 'old')
      await refused(world.bucket.copy('a', 'b', IF_ABSENT), 'ALREADY_EXISTS')
      assert.equal(await world.text('b'), 'old')
      assert.equal((await world.bucket.head('b'))?.etag, etag)
      assert.deepEqual(await world.names(), ['a', 'b'])
    },
  ),
  'copy onto the target that was observed replaces it, and only that': needs(
    'copyConditions',
    async (world) => {
      await world.put('a', 'new')
      const { etag } = await world.put('b', 'old')
      const observed = (await world.bucket.head('b')) ?? assert.fail('it was put')
      const conditions: readonly ObjectPrecondition[] = [
        { ifMatch: etag },
        { ifUnchanged: observed },
      ]
      await world.bucket.copy('a', 'b', { precondition: { ifMatch: etag } })
      assert.equal(await world.text('b'), 'new')
      await world.put('b', 'changed by another')
      for (const precondition of conditions) {
        await refused(world.bucket.copy('a', 'b', { precondition }), 'CONFLICT')
        await refused(world.bucket.copy('a', 'absent', { precondition }), 'CONFLICT')
      }
      assert.equal(await world.text('b'), 'changed by another')
      assert.equal(await world.bucket.head('absent'), undefined)
    },
  ),
  'a conditional copy of an absent key is NOT_FOUND and leaves the target': needs(
    'copyConditions',
    async (world) => {
      const { etag } = await world.put('b', 'kept')
      const copy = world.bucket.copy('absent', 'b', { precondition: { ifMatch: etag } })
      await refused(copy, 'NOT_FOUND')
      await refused(world.bucket.copy('absent', 'c', IF_ABSENT), 'NOT_FOUND')
      assert.deepEqual(await world.names(), ['b'])
    },
  ),
  'copy if absent by eight at once has one winner, whose content stays': needs(
    'copyConditions',
    async (world) => {
      const handles = await world.handles(COPIERS)
      await world.fill(handles.map((_, index) => `from/${index}`))
      for (let round = 0; round < 5; round++) {
        const to = `to/${round}`
        const winners = await winnersOf(
          handles.map((bucket, index) => bucket.copy(`from/${index}`, to, IF_ABSENT)),
          'ALREADY_EXISTS',
        )
        assert.equal(winners.length, 1)
        assert.equal(await world.text(to), `from/${winners[0]}`)
      }
    },
  ),
  'copy onto what was observed by eight at once has one winner a round': needs(
    'copyConditions',
    async (world) => {
      const handles = await world.handles(COPIERS)
      await world.fill(handles.map((_, index) => `from/${index}`))
      let { etag } = await world.put('to', 'start')
      for (let round = 0; round < 5; round++) {
        const precondition = { ifMatch: etag }
        const calls = handles.map((bucket, index) =>
          bucket.copy(`from/${index}`, 'to', { precondition }),
        )
        const [winner = -1, ...others] = await winnersOf(calls, 'CONFLICT')
        assert.deepEqual(others, [])
        assert.equal(await world.text('to'), `from/${winner}`)
        etag = (await world.put('to', `round ${round}`)).etag
      }
    },
  ),
  'a condition on a copy is NOT_SUPPORTED where it would not hold, and nothing is written': async (
    world,
  ) => {
    if (world.has('copyConditions')) return
    await world.put('a', 'x')
    const wanted = world.bucket.copy('a', 'b', IF_ABSENT)
    await refused(wanted, 'NOT_SUPPORTED')
    assert.deepEqual(await world.names(), ['a'])
  },
  'copy of a version copies that one': needs(['copy', 'versions'], async (world) => {
    const { versionId } = await world.put('a', 'one')
    await world.put('a', 'two')
    await world.bucket.copy('a', 'b', { versionId })
    assert.equal(await world.text('b'), 'one')
    assert.equal(await world.text('a'), 'two')
  }),
  'copy of a version onto its own key brings it back as the newest': needs(
    ['copy', 'versions'],
    async (world) => {
      const first = await world.put('a', 'one')
      await world.put('a', 'two')
      const third = await world.bucket.copy('a', 'a', { versionId: first.versionId })
      assert.equal(await world.text('a'), 'one')
      assert.ok(third.versionId !== undefined && third.versionId !== first.versionId)
      assert.equal((await world.bucket.head('a'))?.versionId, third.versionId)
    },
  ),
  'copy of a version of a deleted key brings it back': needs(
    ['copy', 'versions'],
    async (world) => {
      const { versionId } = await world.put('a', 'one')
      await world.bucket.delete('a')
      await world.bucket.copy('a', 'a', { versionId })
      assert.equal(await world.text('a'), 'one')
    },
  ),
}
