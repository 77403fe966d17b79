import { backendContract } from '@nexusfs/testkit'
import { describe, test } from 'vitest'
import type { TestServer } from '../../../test/servers/index.ts'
import { azure, testContainer } from './container.ts'

describe.skipIf(azure.missing !== undefined)('azure', () => {
  const server = azure.server as TestServer
  backendContract(
    { describe, test },
    {
      name: 'azure',
      secrets: azure.server === undefined ? [] : [azure.server.secretKey],
      async create() {
        const { backend, open, close } = await testContainer(server, { prefix: 'some/prefix' })
        return { backend, close, second: async () => open() }
      },
    },
  )
})
