import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPackage, pluginContract } from '@nexusfs/testkit'
import { describe, expect, test } from 'vitest'
import audit from '../src/index.ts'

const refuses = {
  nothing: {},
  'a relative file': { file: 'audit.jsonl' },
  'file and path': { file: '/a', path: '/b' },
  'a small file': { path: '/a', maxBytes: 1 },
}

pluginContract(
  { describe, test },
  {
    plugin: audit,
    async create() {
      const folder = await mkdtemp(join(tmpdir(), 'nexus-audit-'))
      return {
        config: { file: join(folder, 'audit.jsonl') },
        close: () => rm(folder, { recursive: true, force: true }),
      }
    },
    refuses,
  },
)

pluginContract(
  { describe: (name, body) => describe(`in the tree: ${name}`, body), test },
  { plugin: audit, create: async () => ({ config: { path: '/audit.jsonl' } }), refuses },
)

test('the package can be published as it is built', async () => {
  expect(await checkPackage(fileURLToPath(new URL('..', import.meta.url)))).toEqual([])
})
