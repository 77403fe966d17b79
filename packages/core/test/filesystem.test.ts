import { createMemoryBackend, createMemoryStore, createNexus } from '@nexusfs/core'
import { filesystemContract } from '@nexusfs/testkit'
import { describe, test } from 'vitest'

/** Everything in memory, once with small content in the store and once with all of it in the backend. */
for (const inlineMaxBytes of [65_536, 0])
  filesystemContract(
    { describe, test },
    {
      name: `memory, ${inlineMaxBytes} bytes inline`,
      async create(options) {
        const store = createMemoryStore()
        const backend = createMemoryBackend()
        const nexus = await createNexus({ ...options, store, backend, inlineMaxBytes })
        return { nexus, close: () => nexus.close() }
      },
    },
  )
