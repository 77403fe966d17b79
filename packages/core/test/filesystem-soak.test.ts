import { createMemoryBackend, createMemoryStore, createNexus, type Nexus } from '@nexusfs/core'
import { type FilesystemSoakTarget, soakFilesystem } from '@nexusfs/testkit'
import { describe, test } from 'vitest'
import { scaled } from './engine/world.ts'

/** Some content lies in the store, some is an object. */
const INLINE_MAX_BYTES = 64

const memory: FilesystemSoakTarget = {
  name: 'memory',
  async create(options) {
    const store = createMemoryStore()
    const backend = createMemoryBackend()
    const adapters = { store, backend, inlineMaxBytes: INLINE_MAX_BYTES, ownsAdapters: false }
    const open = (): Promise<Nexus> => createNexus({ ...options, ...adapters })
    const handles = [await open()]
    return {
      nexus: handles[0] as Nexus,
      async reopen() {
        await handles.at(-1)?.close()
        const again = await open()
        handles.push(again)
        return again
      },
      async close() {
        for (const handle of handles) await handle.close()
        await store.close()
        await backend.close()
      },
    }
  },
}

describe('random calls on everything in memory', () => {
  test.each([20_261_121, Number(process.env.NEXUS_TEST_SEED ?? 1)])(
    'do what the model says, seed %i',
    (seed) => soakFilesystem(memory, { seed, sequences: scaled(1_000) }),
    1_800_000,
  )
})
