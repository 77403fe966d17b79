import {
  createMemoryBackend,
  createMemoryStore,
  createNexus,
  isNexusError,
  type Nexus,
} from '@nexusfs/core'
import { describe, expect, test } from 'vitest'
import { change, FILE_CHANGES, pick, readAll, withSeeds } from './undo-chain.ts'
import { scaled } from './world.ts'

/** Chains of each kind. */
const CHAINS = scaled(2000)

/** A filesystem that is there for one check, on a clock that never stands still. */
async function withNexus(check: (nx: Nexus) => Promise<void>): Promise<void> {
  let now = 0
  const store = createMemoryStore({ clock: () => ++now })
  const nx = await createNexus({ store, backend: createMemoryBackend() })
  try {
    await check(nx)
  } finally {
    await nx.close()
  }
}

/** Makes random changes; gives their operations with the tree before each. */
async function makeChain(
  nx: Nexus,
  random: () => number,
  length: number,
  changes = undefined as Parameters<typeof change>[3],
) {
  const chain: { readonly ids: readonly string[]; readonly before: readonly string[] }[] = []
  for (let step = 0; step < length; step++) {
    const before = await readAll(nx)
    const ids = await change(nx, random, step, changes)
    if (ids.length > 0) chain.push({ ids, before })
  }
  return chain
}

describe('random chains of changes', () => {
  test('of a run are undone to the first tree, redone to the last, any number of times', async () => {
    await withSeeds(CHAINS, (random) =>
      withNexus(async (nx) => {
        await makeChain(nx, random, 6)
        const first = await readAll(nx)
        await makeChain(nx.as({ run: 'r' }), random, 14)
        const last = await readAll(nx)
        let { operationId } = await nx.undo({ run: 'r' }).catch(ignoreMissing)
        expect(await readAll(nx)).toEqual(first)
        for (const expected of [last, first, last]) {
          if (operationId === undefined) break
          operationId = (await nx.undo(operationId)).operationId
          expect(await readAll(nx)).toEqual(expected)
        }
      }),
    )
  }, 600_000)

  test('are undone in random groups, newest first, and the groups redone', async () => {
    await withSeeds(CHAINS, (random) =>
      withNexus(async (nx) => {
        const chain = await makeChain(nx, random, 14)
        const undos: { readonly id: string; readonly before: readonly string[] }[] = []
        while (chain.length > 0) {
          const group = chain.splice(-1 - Math.floor(random() * 4))
          const ids = group.flatMap((step) => step.ids)
          const before = await readAll(nx)
          const target = pick(random, ['ids', 'last', 'each'])
          if (target === 'each')
            for (const id of ids.toReversed()) {
              const state = await readAll(nx)
              const done = await nx.undo(id).catch(ignoreUndoable)
              if (done.operationId) undos.push({ id: done.operationId, before: state })
            }
          else {
            const done = await nx.undo(target === 'ids' ? ids : { last: ids.length })
            if (done.operationId !== undefined) undos.push({ id: done.operationId, before })
          }
          expect(await readAll(nx)).toEqual(group[0]?.before)
        }
        for (const { id, before } of undos.reverse()) {
          await nx.undo(id)
          expect(await readAll(nx)).toEqual(before)
        }
      }),
    )
  }, 600_000)

  test('of two agents on the same files: undo of one never takes what the other made last', async () => {
    await withSeeds(CHAINS, (random) =>
      withNexus(async (nx) => {
        const agents = [nx.as({ run: 'one' }), nx.as({ run: 'two' })] as const
        const lastBy = new Map<string, string>()
        for (let step = 0; step < 20; step++) {
          const agent = pick(random, agents)
          const before = await contents(nx)
          await change(agent, random, step, FILE_CHANGES)
          for (const [path, text] of await contents(nx))
            if (before.get(path) !== text) lastBy.set(path, agent === agents[0] ? 'one' : 'two')
        }
        const before = await readAll(nx)
        const texts = await contents(nx)
        await nx.undo({ run: 'one' }).then(
          async ({ operationId }) => operationId && nx.undo(operationId),
          (error) => {
            if (!isNexusError(error, 'UNDO_CONFLICT')) ignoreMissing(error)
          },
        )
        expect(await readAll(nx)).toEqual(before)
        const undone = await nx.undo({ run: 'one' }, { onConflict: 'skip' }).catch(ignoreMissing)
        const after = await contents(nx)
        for (const [path, text] of texts)
          if (lastBy.get(path) === 'two') expect([path, after.get(path)]).toEqual([path, text])
        if (undone.operationId !== undefined) await nx.undo(undone.operationId)
        expect(await readAll(nx)).toEqual(before)
      }),
    )
  }, 600_000)
})

/** A run in which every change was refused is not there. */
function ignoreMissing(error: unknown): { readonly operationId: undefined } {
  if (!isNexusError(error, 'NOT_FOUND')) throw error
  return { operationId: undefined }
}

/** Some calls change nothing. */
function ignoreUndoable(error: unknown): { readonly operationId: undefined } {
  if (!isNexusError(error, 'NOT_SUPPORTED')) throw error
  return { operationId: undefined }
}

async function contents(nx: Nexus): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for await (const { path } of nx.list('/')) texts.set(path, await nx.readText(path))
  return texts
}
