import assert from 'node:assert/strict'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'
import { collect, patternBytes, rejectsWith, textOf } from './filesystem-world.ts'

const RANGES: readonly (readonly [
  start: number | undefined,
  end: number | undefined,
  text: string,
])[] = [
  [undefined, undefined, '0123456789'],
  [0, undefined, '0123456789'],
  [0, 10, '0123456789'],
  [0, 1, '0'],
  [9, 10, '9'],
  [9, undefined, '9'],
  [3, 7, '3456'],
  [3, 3, ''],
  [5, 100, '56789'],
  [undefined, 4, '0123'],
]

const BAD_RANGES: readonly (readonly [start: number, end: number | undefined])[] = [
  [10, undefined],
  [11, 12],
  [-1, undefined],
  [5, 4],
  [0.5, undefined],
  [Number.NaN, undefined],
  [0, Number.POSITIVE_INFINITY],
]

/** Bytes of the larger file: over several blocks, not a multiple of one. */
const LARGE = 3 * 1_048_576 + 12_345

const LARGE_RANGES: readonly (readonly [start: number, end: number])[] = [
  [0, 1],
  [0, 1_048_576],
  [1_048_575, 1_048_577],
  [1_048_576, 2_097_152],
  [2_000_000, 3_000_000],
  [LARGE - 1, LARGE],
  [0, LARGE],
]

/** Reading back, whole and in part. */
export const readCases: FilesystemCases = {
  ...eachCase(
    RANGES,
    ([start, end]) => `the range from ${start} to ${end}`,
    async ({ nx }, [start, end, text]) => {
      await nx.write('/docs/a', '0123456789')
      assert.equal(textOf(await nx.read('/docs/a', { start, end })), text)
      assert.equal(textOf(await collect(nx.readStream('/docs/a', { start, end }))), text)
    },
  ),
  ...eachCase(
    BAD_RANGES,
    ([start, end]) => `the range from ${start} to ${end} is INVALID_RANGE`,
    async ({ nx }, [start, end]) => {
      await nx.write('/docs/a', '0123456789')
      await rejectsWith('INVALID_RANGE', nx.read('/docs/a', { start, end }))
      await rejectsWith('INVALID_RANGE', collect(nx.readStream('/docs/a', { start, end })))
    },
  ),
  'ranges of a large file at the edges of its blocks': async ({ nx }) => {
    const bytes = patternBytes(LARGE)
    await nx.write('/docs/large', bytes)
    for (const [start, end] of LARGE_RANGES) {
      const expected = Buffer.from(bytes.subarray(start, end))
      assert.ok(expected.equals(await nx.read('/docs/large', { start, end })), `${start}-${end}`)
      const streamed = await collect(nx.readStream('/docs/large', { start, end }))
      assert.ok(expected.equals(streamed), `stream ${start}-${end}`)
    }
  },
  'an empty file is read as nothing': async ({ nx }) => {
    await nx.write('/docs/a', '')
    assert.equal((await nx.read('/docs/a')).byteLength, 0)
    assert.equal((await nx.read('/docs/a', { start: 0 })).byteLength, 0)
    assert.equal((await collect(nx.readStream('/docs/a'))).byteLength, 0)
  },
  'a stream may be left off in the middle': async ({ nx }) => {
    await nx.write('/docs/large', patternBytes(LARGE))
    const reader = nx.readStream('/docs/large').getReader()
    assert.equal((await reader.read()).done, false)
    await reader.cancel()
    assert.equal((await nx.read('/docs/large')).byteLength, LARGE)
  },
  'what is not there is NOT_FOUND, and says where': async (world) => {
    const { nx } = world
    await world.files('/docs/a')
    for (const path of ['/docs/none', '/none/none', '/docs/none/none']) {
      assert.equal((await rejectsWith('NOT_FOUND', nx.read(path))).path, path)
      await rejectsWith('NOT_FOUND', nx.readText(path))
      await rejectsWith('NOT_FOUND', collect(nx.readStream(path)))
      await rejectsWith('NOT_FOUND', nx.stat(path))
      await rejectsWith('NOT_FOUND', nx.list(path).toArray())
      assert.deepEqual([await nx.exists(path), await nx.isDirectory(path)], [false, false])
    }
  },
  'readText drops a byte order mark and refuses what is no UTF-8': async ({ nx }) => {
    await nx.write('/docs/a', '\ufeffhello')
    assert.equal(await nx.readText('/docs/a'), 'hello')
    await nx.write('/docs/b', new Uint8Array([0xc3, 0x28]))
    await rejectsWith('INVALID_ARGUMENT', nx.readText('/docs/b'))
  },
  'readJson gives the value, and names what is no JSON': async ({ nx }) => {
    await nx.write('/docs/a.json', '{"a":[1,2,{"b":null}]}')
    assert.deepEqual(await nx.readJson('/docs/a.json'), { a: [1, 2, { b: null }] })
    await nx.write('/docs/b.json', '{"a":')
    const error = await rejectsWith('INVALID_ARGUMENT', nx.readJson('/docs/b.json'))
    assert.match(error.message, /b\.json/)
  },
  'content is there after closing and opening': {
    needs: 'reopen',
    async run({ nx, opened }) {
      const bytes = patternBytes(LARGE)
      await nx.write('/docs/large', bytes)
      await nx.write('/docs/small', 'small', { tags: { a: 'b' } })
      await nx.delete((await nx.write('/docs/gone', 'x')).path)
      const again = (await opened.reopen?.()) ?? assert.fail()
      assert.ok(Buffer.from(bytes).equals(await again.read('/docs/large')))
      assert.equal(await again.readText('/docs/small'), 'small')
      assert.deepEqual(await again.tags.list('/docs/small'), { a: 'b' })
      assert.equal(await again.exists('/docs/gone'), false)
    },
  },
  'damaged content is CORRUPT, and writing the same bytes heals it': {
    needs: 'corrupt',
    async run({ nx, opened }) {
      let handle = nx
      for (const size of [300_000, LARGE]) {
        const bytes = patternBytes(size, size)
        const { etag } = await handle.write('/docs/a', bytes)
        await handle.write('/docs/same', bytes)
        handle = (await opened.reopen?.()) ?? handle
        await opened.corrupt?.(etag)
        await rejectsWith('CORRUPT', handle.read('/docs/a'))
        await rejectsWith('CORRUPT', collect(handle.readStream('/docs/a')))
        await rejectsWith('CORRUPT', handle.read('/docs/a', { start: 10, end: 20 }))
        await handle.write('/docs/healed', bytes)
        for (const path of ['/docs/healed', '/docs/a', '/docs/same'])
          assert.ok(Buffer.from(bytes).equals(await handle.read(path)), path)
      }
    },
  },
}
