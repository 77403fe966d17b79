import assert from 'node:assert/strict'
import { newId } from '@nexusfs/core/kit'
import { type NodeRow, ROOT_ID, type StateMade } from '@nexusfs/core/spec'
import { needs, type StoreCases } from './store-case.ts'
import { allPages, nodeOf, plain, present, sequenceOf } from './store-world.ts'

/** Past states: reads at a sequence, the history of a node, the effects of an operation. */
export const historyCases: StoreCases = {
  'at: an overwritten file is as it was': async (world) => {
    const first = await world.file('a', 'one')
    const second = await world.file('a', 'two')
    const { store } = world
    const past = await store.lookup('acme', ROOT_ID, 'a', { at: first.from })
    assert.deepEqual(plain(past?.node), plain(first))
    const now = await store.lookup('acme', ROOT_ID, 'a', { at: second.from })
    assert.deepEqual(plain(now?.node), plain(second))
    const before = await store.lookup('acme', ROOT_ID, 'a', { at: first.from - 1 })
    assert.equal(before, undefined)
  },
  'at: past inline bytes come along': needs('inline', async (world) => {
    const { from: at } = await world.file('a', 'one')
    await world.file('a', 'two')
    const options = { at, content: true }
    const past = await world.store.resolve('acme', ['a'], options)
    assert.equal(Buffer.from(present(past.found?.bytes)).toString(), 'one')
  }),
  'at: a removed file is there, and its name is free now': async (world) => {
    const file = await world.file('a', 'one')
    const to = await world.remove(file.id)
    const { store } = world
    const past = await store.lookup('acme', ROOT_ID, 'a', { at: file.from })
    assert.deepEqual(plain(past?.node), plain(file))
    assert.equal(await store.lookup('acme', ROOT_ID, 'a', { at: to }), undefined)
    assert.equal(await store.lookup('acme', ROOT_ID, 'a'), undefined)
  },
  'at: a name shows the node that had it then': async (world) => {
    const first = await world.file('a', 'one')
    await world.move(first.id, 'b')
    const second = await world.file('a', 'two')
    const at = await world.remove(second.id)
    const third = await world.file('a', 'three')
    const nodes = await Promise.all(
      [first.from, second.from - 1, second.from, at, third.from].map((sequence) =>
        world.store.lookup('acme', ROOT_ID, 'a', { at: sequence }),
      ),
    )
    assert.deepEqual(
      nodes.map((found) => found?.node.id),
      [first.id, undefined, second.id, undefined, third.id],
    )
  },
  'at: resolve goes through a directory that was renamed or removed': async (world) => {
    const d = await world.directory('d')
    const file = await world.file('f', 'text', { parent: d.id })
    const moved = await world.move(d.id, 'e')
    const removed = await world.remove(d.id, true)
    const { store } = world
    const old = await store.resolve('acme', ['d', 'f'], { at: file.from })
    assert.equal(old.found?.node.id, file.id)
    assert.equal((await store.resolve('acme', ['e', 'f'], { at: file.from })).found, undefined)
    const renamed = await store.resolve('acme', ['e', 'f'], { at: moved.from })
    assert.equal(renamed.found?.node.id, file.id)
    assert.equal((await store.resolve('acme', ['e', 'f'], { at: removed })).found, undefined)
  },
  'at: getNodes gives past places and names': async (world) => {
    const file = await world.file('a', 'one')
    const moved = await world.move(file.id, 'b')
    const to = await world.remove(file.id)
    const names = await Promise.all(
      [file.from - 1, file.from, moved.from, to].map(async (at) => {
        const [row] = await world.store.getNodes('acme', [file.id], { at })
        return row?.name
      }),
    )
    assert.deepEqual(names, [undefined, 'a', 'b', undefined])
  },
  'at: listChildren gives a past listing in pages': async (world) => {
    const [b, d] = [await world.file('b'), await world.file('d')]
    const f = await world.file('f')
    await world.remove(b.id)
    await world.move(d.id, 'z')
    await world.file('a')
    await world.file('f', 'changed')
    assert.deepEqual(await world.names(), ['a', 'f', 'z'])
    assert.deepEqual(await world.names(ROOT_ID, f.from), ['b', 'd', 'f'])
    assert.deepEqual(await world.names(ROOT_ID, d.from), ['b', 'd'])
    assert.deepEqual(await world.names(ROOT_ID, b.from - 1), [])
    const rows = await allPages((after) =>
      world.store.listChildren('acme', ROOT_ID, { after, limit: 1, at: f.from }),
    )
    assert.deepEqual(
      rows.map((row) => row.version),
      [1, 1, 1],
    )
  },
  'at: attributes are as they were': async (world) => {
    const file = await world.file('a', 'one', { attributes: { tags: { k: '1' } } })
    const draft = world.draft().log('tag', '/a')
    draft.add({ kind: 'attributes', node: file.id, attributes: { tags: { k: '2' } } })
    await world.commit(draft)
    const past = await world.store.lookup('acme', ROOT_ID, 'a', { at: file.from })
    assert.deepEqual(plain(past?.node.attributes), { tags: { k: '1' } })
  },
  'nodeHistory gives all states, newest first, in pages': async (world) => {
    const file = await world.file('a', 'one')
    await world.file('a', 'two')
    await world.move(file.id, 'b')
    const to = await world.remove(file.id)
    const rows = await allPages((after) =>
      world.store.nodeHistory('acme', file.id, { after, limit: 1 }),
    )
    assert.deepEqual(
      rows.map(({ name, version }) => [name, version]),
      [
        ['b', 2],
        ['a', 2],
        ['a', 1],
      ],
    )
    assert.deepEqual(
      rows.map((row) => row.to),
      [to, rows[0]?.from, rows[1]?.from],
    )
    const none = await world.store.nodeHistory('acme', newId(), { limit: 1 })
    assert.deepEqual(none.rows, [])
  },
  'two changes of a node by one operation leave one state': async (world) => {
    const file = await world.file('a', 'one')
    const draft = world.draft().log('rename', '/a')
    draft.add({ kind: 'move', node: file.id, parent: ROOT_ID, name: 'b' })
    draft.add({ kind: 'move', node: file.id, parent: ROOT_ID, name: 'c' })
    draft.add({ kind: 'attributes', node: file.id, attributes: { tags: { k: 'v' } } })
    const made = nodeOf(await world.commit(draft), 2)
    const { rows } = await world.store.nodeHistory('acme', file.id, { limit: 10 })
    assert.deepEqual(
      rows.map((row) => row.name),
      ['c', 'a'],
    )
    assert.equal(rows[1]?.to, made.from)
  },
  'a node made and ended by one operation leaves no state': async (world) => {
    const id = newId()
    const draft = world.draft().log('write', '/a')
    draft.put('a', 'one', { id })
    draft.add({ kind: 'remove', node: id })
    await world.commit(draft)
    assert.deepEqual((await world.store.nodeHistory('acme', id, { limit: 10 })).rows, [])
  },
  'effects: what an operation ended, then what it made': async (world) => {
    const a = await world.file('a', 'one')
    const b = await world.file('b', 'two')
    const draft = world.draft().log('rename', '/a')
    draft.add({ kind: 'move', node: a.id, parent: ROOT_ID, name: 'b', replace: true })
    const { id } = present(draft.operations[0])
    const sequence = sequenceOf(await world.commit(draft))
    const rows = await allPages((after) => world.store.effects('acme', [id], { after, limit: 1 }))
    const ended = rows.filter((row) => row.to === sequence)
    assert.deepEqual(rows.slice(0, 2), ended)
    assert.deepEqual(new Set(ended.map((row) => row.id)), new Set([a.id, b.id]))
    assert.deepEqual([rows[2]?.id, rows[2]?.name, rows[2]?.from], [a.id, 'b', sequence])
    assert.equal(rows.length, 3)
  },
  'effects: of a recursive remove every node, of an unknown operation none': async (world) => {
    const d = await world.directory('d')
    for (let index = 0; index < 5; index++) await world.file(`f${index}`, 'x', { parent: d.id })
    const draft = world.draft().log('delete', '/d')
    draft.add({ kind: 'remove', node: d.id, recursive: true })
    await world.commit(draft)
    const { id } = present(draft.operations[0])
    const rows = await allPages((after) => world.store.effects('acme', [id], { after, limit: 2 }))
    assert.equal(new Set(rows.map((row) => row.id)).size, 6)
    assert.deepEqual((await world.store.effects('acme', [newId()], { limit: 2 })).rows, [])
  },
  'statesMade: what a range of operations made, past and present, in pages': async (world) => {
    const one = await world.file('a', 'one')
    const directory = await world.directory('d')
    const two = await world.file('a', 'two')
    const draft = world.draft().log('write', '/')
    for (const name of ['x', 'y', 'z']) draft.put(name, name)
    const many = (await world.commit(draft)).mutations.flatMap(({ node }) => node ?? [])
    const removed = await world.remove(one.id)
    const last = await world.file('b', 'three')
    const ids = [...many].sort((a, b) => (a.id < b.id ? -1 : 1))
    const wanted = [one, directory, two, ...ids, last].map(madeOf)
    const all = { after: one.from - 1, upTo: last.from }
    for (const limit of [1, 2, 3, 100]) {
      const rows = await allPages((after) => world.store.statesMade('acme', all, { after, limit }))
      assert.deepEqual(rows.map(plain), wanted)
    }
    const some = { after: one.from, upTo: removed }
    const { rows } = await world.store.statesMade('acme', some, { limit: 100 })
    assert.deepEqual(rows.map(plain), wanted.slice(1, -1))
    assert.deepEqual((await world.store.statesMade('other', all, { limit: 1 })).rows, [])
  },
  'statesMade: an operation on many files comes in pages': async (world) => {
    const draft = world.draft().log('write', '/')
    for (let index = 0; index < 500; index++) draft.put(`${index}`, 'same')
    const nodes = (await world.commit(draft)).mutations.flatMap(({ node }) => node ?? [])
    for (const { id } of nodes.slice(0, 20)) await world.remove(id)
    const from = present(nodes[0]).from
    const range = { after: from - 1, upTo: from + 20 }
    const rows = await allPages((after) =>
      world.store.statesMade('acme', range, { after, limit: 170 }),
    )
    const made = nodes.map(madeOf).sort((a, b) => (a.node < b.node ? -1 : 1))
    assert.deepEqual(rows.map(plain), made)
  },
  'effects: a state that a later operation ended still counts as made': async (world) => {
    const draft = world.draft().log('write', '/a')
    const put = draft.put('a', 'one')
    const file = nodeOf(await world.commit(draft), put)
    const later = await world.file('a', 'two')
    const { id } = present(draft.operations[0])
    const { rows } = await world.store.effects('acme', [id], { limit: 10 })
    assert.deepEqual(plain(rows), [plain({ ...file, to: later.from })])
  },
  'newestChanges: the time of the newest change directly in a directory': async (world) => {
    const { store } = world
    const d = await world.directory('d')
    const e = await world.directory('e', d.id)
    const times = async () => await store.newestChanges('acme', [ROOT_ID, d.id, e.id, newId()])
    const empty = await times()
    assert.equal(empty[1], e.createdAt)
    assert.deepEqual(empty.slice(2), [undefined, undefined])
    await world.advance(5)
    const file = await world.file('f', 'text', { parent: e.id, modifiedAt: 1 })
    assert.deepEqual(await times(), [d.createdAt, e.createdAt, file.createdAt, undefined])
    await world.advance(5)
    await world.remove(file.id)
    const [, , removed] = await times()
    assert.ok(present(removed) > file.createdAt)
    await world.advance(5)
    await world.move(e.id, 'moved')
    const [root, left, moved] = await times()
    assert.equal(root, left)
    assert.ok(present(root) > present(removed))
    assert.equal(moved, removed)
  },
}

function madeOf({ from, id, version, hash }: NodeRow): StateMade {
  return plain({ operation: from, node: id, version, ...(hash !== undefined && { hash }) })
}
