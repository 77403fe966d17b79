import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { sha256 } from '@nexusfs/core/kit'
import { type BackendCases, needs } from './backend-case.ts'
import { patternBytes, refused } from './backend-world.ts'

/** Deletes, copies and renames. */
export const moveCases: BackendCases = {
  'delete removes the object and only it': async (world) => {
    await world.fill(['a', 'ab', 'b/a'])
    await world.bucket.delete('a')
    assert.equal(await world.bucket.head('a'), undefined)
    await refused(world.bucket.get('a'), 'NOT_FOUND')
    assert.deepEqual(await world.names(), ['ab', 'b/a'])
  },
  'delete of an absent key does nothing, twice': async (world) => {
    await world.bucket.delete('absent')
    await world.bucket.delete('no/such/folder/absent')
    await world.put('a', 'x')
    await world.bucket.delete('a')
    await world.bucket.delete('a')
    await world.assertEmpty()
  },
  'delete of a key does not remove what lies below it': async (world) => {
    await world.put('a/b/c', 'x')
    await world.bucket.delete('a/b')
    await world.bucket.delete('a')
    assert.deepEqual(await world.names(), ['a/b/c'])
  },
  'delete by two at once is fine for both': async (world) => {
    await world.put('a', 'x')
    await Promise.all([world.bucket.delete('a'), world.bucket.delete('a')])
    await world.assertEmpty()
  },
  'deleteMany removes exactly the given keys, absent ones included': needs(
    'deleteMany',
    async (world) => {
      await world.fill(['a', 'b', 'c/d', 'c/e', 'f'])
      await world.bucket.deleteMany(['a', 'c/d', 'absent', 'no/such/one', 'a'])
      assert.deepEqual(await world.names(), ['b', 'c/e', 'f'])
    },
  ),
  'deleteMany of nothing does nothing': needs('deleteMany', async (world) => {
    await world.put('a', 'x')
    await world.bucket.deleteMany([])
    assert.deepEqual(await world.names(), ['a'])
  }),
  'deleteMany of odd keys removes them': needs('deleteMany', async (world) => {
    const keys = ['a&b<c>.txt', 'ü/🎉', 'a b+c%20', "it's"]
    await world.fill(keys)
    await world.bucket.deleteMany(keys)
    await world.assertEmpty()
  }),
  'deleteMany takes 1,000 keys and no more': needs('deleteMany', async (world) => {
    const keys = Array.from({ length: 1001 }, (_, index) => `k${index}`)
    await world.put('k1', 'x')
    await refused(world.bucket.deleteMany(keys), 'INVALID_ARGUMENT')
    assert.deepEqual(await world.names(), ['k1'])
    await world.bucket.deleteMany(keys.slice(0, 1000))
    await world.assertEmpty()
  }),
  'copy makes an object of its own': needs('copy', async (world) => {
    const bytes = patternBytes(300_000)
    await world.put('a', bytes)
    const { size, etag } = await world.bucket.copy('a', 'deep/b')
    assert.equal(size, bytes.byteLength)
    assert.equal((await world.bucket.head('deep/b'))?.etag, etag)
    await world.put('a', 'changed')
    await world.bucket.delete('a')
    assert.equal(sha256(await world.bytes('deep/b')), sha256(bytes))
  }),
  'copy replaces its target': needs('copy', async (world) => {
    await world.put('a', 'new')
    await world.put('b', 'old and longer')
    await world.bucket.copy('a', 'b')
    assert.equal(await world.text('b'), 'new')
    assert.equal(await world.text('a'), 'new')
  }),
  'copy of an absent key is NOT_FOUND and leaves the target': needs('copy', async (world) => {
    await world.put('b', 'kept')
    await refused(world.bucket.copy('absent', 'b'), 'NOT_FOUND')
    await refused(world.bucket.copy('absent', 'c'), 'NOT_FOUND')
    assert.deepEqual(await world.names(), ['b'])
  }),
  'copy of an odd key copies exactly that object': needs('copy', async (world) => {
    const from = 'a b+c%20ü?🎉'
    await world.put(from, 'odd')
    await world.put('a b c ü', 'other')
    await world.bucket.copy(from, `to/${from}`)
    assert.equal(await world.text(`to/${from}`), 'odd')
  }),
  'copy keeps metadata and content type': needs(['copy', 'objectMetadata'], async (world) => {
    await world.put('a', 'x', { metadata: { owner: 'one' }, contentType: 'text/plain' })
    await world.bucket.copy('a', 'b')
    const head = await world.bucket.head('b')
    assert.deepEqual({ ...head?.metadata }, { owner: 'one' })
    assert.equal(head?.contentType, 'text/plain')
  }),
  'rename moves the object': needs('rename', async (world) => {
    await world.put('tmp/x', 'content')
    await world.bucket.rename('tmp/x', 'deep/er/y')
    assert.equal(await world.text('deep/er/y'), 'content')
    assert.deepEqual(await world.names(), ['deep/er/y'])
  }),
  'rename replaces its target': needs('rename', async (world) => {
    await world.put('a', 'new')
    await world.put('b', 'old and longer')
    await world.bucket.rename('a', 'b')
    assert.equal(await world.text('b'), 'new')
    assert.deepEqual(await world.names(), ['b'])
  }),
  'rename onto itself changes nothing': needs('rename', async (world) => {
    await world.put('a', 'x')
    await world.bucket.rename('a', 'a')
    assert.equal(await world.text('a'), 'x')
  }),
  'rename of an absent key is NOT_FOUND and leaves the target': needs('rename', async (world) => {
    await world.put('b', 'kept')
    await refused(world.bucket.rename('absent', 'b'), 'NOT_FOUND')
    await refused(world.bucket.rename('no/such/absent', 'new/place'), 'NOT_FOUND')
    assert.equal(await world.text('b'), 'kept')
    assert.deepEqual(await world.names(), ['b'])
  }),
  'rename of one object by eight at once has one winner': needs('rename', async (world) => {
    await world.put('a', 'x')
    const handles = await world.handles(8)
    const results = await Promise.allSettled(
      handles.map((bucket, index) => bucket.rename('a', `to/${index}`)),
    )
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
    assert.equal((await world.names()).length, 1)
  }),
  'readers of a rename’s target always find it': needs('rename', async (world) => {
    await world.put('target', 'old')
    let renaming = true
    const reading = (async () => {
      while (renaming) {
        assert.match(await world.text('target'), /^(old|new)$/)
        await setImmediate()
      }
    })()
    try {
      for (let round = 0; round < 20; round++) {
        await world.put('source', 'new')
        await world.bucket.rename('source', 'target')
      }
    } finally {
      renaming = false
    }
    await reading
  }),
}
