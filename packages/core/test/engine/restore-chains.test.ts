import { createMemoryBackend, createMemoryStore, createNexus, type Nexus } from '@nexusfs/core'
import { describe, expect, test } from 'vitest'
import { change, pick, readAll, withSeeds } from './undo-chain.ts'
import { scaled } from './world.ts'

/** Chains of each kind. */
const CHAINS = scaled(1000)

/** Makes random changes; gives the tree after each of them. */
async function makeChain(nx: Nexus, random: () => number) {
  const chain: { readonly at: string; readonly after: readonly string[] }[] = []
  for (let step = 0; step < 14; step++) {
    const [at] = (await change(nx, random, step)).slice(-1)
    if (at !== undefined) chain.push({ at, after: await readAll(nx) })
  }
  return chain
}

/** A filesystem with a random past, on a clock that never stands still. */
async function withChain(
  random: () => number,
  check: (nx: Nexus, chain: Awaited<ReturnType<typeof makeChain>>) => Promise<void>,
): Promise<void> {
  let now = 0
  const store = createMemoryStore({ clock: () => ++now })
  const nx = await createNexus({ store, backend: createMemoryBackend() })
  try {
    await check(nx, await makeChain(nx, random))
  } finally {
    await nx.close()
  }
}

describe('after random chains of changes', () => {
  test('the root is restored to any point, which the dry run foretells, and back', async () => {
    await withSeeds(CHAINS, (random) =>
      withChain(random, async (nx, chain) => {
        for (let round = 0; round < 3 && chain.length > 0; round++) {
          const { at, after } = pick(random, chain)
          const before = await readAll(nx)
          const planned = await nx.restore('/', { at, dryRun: true })
          const { operationId, count } = await nx.restore('/', { at })
          expect(await readAll(nx)).toEqual(after)
          expect(count).toBe(planned.count)
          if (random() < 0.5 || operationId === undefined || count === 0) continue
          const undo = await nx.undo(operationId)
          expect(await readAll(nx)).toEqual(before)
          await nx.undo(undo.operationId ?? '')
          expect(await readAll(nx)).toEqual(after)
        }
      }),
    )
  }, 600_000)

  test('a directory is restored alone, with copies of what was moved away', async () => {
    await withSeeds(CHAINS, (random) =>
      withChain(random, async (nx, chain) => {
        for (const directory of ['/a', '/b']) {
          if (chain.length === 0) return
          const { at, after } = pick(random, chain)
          if (!after.some((line) => line.startsWith(`${directory}/ `))) continue
          const before = await readAll(nx)
          const { operationId, count } = await nx.restore(directory, { at })
          const restored = await readAll(nx)
          const inside = (line: string) => line.startsWith(`${directory}/`)
          expect(restored.filter(inside).map(timeless)).toEqual(after.filter(inside).map(timeless))
          const outside = (line: string) => !inside(line)
          expect(restored.filter(outside)).toEqual(before.filter(outside))
          if (operationId === undefined || count === 0) continue
          await nx.undo(operationId)
          expect(await readAll(nx)).toEqual(before)
        }
      }),
    )
  }, 600_000)
})

/** Copies have a time of their own. */
function timeless(line: string): string {
  return line.replace(/ \d+ (?=\[)/, ' ')
}
