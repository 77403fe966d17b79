import { describe, test } from 'node:test'
import { backendContract } from '@nexusfs/testkit'
import { create__Type__Backend } from '../src/index.ts'

// Every case gets an empty backend of its own. Give `second` too when several processes can use the same data.
backendContract(
  { describe, test },
  {
    name: '__type__',
    async create() {
      const backend = create__Type__Backend({ limit: 16 * 1024 * 1024 })
      return { backend, close: () => backend.close() }
    },
  },
)
