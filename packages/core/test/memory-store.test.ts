import { type StoreTarget, soakStore, storeContract } from '@nexusfs/testkit'
import { describe, expect, test } from 'vitest'
import { createMemoryStore } from '../src/memory/memory-store.ts'

const memory: StoreTarget = {
  name: 'memory',
  accepts: { clock: true, collections: true },
  async create(options) {
    const store = createMemoryStore(options)
    return { store, close: () => store.close() }
  },
}

storeContract({ describe, test }, memory)

describe('random batches on the memory store', () => {
  const steps = Math.ceil(2_000 * Number(process.env.NEXUS_TEST_SCALE ?? 0.05))

  test.each([20_261_121, Number(process.env.NEXUS_TEST_SEED ?? 1)])(
    'keep what must always hold and can be repeated, seed %i',
    async (seed) => {
      const lines = await soakStore(memory, { seed, steps })
      expect(lines.length).toBeGreaterThan(steps)
      expect(await soakStore(memory, { seed, steps })).toEqual(lines)
    },
    120_000,
  )
})
