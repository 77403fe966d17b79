import assert from 'node:assert/strict'
import { blobSource, bytesSource, collectBytes, onceSource, sha256 } from '@nexusfs/core/kit'
import type { Source } from '@nexusfs/core/spec'
import type { BackendCases } from './backend-case.ts'
import { chunked, failing, patternBytes, refused, toBytes } from './backend-world.ts'

const LARGE = (8 << 20) + 1

/** Bodies of every size and kind on their way in and out. */
export const bodyCases: BackendCases = {
  'an empty object has size 0 and an empty body': async (world) => {
    const { size } = await world.put('empty', '')
    assert.equal(size, 0)
    assert.equal((await world.bucket.head('empty'))?.size, 0)
    assert.equal((await world.bytes('empty')).byteLength, 0)
  },
  'an empty stream makes an empty object': async (world) => {
    await world.putStream('empty', chunked(new Uint8Array(), 1))
    assert.equal((await world.bytes('empty')).byteLength, 0)
  },
  'one byte goes in and comes out': async (world) => {
    await world.put('one', new Uint8Array([0]))
    assert.deepEqual([...(await world.bytes('one'))], [0])
  },
  'all byte values go in and come out': async (world) => {
    const bytes = Uint8Array.from({ length: 256 }, (_, value) => value)
    await world.put('values', bytes)
    assert.deepEqual(await world.bytes('values').then(sha256), sha256(bytes))
  },
  'text that looks like a transfer encoding is not interpreted': async (world) => {
    const text = '5;chunk-signature=abc\r\nhello\r\n0\r\n\r\n'
    await world.putStream('frames', chunked(toBytes(text), 7))
    assert.equal(await world.text('frames'), text)
  },
  'an object of 8 MiB and one byte goes in as bytes': async (world) => {
    const bytes = patternBytes(LARGE)
    assert.equal((await world.put('large', bytes)).size, LARGE)
    assert.equal(sha256(await world.bytes('large')), sha256(bytes))
  },
  'an object of 8 MiB and one byte goes in as a once-only stream of unknown size': async (
    world,
  ) => {
    const bytes = patternBytes(LARGE, 2)
    assert.equal((await world.putStream('large', chunked(bytes, 300_007))).size, LARGE)
    assert.equal(sha256(await world.bytes('large')), sha256(bytes))
  },
  'a stream of a known size goes in': async (world) => {
    const bytes = patternBytes(100_000, 3)
    await world.bucket.put('known', onceSource(chunked(bytes, 1000), bytes.byteLength))
    assert.equal(sha256(await world.bytes('known')), sha256(bytes))
  },
  'a stream of 5,000 chunks of a few bytes goes in, empty chunks included': async (world) => {
    const bytes = patternBytes(15_000, 4)
    await world.putStream('crumbs', withEmptyChunks(chunked(bytes, 3)))
    assert.equal(sha256(await world.bytes('crumbs')), sha256(bytes))
  },
  'a blob goes in': async (world) => {
    const bytes = patternBytes(70_000, 5)
    await world.bucket.put('blob', blobSource(new Blob([bytes as Uint8Array<ArrayBuffer>])))
    assert.equal(sha256(await world.bytes('blob')), sha256(bytes))
  },
  'a view into a larger buffer goes in as that view': async (world) => {
    const whole = patternBytes(1000, 6)
    await world.put('view', whole.subarray(100, 200))
    assert.deepEqual(Buffer.from(await world.bytes('view')), Buffer.from(whole.slice(100, 200)))
  },
  'bytes changed after the call do not change the object': async (world) => {
    const bytes = toBytes('before')
    await world.put('mine', bytes)
    bytes.fill(0)
    assert.equal(await world.text('mine'), 'before')
  },
  'bytes changed by a reader do not change the object': async (world) => {
    await world.put('mine', 'before')
    ;(await world.bytes('mine')).fill(0)
    assert.equal(await world.text('mine'), 'before')
  },
  'a source that is shorter than announced is CORRUPT and leaves nothing': async (world) => {
    const source = onceSource(chunked(patternBytes(99), 10), 100)
    await refused(world.bucket.put('short', source), 'CORRUPT')
    await world.assertEmpty()
  },
  'a source that is longer than announced is CORRUPT and leaves nothing': async (world) => {
    const source = onceSource(chunked(patternBytes(101), 10), 100)
    await refused(world.bucket.put('long', source), 'CORRUPT')
    await world.assertEmpty()
  },
  'a source that fails before its first byte leaves nothing and its own error': async (world) => {
    const error = new Error('no bytes today')
    await assert.rejects(world.putStream('failed', failing(new Uint8Array(), error)), error)
    await world.assertEmpty()
  },
  'a source that fails midway leaves nothing and its own error': async (world) => {
    const error = new Error('the line broke')
    await assert.rejects(world.putStream('failed', failing(patternBytes(3 << 20), error)), error)
    assert.equal(await world.bucket.head('failed'), undefined)
    await world.assertEmpty()
  },
  'a source that fails midway leaves the object that was there': async (world) => {
    const { etag } = await world.put('kept', 'old')
    const error = new Error('the line broke')
    await assert.rejects(world.putStream('kept', failing(patternBytes(3 << 20), error)), error)
    assert.equal(await world.text('kept'), 'old')
    assert.equal((await world.bucket.head('kept'))?.etag, etag)
    assert.deepEqual(await world.names(), ['kept'])
  },
  'a rewindable source that fails midway leaves the object that was there': async (world) => {
    await world.put('kept', 'old')
    const error = new Error('the disk broke')
    const source: Source = { rewindable: true, open: () => failing(patternBytes(2 << 20), error) }
    await assert.rejects(world.bucket.put('kept', source), error)
    assert.equal(await world.text('kept'), 'old')
  },
  'bytes with the given digest are stored': async (world) => {
    const bytes = patternBytes(50_000, 7)
    await world.put('sound', bytes, { digest: sha256(bytes) })
    await world.putStream('stream', chunked(bytes, 999), { digest: sha256(bytes) })
    assert.equal(sha256(await world.bytes('sound')), sha256(bytes))
    assert.equal(sha256(await world.bytes('stream')), sha256(bytes))
  },
  'bytes with another digest are CORRUPT and leave nothing': async (world) => {
    await refused(world.put('bad', 'bytes', { digest: sha256(toBytes('other')) }), 'CORRUPT')
    await world.assertEmpty()
  },
  'a stream with another digest is CORRUPT and leaves what was there': async (world) => {
    await world.put('kept', 'old')
    const digest = sha256(toBytes('other'))
    await refused(
      world.putStream('kept', chunked(patternBytes(2 << 20), 65_536), { digest }),
      'CORRUPT',
    )
    assert.equal(await world.text('kept'), 'old')
    assert.deepEqual(await world.names(), ['kept'])
  },
  'a digest that is none is INVALID_ARGUMENT': async (world) => {
    await refused(world.put('a', 'x', { digest: 'abc' }), 'INVALID_ARGUMENT')
    await world.assertEmpty()
  },
  'a body that is given up early does no harm': async (world) => {
    const bytes = patternBytes(LARGE, 8)
    await world.put('large', bytes)
    for (let round = 0; round < 5; round++) {
      for await (const chunk of (await world.bucket.get('large')).body) {
        assert.ok(chunk.byteLength > 0)
        break
      }
    }
    assert.equal(sha256(await world.bytes('large')), sha256(bytes))
  },
  'a body that was opened before an overwrite or delete stays whole': async (world) => {
    const bytes = patternBytes(LARGE, 9)
    await world.put('large', bytes)
    const { body, info } = await world.bucket.get('large')
    await world.put('large', 'new')
    await world.bucket.delete('large')
    const read = await collectBytes(body).then(sha256, (error: { code?: string }) => error.code)
    assert.ok(read === sha256(bytes) || read === 'CONFLICT' || read === 'NOT_FOUND', read)
    assert.equal(info.size, LARGE)
  },
  'several readers of one object do not disturb each other': async (world) => {
    const bytes = patternBytes(LARGE, 10)
    await world.bucket.put('large', bytesSource(bytes))
    const reads = Array.from({ length: 4 }, () => world.bytes('large').then(sha256))
    assert.deepEqual(new Set(await Promise.all(reads)), new Set([sha256(bytes)]))
  },
}

async function* withEmptyChunks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let count = 0
  for await (const chunk of chunks) {
    if (count++ % 100 === 0) yield new Uint8Array()
    yield chunk
  }
}
