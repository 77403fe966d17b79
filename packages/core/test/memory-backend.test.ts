import { backendContract } from '@nexusfs/testkit'
import { describe, test } from 'vitest'
import { createMemoryBackend } from '../src/memory/index.ts'

const HELD = 'a stream far larger than the memory it may take goes in and comes out'

for (const versioning of [false, true]) {
  backendContract(
    { describe, test },
    {
      name: versioning ? 'memory with versions' : 'memory',
      async create() {
        const backend = createMemoryBackend({ versioning })
        return { backend, close: () => backend.close() }
      },
      except: { [HELD]: 'what it stores is in memory' },
    },
  )
}
