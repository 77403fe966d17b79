import { describe, test } from 'node:test'
import { pluginContract } from '@nexusfs/testkit'
import plugin from '../src/index.ts'

const refuses = {
  'a relative path': { protect: ['docs'] },
  'a path with a slash at the end': { protect: ['/docs/'] },
  'a text': { protect: '/docs' },
}

pluginContract({ describe, test }, { plugin, refuses })

// The same, where every call of the suite is refused.
pluginContract(
  { describe, test },
  { plugin, create: async () => ({ config: { protect: ['/docs', '/workspace'] } }) },
)
