import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { sha256 } from '@nexusfs/core/kit'
import { type BackendCases, needs } from './backend-case.ts'
import { chunked, patternBytes, refused } from './backend-world.ts'

/** What a put makes, and what others see of it meanwhile. */
export const putCases: BackendCases = {
  'head and get of an absent key: undefined, NOT_FOUND': async (world) => {
    assert.equal(await world.bucket.head('absent'), undefined)
    const error = await refused(world.bucket.get('absent'), 'NOT_FOUND')
    assert.ok(error.message.includes('absent'))
  },
  'put, head, get and list agree on size and etag': async (world) => {
    const put = await world.put('a/b', 'hello')
    const head = await world.bucket.head('a/b')
    const { info } = await world.bucket.get('a/b')
    const [row] = (await world.bucket.list({ limit: 10 })).objects
    for (const seen of [head, info, row]) {
      assert.equal(seen?.key, 'a/b')
      assert.equal(seen?.etag, put.etag)
      assert.equal(seen?.size, 5)
    }
    assert.equal(put.size, 5)
  },
  'modifiedAt is milliseconds UTC of about now': async (world) => {
    const before = Date.now()
    await world.put('a', 'x')
    const { modifiedAt } = (await world.bucket.head('a')) ?? assert.fail('it was put')
    assert.ok(Number.isInteger(modifiedAt))
    assert.ok(Math.abs(modifiedAt - before) < 5 * 60_000, `${modifiedAt} is far from ${before}`)
  },
  'put replaces what is there, and its etag': async (world) => {
    const first = await world.put('a', 'first content')
    const second = await world.put('a', 'second')
    assert.notEqual(first.etag, second.etag)
    assert.equal(await world.text('a'), 'second')
    assert.equal((await world.bucket.head('a'))?.size, 6)
    assert.deepEqual(await world.names(), ['a'])
  },
  'etags of quick overwrites with other bytes of the same size all differ': async (world) => {
    const etags = new Set<string>()
    for (let round = 0; round < 40; round++)
      etags.add(
        (await world.put('a', `x${round % 10}${round >= 10}`.padEnd(12, String(round)))).etag,
      )
    assert.equal(etags.size, 40)
  },
  'a larger object replaced by a smaller one leaves no tail': async (world) => {
    await world.put('a', patternBytes(200_000))
    await world.put('a', 'short')
    assert.equal(await world.text('a'), 'short')
  },
  'identical bytes under two keys are two objects': async (world) => {
    await world.put('a', 'same')
    await world.put('b', 'same')
    await world.bucket.delete('a')
    assert.equal(await world.text('b'), 'same')
  },
  'nothing but the object shows in a listing while it is being written': async (world) => {
    await world.put('old', 'x')
    const seen: string[][] = []
    await world.putStream(
      'new',
      watched(async () => void seen.push(await world.names())),
    )
    assert.deepEqual(seen, [['old'], ['old'], ['old']])
    assert.deepEqual(await world.names(), ['new', 'old'])
  },
  'an object is absent until its stream has ended': async (world) => {
    const seen: unknown[] = []
    await world.putStream(
      'new',
      watched(async () => void seen.push(await world.bucket.head('new'))),
    )
    assert.deepEqual(seen, [undefined, undefined, undefined])
    assert.equal((await world.bucket.head('new'))?.size, 3 << 20)
  },
  'readers see the old or the new content whole while it is overwritten': async (world) => {
    const contents = [patternBytes(300_000, 1), patternBytes(200_000, 2)] as const
    const hashes = new Set(contents.map(sha256))
    await world.put('a', contents[0])
    let writing = true
    const read = async () => {
      let reads = 0
      while (writing || reads === 0) {
        assert.ok(hashes.has(sha256(await world.bytes('a'))), 'a torn read')
        reads++
        await setImmediate()
      }
    }
    const readers = Promise.all([read(), read()])
    try {
      for (let round = 0; round < 20; round++)
        await world.put('a', contents[round % 2 === 0 ? 1 : 0])
    } finally {
      writing = false
    }
    await readers
  },
  'eight writers of one key leave one of them whole': async (world) => {
    const contents = Array.from({ length: 8 }, (_, seed) => patternBytes(100_000 + seed, seed + 1))
    const handles = await world.handles(8)
    await Promise.all(
      handles.map((bucket, index) => {
        const bytes = contents[index] as Uint8Array
        const size = bytes.byteLength
        return bucket.put('a', {
          size,
          rewindable: true,
          open: (start = 0) => chunked(bytes.subarray(start), 7000),
        })
      }),
    )
    const hash = sha256(await world.bytes('a'))
    assert.ok(contents.some((bytes) => sha256(bytes) === hash))
    assert.deepEqual(await world.names(), ['a'])
  },
  'eight writers of keys in one new folder all succeed': async (world) => {
    const keys = Array.from({ length: 8 }, (_, index) => `deep/er/folder/${index}`)
    await Promise.all(keys.map((key) => world.put(key, key)))
    assert.deepEqual(await world.names(), keys)
  },
  'writers and deleters of one folder do not get in each other’s way': async (world) => {
    const rounds = Array.from({ length: 4 }, async (_, worker) => {
      for (let round = 0; round < 15; round++) {
        await world.put(`x/y/${worker}`, `${round}`)
        assert.equal(await world.text(`x/y/${worker}`), `${round}`)
        await world.bucket.delete(`x/y/${worker}`)
      }
    })
    await Promise.all(rounds)
    await world.assertEmpty()
  },
  'custom metadata and content type come back': needs('objectMetadata', async (world) => {
    const metadata = { owner: 'agent-1', note: 'Grüße, 你好 🎉', empty: '' }
    await world.put('a.txt', 'x', { metadata, contentType: 'text/plain' })
    const head = await world.bucket.head('a.txt')
    assert.deepEqual({ ...head?.metadata }, metadata)
    assert.equal(head?.contentType, 'text/plain')
    const { info } = await world.bucket.get('a.txt')
    assert.deepEqual({ ...info.metadata }, metadata)
  }),
  'a put without metadata drops that of before': needs('objectMetadata', async (world) => {
    await world.put('a', 'x', { metadata: { owner: 'one' } })
    await world.put('a', 'y')
    assert.deepEqual({ ...(await world.bucket.head('a'))?.metadata }, {})
  }),
  'metadata can be changed without the bytes': needs('setMetadata', async (world) => {
    await world.put('a', 'x', { metadata: { owner: 'one', old: '1' } })
    await world.bucket.setMetadata('a', { owner: 'two' })
    assert.deepEqual({ ...(await world.bucket.head('a'))?.metadata }, { owner: 'two' })
    assert.equal(await world.text('a'), 'x')
    await refused(world.bucket.setMetadata('absent', {}), 'NOT_FOUND')
  }),
  'a second handle sees what the first wrote, as soon as it is acknowledged': needs(
    'second',
    async (world) => {
      const second = await world.second()
      const { etag } = await world.put('a', 'x')
      assert.equal((await second.head('a'))?.etag, etag)
      await second.delete('a')
      assert.equal(await world.bucket.head('a'), undefined)
      await second.close()
      await world.put('b', 'the first handle works on')
    },
  ),
}

/** Three mebibytes, with a look at the backend before each. */
async function* watched(look: () => Promise<void>): AsyncGenerator<Uint8Array> {
  for (let count = 0; count < 3; count++) {
    await look()
    yield patternBytes(1 << 20, count + 1)
  }
}
