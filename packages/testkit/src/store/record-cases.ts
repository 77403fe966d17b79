import assert from 'node:assert/strict'
import { needs, type StoreCases } from './store-case.ts'
import { present, rejectsWith, type StoreWorld } from './store-world.ts'

/** Records of declared collections and their indexes. */
export const recordCases: StoreCases = {
  'a record is put, read, replaced and deleted': async (world) => {
    const { store } = world
    await world.record('plugin', 'a/k', { n: 1 })
    await world.record('plugin', 'a/k', { n: 2 })
    await world.record('plugin', 'a/l', {})
    const rows = await store.getRecords('plugin', ['a/l', 'a/x', 'a/k'])
    assert.deepEqual(
      rows.map((row) => row?.value),
      [{}, undefined, { n: 2 }],
    )
    await erase(world, 'plugin', 'a/k')
    await erase(world, 'plugin', 'a/k')
    assert.deepEqual(await store.getRecords('plugin', ['a/k']), [undefined])
  },
  'any JSON comes back as it was': async (world) => {
    const value = {
      text: 'é \u{1f600} \u0000 " \\',
      numbers: [0, -1, 0.1, 1e300, Number.MAX_SAFE_INTEGER],
      nothing: null,
      flags: [true, false],
      deep: { '': [[], {}, [{ a: [null] }]] },
    }
    await world.record('plugin', 'k', value)
    const [row] = await world.store.getRecords('plugin', ['k'])
    assert.deepEqual(row?.value, value)
  },
  'a version never repeats for a key, also over a delete': async (world) => {
    const versions: number[] = []
    for (let round = 0; round < 3; round++) {
      await world.record('plugin', 'k', { n: 1 })
      const [row] = await world.store.getRecords('plugin', ['k'])
      versions.push(present(row).version)
      await erase(world, 'plugin', 'k')
    }
    assert.equal(new Set(versions).size, 3)
  },
  'a record of a commit with an operation has its sequence as version': async (world) => {
    const draft = world.draft().log('mount', '/m')
    draft.add({ kind: 'record', collection: 'plugin', key: 'k', action: 'put', value: {} })
    const { operations } = await world.commit(draft)
    const [row] = await world.store.getRecords('plugin', ['k'])
    assert.equal(row?.version, operations[0]?.sequence)
  },
  'add counts from 0 and keeps the other fields': async (world) => {
    await count(world, 'n', 5)
    await count(world, 'n', -2)
    await count(world, 'm', 1)
    const [row] = await world.store.getRecords('plugin', ['counter'])
    assert.deepEqual(row?.value, { n: 3, m: 1 })
  },
  'add to what is no integer is INVALID_ARGUMENT': async (world) => {
    await world.record('plugin', 'counter', { n: 'text' })
    await rejectsWith('INVALID_ARGUMENT', count(world, 'n', 1))
    const [row] = await world.store.getRecords('plugin', ['counter'])
    assert.deepEqual(row?.value, { n: 'text' })
  },
  'a collection or an index that is not declared is INVALID_ARGUMENT': async (world) => {
    const { store } = world
    await rejectsWith('INVALID_ARGUMENT', world.record('no-such', 'k', {}))
    await rejectsWith('INVALID_ARGUMENT', store.getRecords('no-such', ['k']))
    await rejectsWith('INVALID_ARGUMENT', store.scanRecords('no-such', { limit: 1 }))
    const options = { index: 'no-such', limit: 1 }
    await rejectsWith('INVALID_ARGUMENT', store.scanRecords('plugin', options))
  },
  'scan by key: byte order, in pages, both ways': async (world) => {
    const keys = ['a', 'a/b', 'a0', 'b', '\u00e9', '\uffff', '\u{10000}']
    for (const key of keys.toReversed()) await world.record('plugin', key, { key })
    assert.deepEqual(await world.keys('plugin'), keys)
    assert.deepEqual(await world.keys('plugin', { limit: 1 }), keys)
    assert.deepEqual(await world.keys('plugin', { limit: 2, reverse: true }), keys.toReversed())
  },
  'scan by key prefix takes %, _ and others as they are': async (world) => {
    const keys = ['a%b/1', 'a%b/2', 'aXb/1', 'a_b/1', 'p/1', 'p/2', 'p0', '\uffff/1', '\uffffx']
    for (const key of keys) await world.record('plugin', key, {})
    assert.deepEqual(await world.keys('plugin', { prefix: 'a%' }), ['a%b/1', 'a%b/2'])
    assert.deepEqual(await world.keys('plugin', { prefix: 'a_' }), ['a_b/1'])
    assert.deepEqual(await world.keys('plugin', { prefix: 'p/' }), ['p/1', 'p/2'])
    assert.deepEqual(await world.keys('plugin', { prefix: 'P/' }), [])
    assert.deepEqual(await world.keys('plugin', { prefix: '\uffff' }), ['\uffff/1', '\uffffx'])
    const reverse = { prefix: 'p/', reverse: true, limit: 1 }
    assert.deepEqual(await world.keys('plugin', reverse), ['p/2', 'p/1'])
  },
  'scan by index: the first fields as prefix, ordered by the rest': async (world) => {
    await world.record('mount', '1', { space: 'acme', mountPoint: '/b' })
    await world.record('mount', '2', { space: 'acme', mountPoint: '/a' })
    await world.record('mount', '3', { space: 'other', mountPoint: '/a' })
    await world.record('mount', '4', { space: 'acm', mountPoint: '/a' })
    const index = 'space'
    assert.deepEqual(await world.keys('mount', { index }), ['4', '2', '1', '3'])
    assert.deepEqual(await world.keys('mount', { index, prefix: ['acme'] }), ['2', '1'])
    assert.deepEqual(await world.keys('mount', { index, prefix: ['acme', '/b'] }), ['1'])
    assert.deepEqual(await world.keys('mount', { index, prefix: ['none'] }), [])
  },
  'scan by index: pages through equal values, both ways, under changes': async (world) => {
    for (const key of ['a', 'b', 'c', 'd', 'e'])
      await world.record('task', key, { due: key < 'd' ? 1 : 2 })
    const index = 'due'
    assert.deepEqual(await world.keys('task', { index, limit: 1 }), ['a', 'b', 'c', 'd', 'e'])
    const reverse = { index, limit: 2, reverse: true }
    assert.deepEqual(await world.keys('task', reverse), ['e', 'd', 'c', 'b', 'a'])
    const first = await world.store.scanRecords('task', { index, limit: 2 })
    await erase(world, 'task', 'b')
    await world.record('task', 'aa', { due: 1 })
    await world.record('task', 'bb', { due: 1 })
    const after = first.next
    const second = await world.store.scanRecords('task', { index, limit: 10, after })
    assert.deepEqual(
      second.rows.map((row) => row.key),
      ['bb', 'c', 'd', 'e'],
    )
  },
  'scan by index: numbers in numeric order, a changed record moves': async (world) => {
    for (const due of [10, 9, -1, 0.5, 1e15, 100]) await world.record('task', `k${due}`, { due })
    const index = 'due'
    const sorted = ['k-1', 'k0.5', 'k9', 'k10', 'k100', 'k1000000000000000']
    assert.deepEqual(await world.keys('task', { index }), sorted)
    await world.record('task', 'k-1', { due: 11 })
    const moved = ['k0.5', 'k9', 'k10', 'k-1', 'k100', 'k1000000000000000']
    assert.deepEqual(await world.keys('task', { index }), moved)
    assert.deepEqual(await world.keys('task', { index, prefix: [11] }), ['k-1'])
  },
  'scan by index: an absent field comes first, as null': async (world) => {
    await world.record('task', 'none', {})
    await world.record('task', 'null', { due: null })
    await world.record('task', 'number', { due: 1 })
    await world.record('task', 'text', { due: 'x' })
    const found = await world.keys('task', { index: 'due', limit: 1 })
    assert.deepEqual(found, ['none', 'null', 'number', 'text'])
  },
  'scan by index: descending fields': needs('collections', async (world) => {
    const rows = { a: ['x', 1], b: ['x', 2], c: ['y', 1], d: ['x', 2] } as const
    for (const [key, [group, rank]] of Object.entries(rows))
      await world.record('probe', key, { group, rank })
    const index = 'group'
    assert.deepEqual(await world.keys('probe', { index, limit: 1 }), ['b', 'd', 'a', 'c'])
    const reverse = { index, limit: 1, reverse: true }
    assert.deepEqual(await world.keys('probe', reverse), ['c', 'a', 'd', 'b'])
    assert.deepEqual(await world.keys('probe', { index, prefix: ['x'] }), ['b', 'd', 'a'])
  }),
  'scan by index: a partial index holds what its condition says': needs(
    'collections',
    async (world) => {
      await world.record('probe', 'a', { rank: 2, state: { kind: 'open' } })
      await world.record('probe', 'b', { rank: 1, state: { kind: 'open' } })
      await world.record('probe', 'c', { rank: 0, state: { kind: 'done' } })
      await world.record('probe', 'd', { rank: 0 })
      const index = 'open'
      assert.deepEqual(await world.keys('probe', { index, limit: 1 }), ['b', 'a'])
      await world.record('probe', 'b', { rank: 1, state: { kind: 'done' } })
      assert.deepEqual(await world.keys('probe', { index }), ['a'])
      assert.deepEqual(await world.keys('probe', { index: 'rank' }), ['c', 'd', 'b', 'a'])
    },
  ),
  'an undoable collection reads and writes like any other': async (world) => {
    const value = { space: 'acme', mountPoint: '/m' }
    await world.record('mount', 'm', value)
    await world.record('mount', 'm', { ...value, mountPoint: '/n' })
    await erase(world, 'mount', 'm')
    assert.deepEqual(await world.keys('mount'), [])
    await world.record('mount', 'm', value)
    assert.deepEqual((await world.store.getRecords('mount', ['m']))[0]?.value, value)
  },
  'one batch changes several records, and later mutations see earlier ones': async (world) => {
    const draft = world.draft()
    const base = { kind: 'record', collection: 'plugin' } as const
    draft.add({ ...base, key: 'a', action: 'put', value: { n: 1 } })
    draft.add({ ...base, key: 'a', action: 'add', field: 'n', amount: 2 })
    draft.add({ ...base, key: 'b', action: 'put', value: {} })
    draft.add({ ...base, key: 'b', action: 'delete' })
    await world.commit(draft)
    const rows = await world.store.getRecords('plugin', ['a', 'b'])
    assert.deepEqual(
      rows.map((row) => row?.value),
      [{ n: 3 }, undefined],
    )
  },
}

async function erase(world: StoreWorld, collection: string, key: string): Promise<void> {
  const draft = world.draft()
  draft.add({ kind: 'record', collection, key, action: 'delete' })
  await world.commit(draft)
}

async function count(world: StoreWorld, field: string, amount: number): Promise<void> {
  const draft = world.draft()
  const base = { kind: 'record', collection: 'plugin', key: 'counter' } as const
  draft.add({ ...base, action: 'add', field, amount })
  await world.commit(draft)
}
