import assert from 'node:assert/strict'
import { newId } from '@nexusfs/core/kit'
import { ROOT_ID } from '@nexusfs/core/spec'
import type { StoreCases } from './store-case.ts'
import { nodeOf, present } from './store-world.ts'

const WRITERS = 8

/** Callers at the same time, from two handles where the store can be shared. */
export const raceCases: StoreCases = {
  'unconditional writers never conflict: each gets its own version': async (world) => {
    const handles = await world.handles(WRITERS)
    const results = await Promise.all(
      handles.map(async (store, index) => {
        const draft = world.draft().log('write', '/a')
        const put = draft.put('a', `text ${index}`)
        return nodeOf(await world.commit(draft, store), put)
      }),
    )
    const versions = results.map((node) => node.version).sort((a, b) => a - b)
    assert.deepEqual(versions, [1, 2, 3, 4, 5, 6, 7, 8])
    assert.equal(new Set(results.map((node) => node.id)).size, 1)
    const newest = results.toSorted((a, b) => b.version - a.version)
    const { id } = present(newest[0])
    const { rows } = await world.store.nodeHistory('acme', id, { limit: 100 })
    assert.deepEqual(
      rows.map((row) => row.hash),
      newest.map((node) => node.hash),
    )
  },
  'create-if-absent has one winner': async (world) => {
    const handles = await world.handles(WRITERS)
    const results = await Promise.all(
      handles.map((store, index) => {
        const draft = world.draft().log('write', '/a')
        draft.when({ kind: 'absent', parent: ROOT_ID, name: 'a' })
        draft.put('a', `text ${index}`)
        return store.commit(draft)
      }),
    )
    assert.equal(results.filter((result) => result.ok).length, 1)
    const found = await world.store.lookup('acme', ROOT_ID, 'a')
    assert.equal(found?.node.version, 1)
  },
  'compare-and-set by version has one winner a round': async (world) => {
    const handles = await world.handles(WRITERS)
    await world.file('a', 'start')
    for (let version = 1; version <= 4; version++) {
      const results = await Promise.all(
        handles.map((store, index) => {
          const draft = world.draft().log('write', '/a')
          draft.when({ kind: 'version', parent: ROOT_ID, name: 'a', version })
          draft.put('a', `round ${version} writer ${index}`)
          return store.commit(draft)
        }),
      )
      assert.equal(results.filter((result) => result.ok).length, 1)
    }
    assert.equal((await world.store.lookup('acme', ROOT_ID, 'a'))?.node.version, 5)
  },
  'compare-and-set of a record has one winner': async (world) => {
    const handles = await world.handles(WRITERS)
    const results = await Promise.all(
      handles.map((store, index) => {
        const draft = world.draft()
        draft.when({ kind: 'record', collection: 'plugin', key: 'k', version: null })
        const value = { index }
        draft.add({ kind: 'record', collection: 'plugin', key: 'k', action: 'put', value })
        return store.commit(draft)
      }),
    )
    assert.equal(results.filter((result) => result.ok).length, 1)
  },
  'counting in a record loses nothing': async (world) => {
    const handles = await world.handles(WRITERS)
    await Promise.all(
      handles.flatMap((store) =>
        Array.from({ length: 5 }, () => {
          const draft = world.draft()
          const count = { kind: 'record', action: 'add', field: 'n', amount: 1 } as const
          draft.add({ ...count, collection: 'plugin', key: 'k' })
          return world.commit(draft, store)
        }),
      ),
    )
    const [row] = await world.store.getRecords('plugin', ['k'])
    assert.deepEqual(row?.value, { n: WRITERS * 5 })
  },
  'removing a directory against creating in it never leaves an orphan': async (world) => {
    const [first, second] = await world.handles(2)
    for (let round = 0; round < 8; round++) {
      const directory = await world.directory(`d${round}`)
      const create = world.draft().log('write', `/d${round}/a`)
      create.put('a', `text ${round}`, { parent: directory.id })
      const remove = world.draft().log('rmdir', `/d${round}`)
      remove.add({ kind: 'remove', node: directory.id })
      const order = round % 2 === 0 ? [create, remove] : [remove, create]
      const [one, two] = await Promise.all([
        present(first).commit(present(order[0])),
        present(second).commit(present(order[1])),
      ])
      assert.equal(Number(one.ok) + Number(two.ok), 1)
      const [live] = await world.store.getNodes('acme', [directory.id])
      assert.equal((await world.names(directory.id)).length, live === undefined ? 0 : 1)
    }
  },
  'two directory moves that would form a loop: one of them fails': async (world) => {
    const [first, second] = await world.handles(2)
    for (let round = 0; round < 8; round++) {
      const a = await world.directory(`a${round}`)
      const b = await world.directory(`b${round}`)
      const moves = [a, b].map((node, index) => {
        const draft = world.draft().log('rename', '/')
        const parent = (index === 0 ? b : a).id
        draft.add({ kind: 'move', node: node.id, parent, name: 'in' })
        return draft
      })
      const [one, two] = await Promise.all([
        present(first).commit(present(moves[0])),
        present(second).commit(present(moves[1])),
      ])
      assert.equal(Number(one.ok) + Number(two.ok), 1)
      const failed = one.ok ? two : one
      assert.equal(!failed.ok && failed.failed === 'structure' && failed.problem, 'cycle')
    }
    assert.equal((await world.names()).length, 8)
  },
  'moves of two nodes to one name have one winner': async (world) => {
    const handles = await world.handles(WRITERS)
    const files = await Promise.all(handles.map((_, index) => world.file(`f${index}`)))
    const results = await Promise.all(
      handles.map((store, index) => {
        const draft = world.draft().log('rename', '/')
        const node = present(files[index]).id
        draft.add({ kind: 'move', node, parent: ROOT_ID, name: 'goal' })
        return store.commit(draft)
      }),
    )
    assert.equal(results.filter((result) => result.ok).length, 1)
    assert.equal((await world.names()).length, WRITERS)
  },
  'a directory wanted by all is made once': async (world) => {
    const handles = await world.handles(WRITERS)
    const ids = await Promise.all(
      handles.map(async (store, index) => {
        const draft = world.draft().log('write', '/d/a')
        const directory = draft.directory('d')
        draft.put(`f${index}`, 'text', { parent: { mutation: directory } })
        return nodeOf(await world.commit(draft, store), directory).id
      }),
    )
    assert.equal(new Set(ids).size, 1)
    assert.equal((await world.names(present(ids[0]))).length, WRITERS)
  },
  'the same content wanted by all is one content with all its uses': async (world) => {
    const handles = await world.handles(WRITERS)
    const nodes = await Promise.all(
      handles.map(async (store, index) => {
        const draft = world.draft().log('write', '/')
        const put = draft.put(`f${index}`, 'the same bytes')
        return nodeOf(await world.commit(draft, store), put)
      }),
    )
    assert.equal(new Set(nodes.map((node) => node.content)).size, 1)
    const content = present(nodes[0]?.content)
    assert.equal(await world.store.countUses('acme', content), WRITERS)
  },
  'removing a file against moving it: one of them fails': async (world) => {
    const [first, second] = await world.handles(2)
    const file = await world.file('a')
    const remove = world.draft().log('delete', '/a')
    remove.when({ kind: 'unchanged', node: file.id, from: file.from })
    remove.add({ kind: 'remove', node: file.id })
    const move = world.draft().log('rename', '/a')
    move.when({ kind: 'unchanged', node: file.id, from: file.from })
    move.add({ kind: 'move', node: file.id, parent: ROOT_ID, name: newId() })
    const [one, two] = await Promise.all([
      present(first).commit(remove),
      present(second).commit(move),
    ])
    assert.equal(Number(one.ok) + Number(two.ok), 1)
    assert.equal((await world.names()).length, one.ok ? 0 : 1)
  },
}
