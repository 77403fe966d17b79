import { fileURLToPath } from 'node:url'
import { checkPackage, pluginContract } from '@nexusfs/testkit'
import { describe, expect, test } from 'vitest'
import contentPolicy from '../src/index.ts'

pluginContract(
  { describe, test },
  {
    plugin: contentPolicy,
    create: async () => ({
      config: {
        rules: [
          { secrets: true, patterns: { word: 'x{3}' } },
          { forbid: true, paths: ['/**/new', '/**/100%'] },
          { size: 100_000 },
        ],
      },
    }),
    refuses: {
      nothing: {},
      'no rules': { rules: [] },
      'a rule that refuses nothing': { rules: [{ name: 'idle' }] },
      'a broken pattern': { rules: [{ patterns: { broken: '(' } }] },
    },
  },
)

test('the package can be published as it is built', async () => {
  expect(await checkPackage(fileURLToPath(new URL('..', import.meta.url)))).toEqual([])
})
