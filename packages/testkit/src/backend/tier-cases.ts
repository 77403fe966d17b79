import assert from 'node:assert/strict'
import { type BackendCases, needs } from './backend-case.ts'
import { type BackendWorld, refused } from './backend-world.ts'

/** Tiers of the provider: given with a put, shown by head, and changed later. */
export const tierCases: BackendCases = {
  'an object is put in the tier that is asked for, and head shows it': needs(
    ['tier', 'tiers'],
    async (world) => {
      for (const tier of tiersOf(world)) {
        await world.put(`in-${tier}`, 'x', { tier })
        assert.equal((await world.bucket.head(`in-${tier}`))?.tier, tier)
        assert.equal(await world.text(`in-${tier}`), 'x')
      }
    },
  ),
  'an object moves to another tier and keeps its bytes': needs(['tier', 'tiers'], async (world) => {
    const [first, second] = tiersOf(world)
    await world.put('a', 'content', { tier: first })
    await world.bucket.setTier('a', second)
    assert.equal((await world.bucket.head('a'))?.tier, second)
    assert.equal(await world.text('a'), 'content')
    await world.bucket.setTier('a', second)
  }),
  'an object keeps metadata and content type in another tier': needs(
    ['tier', 'tiers', 'objectMetadata'],
    async (world) => {
      const [tier, other] = tiersOf(world)
      const metadata = { owner: 'one' }
      await world.put('a', 'x', { tier, metadata, contentType: 'text/plain' })
      await world.bucket.setTier('a', other)
      const head = await world.bucket.head('a')
      assert.deepEqual({ ...head?.metadata }, metadata)
      assert.equal(head?.contentType, 'text/plain')
    },
  ),
  'setTier of an absent key is NOT_FOUND and makes nothing': needs(
    ['tier', 'tiers'],
    async (world) => {
      await refused(world.bucket.setTier('absent', tiersOf(world)[1]), 'NOT_FOUND')
      await world.assertEmpty()
    },
  ),
}

function tiersOf({ target }: BackendWorld): readonly [string, string] {
  return target.tiers ?? assert.fail('the case needs tiers')
}
