import assert from 'node:assert/strict'
import { sha256 } from '@nexusfs/core/kit'
import { type MetadataStore, ROOT_ID } from '@nexusfs/core/spec'
import { addressOf, candidates, condemn, doomed, object, register } from './collect-world.ts'
import { needs, type StoreCases } from './store-case.ts'
import { plain, present, rejectsWith } from './store-world.ts'

/** Opening, closing and what lasts. */
export const lifeCases: StoreCases = {
  'it says what it is': async ({ store }) => {
    assert.equal(store.apiVersion, 1)
    assert.equal(store.describe().type, store.type)
    assert.notEqual(store.describe().location, '')
  },
  'migrating again, also twice at once, gives the same identity': async ({ store }) => {
    const [first, second] = await Promise.all([store.migrate(), store.migrate()])
    assert.deepEqual(first, second)
    assert.deepEqual(await store.migrate(), first)
    assert.match(first.storeId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  },
  'a fresh store is healthy and empty': async (world) => {
    const { store } = world
    const health = await store.health()
    assert.deepEqual(health.problems, [])
    assert.equal(health.ok, true)
    assert.equal(await store.settled(), 0)
    assert.deepEqual(await world.names(), [])
  },
  'closing twice is fine, and every later call is CLOSED': async ({ store }) => {
    await store.close()
    await store.close()
    for (const call of everyCall(store)) await rejectsWith('CLOSED', call())
  },
  'a commit that waits when the store is closed is finished first': async (world) => {
    const draft = world.draft().log('write', '/a')
    draft.put('a', 'text')
    const commit = world.store.commit(draft)
    await Promise.all([commit, world.store.close()])
    assert.equal((await commit).ok, true)
  },
  'a deferred commit is seen at once, and sync makes it durable': async (world) => {
    const draft = world.draft().log('write', '/a')
    draft.put('a', 'text')
    const result = await world.store.commit(draft, { durability: 'deferred' })
    assert.equal(result.ok, true)
    assert.deepEqual(await world.names(), ['a'])
    await world.store.sync()
  },
  'reopening keeps nodes, history, content, records and the log': needs(
    'persistent',
    async (world) => {
      const before = await world.file('a', 'one')
      const file = await world.file('a', 'two')
      await world.record('plugin', 'p/k', { n: 1 })
      const { storeId } = await world.store.migrate()
      const settled = await world.store.settled()
      const store = await world.opened.reopen?.()
      assert.ok(store)
      world.store = store
      assert.equal((await store.migrate()).storeId, storeId)
      const found = await store.lookup('acme', ROOT_ID, 'a')
      assert.deepEqual(plain(found?.node), plain(file))
      const { rows } = await store.nodeHistory('acme', file.id, { limit: 10 })
      assert.deepEqual(
        rows.map(({ from, to }) => ({ from, to })),
        [
          { from: file.from, to: undefined },
          { from: before.from, to: file.from },
        ],
      )
      const content = await store.getContent(file.content ?? 0)
      assert.equal(content.hash, sha256(Buffer.from('two')))
      assert.deepEqual((await store.getRecords('plugin', ['p/k']))[0]?.value, { n: 1 })
      assert.equal((await store.operations('acme', { limit: 10 })).rows.length, 2)
      assert.ok((await store.settled()) >= settled)
      assert.ok((await world.file('b')).from > file.from)
    },
  ),
  'reopening keeps tokens of leases growing': needs('persistent', async (world) => {
    await world.record('task', 'sweep', { due: 1 })
    const options = { limit: 1, leaseMs: 60_000, worker: 'w' }
    const [lease] = await world.store.claim('task', options)
    assert.ok(lease)
    await world.store.release(lease)
    const store = await world.opened.reopen?.()
    const [next] = (await store?.claim('task', options)) ?? []
    assert.ok(next && next.token > lease.token)
  }),
  'leases on content, candidates, the doomed and images survive reopening': needs(
    'persistent',
    async (world) => {
      const leased = await register(world, addressOf('leased'))
      const lost = await object(world, addressOf('lost'))
      await condemn(world, lost)
      const draft = world.draft().log('mount', '/')
      const record = { kind: 'record', collection: 'mount', key: 'k' } as const
      draft.add({ ...record, action: 'put', value: {} })
      await world.commit(draft)
      const before = [await candidates(world), await doomed(world)]
      world.store = present(await world.opened.reopen?.())
      assert.deepEqual([await candidates(world), await doomed(world)], before)
      assert.equal((await condemn(world, leased)).created, false)
      assert.equal((await register(world, addressOf('lost'))).generation, 2)
      const { id } = present(draft.operations[0])
      assert.equal((await world.store.recordImages('acme', [id], { limit: 5 })).rows.length, 1)
    },
  ),
  'a second handle sees what the first one wrote': needs('shared', async (world) => {
    const second = await world.opened.second?.()
    assert.ok(second)
    assert.equal((await second.migrate()).storeId, (await world.store.migrate()).storeId)
    const file = await world.file('a', 'one')
    assert.deepEqual(plain((await second.lookup('acme', ROOT_ID, 'a'))?.node), plain(file))
  }),
}

function everyCall(store: MetadataStore): (() => Promise<unknown>)[] {
  const address = { pool: 'acme', backend: 'inline', hash: sha256(new Uint8Array()) }
  const lease = { queue: 'task', key: 'k', token: 1, worker: 'w', expiresAt: 1, value: {} }
  return [
    () => store.migrate(),
    () => store.health(),
    () => store.lookup('acme', ROOT_ID, 'a'),
    () => store.resolve('acme', ['a']),
    () => store.getNodes('acme', [ROOT_ID]),
    () => store.listChildren('acme', ROOT_ID, { limit: 1 }),
    () => store.listSpaces({ limit: 1 }),
    () => store.newestChanges('acme', [ROOT_ID]),
    () => store.nodeHistory('acme', ROOT_ID, { limit: 1 }),
    () => store.placeHistory('acme', ROOT_ID, 'a', { limit: 1 }),
    () => store.effects('acme', [ROOT_ID], { limit: 1 }),
    () => store.statesMade('acme', { after: 0, upTo: 1 }, { limit: 1 }),
    () => store.copies('acme', ROOT_ID, { limit: 1 }),
    () => store.findContent(address),
    () => store.findInline('acme', [address.hash], 1),
    () => store.getContent(1),
    () => store.readInline(1),
    () => store.countUses('acme', 1),
    () => store.listContent({ limit: 1 }),
    () => store.collectable({ before: 1, limit: 1 }),
    () => store.doomed({ before: 1, limit: 1 }),
    () => store.getRecords('plugin', ['k']),
    () => store.scanRecords('plugin', { limit: 1 }),
    () => store.recordImages('acme', [ROOT_ID], { limit: 1 }),
    () => store.commit({ space: 'acme', operations: [], mutations: [] }),
    () => store.sync(),
    () => store.operations('acme', { limit: 1 }),
    () => store.changes('acme', undefined, 1),
    () => store.settled(),
    () => store.sequenceAt(1),
    () => store.claim('task', { limit: 1, leaseMs: 1, worker: 'w' }),
    () => store.renew(lease, 1),
    () => store.release(lease),
    () => store.size(),
    () => store.compact(),
    () => store.inspect(),
  ]
}
