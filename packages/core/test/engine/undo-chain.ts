import { isNexusError, type Nexus } from '@nexusfs/core'

/** Numbers from 0 (inclusive) to 1 (exclusive), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of a list. */
export function pick<Value>(random: () => number, values: readonly Value[]): Value {
  return values[Math.floor(random() * values.length)] as Value
}

/** All that a tree holds, as text, one line for each path. */
export async function readAll(nx: Nexus): Promise<string[]> {
  const entries = await nx.tree('/').toArray()
  const shown = entries.filter(({ path, id }) => id !== undefined && !STRUCTURAL.has(path))
  return Promise.all(
    shown.map(async ({ path, type }) => {
      const metadata = JSON.stringify(sorted(await nx.metadata.get(path)))
      const tags = JSON.stringify(sorted(await nx.tags.list(path)))
      if (type === 'directory') return `${path}/ ${metadata} ${tags}`
      const { contentType, modifiedAt } = await nx.stat(path)
      const text = await nx.readText(path)
      return `${path} ${JSON.stringify(text)} ${contentType} ${modifiedAt} ${metadata} ${tags}`
    }),
  )
}

const STRUCTURAL = new Set(['/workspace', '/shared', '/external', '/system', '/archives'])

function sorted(values: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** A random change: gives the ids of its operations, none when it was refused as it should be. */
export type RandomChange = (nx: Nexus, random: () => number, step: number) => Promise<string[]>

const DIRECTORIES = ['/a', '/b', '/a/c', '/a/c/d', '/b/e']
const NAMES = ['f', 'g', 'c', 'h']

function anyDirectory(random: () => number): string {
  return pick(random, DIRECTORIES)
}

function anyFile(random: () => number): string {
  return `${random() < 0.1 ? '' : anyDirectory(random)}/${pick(random, NAMES)}`
}

function anyPath(random: () => number): string {
  return random() < 0.3 ? anyDirectory(random) : anyFile(random)
}

const one = async (change: Promise<{ readonly operationId: string }>): Promise<string[]> => [
  (await change).operationId,
]

/** Changes that stay at their paths. */
export const FILE_CHANGES: readonly RandomChange[] = [
  (nx, random, step) => one(nx.write(anyFile(random), `write ${step}`)),
  (nx, random, step) =>
    one(
      nx.write(anyFile(random), pick(random, ['same', `tagged ${step}`]), {
        tags: { by: `write ${step}` },
        metadata: { step },
        contentType: pick(random, ['text/plain', 'text/markdown']),
      }),
    ),
  (nx, random, step) => one(nx.append(anyFile(random), `+${step}`)),
  (nx, random, step) => one(nx.edit(anyFile(random), [{ old: 'write', new: `edit ${step}` }])),
  (nx, random) => one(nx.delete(anyFile(random))),
  (nx, random, step) => one(nx.metadata.set(anyPath(random), 'step', step)),
  (nx, random) => one(nx.metadata.remove(anyPath(random), 'step')),
  (nx, random, step) => one(nx.tags.set(anyPath(random), `t${step % 3}`, `v${step}`)),
  async (nx, random, step) => {
    const items = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, index) => ({
      path: anyFile(random),
      content: `batch ${step}.${index}`,
    }))
    return (await nx.writeBatch(items)).map(({ operationId }) => operationId)
  },
]

/** Changes of the tree. */
export const TREE_CHANGES: readonly RandomChange[] = [
  (nx, random) => one(nx.rename(anyFile(random), anyFile(random), { overwrite: true })),
  (nx, random) => one(nx.rename(anyPath(random), anyPath(random))),
  (nx, random) => one(nx.rename(anyDirectory(random), anyDirectory(random))),
  (nx, random) => one(nx.copy(anyPath(random), anyPath(random), { overwrite: true })),
  (nx, random) => one(nx.mkdir(anyDirectory(random), { parents: true })),
  (nx, random) => one(nx.rmdir(anyDirectory(random), { recursive: random() < 0.7 })),
]

/** All changes; those of files twice as often. */
export const CHANGES: readonly RandomChange[] = [...FILE_CHANGES, ...FILE_CHANGES, ...TREE_CHANGES]

const REFUSED = new Set([
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'IS_A_DIRECTORY',
  'NOT_A_DIRECTORY',
  'NOT_EMPTY',
  'INVALID_ARGUMENT',
])

/** Makes one random change. */
export async function change(
  nx: Nexus,
  random: () => number,
  step: number,
  changes = CHANGES,
): Promise<string[]> {
  try {
    return await pick(random, changes)(nx, random, step)
  } catch (error) {
    if (isNexusError(error) && REFUSED.has(error.code)) return []
    throw error
  }
}

/** Runs a check with each of many seeds; a failure names the seed. */
export async function withSeeds(
  count: number,
  check: (random: () => number) => Promise<void>,
): Promise<void> {
  const first = Number(process.env.NEXUS_TEST_SEED ?? 1)
  for (let index = 0; index < count; index++) {
    const seed = (first + index) % 2 ** 31
    try {
      await check(seededRandom(seed))
    } catch (error) {
      throw new Error(`Seed ${seed} (NEXUS_TEST_SEED) fails: ${String(error)}`, { cause: error })
    }
  }
}
