import { backendContract } from '@nexusfs/testkit'
import { describe, test } from 'vitest'
import type { TestServer } from '../../../test/servers/index.ts'
import { azure, testContainer } from './container.ts'

const DROPPED =
  'Azure has no list of uploads: it drops blocks that are never committed after a week, and nobody sees them'

describe.skipIf(azure.missing !== undefined)('azure', () => {
  const server = azure.server as TestServer
  backendContract(
    { describe, test },
    {
      name: 'azure',
      secrets: azure.server === undefined ? [] : [azure.server.secretKey],
      tiers: ['Hot', 'Cool'],
      ownBucket: true,
      presignedPutHeaders: { 'x-ms-blob-type': 'BlockBlob' },
      except: {
        'a probe leaves no upload behind': DROPPED,
        'no upload is left after a large put, nor after one whose source fails': DROPPED,
        'no upload is left after a put in parts that loses its condition, or is stopped': DROPPED,
        'an upload under way is listed, and can be aborted twice': DROPPED,
      },
      async create() {
        const { backend, open, close } = await testContainer(server, { prefix: 'some/prefix' })
        return { backend, close, second: async () => open() }
      },
    },
  )
})
