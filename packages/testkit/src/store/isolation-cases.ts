import assert from 'node:assert/strict'
import { newId } from '@nexusfs/core/kit'
import { type Mutation, ROOT_ID } from '@nexusfs/core/spec'
import type { StoreCases } from './store-case.ts'
import { allPages, present, rejectsWith } from './store-world.ts'

/** Spaces never see each other. */
export const isolationCases: StoreCases = {
  'the same names in two spaces are two nodes': async (world) => {
    const mine = await world.file('a', 'mine')
    const yours = await world.file('a', 'yours', { space: 'other' })
    assert.equal(yours.version, 1)
    const { store } = world
    assert.equal((await store.lookup('acme', ROOT_ID, 'a'))?.node.id, mine.id)
    assert.equal((await store.lookup('other', ROOT_ID, 'a'))?.node.id, yours.id)
    assert.equal((await store.resolve('other', ['a'])).found?.node.hash, yours.hash)
    await world.remove(mine.id)
    assert.deepEqual(await world.names(ROOT_ID, undefined, 'other'), ['a'])
  },
  'the same id in two spaces is two nodes': async (world) => {
    const id = newId()
    await world.file('a', 'mine', { id })
    await world.file('b', 'yours', { id, space: 'other' })
    const names = await Promise.all(
      ['acme', 'other'].map(async (space) => (await world.store.getNodes(space, [id]))[0]?.name),
    )
    assert.deepEqual(names, ['a', 'b'])
    await world.remove(id)
    assert.equal((await world.store.getNodes('other', [id]))[0]?.name, 'b')
    const { rows } = await world.store.nodeHistory('other', id, { limit: 10 })
    assert.deepEqual(
      rows.map((row) => row.to),
      [undefined],
    )
  },
  'a node of another space is not there for reads': async (world) => {
    const directory = await world.directory('d')
    await world.file('a', 'text', { parent: directory.id })
    const { store } = world
    assert.deepEqual(await store.getNodes('other', [directory.id]), [undefined])
    assert.equal(await store.lookup('other', directory.id, 'a'), undefined)
    assert.deepEqual(await world.names(directory.id, undefined, 'other'), [])
    const history = await store.nodeHistory('other', directory.id, { limit: 10 })
    assert.deepEqual(history.rows, [])
    assert.deepEqual(await store.newestChanges('other', [directory.id]), [undefined])
    assert.deepEqual(await store.newestChanges('other', [ROOT_ID]), [undefined])
  },
  'a node of another space is missing for every mutation': async (world) => {
    const directory = await world.directory('d')
    const file = await world.file('a')
    const node = file.id
    const mutations = [
      { kind: 'move', node, parent: ROOT_ID, name: 'x' },
      { kind: 'remove', node },
      { kind: 'remove', node: directory.id, recursive: true },
      { kind: 'attributes', node, attributes: {} },
      { kind: 'copyTree', node, parent: ROOT_ID, name: 'x' },
    ] as const
    for (const mutation of mutations) {
      const draft = world.draft('other').log('delete', '/')
      draft.add(mutation)
      await world.impossible(draft, 'nodeMissing')
    }
    const put = world.draft('other').log('write', '/d/x')
    put.put('x', 'text', { parent: directory.id })
    await world.impossible(put, 'parentMissing')
    assert.deepEqual(await world.names(), ['a', 'd'])
    assert.deepEqual(await world.names(directory.id), [])
  },
  'a node of another space does not meet a precondition': async (world) => {
    const directory = await world.directory('d')
    const conditions = [
      { kind: 'exists', node: directory.id },
      { kind: 'unchanged', node: directory.id, from: directory.from },
      { kind: 'emptyDirectory', node: directory.id },
    ] as const
    for (const condition of conditions)
      await world.refused(world.draft('other').log('metadata', '/').when(condition))
    const absent = { kind: 'absent', parent: ROOT_ID, name: 'd' } as const
    await world.commit(world.draft('other').log('metadata', '/').when(absent))
  },
  'the log, the changes and the effects are those of one space': async (world) => {
    await world.file('a')
    await world.file('b', 'text', { space: 'other' })
    const { store } = world
    for (const [space, path] of [
      ['acme', '/a'],
      ['other', '/b'],
    ] as const) {
      const { rows } = await store.operations(space, { limit: 10 })
      assert.deepEqual(
        rows.map((row) => [row.space, row.path]),
        [[space, path]],
      )
      const changes = await store.changes(space, undefined, 10)
      assert.deepEqual(
        changes.rows.map((row) => row.path),
        [path],
      )
    }
    const [own] = (await store.operations('acme', { limit: 1 })).rows
    const { id, node } = present(own)
    assert.deepEqual((await store.effects('other', [id], { limit: 10 })).rows, [])
    assert.deepEqual((await store.operations('other', { id, limit: 1 })).rows, [])
    assert.deepEqual(
      (await store.operations('other', { nodes: [present(node)], limit: 1 })).rows,
      [],
    )
  },
  'past states of another space cannot be brought back': async (world) => {
    const file = await world.file('a')
    const at = await world.store.settled()
    await world.remove(file.id)
    const draft = (mutation: Mutation) => {
      const batch = world.draft('other').log('restore', '/')
      batch.add(mutation)
      return batch
    }
    const place = { node: file.id, parent: ROOT_ID, name: 'a' }
    const nodes = [{ node: file.id, place: file.from }]
    await world.impossible(draft({ kind: 'restoreNodes', nodes }), 'stateMissing')
    await world.impossible(draft({ kind: 'restoreTree', at, ...place }), 'stateMissing')
    await world.impossible(draft({ kind: 'copyTree', at, ...place }), 'stateMissing')
    await world.commit(draft({ kind: 'restoreTree', at, ...place, node: ROOT_ID }))
    assert.deepEqual(await world.names(ROOT_ID, undefined, 'other'), [])
  },
  'an operation id of another space is refused, and gives nothing of it away': async (world) => {
    const draft = world.draft().log('write', '/a')
    draft.put('a', 'mine')
    await world.commit(draft)
    const { operations, mutations } = draft
    const again = world.store.commit({ space: 'other', operations, mutations })
    await rejectsWith('INVALID_ARGUMENT', again)
    assert.deepEqual(await world.names(ROOT_ID, undefined, 'other'), [])
  },
  'uses of shared content are counted for one space': async (world) => {
    const draft = world.draft()
    const index = draft.content('text', 'shared')
    const result = await world.commit(draft)
    const content = present(result.mutations[index]?.content).reference
    await world.file('a', '', { content })
    await world.file('b', '', { content })
    await world.file('a', '', { content, space: 'other' })
    assert.equal(await world.store.countUses('acme', content), 2)
    assert.equal(await world.store.countUses('other', content), 1)
    assert.equal(await world.store.countUses('third', content), 0)
  },
  'listSpaces gives the spaces that hold a node, in byte order': async (world) => {
    for (const space of ['b', 'acme', '\u{10000}', '\uffff'])
      await world.file('a', 'text', { space })
    const spaces = await allPages((after) => world.store.listSpaces({ after, limit: 1 }))
    assert.deepEqual(spaces, ['acme', 'b', '\uffff', '\u{10000}'])
  },

  'listSpaces gives a space that holds no node any more only with past': async (world) => {
    const { id } = await world.file('a', 'text', { space: 'left' })
    await world.file('a', 'text', { space: 'used' })
    const removal = { kind: 'remove', node: id } as const
    const { operations } = world.draft().log('delete', '/a')
    await world.store.commit({ space: 'left', operations, mutations: [removal] })
    const list = (past: boolean) =>
      allPages((after) => world.store.listSpaces({ after, limit: 1, past }))
    assert.deepEqual(await list(false), ['used'])
    assert.deepEqual(await list(true), ['left', 'used'])
  },
}
