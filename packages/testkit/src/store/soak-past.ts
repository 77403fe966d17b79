import assert from 'node:assert/strict'
import { type HistoryRow, type Id, ROOT_ID, type Sequence } from '@nexusfs/core/spec'
import { allContent, sweep } from './collect-world.ts'
import type { PastTree, Placed } from './random-batches.ts'
import { allPages, plain, present, type StoreWorld } from './store-world.ts'

/** At most so many past trees are compared. */
const COMPARED = 40

/**
 * Reads past trees and brings each of them back; then sweeps, prunes the first half and sweeps again: what was not
 * pruned reads as before, and there is just the content that some state has.
 */
export async function checkPast(
  world: StoreWorld,
  past: readonly PastTree[],
  where: string,
): Promise<void> {
  const every = Math.max(1, Math.floor(past.length / COMPARED))
  const compared = past.filter((_, index) => index % every === 0)
  await checkReads(world, compared, where)
  for (const { at, tree } of compared) {
    await world.change({ kind: 'restoreTree', node: ROOT_ID, at, parent: ROOT_ID, name: '' })
    const restored = (await readTree(world)).map(remaining)
    assert.deepEqual(restored, tree.map(remaining), `${where}: brought back to ${at}`)
  }
  const horizon = compared[compared.length >> 1]?.at ?? 0
  for (const kept of [compared, compared.filter(({ at }) => at >= horizon)]) {
    await sweep(world)
    await checkReads(world, kept, where)
    await checkContent(world, where)
    await checkMade(world, where)
    await prune(world, horizon)
  }
  assert.deepEqual(await world.store.inspect(), [], where)
}

async function checkReads(
  world: StoreWorld,
  past: readonly PastTree[],
  where: string,
): Promise<void> {
  for (const { at, tree } of past)
    assert.deepEqual(await readTree(world, at), tree, `${where}: read at ${at}`)
}

/** Drops all states that ended up to a sequence. */
async function prune(world: StoreWorld, horizon: Sequence): Promise<void> {
  const ended = (await allStates(world)).filter(({ to }) => to !== undefined && to <= horizon)
  const states = ended.map(({ id, to }) => ({ node: id, to: present(to) }))
  const draft = world.draft()
  draft.add({ kind: 'prune', states, imagesUpTo: horizon })
  await world.commit(draft)
}

/** All content is what a state has: nothing is lost, nothing is left over. */
async function checkContent(world: StoreWorld, where: string): Promise<void> {
  const needed = new Set((await allStates(world)).map(({ content }) => content))
  needed.delete(undefined)
  const rows = await allContent(world.store)
  const there = rows.filter(({ state }) => state === 'present').map(({ reference }) => reference)
  assert.deepEqual(new Set(there), needed, `${where}: content`)
}

/** What operations made is all states that are there, each once, in order. */
async function checkMade(world: StoreWorld, where: string): Promise<void> {
  const states = (await allStates(world)).map(({ from, id, version, hash }) => {
    return plain({ operation: from, node: id, version, ...(hash !== undefined && { hash }) })
  })
  const byPlace = new Map(states.map((state) => [`${state.operation} ${state.node}`, state]))
  const wanted = [...byPlace.values()].sort(
    (a, b) => a.operation - b.operation || (a.node < b.node ? -1 : 1),
  )
  const range = { after: 0, upTo: await world.store.settled() }
  const made = await allPages((after) =>
    world.store.statesMade('acme', range, { after, limit: 70 }),
  )
  assert.deepEqual(made.map(plain), wanted, `${where}: made`)
}

/** All states of all nodes, most of them twice. */
async function allStates(world: StoreWorld): Promise<HistoryRow[]> {
  const operations = await allPages((after) =>
    world.store.operations('acme', { after, limit: 1_000 }),
  )
  const states: HistoryRow[] = []
  for (let start = 0; start < operations.length; start += 1_000) {
    const ids = operations.slice(start, start + 1_000).map(({ id }) => id)
    const rows = await allPages((after) =>
      world.store.effects('acme', ids, { after, limit: 1_000 }),
    )
    for (const row of rows) states.push(row)
  }
  return states
}

/** What of a node is the same when it was brought back. */
function remaining({ path, node }: Placed): unknown {
  const { id, type, size, content, contentType, modifiedAt, createdAt, attributes } = node
  return { path, id, type, size, content, contentType, modifiedAt, createdAt, attributes }
}

/** The tree of a space, now or at a sequence. */
export async function readTree(world: StoreWorld, at?: Sequence): Promise<Placed[]> {
  const placed: Placed[] = []
  const walk = async (parent: Id, prefix: string): Promise<void> => {
    const rows = await allPages((after) =>
      world.store.listChildren('acme', parent, { after, limit: 3, at }),
    )
    for (const node of rows) {
      const path = `${prefix}/${node.name}`
      placed.push({ path, node: plain(node) })
      if (node.type === 'directory') await walk(node.id, path)
    }
  }
  await walk(ROOT_ID, '')
  return placed
}
