import assert from 'node:assert/strict'
import { newId, sha256 } from '@nexusfs/core/kit'
import { ROOT_ID } from '@nexusfs/core/spec'
import { utf8 } from './batch-draft.ts'
import { needs, type StoreCases } from './store-case.ts'
import { allPages, plain, present, type StoreWorld, sequenceOf } from './store-world.ts'

/** A commit is one change or nothing, and repeating it is harmless. */
export const atomicityCases: StoreCases = {
  'a batch whose last mutation fails writes nothing': async (world) => {
    const directory = await world.directory('d')
    const file = await world.file('a', 'one')
    await world.record('plugin', 'k', { n: 1 })
    const before = await everything(world)
    const draft = world.draft().log('write', '/x')
    draft.put('x', 'fresh content')
    draft.put('a', 'two')
    draft.add({ kind: 'move', node: directory.id, parent: ROOT_ID, name: 'moved' })
    draft.add({ kind: 'attributes', node: file.id, attributes: { tags: { k: 'v' } } })
    draft.add({ kind: 'copyTree', node: directory.id, parent: ROOT_ID, name: 'copy' })
    draft.add({ kind: 'record', collection: 'plugin', key: 'k', action: 'delete' })
    draft.add({ kind: 'record', collection: 'task', key: 'k', action: 'put', value: { due: 1 } })
    draft.add({ kind: 'remove', node: directory.id, recursive: true })
    draft.add({ kind: 'remove', node: newId() })
    await world.impossible(draft, 'nodeMissing')
    assert.deepEqual(await everything(world), before)
    const hash = sha256(utf8('fresh content'))
    for (const backend of ['inline', 'elsewhere'])
      assert.equal(await world.store.findContent({ pool: 'acme', backend, hash }), undefined)
  },
  'a batch whose third mutation fails writes nothing, and its place is free': async (world) => {
    const draft = world.draft().log('write', '/a')
    draft.directory('a')
    draft.directory('b')
    const third = draft.directory('c', newId())
    draft.directory('d')
    await world.impossible(draft, 'parentMissing', third)
    assert.deepEqual(await world.names(), [])
    await world.file('a')
  },
  'a batch that throws writes nothing': async (world) => {
    const draft = world.draft().log('write', '/a')
    draft.put('a', 'text')
    draft.add({ kind: 'record', collection: 'no-such', key: 'k', action: 'put', value: {} })
    await assert.rejects(world.store.commit(draft))
    assert.deepEqual(await world.names(), [])
    await world.file('a')
  },
  'an operation id of a failed batch can be used again': async (world) => {
    const draft = world.draft().log('write', '/a')
    draft.put('a', 'text')
    draft.add({ kind: 'remove', node: newId() })
    await world.impossible(draft, 'nodeMissing')
    draft.mutations.pop()
    await world.commit(draft)
    assert.deepEqual(await world.names(), ['a'])
  },
  'batches committed at once do not fail each other': async (world) => {
    const results = await Promise.all(
      Array.from({ length: 16 }, (_, index) => {
        const draft = world.draft().log('write', `/${index}`)
        draft.put(`f${index}`, `text ${index}`)
        if (index % 4 === 3) draft.add({ kind: 'remove', node: newId() })
        return world.store.commit(draft)
      }),
    )
    assert.deepEqual(
      results.map((result) => result.ok),
      Array.from({ length: 16 }, (_, index) => index % 4 !== 3),
    )
    assert.equal((await world.names()).length, 12)
    assert.equal((await world.store.operations('acme', { limit: 100 })).rows.length, 12)
  },
  'a throwing batch among others does not fail them': async (world) => {
    const good = [world.draft().log('write', '/a'), world.draft().log('write', '/b')]
    for (const [index, draft] of good.entries()) draft.put(`f${index}`, 'text')
    const bad = world.draft().log('write', '/c')
    bad.put('c', 'text')
    bad.add({ kind: 'record', collection: 'no-such', key: 'k', action: 'put', value: {} })
    const [first, thrown, last] = await Promise.allSettled([
      world.store.commit(present(good[0])),
      world.store.commit(bad),
      world.store.commit(present(good[1])),
    ])
    assert.deepEqual(
      [first?.status, thrown?.status, last?.status],
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    assert.deepEqual(await world.names(), ['f0', 'f1'])
  },
  'operations of a batch get growing sequences and one time': async (world) => {
    const batch = newId()
    const draft = world.draft()
    for (let index = 0; index < 5; index++) {
      draft.log('write', `/f${index}`, { batch })
      draft.put(`f${index}`, 'text', { operation: index })
    }
    const { operations } = await world.commit(draft)
    const sequences = operations.map((row) => row.sequence)
    assert.deepEqual(
      sequences,
      sequences.toSorted((a, b) => a - b),
    )
    assert.equal(new Set(sequences).size, 5)
    assert.equal(new Set(operations.map((row) => row.time)).size, 1)
    const { rows } = await world.store.operations('acme', { limit: 10 })
    assert.deepEqual(
      rows.map((row) => row.path),
      ['/f4', '/f3', '/f2', '/f1', '/f0'],
    )
    assert.ok(rows.every((row) => row.batch === batch))
  },
  'a batch repeated with the same operation id has its effect once': async (world) => {
    const draft = world.draft().log('write', '/a')
    draft.when({ kind: 'absent', parent: ROOT_ID, name: 'a' })
    const put = draft.put('a', 'one')
    const first = await world.commit(draft)
    await world.file('a', 'two')
    const second = await world.commit(draft)
    assert.deepEqual(second.operations, first.operations)
    assert.deepEqual(plain(second.mutations[put]), plain(first.mutations[put]))
    assert.equal((await world.store.lookup('acme', ROOT_ID, 'a'))?.node.version, 2)
  },
  'a batch repeated gives what move, remove and copyTree gave': async (world) => {
    const directory = await world.directory('d')
    const file = await world.file('a', 'text', { parent: directory.id })
    const draft = world.draft().log('copy', '/').log('rename', '/').log('delete', '/')
    const base = { parent: ROOT_ID, operation: 0 }
    draft.add({ kind: 'copyTree', node: directory.id, name: 'copy', ...base })
    draft.add({ kind: 'move', node: file.id, name: 'moved', parent: ROOT_ID, operation: 1 })
    draft.add({ kind: 'remove', node: directory.id, operation: 2 })
    const first = await world.commit(draft)
    assert.deepEqual(plain(await world.commit(draft)), plain(first))
  },
  'a batch repeated at once, from all handles, has its effect once': async (world) => {
    const draft = world.draft().log('write', '/a')
    draft.put('a', 'one')
    draft.add({
      kind: 'record',
      collection: 'plugin',
      key: 'k',
      action: 'add',
      field: 'n',
      amount: 1,
    })
    const handles = await world.handles(8)
    const results = await Promise.all(handles.map((store) => world.commit(draft, store)))
    assert.equal(new Set(results.map((result) => sequenceOf(result))).size, 1)
    assert.equal((await world.store.lookup('acme', ROOT_ID, 'a'))?.node.version, 1)
    assert.deepEqual((await world.store.getRecords('plugin', ['k']))[0]?.value, { n: 1 })
  },
  'a batch repeated after the store was opened again has its effect once': needs(
    'persistent',
    async (world) => {
      const draft = world.draft().log('write', '/a')
      draft.put('a', 'one')
      const first = await world.commit(draft)
      world.store = present(await world.opened.reopen?.())
      const second = await world.commit(draft)
      assert.deepEqual(second.operations, first.operations)
      assert.equal((await world.store.lookup('acme', ROOT_ID, 'a'))?.node.version, 1)
    },
  ),
  'a large batch is one commit': async (world) => {
    const draft = world.draft().log('import', '/')
    const directory = draft.directory('d')
    for (let index = 0; index < 1_500; index++)
      draft.put(`f${index}`, `text ${index % 10}`, { parent: { mutation: directory } })
    await world.commit(draft)
    const d = present(await world.store.lookup('acme', ROOT_ID, 'd')).node
    assert.equal((await world.names(d.id)).length, 1_500)
    assert.equal((await world.store.operations('acme', { limit: 10 })).rows.length, 1)
    await world.remove(d.id, true)
    assert.deepEqual(await world.names(), [])
  },
}

async function everything(world: StoreWorld): Promise<unknown> {
  const { store } = world
  const children = await allPages((after) =>
    store.listChildren('acme', ROOT_ID, { after, limit: 100 }),
  )
  const histories = children.map((row) => store.nodeHistory('acme', row.id, { limit: 100 }))
  return plain({
    children,
    histories: await Promise.all(histories),
    operations: await store.operations('acme', { limit: 100 }),
    plugin: await store.scanRecords('plugin', { limit: 100 }),
    task: await store.scanRecords('task', { limit: 100 }),
    newest: await store.newestChanges('acme', [ROOT_ID]),
  })
}
