import assert from 'node:assert/strict'
import { ROOT_ID } from '@nexusfs/core/spec'
import { utf8 } from './batch-draft.ts'
import { needs, type StoreCases } from './store-case.ts'
import { allPages, plain, present } from './store-world.ts'

/** Past versions of files, and what was at a place. */
export const versionCases: StoreCases = {
  'lookup with a version gives the newest state that has it': async (world) => {
    const d = await world.directory('d')
    const one = await world.file('a', 'one', { parent: d.id })
    await world.change({ kind: 'attributes', node: one.id, attributes: { tags: { k: 'v' } } })
    await world.file('a', 'two', { parent: d.id })
    await world.move(one.id, 'b', d.id)
    const read = async (version: number) =>
      (await world.store.lookup('acme', d.id, 'b', { version }))?.node
    const [first, second] = [present(await read(1)), present(await read(2))]
    assert.deepEqual([first.name, first.hash, first.version], ['a', one.hash, 1])
    assert.deepEqual(first.attributes, { tags: { k: 'v' } })
    assert.equal('to' in first, false)
    assert.deepEqual(plain(second), plain(await world.live(one.id)))
    assert.equal(await read(3), undefined)
    assert.equal(await world.store.lookup('acme', d.id, 'a', { version: 1 }), undefined)
  },
  'resolve with a version gives that of the last name': async (world) => {
    const d = await world.directory('d')
    const one = await world.file('a', 'one', { parent: d.id })
    await world.file('a', 'two', { parent: d.id })
    const { found } = await world.store.resolve('acme', ['d', 'a'], { version: 1 })
    assert.deepEqual([found?.node.hash, found?.node.version], [one.hash, 1])
    const missing = await world.store.resolve('acme', ['d', 'a'], { version: 9 })
    assert.equal(missing.found, undefined)
    assert.deepEqual(
      present(missing.walked).map((row) => row.id),
      [d.id],
    )
  },
  'a version of a directory is not there': async (world) => {
    await world.directory('d')
    assert.equal(await world.store.lookup('acme', ROOT_ID, 'd', { version: 0 }), undefined)
    assert.equal((await world.store.resolve('acme', ['d'], { version: 0 })).found, undefined)
  },
  'a version comes with its bytes': needs('inline', async (world) => {
    await world.file('a', 'one')
    await world.file('a', 'two')
    for (const [version, text] of [
      [1, 'one'],
      [2, 'two'],
    ] as const) {
      const options = { version, content: true }
      const found = await world.store.lookup('acme', ROOT_ID, 'a', options)
      const walk = await world.store.resolve('acme', ['a'], options)
      assert.deepEqual(found?.bytes, utf8(text))
      assert.deepEqual(walk.found?.bytes, utf8(text))
    }
  }),
  'placeHistory: what ended at a place, the last one first': async (world) => {
    const first = await world.file('a', 'one')
    const second = await world.file('a', 'two')
    const removed = await world.remove(first.id)
    const other = await world.file('a', 'three')
    const moved = await world.move(other.id, 'b')
    await world.file('a', 'live')
    const rows = await allPages((after) =>
      world.store.placeHistory('acme', ROOT_ID, 'a', { after, limit: 2 }),
    )
    assert.deepEqual(plain(rows), [
      plain({ ...other, to: moved.from }),
      plain({ ...second, to: removed }),
      plain({ ...first, to: second.from }),
    ])
    const none = await world.store.placeHistory('acme', ROOT_ID, 'b', { limit: 2 })
    assert.deepEqual(none, { rows: [] })
  },
  'placeHistory knows directories that were removed, and spaces apart': async (world) => {
    const d = await world.directory('d')
    const e = await world.directory('e', d.id)
    const to = await world.remove(d.id, true)
    const { store } = world
    const top = await store.placeHistory('acme', ROOT_ID, 'd', { limit: 5 })
    assert.deepEqual(plain(top.rows), [plain({ ...d, to })])
    const below = await store.placeHistory('acme', d.id, 'e', { limit: 5 })
    assert.deepEqual(plain(below.rows), [plain({ ...e, to })])
    assert.deepEqual((await store.placeHistory('other', ROOT_ID, 'd', { limit: 5 })).rows, [])
  },
}
