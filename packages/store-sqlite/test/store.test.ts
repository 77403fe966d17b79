import { createMemoryStore } from '@nexusfs/core'
import { type StoreTarget, soakStore, storeContract } from '@nexusfs/testkit'
import { describe, expect, test } from 'vitest'
import { openStore } from './opened.ts'

const sqlite: StoreTarget = {
  name: 'sqlite',
  accepts: { clock: true, collections: true },
  create: (options) => openStore(options),
}

const memory: StoreTarget = {
  name: 'memory',
  accepts: { clock: true, collections: true },
  async create(options) {
    const store = createMemoryStore(options)
    return { store, close: () => store.close() }
  },
}

storeContract({ describe, test }, sqlite)

describe('random batches on the SQLite store', () => {
  const steps = Math.ceil(2_000 * Number(process.env.NEXUS_TEST_SCALE ?? 0.05))

  test.each([20_261_121, Number(process.env.NEXUS_TEST_SEED ?? 1)])(
    'keep what must always hold and end as in the memory store, seed %i',
    async (seed) => {
      const lines = await soakStore(sqlite, { seed, steps })
      expect(lines.length).toBeGreaterThan(steps)
      expect(await soakStore(memory, { seed, steps })).toEqual(lines)
    },
    240_000,
  )
})
