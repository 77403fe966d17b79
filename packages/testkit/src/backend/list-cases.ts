import assert from 'node:assert/strict'
import type { BackendCases } from './backend-case.ts'
import { type BackendWorld, byteOrder, namesOf, refused, scaled } from './backend-world.ts'
import { randomListings } from './random-listings.ts'

/** Their byte order is not that of the folders they lie in, nor that of UTF-16. */
const KEYS = byteOrder([
  'a',
  'b-1',
  'b.txt',
  'b/1',
  'b/1.txt',
  'b/2/x',
  'b/2/y/z',
  'b/2.txt',
  'b0',
  'c/d/e/f',
  'c/d.txt',
  'd e/f',
  'd+e',
  'd%20e',
  'é',
  'zebra',
  '\uffee',
  '\u{1f389}',
])

/** Listings: order, pages, prefixes, delimiters and places to begin. */
export const listCases: BackendCases = {
  'an empty backend lists nothing': async (world) => {
    const page = await world.bucket.list({ limit: 10 })
    assert.deepEqual(page.objects, [])
    assert.deepEqual(page.prefixes, [])
    assert.equal(page.cursor, undefined)
  },
  'keys come in byte order': async (world) => {
    await world.fill(KEYS)
    const { objects } = await world.bucket.list({ limit: 1000 })
    assert.deepEqual(
      objects.map(({ key }) => key),
      KEYS,
    )
  },
  'rows have size, etag and time as head has them': async (world) => {
    await world.fill(['a', 'b/c', 'b/d'], (key) => key.repeat(3))
    for (const row of (await world.bucket.list({ limit: 10 })).objects) {
      const head = await world.bucket.head(row.key)
      assert.equal(row.size, row.key.length * 3)
      assert.equal(row.etag, head?.etag)
      if (row.modifiedAt !== undefined) assert.equal(row.modifiedAt, head?.modifiedAt)
    }
  },
  'pages of every size give the same keys': async (world) => {
    await world.fill(KEYS)
    for (const limit of [1, 2, 3, 5, KEYS.length - 1, KEYS.length, KEYS.length + 1]) {
      assert.deepEqual(await world.names({ limit }), KEYS, `limit ${limit}`)
    }
  },
  'no page is longer than its limit, and the last has no cursor': async (world) => {
    await world.fill(KEYS.slice(0, 6))
    const pages = []
    for await (const page of world.pages({ limit: 4 })) pages.push(page)
    for (const page of pages) assert.ok(page.objects.length <= 4)
    assert.equal(pages.at(-1)?.cursor, undefined)
  },
  'a prefix gives the keys that begin with it': async (world) => {
    await world.fill(KEYS)
    for (const prefix of ['b', 'b/', 'b/1', 'b/2', 'b/2/', 'c/d', 'd', 'é', '\u{1f389}', 'a']) {
      const expected = KEYS.filter((key) => key.startsWith(prefix))
      assert.deepEqual(await world.names({ prefix }), expected, prefix)
      assert.deepEqual(await world.names({ prefix, limit: 1 }), expected, `${prefix} one by one`)
    }
  },
  'a prefix that nothing begins with gives nothing': async (world) => {
    await world.fill(['a/b', 'c'])
    for (const prefix of ['x', 'a/b/', 'a/c', 'c/', 'B', '%', '_', 'a_b', '*']) {
      assert.deepEqual(await world.names({ prefix }), [], prefix)
    }
  },
  'a prefix is taken literally: % and _ and * stand for themselves': async (world) => {
    await world.fill(['a%b', 'axb', 'a_b', 'a*b'])
    assert.deepEqual(await world.names({ prefix: 'a%' }), ['a%b'])
    assert.deepEqual(await world.names({ prefix: 'a_' }), ['a_b'])
    assert.deepEqual(await world.names({ prefix: 'a*' }), ['a*b'])
  },
  'a delimiter gives the first level: objects and prefixes apart': async (world) => {
    await world.fill(['a', 'b.txt', 'b/1', 'b/2/x', 'c/1', 'd'])
    const page = await world.bucket.list({ limit: 1000, delimiter: '/' })
    assert.deepEqual(
      page.objects.map(({ key }) => key),
      ['a', 'b.txt', 'd'],
    )
    assert.deepEqual(page.prefixes, ['b/', 'c/'])
  },
  'a delimiter with a prefix gives the level below it': async (world) => {
    await world.fill(KEYS)
    const cases = {
      'b/': ['b/1', 'b/1.txt', 'b/2.txt', 'b/2/'],
      b: ['b-1', 'b.txt', 'b/', 'b0'],
      'b/2': ['b/2.txt', 'b/2/'],
      'c/': ['c/d.txt', 'c/d/'],
    }
    for (const [prefix, expected] of Object.entries(cases)) {
      assert.deepEqual(await world.names({ prefix, delimiter: '/' }), byteOrder(expected), prefix)
    }
  },
  'pages with a delimiter count prefixes, and name each once': async (world) => {
    await world.fill(KEYS)
    const whole = await world.names({ delimiter: '/' })
    for (const limit of [1, 2, 3, 7]) {
      assert.deepEqual(await world.names({ delimiter: '/', limit }), whole, `limit ${limit}`)
      for await (const page of world.pages({ delimiter: '/', limit }))
        assert.ok(namesOf(page).length <= limit)
    }
  },
  'a prefix vanishes with the last key below it': async (world) => {
    await world.fill(['a/b/c', 'd'])
    await world.bucket.delete('a/b/c')
    assert.deepEqual(await world.names({ delimiter: '/' }), ['d'])
  },
  'startAfter gives the keys after it, whether it is there or not': async (world) => {
    await world.fill(KEYS)
    for (const startAfter of [
      '',
      'a',
      'a0',
      'b',
      'b/',
      'b/1',
      'b/2',
      'b/2/',
      'b/2/x',
      'c',
      'zz',
      '\uffff',
      '\u{1ffff}',
    ]) {
      const expected = KEYS.filter(
        (key) => Buffer.compare(Buffer.from(key), Buffer.from(startAfter)) > 0,
      )
      assert.deepEqual(await world.names({ startAfter }), expected, `after ${startAfter}`)
    }
  },
  'startAfter together with a prefix keeps to both': async (world) => {
    await world.fill(KEYS)
    assert.deepEqual(await world.names({ prefix: 'b/', startAfter: 'b/2' }), [
      'b/2.txt',
      'b/2/x',
      'b/2/y/z',
    ])
    assert.deepEqual(
      await world.names({ prefix: 'b/', startAfter: 'a' }),
      KEYS.filter((key) => key.startsWith('b/')),
    )
    assert.deepEqual(await world.names({ prefix: 'b/', startAfter: 'c' }), [])
  },
  '10,001 keys come whole through pages of 1,000 (at least 1,050 where tests are scaled down)':
    async (world) => {
      const count = scaled(10_001, 1050)
      const keys = byteOrder(
        Array.from({ length: count }, (_, index) => `many/${index % 7}/${index}`),
      )
      await world.fill(keys, () => '')
      const first = await world.bucket.list({ limit: 1000 })
      assert.equal(first.objects.length, 1000)
      assert.ok(first.cursor)
      assert.deepEqual(await world.names(), keys)
      assert.deepEqual(await world.names({ limit: 333 }), keys)
    },
  'paging under inserts and deletes gives every key that was there throughout, once': async (
    world,
  ) => {
    const stays = Array.from({ length: 30 }, (_, index) => `k${String(index).padStart(2, '0')}/x`)
    await world.fill(stays)
    await world.fill(stays.map((key) => `${key}-goes`))
    const seen: string[] = []
    let page = 0
    for await (const { objects } of world.pages({ limit: 4 })) {
      seen.push(...objects.map(({ key }) => key))
      await world.put(`a-before/${page}`, 'x')
      await world.put(`k${String(page).padStart(2, '0')}/new`, 'x')
      await world.put(`z-after/${page}`, 'x')
      await world.bucket.delete(`${stays[29 - page]}-goes`)
      page++
    }
    assert.equal(new Set(seen).size, seen.length, 'no key twice')
    assert.deepEqual(seen, byteOrder(seen))
    const throughout = seen.filter((key) => stays.includes(key))
    assert.deepEqual(throughout, stays)
  },
  'the key that a page ended with may be deleted before the next': async (world) => {
    const keys = ['a/1', 'a/2', 'b', 'c/1']
    await world.fill(keys)
    const seen: string[] = []
    for await (const { objects } of world.pages({ limit: 1 })) {
      for (const { key } of objects) {
        seen.push(key)
        await world.bucket.delete(key)
      }
    }
    assert.deepEqual(seen, keys)
  },
  'a cursor can be used again': async (world) => {
    await world.fill(['a', 'b', 'c', 'd'])
    const { cursor } = await world.bucket.list({ limit: 2 })
    assert.ok(cursor)
    for (let round = 0; round < 2; round++) {
      assert.deepEqual(namesOf(await world.bucket.list({ limit: 2, cursor })), ['c', 'd'])
    }
  },
  'markers show in listings, before what lies below them': async (world) => {
    await world.put('a/', '')
    await world.put('a/b', 'x')
    await world.put('empty/', '')
    assert.deepEqual(await world.names(), ['a/', 'a/b', 'empty/'])
    assert.deepEqual(await world.names({ prefix: 'a/', delimiter: '/' }), ['a/', 'a/b'])
    assert.deepEqual(await world.names({ delimiter: '/' }), ['a/', 'empty/'])
  },
  'limits outside 1 to 1,000 are INVALID_ARGUMENT': async (world) => {
    for (const limit of [0, -1, 1001, 1.5, Number.NaN]) {
      await refused(world.bucket.list({ limit }), 'INVALID_ARGUMENT')
    }
  },
  'prefixes that no key can have are INVALID_ARGUMENT': async (world) => {
    for (const prefix of ['/', '/a', 'a//', '../', 'a/../b', './', 'a\\', 'a\0']) {
      await refused(world.bucket.list({ prefix, limit: 1 }), 'INVALID_ARGUMENT')
    }
  },
  'another delimiter is NOT_SUPPORTED': async (world) => {
    await refused(world.bucket.list({ delimiter: '-', limit: 1 }), 'NOT_SUPPORTED')
  },
  'random keys list as a model says, whatever the options': (world: BackendWorld) =>
    randomListings(world),
}
