import assert from 'node:assert/strict'
import { newId } from '@nexusfs/core/kit'
import {
  addressOf,
  candidates,
  condemn,
  condemning,
  confirm,
  doomed,
  doubt,
  object,
  register,
} from './collect-world.ts'
import type { StoreCases } from './store-case.ts'
import { present, resultOf, type StoreWorld } from './store-world.ts'

const BIG = addressOf('big')

/** Uploads hold leases on content, so that it is not collected before a node has it. */
export const contentLeaseCases: StoreCases = {
  'content is leased until all that announced it have confirmed': async (world) => {
    const content = await register(world, BIG)
    await register(world, BIG)
    await register(world, BIG)
    for (let left = 3; left > 0; left--) {
      assert.equal((await condemn(world, content)).created, false)
      await confirm(world, content)
    }
    assert.equal((await condemn(world, content)).created, true)
  },
  'leases that ran out no longer count': async (world) => {
    const content = await register(world, BIG, 20)
    await register(world, BIG, 20)
    await world.advance(40)
    await register(world, BIG, 60_000)
    assert.equal((await condemn(world, content)).created, false)
    await confirm(world, content)
    assert.equal((await condemn(world, content)).created, true)
  },
  'the longest lease counts for all': async (world) => {
    const content = await register(world, BIG, 60_000)
    await register(world, BIG, 20)
    await world.advance(40)
    await confirm(world, content)
    assert.equal((await condemn(world, content)).created, false)
    await confirm(world, content)
    assert.equal((await condemn(world, content)).created, true)
  },
  'present content that is announced is leased too': async (world) => {
    const content = await object(world, BIG)
    assert.equal((await register(world, BIG)).state, 'present')
    assert.equal((await condemn(world, content)).created, false)
    await confirm(world, content)
    assert.equal((await condemn(world, content)).created, true)
  },
  'a confirmation after the end of the lease ends no lease of another': async (world) => {
    const content = await register(world, BIG, 20)
    await world.advance(40)
    await confirm(world, content)
    await register(world, BIG)
    assert.equal((await condemn(world, content)).created, false)
    await confirm(world, content)
    await confirm(world, content)
    assert.equal((await condemn(world, content)).created, true)
  },
  'the loss of a reference does not bring the end of a lease forward': async (world) => {
    const content = await object(world, BIG)
    const draft = world.draft().log('write', '/a')
    draft.put('a', '', { content: content.reference })
    const file = present(resultOf(await world.commit(draft), 0).node)
    const to = await world.remove(file.id)
    await register(world, BIG, 90_000)
    const before = await candidates(world)
    const prune = world.draft()
    prune.add({ kind: 'prune', states: [{ node: file.id, to }] })
    await world.commit(prune)
    assert.deepEqual(await candidates(world), before)
  },
  'a new generation has leases of its own': async (world) => {
    const content = await register(world, BIG)
    await register(world, BIG)
    await confirm(world, content)
    await doubt(world, content)
    const renewed = await register(world, BIG)
    await confirm(world, renewed)
    const { created } = await condemn(world, renewed)
    assert.equal(created, true)
    const generations = (await doomed(world)).map((row) => row.generation)
    assert.deepEqual(generations, [1, 2])
  },
  'a failed batch takes and ends no lease': async (world) => {
    const content = await register(world, BIG)
    const { reference, generation } = content
    const ends = world.draft().log('delete', '/')
    ends.add({ kind: 'content', action: 'confirm', content: reference, generation })
    ends.add({ kind: 'remove', node: newId() })
    await world.impossible(ends, 'nodeMissing')
    assert.equal((await world.store.getContent(reference)).state, 'pending')
    assert.equal((await condemn(world, content)).created, false)
    await confirm(world, content)
    const takes = world.draft().log('delete', '/')
    takes.add({ kind: 'content', action: 'register', ...BIG, size: 3, leaseMs: 60_000 })
    takes.add({ kind: 'remove', node: newId() })
    await world.impossible(takes, 'nodeMissing')
    assert.equal((await condemn(world, content)).created, true)
  },
  'condemning against a put: a node never has condemned content': async (world) => {
    const [first, second] = await world.handles(2)
    for (let round = 0; round < 10; round++) {
      const content = await object(world, addressOf(`text ${round}`))
      const { reference } = content
      const put = world.draft().log('write', '/a')
      put.put(`f${round}`, '', { content: reference })
      const order = [put, condemning(world, content)]
      if (round % 2 === 1) order.reverse()
      const results = await Promise.all([
        present(first).commit(present(order[0])),
        present(second).commit(present(order[1])),
      ])
      const { state } = await world.store.getContent(reference)
      const wasPut = (await world.store.countUses('acme', reference)) === 1
      assert.equal(state, wasPut ? 'present' : 'condemned')
      assert.equal(results.filter((result) => result.ok).length, wasPut ? 2 : 1)
    }
  },
  'condemning against an announcement: what is leased is not condemned': async (world) => {
    const [first, second] = await world.handles(2)
    for (let round = 0; round < 10; round++) {
      const address = addressOf(`text ${round}`)
      const content = await object(world, address)
      const announce = world.draft()
      const base = { kind: 'content', action: 'register', size: 3, leaseMs: 60_000 } as const
      announce.add({ ...base, ...address })
      const order = [announce, condemning(world, content)]
      if (round % 2 === 1) order.reverse()
      await Promise.all([
        present(first).commit(present(order[0])),
        present(second).commit(present(order[1])),
      ])
      const now = await world.store.getContent(content.reference)
      const isCondemned = (await isDoomed(world, content.hash)) === 1
      assert.deepEqual([now.state, now.generation], isCondemned ? ['pending', 2] : ['present', 1])
    }
  },
  'announcements that race count each lease': async (world) => {
    const handles = await world.handles(6)
    const results = await Promise.all(
      handles.map(async (store) => {
        const draft = world.draft()
        draft.add({ kind: 'content', action: 'register', ...BIG, size: 3, leaseMs: 60_000 })
        return resultOf(await world.commit(draft, store), 0).content
      }),
    )
    const content = present(results[0])
    for (let left = 6; left > 0; left--) {
      assert.equal((await condemn(world, content)).created, false)
      await confirm(world, content)
    }
    assert.equal((await condemn(world, content)).created, true)
  },
}

async function isDoomed(world: StoreWorld, hash: string): Promise<number> {
  return (await doomed(world)).filter((row) => row.hash === hash).length
}
