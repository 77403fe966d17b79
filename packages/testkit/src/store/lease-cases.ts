import assert from 'node:assert/strict'
import type { StoreCases } from './store-case.ts'
import { present, rejectsWith, type StoreWorld } from './store-world.ts'

/** Milliseconds: long enough for a test to do its calls in, short enough to wait for on a real clock. */
const SHORT = 1_000
const LONG = 60_000

/** Claiming, renewing and releasing. */
export const leaseCases: StoreCases = {
  'claim takes records in the order of the queue index, up to the limit': async (world) => {
    await fill(world, { b: 2, a: 3, c: 1 })
    const options = { leaseMs: LONG, worker: 'w' }
    const first = await world.store.claim('task', { ...options, limit: 2 })
    assert.deepEqual(
      first.map((lease) => lease.key),
      ['c', 'b'],
    )
    const { queue, worker, value, expiresAt } = present(first[0])
    assert.deepEqual([queue, worker, value], ['task', 'w', { due: 1 }])
    assert.ok(expiresAt > 0)
    const second = await world.store.claim('task', { ...options, limit: 2 })
    assert.deepEqual(
      second.map((lease) => lease.key),
      ['a'],
    )
    assert.deepEqual(await world.store.claim('task', { ...options, limit: 2 }), [])
  },
  'claim of an empty queue gives nothing': async (world) => {
    assert.deepEqual(await claim(world, LONG, 10), [])
  },
  'racing workers get each record once': async (world) => {
    const due = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, index]))
    await fill(world, due)
    const handles = await world.handles(8)
    const claimed = await Promise.all(
      handles.map((store, index) =>
        store.claim('task', { limit: 3, leaseMs: LONG, worker: `w${index}` }),
      ),
    )
    const keys = claimed.flat().map((lease) => lease.key)
    assert.equal(new Set(keys).size, keys.length)
    assert.equal(keys.length, 20)
  },
  'a released record can be claimed again with a greater token': async (world) => {
    await fill(world, { k: 1 })
    const tokens: number[] = []
    for (let round = 0; round < 3; round++) {
      const [lease] = await claim(world, LONG)
      tokens.push(present(lease).token)
      await world.store.release(present(lease))
    }
    assert.deepEqual(
      tokens,
      tokens.toSorted((a, b) => a - b),
    )
    assert.equal(new Set(tokens).size, 3)
  },
  'a lease that ran out goes to the next worker with a greater token': async (world) => {
    await fill(world, { k: 1 })
    const [first] = await claim(world, SHORT)
    assert.deepEqual(await claim(world, SHORT), [])
    await world.advance(SHORT + 20)
    const [second] = await claim(world, LONG)
    assert.ok(present(second).token > present(first).token)
    await rejectsWith('LEASE_LOST', world.store.renew(present(first), LONG))
  },
  'renewing keeps the token and holds the record longer': async (world) => {
    await fill(world, { k: 1 })
    const [lease] = await claim(world, LONG)
    const renewed = await world.store.renew(present(lease), 2 * LONG)
    assert.equal(renewed.token, lease?.token)
    assert.equal(renewed.key, 'k')
    assert.ok(renewed.expiresAt > present(lease).expiresAt)
    assert.deepEqual(await claim(world, LONG), [])
  },
  'renewing a lease that ran out is LEASE_LOST, though nobody has it': async (world) => {
    await fill(world, { k: 1 })
    const [lease] = await claim(world, SHORT)
    await world.advance(SHORT + 20)
    await rejectsWith('LEASE_LOST', world.store.renew(present(lease), LONG))
  },
  'renewing a released lease is LEASE_LOST, releasing it again is fine': async (world) => {
    await fill(world, { k: 1 })
    const [lease] = await claim(world, LONG)
    await world.store.release(present(lease))
    await world.store.release(present(lease))
    await rejectsWith('LEASE_LOST', world.store.renew(present(lease), LONG))
  },
  'releasing a lost lease leaves its new holder alone': async (world) => {
    await fill(world, { k: 1 })
    const [lost] = await claim(world, LONG)
    await world.store.release(present(lost))
    const [held] = await claim(world, LONG)
    await world.store.release(present(lost))
    assert.deepEqual(await claim(world, LONG), [])
    await world.store.renew(present(held), LONG)
  },
  'a deleted record is not claimed, and its token goes on when it returns': async (world) => {
    await fill(world, { k: 1 })
    const [first] = await claim(world, LONG)
    await world.store.release(present(first))
    const draft = world.draft()
    draft.add({ kind: 'record', collection: 'task', key: 'k', action: 'delete' })
    await world.commit(draft)
    assert.deepEqual(await claim(world, LONG), [])
    await fill(world, { k: 1 })
    const [second] = await claim(world, LONG)
    assert.ok(present(second).token > present(first).token)
  },
  'a claim gives the record as it is now': async (world) => {
    await fill(world, { k: 1 })
    const [first] = await claim(world, LONG)
    await world.record('task', 'k', { due: 7, note: 'changed' })
    await world.store.release(present(first))
    const [second] = await claim(world, LONG)
    assert.deepEqual(second?.value, { due: 7, note: 'changed' })
  },
}

async function fill(world: StoreWorld, due: Readonly<Record<string, number>>): Promise<void> {
  for (const [key, value] of Object.entries(due)) await world.record('task', key, { due: value })
}

function claim(world: StoreWorld, leaseMs: number, limit = 1) {
  return world.store.claim('task', { limit, leaseMs, worker: 'w' })
}
