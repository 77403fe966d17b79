import assert from 'node:assert/strict'
import { newId } from '@nexusfs/core/kit'
import { type OperationQuery, ROOT_ID } from '@nexusfs/core/spec'
import type { StoreCases } from './store-case.ts'
import { allPages, plain, present, type StoreWorld } from './store-world.ts'

/** The log asked by what was changed and when. */
export const logQueryCases: StoreCases = {
  'operations below a path are found by segments, by path or target': async (world) => {
    for (const path of ['/a', '/a/b', '/a/b/c', '/ab', '/a.b', '/A/b', '/x_y/z', '/xay/z'])
      await world.commit(world.draft().log('write', path))
    await world.commit(world.draft().log('rename', '/other', { target: '/a/new' }))
    assert.deepEqual(await paths(world, { under: '/a' }), ['/other', '/a/b/c', '/a/b', '/a'])
    assert.deepEqual(await paths(world, { under: '/a/b' }), ['/a/b/c', '/a/b'])
    assert.deepEqual(await paths(world, { under: '/x_y' }), ['/x_y/z'])
    assert.deepEqual(await paths(world, { under: '/a/b/c/d' }), [])
    assert.equal((await paths(world, { under: '/' })).length, 9)
  },
  'operations are filtered by tenant': async (world) => {
    await world.commit(world.draft().log('write', '/a', { tenant: 'one' }))
    await world.commit(world.draft().log('write', '/b', { tenant: 'two' }))
    await world.commit(world.draft().log('write', '/c'))
    assert.deepEqual(await paths(world, { tenant: 'one' }), ['/a'])
    assert.deepEqual(await paths(world, { tenant: 'two', under: '/a' }), [])
  },
  'operations are filtered by any of several nodes, whatever else they changed': async (world) => {
    const a = await world.file('a')
    const b = await world.file('b')
    await world.file('c')
    const draft = world.draft().log('rename', '/swap')
    draft.add({ kind: 'move', node: a.id, parent: ROOT_ID, name: 'b', exchange: true })
    await world.commit(draft)
    const d = await world.directory('d')
    await world.move(b.id, 'b', d.id)
    await world.remove(d.id, true)
    assert.deepEqual(await paths(world, { nodes: [b.id] }), ['/', '/', '/swap', '/b'])
    assert.deepEqual(await paths(world, { nodes: [a.id, d.id] }), ['/', '/d', '/swap', '/a'])
    assert.deepEqual(await paths(world, { nodes: [newId()] }), [])
    const types = { nodes: [a.id, b.id], types: ['write'] } as const
    assert.deepEqual(await paths(world, types), ['/b', '/a'])
  },
  'operations of 100 nodes come newest first, in pages': async (world) => {
    const draft = world.draft()
    const made: string[] = []
    for (let index = 0; index < 100; index++) {
      const id = newId()
      draft.log('mkdir', `/d${index}`)
      draft.add({
        kind: 'ensureDirectory',
        parent: ROOT_ID,
        name: `d${index}`,
        id,
        operation: index,
      })
      made.push(id)
    }
    await world.commit(draft)
    await world.file('between')
    await world.remove(present(made[7]))
    const rows = await allPages((after) =>
      world.store.operations('acme', { nodes: made, after, limit: 30 }),
    )
    const expected = made.map((_, index) => `/d${99 - index}`)
    assert.deepEqual(
      rows.map((row) => row.path),
      ['/', ...expected],
    )
  },
  'effects of a list: operation by operation in the order given, in pages': async (world) => {
    const ids: string[] = []
    const write = async (name: string, text: string) => {
      const draft = world.draft().log('write', `/${name}`)
      draft.put(name, text)
      ids.push(present(draft.operations[0]).id)
      return present((await world.commit(draft)).mutations.at(-1)?.node)
    }
    const one = await write('a', 'one')
    const two = await write('a', 'two')
    const three = await write('a', 'three')
    const [first, second, third] = ids.map((id) => present(id))
    const asked = [present(third), newId(), present(first), present(second)]
    for (const limit of [1, 2, 10]) {
      const rows = await allPages((after) => world.store.effects('acme', asked, { after, limit }))
      assert.deepEqual(plain(rows), [
        plain({ ...two, to: three.from }),
        plain(three),
        plain({ ...one, to: two.from }),
        plain({ ...one, to: two.from }),
        plain({ ...two, to: three.from }),
      ])
    }
  },
  'effects of 1,000 operations come in pages': async (world) => {
    const draft = world.draft()
    for (let index = 0; index < 1_000; index++) {
      draft.log('mkdir', `/d${index}`)
      const base = { kind: 'ensureDirectory', parent: ROOT_ID, operation: index } as const
      draft.add({ ...base, name: `d${index}`, id: newId() })
    }
    await world.commit(draft)
    const ids = draft.operations.map(({ id }) => id).toReversed()
    const rows = await allPages((after) => world.store.effects('acme', ids, { after, limit: 170 }))
    assert.equal(rows.length, 1_000)
    assert.deepEqual([rows[0]?.name, rows.at(-1)?.name], ['d999', 'd0'])
  },
  'sequenceAt: the last operation that is not later, of any space': async (world) => {
    const { store } = world
    const start = await store.sequenceAt(Number.MAX_SAFE_INTEGER)
    assert.equal(start, 0)
    const found: (readonly [time: number, sequence: number])[] = []
    for (let index = 0; index < 9; index++) {
      await world.advance(5)
      const space = index % 2 === 0 ? 'acme' : 'other'
      const file = await world.file(`f${index}`, 'text', { space })
      found.push([file.createdAt, file.from])
    }
    for (const [index, [time, sequence]] of found.entries()) {
      assert.equal(await store.sequenceAt(time), sequence)
      assert.equal(await store.sequenceAt(time - 1), found[index - 1]?.[1] ?? 0)
    }
    assert.equal(await store.sequenceAt(Number.MAX_SAFE_INTEGER), found.at(-1)?.[1])
    assert.equal(await store.sequenceAt(0), 0)
  },
  'sequenceAt: of operations of one time the last one': async (world) => {
    const draft = world.draft().log('mkdir', '/a').log('mkdir', '/b')
    const { operations } = await world.commit(draft)
    const [, last] = operations
    const { sequence, time } = present(last)
    assert.equal(await world.store.sequenceAt(time), sequence)
  },
}

async function paths(world: StoreWorld, query: Partial<OperationQuery>): Promise<string[]> {
  const rows = await allPages((after) =>
    world.store.operations('acme', { limit: 3, ...query, after }),
  )
  return rows.map((row) => row.path)
}
