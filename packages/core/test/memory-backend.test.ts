import { backendContract } from '@nexusfs/testkit'
import { describe, test } from 'vitest'
import { createMemoryBackend } from '../src/memory/index.ts'

backendContract(
  { describe, test },
  {
    name: 'memory',
    async create() {
      const backend = createMemoryBackend()
      return { backend, close: () => backend.close() }
    },
  },
)
