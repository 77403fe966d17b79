import assert from 'node:assert/strict'
import { newId } from '@nexusfs/core/kit'
import { ROOT_ID } from '@nexusfs/core/spec'
import { needs, type StoreCases } from './store-case.ts'
import { allPages, plain, present } from './store-world.ts'

/** Odd names in the order of their bytes. */
const ODD_NAMES = [
  ' ',
  '!',
  '%41',
  '%_',
  "'; DROP TABLE nodes; --",
  '.hidden',
  '0',
  '10',
  '2',
  'A',
  'Z',
  '\\',
  '_',
  'a',
  'a b',
  'a%',
  'aB',
  'a_b',
  'aa',
  'a\u0301',
  'file..txt',
  'x'.repeat(255),
  'z',
  '\u00e1',
  '\u65e5\u672c\u8a9e',
  '\ufb01',
  '\uff21',
  '\uffff',
  '\u{10000}',
  '\u{1f600}',
  `${'\u{1f600}'.repeat(63)}abc`,
]

/** Looking up, walking and listing. */
export const readCases: StoreCases = {
  'lookup of what is not there is undefined': async (world) => {
    const file = await world.file('a')
    const { store } = world
    assert.equal(await store.lookup('acme', ROOT_ID, 'b'), undefined)
    assert.equal(await store.lookup('acme', ROOT_ID, 'A'), undefined)
    assert.equal(await store.lookup('acme', file.id, 'a'), undefined)
    assert.equal(await store.lookup('acme', newId(), 'a'), undefined)
    assert.equal(await store.lookup('nowhere', ROOT_ID, 'a'), undefined)
  },
  'lookup with content gives inline bytes in the same round trip': needs(
    'inline',
    async (world) => {
      await world.file('a', 'some text')
      await world.directory('d')
      const found = await world.store.lookup('acme', ROOT_ID, 'a', { content: true })
      assert.equal(Buffer.from(present(found?.bytes)).toString(), 'some text')
      const without = await world.store.lookup('acme', ROOT_ID, 'a')
      assert.equal(without?.bytes, undefined)
      const directory = await world.store.lookup('acme', ROOT_ID, 'd', { content: true })
      assert.equal(directory?.bytes, undefined)
    },
  ),
  'lookup with content gives the bytes of an empty file': needs('inline', async (world) => {
    await world.file('a', '')
    const found = await world.store.lookup('acme', ROOT_ID, 'a', { content: true })
    assert.equal(found?.bytes?.byteLength, 0)
  }),
  'resolve walks to a node, or says how far it came': async (world) => {
    const d = await world.directory('d')
    const e = await world.directory('e', d.id)
    const file = await world.file('f', 'text', { parent: e.id })
    const { store } = world
    const whole = await store.resolve('acme', ['d', 'e', 'f'])
    assert.deepEqual(plain(whole.found?.node), plain(file))
    const part = await store.resolve('acme', ['d', 'e', 'x', 'y'])
    assert.equal(part.found, undefined)
    assert.deepEqual(
      part.walked?.map((row) => row.id),
      [d.id, e.id],
    )
    const none = await store.resolve('acme', ['x', 'd'])
    assert.equal(none.found, undefined)
    assert.deepEqual(none.walked, [])
    const through = await store.resolve('acme', ['d', 'e', 'f', 'g'])
    assert.deepEqual(
      through.walked?.map((row) => row.id),
      [d.id, e.id, file.id],
    )
  },
  'resolve with content gives inline bytes': needs('inline', async (world) => {
    const d = await world.directory('d')
    await world.file('f', 'some text', { parent: d.id })
    const walk = await world.store.resolve('acme', ['d', 'f'], { content: true })
    assert.equal(Buffer.from(present(walk.found?.bytes)).toString(), 'some text')
  }),
  'getNodes answers in the order of the ids': async (world) => {
    const a = await world.file('a')
    const b = await world.file('b')
    const rows = await world.store.getNodes('acme', [b.id, newId(), a.id, ROOT_ID, b.id])
    assert.deepEqual(
      rows.map((row) => row?.id),
      [b.id, undefined, a.id, undefined, b.id],
    )
    assert.deepEqual(await world.store.getNodes('acme', []), [])
  },
  'listChildren gives odd names in byte order, and each can be looked up': async (world) => {
    const shuffled = ODD_NAMES.map((name, index) => ({ name, order: (index * 17) % 31 }))
    shuffled.sort((a, b) => a.order - b.order)
    const draft = world.draft().log('write', '/')
    for (const { name } of shuffled) draft.put(name, name)
    await world.commit(draft)
    assert.deepEqual(await world.names(), ODD_NAMES)
    for (const name of ODD_NAMES)
      assert.equal((await world.store.lookup('acme', ROOT_ID, name))?.node.name, name)
  },
  'listChildren pages one by one through odd names': async (world) => {
    const draft = world.draft().log('write', '/')
    for (const name of ODD_NAMES) draft.put(name, 'same')
    await world.commit(draft)
    const rows = await allPages((after) =>
      world.store.listChildren('acme', ROOT_ID, { after, limit: 1 }),
    )
    assert.deepEqual(
      rows.map((row) => row.name),
      ODD_NAMES,
    )
  },
  'listChildren takes any name as after, also one that is not there': async (world) => {
    for (const name of ['a', 'c', 'e']) await world.file(name)
    const page = await world.store.listChildren('acme', ROOT_ID, { after: 'b', limit: 1 })
    assert.deepEqual(
      page.rows.map((row) => row.name),
      ['c'],
    )
    const last = await world.store.listChildren('acme', ROOT_ID, { after: 'e', limit: 1 })
    assert.deepEqual(last.rows, [])
    assert.equal(last.next, undefined)
  },
  'paging is stable under inserts and removals': async (world) => {
    for (const name of ['b', 'd', 'f', 'h']) await world.file(name)
    const first = await world.store.listChildren('acme', ROOT_ID, { limit: 2 })
    assert.deepEqual(
      first.rows.map((row) => row.name),
      ['b', 'd'],
    )
    await world.file('a')
    await world.file('e')
    await world.remove(present(first.rows[1]).id)
    const { next } = first
    const second = await world.store.listChildren('acme', ROOT_ID, { after: next, limit: 10 })
    assert.deepEqual(
      second.rows.map((row) => row.name),
      ['e', 'f', 'h'],
    )
  },
  'listChildren of a file, an empty directory and nothing is empty': async (world) => {
    const file = await world.file('a')
    const directory = await world.directory('d')
    for (const id of [file.id, directory.id, newId()]) assert.deepEqual(await world.names(id), [])
  },
  'a read sees every commit that was acknowledged before': async (world) => {
    for (let index = 0; index < 20; index++) {
      const file = await world.file('a', `text ${index}`)
      const found = await world.store.lookup('acme', ROOT_ID, 'a')
      assert.equal(found?.node.hash, file.hash)
    }
  },
}
