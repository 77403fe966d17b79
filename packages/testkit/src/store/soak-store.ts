import assert from 'node:assert/strict'
import type { CommitResult, Id } from '@nexusfs/core/spec'
import { fillRandomBatch, type PastTree, type Placed, seededRandom } from './random-batches.ts'
import { checkPast, readTree } from './soak-past.ts'
import { allPages, StoreWorld } from './store-world.ts'
import type { StoreTarget } from './target.ts'
import { TEST_COLLECTIONS } from './test-collections.ts'

/** Options of {@link soakStore}. */
export interface SoakOptions {
  readonly seed: number
  /** Commits in all. */
  readonly steps: number
}

/**
 * Commits random batches and checks after each what must always hold: a failed one changed nothing, uses are
 * counted right, every past tree reads back `at` its sequence as it was then and can be brought back, and content that
 * is swept is content that no state has, before and after pruning. Gives a line for
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
