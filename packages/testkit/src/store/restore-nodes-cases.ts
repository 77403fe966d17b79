import assert from 'node:assert/strict'
import { newId } from '@nexusfs/core/kit'
import { type Mutation, type NodeRestore, type NodeRow, ROOT_ID } from '@nexusfs/core/spec'
import type { StoreCases } from './store-case.ts'
import {
  plain,
  present,
  rejectsWith,
  resultOf,
  type StoreWorld,
  sequenceOf,
} from './store-world.ts'

/** Nodes brought back to past states, facet by facet, all at once. */
export const restoreNodesCases: StoreCases = {
  'earlier content is the next version, with its state as the origin': async (world) => {
    const one = await world.file('a', 'one', { contentType: 'text/one', createdBy: 'user:x' })
    await world.advance(5)
    const two = await world.file('a', 'two', { attributes: { tags: { k: 'v' } } })
    assert.equal(await restore(world, { node: one.id, content: one.from }), 1)
    const now = await world.live(one.id)
    assert.ok(now.from > two.from)
    const expected = { ...one, from: now.from, version: 3, attributes: { tags: { k: 'v' } } }
    assert.deepEqual(plain(now), plain({ ...expected, origin: { node: one.id, version: 1 } }))
  },
  'content that the newest version has keeps the number': async (world) => {
    const first = await world.file('a', 'one', { modifiedAt: 1 })
    await world.file('a', 'two')
    const third = await world.file('a', 'one')
    assert.equal(await restore(world, { node: first.id, content: first.from }), 1)
    const now = await world.live(first.id)
    assert.deepEqual([now.version, now.modifiedAt, now.origin], [3, 1, undefined])
    assert.equal(now.content, third.content)
  },
  'attributes come back alone': async (world) => {
    const one = await world.file('a', 'one', { attributes: { metadata: { n: 1 } } })
    await world.file('a', 'two', { attributes: { metadata: { n: 2 } } })
    await world.move(one.id, 'b')
    await restore(world, { node: one.id, attributes: one.from })
    const now = await world.live(one.id)
    assert.deepEqual([now.name, now.version, now.attributes], ['b', 2, { metadata: { n: 1 } }])
  },
  'the place comes back alone': async (world) => {
    const one = await world.file('a', 'one')
    await world.move(one.id, 'b')
    await world.file('b', 'two')
    await restore(world, { node: one.id, place: one.from })
    const now = await world.live(one.id)
    assert.deepEqual([now.name, now.version, now.origin], ['a', 2, undefined])
    assert.deepEqual(await world.names(), ['a'])
  },
  'a deleted file comes back with its id, times and version': async (world) => {
    const one = await world.file('a', 'one', { createdBy: 'agent:x', modifiedAt: 7 })
    await world.advance(5)
    await world.remove(one.id)
    await world.advance(5)
    const at = await world.store.settled()
    assert.equal(await restore(world, { node: one.id, place: one.from }), 1)
    const now = await world.live(one.id)
    assert.deepEqual(plain(now), plain({ ...one, from: now.from }))
    assert.deepEqual(await world.names(ROOT_ID, at), [])
    assert.equal((await world.history(one.id)).length, 2)
    assert.equal((await world.file('a', 'next')).version, 2)
  },
  'a deleted file comes back as it was earlier: a new version': async (world) => {
    const one = await world.file('a', 'one')
    await world.file('a', 'two')
    await world.move(one.id, 'b')
    await world.remove(one.id)
    await restore(world, { node: one.id, place: one.from })
    const now = await world.live(one.id)
    assert.deepEqual([now.name, now.hash, now.version], ['a', one.hash, 3])
    assert.deepEqual(now.origin, { node: one.id, version: 1 })
  },
  'content of the newest version keeps its origin too': async (world) => {
    const one = await world.file('a', 'one')
    await world.file('a', 'two')
    await restore(world, { node: one.id, content: one.from })
    await world.remove(one.id)
    await restore(world, { node: one.id, place: one.from })
    const now = await world.live(one.id)
    assert.deepEqual([now.version, now.origin], [3, { node: one.id, version: 1 }])
  },
  'a content type comes back': async (world) => {
    const plainText = { contentType: 'text/plain', modifiedAt: 5 }
    const one = await world.file('a', 'one', plainText)
    await world.file('a', 'one', { ...plainText, contentType: 'text/html' })
    assert.equal(await restore(world, { node: one.id, content: one.from }), 1)
    assert.equal((await world.live(one.id)).contentType, 'text/plain')
  },
  'a directory that a batch ends takes no more files of it': async (world) => {
    const d = await world.directory('d')
    const file = await world.file('a', 'one', { parent: d.id })
    const draft = world.draft().log('write', '/')
    draft.put('a', 'two', { parent: d.id })
    const nodes = [d, file].map(({ id }) => ({ node: id, place: null }))
    draft.add({ kind: 'restoreNodes', nodes })
    draft.put('b', 'three', { parent: d.id })
    await world.impossible(draft, 'parentMissing')
  },
  'a deleted file comes back with place, content and attributes of different states': async (
    world,
  ) => {
    const one = await world.file('a', 'one', { attributes: { tags: { n: '1' } } })
    const two = await world.file('a', 'two', { attributes: { tags: { n: '2' } } })
    const moved = await world.move(one.id, 'b')
    await world.remove(one.id)
    const facets = { place: moved.from, content: one.from, attributes: two.from }
    await restore(world, { node: one.id, ...facets })
    const now = await world.live(one.id)
    assert.deepEqual([now.name, now.hash, now.version], ['b', one.hash, 3])
    assert.deepEqual(now.attributes, { tags: { n: '2' } })
  },
  'place null ends a node, and one that is not live is left alone': async (world) => {
    const file = await world.file('a')
    assert.equal(await restore(world, { node: file.id, place: null }), 1)
    assert.deepEqual(await world.names(), [])
    assert.equal(await restore(world, { node: file.id, place: null }), 0)
    assert.equal((await world.history(file.id)).length, 1)
  },
  'a node that is already so is left alone': async (world) => {
    const file = await world.file('a', 'one', { attributes: { tags: { k: 'v' } } })
    const { from } = file
    assert.equal(
      await restore(world, { node: file.id, place: from, content: from, attributes: from }),
      0,
    )
    assert.equal(await restore(world, { node: file.id }), 0)
    assert.deepEqual(plain(await world.live(file.id)), plain(file))
    assert.deepEqual((await world.store.operations('acme', { limit: 1 })).rows[0]?.node, undefined)
  },
  'nodes that swapped their places swap back': async (world) => {
    const a = await world.file('a', 'one')
    const b = await world.directory('b')
    await world.file('in', 'text', { parent: b.id })
    await world.change({ kind: 'move', node: a.id, parent: ROOT_ID, name: 'b', exchange: true })
    assert.equal(
      await restore(world, { node: a.id, place: a.from }, { node: b.id, place: b.from }),
      2,
    )
    assert.deepEqual([(await world.live(a.id)).name, (await world.live(b.id)).name], ['a', 'b'])
    assert.deepEqual(await world.paths(), ['a', 'b', 'b/in'])
  },
  'a chain of renames goes back, whatever the order in which it is named': async (world) => {
    for (const reverse of [false, true]) {
      const names = ['c', 'b', 'a'].map((name) => `${name}${reverse}`)
      const files: NodeRow[] = []
      for (const name of names) files.push(await world.file(name))
      for (const [index, file] of files.entries())
        await world.move(file.id, names[index - 1] ?? `d${reverse}`)
      const back = files.map((file) => ({ node: file.id, place: file.from }))
      await restore(world, ...(reverse ? back.toReversed() : back))
      for (const file of files) assert.equal((await world.live(file.id)).name, file.name)
    }
  },
  'a place that another node keeps is nameTaken': async (world) => {
    const old = await world.file('a', 'old')
    await world.remove(old.id)
    const other = await world.file('a', 'other')
    const draft = restoring(world, { node: old.id, place: old.from })
    await world.impossible(draft, 'nameTaken')
    await restore(world, { node: old.id, place: old.from }, { node: other.id, place: null })
    assert.deepEqual(plain((await world.live(old.id)).hash), old.hash)
    const again = { node: other.id, place: other.from }
    await world.impossible(restoring(world, again), 'nameTaken')
  },
  'one place for two nodes is nameTaken': async (world) => {
    const first = await world.file('a', 'one')
    await world.remove(first.id)
    const second = await world.file('a', 'two')
    await world.remove(second.id)
    const nodes = [first, second].map(({ id, from }) => ({ node: id, place: from }))
    await world.impossible(restoring(world, ...nodes), 'nameTaken')
    assert.deepEqual(await world.names(), [])
  },
  'a parent that is not live is parentMissing, unless it comes back too': async (world) => {
    const d = await world.directory('d')
    const file = await world.file('a', 'text', { parent: d.id })
    await world.remove(d.id, true)
    const [child, parent] = [file, d].map(({ id, from }) => ({ node: id, place: from }))
    await world.impossible(restoring(world, present(child)), 'parentMissing')
    assert.equal(await restore(world, present(child), present(parent)), 2)
    assert.deepEqual(await world.paths(), ['d', 'd/a'])
  },
  'a parent that ends is parentMissing': async (world) => {
    const d = await world.directory('d')
    const inside = await world.file('a', 'text', { parent: d.id })
    await world.move(inside.id, 'a')
    const nodes = [
      { node: d.id, place: null },
      { node: inside.id, place: inside.from },
    ]
    await world.impossible(restoring(world, ...nodes), 'parentMissing')
  },
  'a directory that ends and would leave children is notEmpty': async (world) => {
    const d = await world.directory('d')
    const file = await world.file('a', 'text', { parent: d.id })
    await world.impossible(restoring(world, { node: d.id, place: null }), 'notEmpty')
    const nodes = [d, file].map(({ id }) => ({ node: id, place: null }))
    assert.equal(await restore(world, ...nodes), 2)
    assert.deepEqual(await world.names(), [])
  },
  'a directory ends when its child goes back to where it was': async (world) => {
    const file = await world.file('a')
    const d = await world.directory('d')
    await world.move(file.id, 'a', d.id)
    await restore(world, { node: d.id, place: null }, { node: file.id, place: file.from })
    assert.deepEqual(await world.paths(), ['a'])
  },
  'a directory that would come to lie below itself is cycle': async (world) => {
    const outer = await world.directory('outer')
    const inner = await world.directory('inner')
    const inside = await world.move(outer.id, 'in', inner.id)
    const back = await world.move(outer.id, 'outer')
    await world.move(inner.id, 'in', outer.id)
    const draft = restoring(world, { node: outer.id, place: inside.from })
    await world.impossible(draft, 'cycle')
    assert.deepEqual(await world.paths(), ['outer', 'outer/in'])
    const nodes = [
      { node: outer.id, place: inside.from },
      { node: inner.id, place: inner.from },
    ]
    await restore(world, ...nodes)
    assert.deepEqual(await world.paths(), ['inner', 'inner/in'])
    assert.ok((await world.live(outer.id)).from > back.from)
  },
  'two directories, each to below the other, are cycle': async (world) => {
    const a = await world.directory('a')
    const b = await world.directory('b')
    const inB = await world.move(a.id, 'in', b.id)
    await world.move(a.id, 'a')
    const inA = await world.move(b.id, 'in', a.id)
    await world.move(b.id, 'b')
    const file = await world.file('f', 'one', { parent: a.id })
    await world.remove(file.id)
    const nodes = [
      { node: file.id, place: file.from },
      { node: a.id, place: inB.from },
      { node: b.id, place: inA.from },
    ]
    await world.impossible(restoring(world, ...nodes), 'cycle')
    assert.deepEqual(await world.paths(), ['a', 'b'])
  },
  'a node that is not live and has no place is nodeMissing': async (world) => {
    const file = await world.file('a')
    await world.remove(file.id)
    await world.impossible(restoring(world, { node: file.id, content: file.from }), 'nodeMissing')
    await world.impossible(restoring(world, { node: newId() }), 'nodeMissing')
  },
  'a state that is not there is stateMissing': async (world) => {
    const file = await world.file('a')
    const other = await world.file('b')
    for (const facet of ['place', 'content', 'attributes'])
      await world.impossible(
        restoring(world, { node: file.id, [facet]: other.from }),
        'stateMissing',
      )
    await world.impossible(restoring(world, { node: newId(), place: file.from }), 'stateMissing')
  },
  'content of a directory is isDirectory': async (world) => {
    const d = await world.directory('d')
    await world.impossible(restoring(world, { node: d.id, content: d.from }), 'isDirectory')
  },
  'a node that is named twice is INVALID_ARGUMENT': async (world) => {
    const file = await world.file('a')
    const named = { node: file.id, place: null }
    await rejectsWith('INVALID_ARGUMENT', world.store.commit(restoring(world, named, named)))
    assert.deepEqual(await world.names(), ['a'])
  },
  'a restore that fails leaves nothing': async (world) => {
    const a = await world.file('a', 'one')
    await world.file('a', 'two')
    await world.move(a.id, 'b')
    const gone = await world.file('gone')
    await world.remove(gone.id)
    const before = await world.history(a.id)
    const nodes = [
      { node: gone.id, place: gone.from },
      { node: a.id, place: a.from, content: a.from },
      { node: newId() },
    ]
    const draft = world.draft().log('write', '/x').log('undo', '/')
    draft.put('x', 'text')
    draft.add({ kind: 'restoreNodes', nodes, operation: 1 })
    await world.impossible(draft, 'nodeMissing')
    assert.deepEqual(await world.history(a.id), before)
    assert.equal((await world.history(gone.id)).length, 1)
    assert.deepEqual(await world.names(), ['b'])
  },
  'what was undone can be redone: restoring goes both ways': async (world) => {
    const one = await world.file('a', 'one')
    const two = await world.file('a', 'two')
    const node = one.id
    await restore(world, { node, content: one.from })
    await restore(world, { node, content: two.from })
    const now = await world.live(node)
    assert.deepEqual([now.hash, now.version], [two.hash, 4])
    assert.deepEqual(now.origin, { node, version: 2 })
    const versions = (await world.history(node)).map((row) => row.version)
    assert.deepEqual(versions, [4, 3, 2, 1])
  },
  'thousands of nodes come back in one commit, as they were': async (world) => {
    const rows = await manyNodes(world, 3_000)
    const at = await world.store.settled()
    const before = await world.paths()
    await world.remove(present(rows[0]).id, true)
    const gone = await world.store.settled()
    const nodes = rows.map(({ id, from }) => ({ node: id, place: from }))
    assert.equal(await restore(world, ...nodes.toReversed()), rows.length)
    assert.deepEqual(await world.paths(), before)
    assert.deepEqual(await world.paths(ROOT_ID, at), before)
    assert.deepEqual(await world.paths(ROOT_ID, gone), [])
    const last = present(rows.at(-1))
    const now = await world.live(last.id)
    assert.deepEqual(plain(now), plain({ ...last, from: now.from }))
  },
  'the effects of a restore are what it ended and made': async (world) => {
    const a = await world.file('a')
    const b = await world.file('b')
    await world.remove(a.id)
    const nodes = [
      { node: a.id, place: a.from },
      { node: b.id, place: null },
    ]
    const draft = restoring(world, ...nodes)
    const sequence = sequenceOf(await world.commit(draft))
    const { id } = present(draft.operations[0])
    const { rows } = await world.store.effects('acme', [id], { limit: 10 })
    assert.deepEqual(
      rows.map((row) => [row.id, row.from === sequence, row.to === sequence]),
      [
        [b.id, false, true],
        [a.id, true, false],
      ],
    )
    assert.deepEqual(plain(await world.commit(draft)).mutations, [{ count: 2 }])
    const { rows: logged } = await world.store.operations('acme', { nodes: [b.id], limit: 10 })
    assert.equal(logged[0]?.id, id)
  },
  'the precondition unchanged with null holds while the node is not live': async (world) => {
    const file = await world.file('a')
    const condition = { kind: 'unchanged', node: file.id, from: null } as const
    const draft = () => restoring(world, { node: file.id, place: file.from }).when(condition)
    await world.refused(draft())
    await world.remove(file.id)
    await world.commit(draft())
    await world.refused(draft())
    await world.commit(world.draft().when({ ...condition, node: newId() }))
  },
  'restores and writes that race leave one of the two': async (world) => {
    const [first, second] = await world.handles(2)
    for (let round = 0; round < 6; round++) {
      const file = await world.file(`f${round}`, 'one')
      await world.remove(file.id)
      const put = world.draft().log('write', `/f${round}`)
      put.when({ kind: 'absent', parent: ROOT_ID, name: `f${round}` }).put(`f${round}`, 'new')
      const back = restoring(world, { node: file.id, place: file.from })
      const [one, two] = await Promise.all([
        present(first).commit(round % 2 === 0 ? put : back),
        present(second).commit(round % 2 === 0 ? back : put),
      ])
      assert.equal(Number(one.ok) + Number(two.ok), 1)
    }
    assert.equal((await world.names()).length, 6)
  },
}

function restoring(world: StoreWorld, ...nodes: readonly NodeRestore[]) {
  const mutation: Mutation = { kind: 'restoreNodes', nodes }
  return world.changing(mutation)
}

/** Gives the number of nodes that changed. */
async function restore(
  world: StoreWorld,
  ...nodes: readonly NodeRestore[]
): Promise<number | undefined> {
  return resultOf(await world.commit(restoring(world, ...nodes)), 0).count
}

/** A directory with 30 directories of files in one commit; rows with the parents first. */
async function manyNodes(world: StoreWorld, count: number): Promise<NodeRow[]> {
  const draft = world.draft().log('import', '/')
  const top = draft.directory('top')
  const made = [top]
  const directories: number[] = []
  for (let index = 0; index < 30; index++)
    directories.push(draft.directory(`d${index}`, { mutation: top }))
  made.push(...directories)
  for (let index = 0; index < count - 31; index++) {
    const parent = { mutation: present(directories[index % 30]) }
    made.push(draft.put(`f${index}`, `text ${index % 7}`, { parent }))
  }
  const result = await world.commit(draft)
  return made.map((index) => present(result.mutations[index]?.node))
}
