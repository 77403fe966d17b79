import assert from 'node:assert/strict'
import { type CommitResult, type Id, ROOT_ID, type Sequence } from '@nexusfs/core/spec'
import { allContent, sweep } from './collect-world.ts'
import { fillRandomBatch, type PastTree, type Placed, seededRandom } from './random-batches.ts'
import { allPages, plain, StoreWorld } from './store-world.ts'
import type { StoreTarget } from './target.ts'
import { TEST_COLLECTIONS } from './test-collections.ts'

/** Options of {@link soakStore}. */
export interface SoakOptions {
  readonly seed: number
  /** Commits in all. */
  readonly steps: number
}

/** At most so many past trees are compared at the end. */
const COMPARED = 40

/**
 * Commits random batches and checks after each what must always hold: a failed one changed nothing, uses are
 * counted right, every past tree reads back `at` its sequence as it was then and can be brought back, and content that
 * is swept is content that no state has. Gives a line for
 * each step that is the same for every store, so that two stores can be compared with one seed.
 */
export async function soakStore(target: StoreTarget, options: SoakOptions): Promise<string[]> {
  let now = 0
  const clock = (): number => ++now
  const opened = await target.create({ clock, collections: TEST_COLLECTIONS })
  try {
    await opened.store.migrate()
    return await soak(new StoreWorld(opened, async () => undefined), options)
  } finally {
    await opened.close()
  }
}

async function soak(world: StoreWorld, { seed, steps }: SoakOptions): Promise<string[]> {
  const random = seededRandom(seed)
  const past: PastTree[] = []
  const lines: string[] = []
  let tree = await readTree(world)
  for (let step = 0; step < steps; step++) {
    const draft = world.draft()
    fillRandomBatch(draft, tree.length > 200 ? tree.slice(0, 20) : tree, past, random)
    const result = await world.store.commit(draft)
    const after = await readTree(world)
    if (!result.ok) assert.deepEqual(after, tree, `seed ${seed}, step ${step}: a failed commit`)
    await checkUses(world, after, `seed ${seed}, step ${step}`)
    lines.push(`${step} ${outcome(result)} ${after.map(summary).join(' ')}`)
    tree = after
    past.push({ at: await world.store.settled(), tree })
  }
  await checkPast(world, past, `seed ${seed}`)
  for (const { path, node } of tree)
    lines.push(`${path} ${(await historyOf(world, node.id)).join(' ')}`)
  return lines
}

/** Reads past trees, brings each of them back, sweeps what nothing needs, and reads them all again. */
async function checkPast(
  world: StoreWorld,
  past: readonly PastTree[],
  where: string,
): Promise<void> {
  const every = Math.max(1, Math.floor(past.length / COMPARED))
  const compared = past.filter((_, index) => index % every === 0)
  const check = async (): Promise<void> => {
    for (const { at, tree } of compared)
      assert.deepEqual(await readTree(world, at), tree, `${where}: read at ${at}`)
  }
  await check()
  for (const { at, tree } of compared) {
    await world.change({ kind: 'restoreTree', node: ROOT_ID, at, parent: ROOT_ID, name: '' })
    const restored = (await readTree(world)).map(remaining)
    assert.deepEqual(restored, tree.map(remaining), `${where}: brought back to ${at}`)
  }
  await sweep(world)
  await check()
  await checkContent(world, where)
  assert.deepEqual(await world.store.inspect(), [], where)
}

/** What of a node is the same when it was brought back. */
function remaining({ path, node }: Placed): unknown {
  const { id, type, size, content, contentType, modifiedAt, createdAt, attributes } = node
  return { path, id, type, size, content, contentType, modifiedAt, createdAt, attributes }
}

/** All content is what a state has that some operation made: nothing is lost, nothing is left over. */
async function checkContent(world: StoreWorld, where: string): Promise<void> {
  const needed = new Set<number>()
  const operations = await allPages((after) =>
    world.store.operations('acme', { after, limit: 100 }),
  )
  for (let start = 0; start < operations.length; start += 1_000) {
    const ids = operations.slice(start, start + 1_000).map(({ id }) => id)
    const states = await allPages((after) =>
      world.store.effects('acme', ids, { after, limit: 1_000 }),
    )
    for (const { content } of states) if (content !== undefined) needed.add(content)
  }
  const rows = await allContent(world.store)
  const there = rows.filter(({ state }) => state === 'present').map(({ reference }) => reference)
  assert.deepEqual(new Set(there), needed, `${where}: content`)
}

async function readTree(world: StoreWorld, at?: Sequence): Promise<Placed[]> {
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

async function checkUses(world: StoreWorld, tree: readonly Placed[], where: string): Promise<void> {
  const uses = new Map<number, number>()
  for (const { node } of tree)
    if (node.content !== undefined) uses.set(node.content, (uses.get(node.content) ?? 0) + 1)
  for (const [content, count] of uses)
    assert.equal(await world.store.countUses('acme', content), count, `${where}: uses`)
}

async function historyOf(world: StoreWorld, node: Id): Promise<string[]> {
  const rows = await allPages((after) => world.store.nodeHistory('acme', node, { after, limit: 2 }))
  for (const [index, row] of rows.entries()) {
    const next = rows[index - 1]?.from ?? Infinity
    assert.ok((row.to ?? Infinity) <= next, 'a state ends before the next one begins')
  }
  return rows.map(({ name, version, size }) => `${name}@${version}:${size}`)
}

function outcome(result: CommitResult): string {
  if (result.ok) return 'ok'
  return result.failed === 'structure' ? `${result.problem} ${result.index}` : 'precondition'
}

function summary({ path, node }: Placed): string {
  const tag = node.attributes?.tags?.tag ?? ''
  return `${path}@${node.version}:${node.size}${tag}${node.origin === undefined ? '' : `<${node.origin.version}`}`
}
