import { type Mutation, ROOT_ID } from '@nexusfs/core/spec'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { batchOf, nodeOf, treeBatch } from './batches.ts'
import { openStore } from './opened.ts'

const FILES = 3_000

let world: Awaited<ReturnType<typeof openStore>>
beforeEach(async () => {
  world = await openStore()
  await world.store.migrate()
})
afterEach(() => world.close())

/** Commits one mutation; gives its result with the number of turns that the event loop made meanwhile. */
async function commit(mutation: Mutation) {
  let turns = 0
  const ticking = setInterval(() => turns++, 1)
  const result = await world.store.commit(batchOf('restore', '/tree', mutation))
  clearInterval(ticking)
  if (!result.ok) throw new Error(JSON.stringify(result))
  return { ...result.mutations[0], sequence: result.operations[0]?.sequence ?? 0, turns }
}

async function names(directory: string, at?: number): Promise<number> {
  const { found } = await world.store.resolve('acme', [directory], { at })
  if (found === undefined) return 0
  return (await world.store.listChildren('acme', found.node.id, { limit: 2 * FILES, at })).rows
    .length
}

test('a large tree is restored, forked and pruned while the event loop runs', async () => {
  const { store } = world
  const tree = nodeOf(await store.commit(treeBatch('tree', FILES)), 0)
  const at = await store.settled()
  const removed = await commit({ kind: 'remove', node: tree.id, recursive: true })
  const restored = await commit({
    kind: 'restoreTree',
    node: tree.id,
    at,
    parent: ROOT_ID,
    name: 'tree',
  })
  expect(restored).toMatchObject({ count: FILES + 1, node: { id: tree.id } })
  expect(restored.turns).toBeGreaterThan(1)
  expect([await names('tree'), await names('tree', removed.sequence)]).toEqual([FILES, 0])

  const again = { kind: 'restoreTree', node: tree.id, at, parent: ROOT_ID, name: 'tree' } as const
  expect(await commit(again)).toMatchObject({ count: 0 })
  const fork = { kind: 'copyTree', node: tree.id, at, parent: ROOT_ID, name: 'fork' } as const
  const forked = await commit(fork)
  expect(forked).toMatchObject({ count: FILES + 1 })
  expect(forked.turns).toBeGreaterThan(1)
  expect(await names('fork')).toBe(FILES)

  const { rows } = await store.listChildren('acme', tree.id, { limit: FILES })
  const states = rows.map(({ id }) => ({ node: id, to: removed.sequence }))
  const pruned = await commit({ kind: 'prune', states })
  expect(pruned).toMatchObject({ count: FILES })
  expect(pruned.turns).toBeGreaterThan(1)
  expect(await store.inspect()).toEqual([])
}, 60_000)

test('large sets of nodes swap places and go back in time in one commit', async () => {
  const { store } = world
  const tree = nodeOf(await store.commit(treeBatch('tree', FILES)), 0)
  const { rows } = await store.listChildren('acme', tree.id, { limit: FILES })
  await commit({ kind: 'remove', node: tree.id, recursive: true })
  const nodes = [tree, ...rows].map(({ id, from }) => ({ node: id, place: from }))
  const restored = await commit({ kind: 'restoreNodes', nodes })
  expect(restored).toMatchObject({ count: FILES + 1 })
  expect(restored.turns).toBeGreaterThan(1)
  expect(await names('tree')).toBe(FILES)
  expect(await store.inspect()).toEqual([])
}, 60_000)

test('effects of a thousand operations come in the order given, page by page', async () => {
  const { store } = world
  const batches = Array.from({ length: 1_000 }, (_, index) =>
    batchOf('mkdir', `/d${index}`, {
      kind: 'ensureDirectory',
      parent: ROOT_ID,
      name: `d${index}`,
      id: `01900000-0000-7000-8000-${String(index).padStart(12, '0')}`,
    }),
  )
  for (const batch of batches) await store.commit(batch)
  const operations = batches.map(({ operations: [first] }) => first?.id ?? '').toReversed()
  const found: string[] = []
  let after: string | undefined
  do {
    const page = await store.effects('acme', operations, { limit: 300, after })
    found.push(...page.rows.map(({ name }) => name))
    after = page.next
  } while (after !== undefined)
  expect(found).toEqual(batches.map((_, index) => `d${999 - index}`))
}, 60_000)
