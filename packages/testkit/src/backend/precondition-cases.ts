import assert from 'node:assert/strict'
import { bytesSource, isNexusError } from '@nexusfs/core/kit'
import type { ObjectPrecondition } from '@nexusfs/core/spec'
import { type BackendCases, needs } from './backend-case.ts'
import { chunked, patternBytes, refused, toBytes, winnersOf } from './backend-world.ts'

const IF_ABSENT = { precondition: { ifNoneMatch: '*' } } as const
const WRITERS = 8

/** Conditions on put, delete and get, alone and among racing callers. */
export const preconditionCases: BackendCases = {
  'create-if-absent makes an absent object': needs('putIfAbsent', async (world) => {
    await world.put('a', 'x', IF_ABSENT)
    assert.equal(await world.text('a'), 'x')
  }),
  'create-if-absent of a present key is ALREADY_EXISTS and changes nothing': needs(
    'putIfAbsent',
    async (world) => {
      const { etag } = await world.put('a', 'old')
      await refused(world.put('a', 'new', IF_ABSENT), 'ALREADY_EXISTS')
      await refused(
        world.putStream('a', chunked(patternBytes(2 << 20), 65_536), IF_ABSENT),
        'ALREADY_EXISTS',
      )
      assert.equal(await world.text('a'), 'old')
      assert.equal((await world.bucket.head('a'))?.etag, etag)
      assert.deepEqual(await world.names(), ['a'])
    },
  ),
  'create-if-absent works again after a delete': needs('putIfAbsent', async (world) => {
    await world.put('a', '1', IF_ABSENT)
    await world.bucket.delete('a')
    await world.put('a', '2', IF_ABSENT)
    assert.equal(await world.text('a'), '2')
  }),
  'create-if-absent of an empty present object is ALREADY_EXISTS': needs(
    'putIfAbsent',
    async (world) => {
      await world.put('a', '')
      await refused(world.put('a', 'x', IF_ABSENT), 'ALREADY_EXISTS')
    },
  ),
  'create-if-absent of a large stream holds too': needs('putIfAbsent', async (world) => {
    const bytes = patternBytes((8 << 20) + 1)
    await world.putStream('a', chunked(bytes, 1 << 20), IF_ABSENT)
    await refused(world.putStream('a', chunked(bytes, 1 << 20), IF_ABSENT), 'ALREADY_EXISTS')
  }),
  'create-if-absent by eight racing writers has one winner, whose bytes stay': needs(
    'putIfAbsent',
    async (world) => {
      const handles = await world.handles(WRITERS)
      for (let round = 0; round < 5; round++) {
        const key = `race/${round}`
        const winners = await winnersOf(
          handles.map((bucket, index) =>
            bucket.put(key, bytesSource(toBytes(`writer ${index}`)), IF_ABSENT),
          ),
          'ALREADY_EXISTS',
        )
        assert.equal(winners.length, 1)
        assert.equal(await world.text(key), `writer ${winners[0]}`)
      }
    },
  ),
  'create-if-absent by eight racing streams has one winner, whose bytes stay': needs(
    'putIfAbsent',
    async (world) => {
      const handles = await world.handles(WRITERS)
      const bytes = (index: number) => patternBytes(400_000, index + 1)
      const winners = await winnersOf(
        handles.map((bucket, index) =>
          bucket.put(
            'race',
            { rewindable: true, open: () => chunked(bytes(index), 50_000) },
            IF_ABSENT,
          ),
        ),
        'ALREADY_EXISTS',
      )
      assert.equal(winners.length, 1)
      assert.ok(Buffer.from(await world.bytes('race')).equals(bytes(winners[0] as number)))
      assert.deepEqual(await world.names(), ['race'])
    },
  ),
  'compare-and-set replaces the object with the given etag': needs('putIfMatch', async (world) => {
    const { etag } = await world.put('a', 'old')
    const next = await world.put('a', 'new', { precondition: { ifMatch: etag } })
    assert.notEqual(next.etag, etag)
    assert.equal(await world.text('a'), 'new')
  }),
  'compare-and-set with a stale etag is CONFLICT and changes nothing': needs(
    'putIfMatch',
    async (world) => {
      const { etag } = await world.put('a', 'first')
      await world.put('a', 'second')
      const put = world.put('a', 'third', { precondition: { ifMatch: etag } })
      await refused(put, 'CONFLICT')
      assert.equal(await world.text('a'), 'second')
    },
  ),
  'compare-and-set on an absent key is CONFLICT and makes nothing': needs(
    'putIfMatch',
    async (world) => {
      const { etag } = await world.put('a', 'x')
      await world.bucket.delete('a')
      await refused(world.put('a', 'y', { precondition: { ifMatch: etag } }), 'CONFLICT')
      await world.assertEmpty()
    },
  ),
  'compare-and-set of a stream holds at its end: a change meanwhile is CONFLICT': needs(
    'putIfMatch',
    async (world) => {
      const { etag } = await world.put('a', 'old')
      const chunks = async function* () {
        yield patternBytes(1 << 20)
        await world.put('a', 'meanwhile')
        yield patternBytes(1 << 20)
      }
      await refused(world.putStream('a', chunks(), { precondition: { ifMatch: etag } }), 'CONFLICT')
      assert.equal(await world.text('a'), 'meanwhile')
      assert.deepEqual(await world.names(), ['a'])
    },
  ),
  'compare-and-set by eight racing writers has one winner a round': needs(
    'putIfMatch',
    async (world) => {
      const handles = await world.handles(WRITERS)
      let { etag } = await world.put('a', 'start')
      for (let round = 0; round < 5; round++) {
        const calls = handles.map((bucket, index) =>
          bucket.put('a', bytesSource(toBytes(`round ${round} writer ${index}`)), {
            precondition: { ifMatch: etag },
          }),
        )
        const winners = await winnersOf(calls, 'CONFLICT')
        assert.equal(winners.length, 1)
        assert.equal(await world.text('a'), `round ${round} writer ${winners[0]}`)
        etag = (await (calls[winners[0] as number] as Promise<{ etag: string }>)).etag
      }
    },
  ),
  'a counter that eight writers raise by compare-and-set loses nothing': needs(
    'putIfMatch',
    async (world) => {
      await world.put('counter', '0')
      const handles = await world.handles(WRITERS)
      await Promise.all(
        handles.map(async (bucket) => {
          for (let raised = 0; raised < 5; ) {
            const { body, info } = await bucket.get('counter')
            let text = ''
            for await (const chunk of body) text += Buffer.from(chunk).toString()
            const next = bytesSource(toBytes(String(Number(text) + 1)))
            try {
              await bucket.put('counter', next, { precondition: { ifMatch: info.etag } })
              raised++
            } catch (error) {
              if (!isNexusError(error, 'CONFLICT')) throw error
            }
          }
        }),
      )
      assert.equal(await world.text('counter'), String(WRITERS * 5))
    },
  ),
  'ifUnchanged holds for the object as it was observed, and no longer': needs(
    'putIfMatch',
    async (world) => {
      await world.put('a', 'one')
      const observed = (await world.bucket.head('a')) ?? assert.fail('it was put')
      const precondition: ObjectPrecondition = { ifUnchanged: observed }
      await world.put('a', 'two', { precondition })
      await refused(world.put('a', 'three', { precondition }), 'CONFLICT')
      assert.equal(await world.text('a'), 'two')
    },
  ),
  'a conditional delete removes the object with the given etag': needs(
    'deleteIfMatch',
    async (world) => {
      const { etag } = await world.put('a', 'x')
      await world.bucket.delete('a', { precondition: { ifMatch: etag } })
      await world.assertEmpty()
    },
  ),
  'a conditional delete of a changed object is CONFLICT and removes nothing': needs(
    'deleteIfMatch',
    async (world) => {
      const { etag } = await world.put('a', 'x')
      await world.put('a', 'y')
      await refused(world.bucket.delete('a', { precondition: { ifMatch: etag } }), 'CONFLICT')
      assert.equal(await world.text('a'), 'y')
    },
  ),
  'a conditional delete of an absent key is CONFLICT': needs('deleteIfMatch', async (world) => {
    const { etag } = await world.put('a', 'x')
    await world.bucket.delete('a')
    await refused(world.bucket.delete('a', { precondition: { ifMatch: etag } }), 'CONFLICT')
  }),
  'of a conditional delete and a conditional put that race one wins': needs(
    ['deleteIfMatch', 'putIfMatch'],
    async (world) => {
      for (let round = 0; round < 10; round++) {
        const precondition = { ifMatch: (await world.put('a', `old ${round}`)).etag }
        const winners = await winnersOf(
          [world.bucket.delete('a', { precondition }), world.put('a', 'new', { precondition })],
          'CONFLICT',
        )
        assert.equal(winners.length, 1)
        const head = await world.bucket.head('a')
        assert.equal(head === undefined, winners[0] === 0)
      }
    },
  ),
  'a conditional get gives the object with the given etag, else CONFLICT': async (world) => {
    const { etag } = await world.put('a', 'x')
    assert.equal(await world.text('a', { precondition: { ifMatch: etag } }), 'x')
    await world.put('a', 'yy')
    await refused(world.bucket.get('a', { precondition: { ifMatch: etag } }), 'CONFLICT')
  },
  'conditions that are not declared are NOT_SUPPORTED, and nothing is written': async (world) => {
    const wanted = [
      ['putIfAbsent', { ifNoneMatch: '*' }],
      ['putIfMatch', { ifMatch: 'x' }],
      ['versions', { ifVersion: 'x' }],
    ] as const
    for (const [capability, precondition] of wanted) {
      if (!world.has(capability))
        await refused(world.put('a', 'x', { precondition }), 'NOT_SUPPORTED')
    }
    if (!world.has('deleteIfMatch')) {
      await refused(world.bucket.delete('a', { precondition: { ifMatch: 'x' } }), 'NOT_SUPPORTED')
    }
    await world.assertEmpty()
  },
  'malformed conditions are INVALID_ARGUMENT': async (world) => {
    const both = { ifMatch: 'x', ifVersion: 'y' } as unknown as ObjectPrecondition
    await refused(world.put('a', 'x', { precondition: both }), 'INVALID_ARGUMENT')
    await refused(world.put('a', 'x', { precondition: { ifMatch: '' } }), 'INVALID_ARGUMENT')
    const named = { ifNoneMatch: 'etag' } as unknown as ObjectPrecondition
    await refused(world.put('a', 'x', { precondition: named }), 'INVALID_ARGUMENT')
    await refused(world.bucket.get('a', IF_ABSENT), 'INVALID_ARGUMENT')
    await refused(world.bucket.delete('a', IF_ABSENT), 'INVALID_ARGUMENT')
  },
}
