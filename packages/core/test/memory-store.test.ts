import { storeContract } from '@nexusfs/testkit'
import { describe, test } from 'vitest'
import { createMemoryStore } from '../src/memory/memory-store.ts'

storeContract(
  { describe, test },
  {
    name: 'memory',
    accepts: { clock: true, collections: true },
    async create(options) {
      const store = createMemoryStore(options)
      return { store, close: () => store.close() }
    },
  },
)
