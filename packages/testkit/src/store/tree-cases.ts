import assert from 'node:assert/strict'
import { newId } from '@nexusfs/core/kit'
import { type MoveMutation, ROOT_ID } from '@nexusfs/core/spec'
import type { BatchDraft } from './batch-draft.ts'
import type { StoreCases } from './store-case.ts'
import { allPages, nodeOf, plain, present, resultOf, type StoreWorld } from './store-world.ts'

/** Directories, moving, removing and copying. */
export const treeCases: StoreCases = {
  'ensureDirectory makes a directory once': async (world) => {
    const draft = world.draft().log('mkdir', '/d')
    const mutation = draft.add({
      ...{ kind: 'ensureDirectory', parent: ROOT_ID, name: 'd', id: newId(), createdBy: 'user:x' },
    })
    const result = await world.commit(draft)
    const node = nodeOf(result, mutation)
    assert.equal(resultOf(result, mutation).created, true)
    assert.deepEqual(
      [node.type, node.version, node.size, node.createdBy],
      ['directory', 0, 0, 'user:x'],
    )
    const again = world.draft().log('mkdir', '/d')
    again.directory('d')
    const found = resultOf(await world.commit(again), 0)
    assert.equal(found.created, false)
    assert.deepEqual(plain(found.node), plain(node))
  },
  'ensureDirectory over a file is notDirectory, below a missing one parentMissing': async (
    world,
  ) => {
    const file = await world.file('a')
    const over = world.draft().log('mkdir', '/a')
    over.directory('a')
    await world.impossible(over, 'notDirectory')
    const below = world.draft().log('mkdir', '/a/b')
    below.directory('b', file.id)
    await world.impossible(below, 'notDirectory')
    const missing = world.draft().log('mkdir', '/x/b')
    missing.directory('b', newId())
    await world.impossible(missing, 'parentMissing')
  },
  'move gives a file another place and keeps its id and version': async (world) => {
    const { id: parent } = await world.directory('d')
    const file = await world.file('a', 'one', { attributes: { tags: { k: 'v' } } })
    const moved = await world.move(file.id, 'b', parent)
    assert.deepEqual(plain(moved), plain({ ...file, parent, name: 'b', from: moved.from }))
    assert.ok(moved.from > file.from)
    assert.deepEqual(await world.names(), ['d'])
    assert.deepEqual(plain((await world.store.lookup('acme', parent, 'b'))?.node), plain(moved))
  },
  'move of a directory takes everything below along': async (world) => {
    const { d, file } = await smallTree(world)
    await world.move(d, 'moved')
    assert.equal((await world.store.resolve('acme', ['d', 'e', 'f'])).found, undefined)
    const walk = await world.store.resolve('acme', ['moved', 'e', 'f'])
    assert.equal(walk.found?.node.id, file)
  },
  'move onto a taken name is nameTaken': async (world) => {
    const file = await world.file('a')
    await world.file('b')
    await world.directory('d')
    await world.impossible(moving(world, { node: file.id, name: 'b' }), 'nameTaken')
    await world.impossible(moving(world, { node: file.id, name: 'd' }), 'nameTaken')
  },
  'move with replace ends the file that is there': async (world) => {
    const file = await world.file('a', 'one')
    const target = await world.file('b', 'two')
    await world.commit(moving(world, { node: file.id, name: 'b', replace: true }))
    assert.deepEqual(await world.names(), ['b'])
    assert.equal((await world.store.lookup('acme', ROOT_ID, 'b'))?.node.id, file.id)
    assert.deepEqual(await world.store.getNodes('acme', [target.id]), [undefined])
  },
  'move with replace onto a directory is nameTaken': async (world) => {
    const file = await world.file('a')
    await world.directory('d')
    await world.impossible(moving(world, { node: file.id, name: 'd', replace: true }), 'nameTaken')
  },
  'move onto its own place changes nothing': async (world) => {
    const file = await world.file('a')
    for (const replace of [false, true]) {
      await world.commit(moving(world, { node: file.id, name: 'a', replace }))
      const found = await world.store.lookup('acme', ROOT_ID, 'a')
      assert.deepEqual(plain(found?.node), plain(file))
    }
  },
  'move with exchange swaps two nodes, also a file and a directory': async (world) => {
    const { id: parent } = await world.directory('p')
    const directory = await world.directory('d', parent)
    const file = await world.file('a')
    await world.file('inside', 'text', { parent: directory.id })
    await world.commit(moving(world, { node: file.id, parent, name: 'd', exchange: true }))
    assert.equal((await world.store.resolve('acme', ['p', 'd'])).found?.node.id, file.id)
    assert.equal((await world.store.lookup('acme', ROOT_ID, 'a'))?.node.id, directory.id)
    assert.ok((await world.store.resolve('acme', ['a', 'inside'])).found)
  },
  'move with exchange where nothing is there is nodeMissing': async (world) => {
    const file = await world.file('a')
    const draft = moving(world, { node: file.id, name: 'b', exchange: true })
    await world.impossible(draft, 'nodeMissing')
  },
  'move of a directory below itself is cycle': async (world) => {
    const { d, e } = await smallTree(world)
    await world.impossible(moving(world, { node: d, parent: e, name: 'x' }), 'cycle')
    await world.impossible(moving(world, { node: d, parent: d, name: 'x' }), 'cycle')
    const swap = { node: e, parent: ROOT_ID, name: 'd', exchange: true }
    await world.impossible(moving(world, swap), 'cycle')
  },
  'move of a missing node or to a missing parent': async (world) => {
    const file = await world.file('a')
    await world.impossible(moving(world, { node: newId(), name: 'b' }), 'nodeMissing')
    const away = moving(world, { node: file.id, parent: newId(), name: 'b' })
    await world.impossible(away, 'parentMissing')
    const below = moving(world, { node: file.id, parent: file.id, name: 'b' })
    await world.impossible(below, 'notDirectory')
  },
  'a name can be taken again after a move and after a remove': async (world) => {
    const first = await world.file('a')
    await world.move(first.id, 'b')
    const second = await world.file('a')
    await world.remove(second.id)
    const third = await world.file('a')
    await world.remove(third.id)
    await world.move(first.id, 'a')
    assert.equal(new Set([first.id, second.id, third.id]).size, 3)
    assert.equal((await world.store.lookup('acme', ROOT_ID, 'a'))?.node.id, first.id)
  },
  'remove ends a file and an empty directory': async (world) => {
    const file = await world.file('a')
    const directory = await world.directory('d')
    for (const { id } of [file, directory]) {
      const draft = world.draft().log('delete', '/')
      draft.add({ kind: 'remove', node: id })
      assert.equal(resultOf(await world.commit(draft), 0).count, 1)
    }
    assert.deepEqual(await world.names(), [])
    assert.deepEqual(await world.store.getNodes('acme', [file.id]), [undefined])
  },
  'remove of a directory with children is notEmpty': async (world) => {
    const { d } = await smallTree(world)
    const draft = world.draft().log('rmdir', '/d')
    draft.add({ kind: 'remove', node: d })
    await world.impossible(draft, 'notEmpty')
  },
  'remove of a whole subtree ends every node of it': async (world) => {
    const { d, e, file } = await smallTree(world)
    await world.file('beside')
    const draft = world.draft().log('delete', '/d')
    draft.add({ kind: 'remove', node: d, recursive: true })
    assert.equal(resultOf(await world.commit(draft), 0).count, 4)
    assert.deepEqual(await world.store.getNodes('acme', [d, e, file]), [
      undefined,
      undefined,
      undefined,
    ])
    assert.deepEqual(await world.names(), ['beside'])
    const below = world.draft().log('write', '/d/e/g')
    below.put('g', 'text', { parent: e })
    await world.impossible(below, 'parentMissing')
  },
  'remove of a missing node is nodeMissing': async (world) => {
    const file = await world.file('a')
    await world.remove(file.id)
    const draft = world.draft().log('delete', '/a')
    draft.add({ kind: 'remove', node: file.id })
    await world.impossible(draft, 'nodeMissing')
  },
  'copyTree of a file shares content and starts at version 1': async (world) => {
    await world.file('a', 'one')
    const attributes = { tags: { k: 'v' } }
    const more = { contentType: 'text/x', attributes, createdBy: 'user:x' }
    const source = await world.file('a', 'two', more)
    const draft = world.draft().log('copy', '/a', { target: '/b' })
    const place = { parent: ROOT_ID, name: 'b', createdBy: 'user:y' }
    draft.add({ kind: 'copyTree', node: source.id, ...place })
    const result = await world.commit(draft)
    const copy = nodeOf(result, 0)
    assert.equal(resultOf(result, 0).count, 1)
    assert.notEqual(copy.id, source.id)
    assert.deepEqual(plain({ ...copy, id: '', createdAt: 0, modifiedAt: 0 }), {
      ...plain({ ...source, id: '', createdAt: 0, modifiedAt: 0, from: copy.from }),
      ...{ name: 'b', version: 1, createdBy: 'user:y' },
      origin: { node: source.id, version: 2 },
    })
    assert.equal(await world.store.countUses('acme', present(source.content)), 2)
    assert.deepEqual(plain((await world.store.lookup('acme', ROOT_ID, 'b'))?.node), plain(copy))
  },
  'copyTree of a directory copies all of it, and the copies are independent': async (world) => {
    const { d, file } = await smallTree(world)
    const draft = world.draft().log('copy', '/d')
    draft.add({ kind: 'copyTree', node: d, parent: ROOT_ID, name: 'copy', createdBy: 'user:y' })
    assert.equal(resultOf(await world.commit(draft), 0).count, 4)
    const walk = await world.store.resolve('acme', ['copy', 'e', 'f'])
    const copied = present(walk.found).node
    assert.notEqual(copied.id, file)
    assert.deepEqual([copied.version, copied.createdBy], [1, 'user:y'])
    assert.deepEqual(copied.origin, { node: file, version: 1 })
    await world.file('f', 'changed', { parent: copied.parent })
    const original = await world.store.resolve('acme', ['d', 'e', 'f'])
    assert.equal(original.found?.node.version, 1)
    await world.remove(d, true)
    const rows = await allPages((after) =>
      world.store.listChildren('acme', copied.parent, { after, limit: 1 }),
    )
    assert.deepEqual(
      rows.map((row) => row.name),
      ['empty', 'f'],
    )
  },
  'copyTree onto a taken name, below itself, of nothing, into nothing': async (world) => {
    const { d, e } = await smallTree(world)
    const copying = (node: string, parent: string, name: string): BatchDraft => {
      const draft = world.draft().log('copy', '/')
      draft.add({ kind: 'copyTree', node, parent, name })
      return draft
    }
    await world.impossible(copying(e, ROOT_ID, 'd'), 'nameTaken')
    await world.impossible(copying(d, e, 'x'), 'cycle')
    await world.impossible(copying(newId(), ROOT_ID, 'x'), 'nodeMissing')
    await world.impossible(copying(d, newId(), 'x'), 'parentMissing')
  },
}

/** `/d/e/f` and the empty directory `/d/e/empty`. */
async function smallTree(world: StoreWorld): Promise<{ d: string; e: string; file: string }> {
  const d = await world.directory('d')
  const e = await world.directory('e', d.id)
  const file = await world.file('f', 'text', { parent: e.id })
  await world.directory('empty', e.id)
  return { d: d.id, e: e.id, file: file.id }
}

function moving(
  world: StoreWorld,
  move: Omit<MoveMutation, 'kind' | 'parent'> & Partial<Pick<MoveMutation, 'parent'>>,
): BatchDraft {
  const draft = world.draft().log('rename', '/')
  draft.add({ kind: 'move', parent: ROOT_ID, ...move })
  return draft
}
