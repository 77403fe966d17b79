import { backendContract } from '@nexusfs/testkit'
import { describe, test } from 'vitest'
import { scopedBackend } from '../src/content/index.ts'
import { createMemoryBackend } from '../src/memory/index.ts'

const HELD = 'a stream far larger than the memory it may take goes in and comes out'
const CLOSED = 'the driver itself is CLOSED after close, and closes twice'

for (const versioning of [false, true])
  backendContract(
    { describe, test },
    {
      name: `a part of memory${versioning ? ' with versions' : ''}`,
      async create() {
        const whole = createMemoryBackend({ versioning })
        return { backend: scopedBackend(whole, 'part/of/it/'), close: () => whole.close() }
      },
      except: {
        [HELD]: 'what it stores is in memory',
        [CLOSED]: 'it ends with the backend it is a part of',
      },
    },
  )
