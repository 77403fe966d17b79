import assert from 'node:assert/strict'
import { newId } from '@nexusfs/core/kit'
import { type CopyTreeMutation, type MutationResult, ROOT_ID } from '@nexusfs/core/spec'
import type { StoreCases } from './store-case.ts'
import { allPages, plain, present, resultOf, type StoreWorld } from './store-world.ts'

/** Copies of past trees, and what was copied from a node. */
export const forkCases: StoreCases = {
  'copyTree with at copies the tree as it was, with origins': async (world) => {
    const d = await world.directory('d')
    const tags = { tags: { k: 'v' } }
    const one = await world.file('a', 'one', { parent: d.id, attributes: tags })
    const sub = await world.directory('sub', d.id)
    await world.file('in', 'text', { parent: sub.id })
    const at = await world.store.settled()
    await world.file('a', 'two', { parent: d.id })
    await world.remove(sub.id, true)
    await world.file('fresh', 'x', { parent: d.id })
    const { node, count, created } = await fork(world, { node: d.id, at, createdBy: 'user:x' })
    assert.deepEqual([count, created], [4, true])
    const copy = present(node)
    assert.deepEqual([copy.name, copy.createdBy, copy.origin], ['fork', 'user:x', undefined])
    assert.deepEqual(await world.paths(copy.id), ['a', 'sub', 'sub/in'])
    const file = present(await world.store.lookup('acme', copy.id, 'a')).node
    assert.deepEqual(plain([file.version, file.content, file.attributes, file.origin]), [
      1,
      one.content,
      tags,
      { node: one.id, version: 1 },
    ])
    assert.deepEqual(await world.paths(d.id), ['a', 'fresh'])
  },
  'copyTree with at needs no live node': async (world) => {
    const file = await world.file('a', 'one')
    const d = await world.directory('d')
    const at = await world.store.settled()
    await world.remove(file.id)
    await world.remove(d.id)
    const { node } = await fork(world, { node: file.id, at })
    assert.deepEqual([present(node).hash, present(node).version], [file.hash, 1])
    assert.equal(present(node).content, file.content)
    assert.equal((await fork(world, { node: d.id, at, name: 'e' })).count, 1)
  },
  'copyTree with at may go below what it copies': async (world) => {
    const d = await world.directory('d')
    await world.file('a', 'one', { parent: d.id })
    const at = await world.store.settled()
    const { count } = await fork(world, { node: d.id, at, parent: d.id })
    assert.equal(count, 2)
    assert.deepEqual(await world.paths(d.id), ['a', 'fork', 'fork/a'])
  },
  'copyTree of the root with at makes a directory of everything': async (world) => {
    const d = await world.directory('d')
    await world.file('a', 'one', { parent: d.id })
    const at = await world.store.settled()
    await world.file('b')
    const { count } = await fork(world, { node: ROOT_ID, at })
    assert.equal(count, 3)
    assert.deepEqual(await world.paths(), ['b', 'd', 'd/a', 'fork', 'fork/d', 'fork/d/a'])
    const now = world.changing({ kind: 'copyTree', node: ROOT_ID, parent: ROOT_ID, name: 'x' })
    await world.impossible(now, 'cycle')
  },
  'copyTree with at of what was not live then is stateMissing': async (world) => {
    const at = await world.store.settled()
    const file = await world.file('a')
    for (const node of [file.id, newId()])
      await world.impossible(world.changing(copy({ node, at })), 'stateMissing')
    await world.file('fork')
    const taken = copy({ node: file.id, at: await world.store.settled() })
    await world.impossible(world.changing(taken), 'nameTaken')
  },
  'copyTree with at, repeated with its operation id, gives the first result': async (world) => {
    const d = await world.directory('d')
    await world.file('a', 'one', { parent: d.id })
    const draft = world.changing(copy({ node: d.id, at: await world.store.settled() }))
    const first = await world.commit(draft)
    assert.deepEqual(plain(await world.commit(draft)), plain(first))
    assert.deepEqual(await world.names(), ['d', 'fork'])
  },
  'copies: states whose origin is the node, in order of ids, then newest first': async (world) => {
    const source = await world.file('a', 'one')
    const first = present((await fork(world, { node: source.id, name: 'x' })).node)
    await world.change({ kind: 'attributes', node: first.id, attributes: { tags: { k: 'v' } } })
    const second = present((await fork(world, { node: source.id, name: 'y' })).node)
    await world.remove(second.id)
    await world.file('x', 'own')
    const origin = { node: source.id, version: 1 }
    const other = await world.file('z', 'one', { origin })
    const rows = await allPages((after) =>
      world.store.copies('acme', source.id, { after, limit: 1 }),
    )
    const expected = []
    for (const id of [first.id, second.id, other.id].sort())
      expected.push(...(await world.history(id)).filter((row) => row.origin !== undefined))
    assert.equal(expected.length, 4)
    assert.deepEqual(plain(rows), plain(expected))
    assert.deepEqual((await world.store.copies('acme', first.id, { limit: 5 })).rows, [])
    assert.deepEqual((await world.store.copies('other', source.id, { limit: 5 })).rows, [])
  },
}

function copy(more: Partial<CopyTreeMutation> & { readonly node: string }): CopyTreeMutation {
  return { kind: 'copyTree', parent: ROOT_ID, name: 'fork', ...more }
}

async function fork(
  world: StoreWorld,
  more: Partial<CopyTreeMutation> & { readonly node: string },
): Promise<MutationResult> {
  return resultOf(await world.change(copy(more)), 0)
}
