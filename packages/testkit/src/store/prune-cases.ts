import assert from 'node:assert/strict'
import { newId } from '@nexusfs/core/kit'
import { type PruneMutation, ROOT_ID } from '@nexusfs/core/spec'
import type { StoreCases } from './store-case.ts'
import { plain, present, resultOf, type StoreWorld } from './store-world.ts'

type States = PruneMutation['states']

/** Past states that are dropped for ever. */
export const pruneCases: StoreCases = {
  'a past state is dropped and found nowhere, the others stay': async (world) => {
    const one = await world.file('a', 'one')
    const two = await world.file('a', 'two')
    const three = await world.file('a', 'three')
    const node = one.id
    assert.equal(await prune(world, [{ node, to: two.from }]), 1)
    assert.deepEqual(
      (await world.history(node)).map((row) => row.version),
      [3, 2],
    )
    const { store } = world
    assert.equal(await store.lookup('acme', ROOT_ID, 'a', { version: 1 }), undefined)
    assert.equal(await store.lookup('acme', ROOT_ID, 'a', { at: one.from }), undefined)
    const [past] = await store.getNodes('acme', [node], { at: two.from })
    assert.deepEqual(plain(past), plain(two))
    const places = await store.placeHistory('acme', ROOT_ID, 'a', { limit: 5 })
    assert.deepEqual(
      places.rows.map((row) => row.to),
      [three.from],
    )
    const lost = world.changing({ kind: 'restoreNodes', nodes: [{ node, content: one.from }] })
    await world.impossible(lost, 'stateMissing')
  },
  'a state that is not there is left out': async (world) => {
    const file = await world.file('a', 'one')
    const two = await world.file('a', 'two')
    const states = [
      { node: file.id, to: two.from },
      { node: file.id, to: two.from },
      { node: file.id, to: two.from + 1_000 },
      { node: newId(), to: two.from },
    ]
    assert.equal(await prune(world, states), 1)
    assert.equal(await prune(world, states), 0)
    assert.deepEqual(plain(await world.live(file.id)), plain(two))
  },
  'states of another space stay': async (world) => {
    const file = await world.file('a', 'one')
    const two = await world.file('a', 'two')
    const draft = world.draft('other')
    draft.add({ kind: 'prune', states: [{ node: file.id, to: two.from }] })
    assert.equal(resultOf(await world.commit(draft), 0).count, 0)
    assert.equal((await world.history(file.id)).length, 2)
  },
  'effects and operations by node leave out what was pruned': async (world) => {
    const draft = world.draft().log('write', '/a')
    draft.put('a', 'one')
    const file = present((await world.commit(draft)).mutations.at(-1)?.node)
    const two = await world.file('a', 'two')
    await prune(world, [{ node: file.id, to: two.from }])
    const { store } = world
    const { id } = present(draft.operations[0])
    assert.deepEqual((await store.effects('acme', [id], { limit: 5 })).rows, [])
    const { rows } = await store.operations('acme', { nodes: [file.id], limit: 5 })
    assert.deepEqual(
      rows.map((row) => row.sequence),
      [two.from],
    )
    const all = await store.operations('acme', { limit: 5 })
    assert.equal(all.rows.length, 2)
  },
  'the last state of a removed node can be dropped': async (world) => {
    const file = await world.file('a', 'one')
    const to = await world.remove(file.id)
    assert.equal(await prune(world, [{ node: file.id, to }]), 1)
    assert.deepEqual(await world.history(file.id), [])
    const back = { node: file.id, place: file.from }
    const draft = world.changing({ kind: 'restoreNodes', nodes: [back] })
    await world.impossible(draft, 'stateMissing')
    assert.equal((await world.file('a', 'new')).version, 1)
  },
  'content of a dropped state becomes a candidate, unless the node has it in another': async (
    world,
  ) => {
    const one = await world.file('a', 'one')
    await world.change({ kind: 'attributes', node: one.id, attributes: { tags: { k: 'v' } } })
    const [tagged] = await world.history(one.id)
    const two = await world.file('a', 'two')
    await settle(world)
    await prune(world, [{ node: one.id, to: present(tagged).from }])
    assert.deepEqual(await candidates(world), [])
    await prune(world, [{ node: one.id, to: two.from }])
    assert.deepEqual(await candidates(world), [one.content])
  },
  'a prune that fails in its batch drops nothing': async (world) => {
    const one = await world.file('a', 'one')
    const two = await world.file('a', 'two')
    await settle(world)
    const states = [{ node: one.id, to: two.from }]
    const draft = world.changing({ kind: 'prune', states }, { kind: 'remove', node: newId() })
    await world.impossible(draft, 'nodeMissing')
    assert.equal((await world.history(one.id)).length, 2)
    assert.deepEqual(await candidates(world), [])
    const { rows } = await world.store.placeHistory('acme', ROOT_ID, 'a', { limit: 5 })
    assert.equal(rows.length, 1)
  },
  'pages of a history go on while states are dropped': async (world) => {
    const { id } = await world.file('a', 'text 0')
    for (let version = 1; version < 9; version++) await world.file('a', `text ${version}`)
    const first = await world.store.nodeHistory('acme', id, { limit: 3 })
    const last = present(first.rows.at(-1))
    await prune(world, [{ node: id, to: present(last.to) }])
    const next = await world.store.nodeHistory('acme', id, { limit: 3, after: first.next })
    assert.deepEqual(
      next.rows.map((row) => row.version),
      [6, 5, 4],
    )
  },
}

/** Gives the number of states that were dropped. */
async function prune(world: StoreWorld, states: States): Promise<number | undefined> {
  const draft = world.draft()
  draft.add({ kind: 'prune', states })
  return resultOf(await world.commit(draft), 0).count
}

/** Takes what was announced while the case was set up off the candidate list: it is referenced. */
async function settle(world: StoreWorld): Promise<void> {
  await world.advance(1)
  for (const { reference, generation } of await collectable(world)) {
    const draft = world.draft()
    draft.add({ kind: 'content', action: 'condemn', content: reference, generation })
    await world.commit(draft)
  }
}

async function candidates(world: StoreWorld): Promise<number[]> {
  return (await collectable(world)).map((row) => row.reference)
}

async function collectable(world: StoreWorld) {
  const options = { before: Number.MAX_SAFE_INTEGER, limit: 100 }
  return (await world.store.collectable(options)).rows
}
