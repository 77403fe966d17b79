import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Provided } from 'nexusfs'
import { afterAll, expect, it } from 'vitest'
import { adapterPage } from '../scripts/adapter-page.ts'
import { referenceHome } from '../scripts/reference-home.ts'
import { temporaryFolder } from './kit/program.ts'

const folder = temporaryFolder('pages')
afterAll(folder.remove)

const options = join(folder.path, 'options.json')
writeFileSync(
  options,
  JSON.stringify({
    type: 'object',
    required: ['bucketName'],
    properties: {
      bucketName: { type: 'string', minLength: 1, description: 'Where | what.' },
      retries: { type: 'integer', default: 3 },
    },
  }),
)
writeFileSync(join(folder.path, 'package.json'), '{ "description": "Objects in a bucket" }')

const provided: Provided = {
  kind: 'backend',
  type: 'bucket',
  title: 'Bucket',
  apiVersion: 1,
  package: 'nexusfs-backend-bucket',
  version: '1.0.0',
  folder: folder.path,
  entry: join(folder.path, 'index.js'),
  options,
  tier: 'project',
}

it('the page of a backend says how it is installed and mounted, and lists its options', () => {
  const page = adapterPage(provided)
  expect(page).toContain('# Bucket\n\nObjects in a bucket. The backend type `bucket`')
  expect(page).toContain('npm install nexusfs-backend-bucket\n')
  expect(page).toContain(`backends:
  - type: bucket
    mount_point: /external/bucket
    config:
      bucket_name: … # text
`)
  expect(page).toContain('| `bucket_name` | text | required | Where \\| what. |')
  expect(page).toContain('| `retries` | whole number | `3` |  |')
})

it('the page of a plugin lists its hooks, and no configuration where it needs none', () => {
  const { options: _, ...plugin } = { ...provided, kind: 'plugin' as const, type: 'stamp' }
  const page = adapterPage({ ...plugin, hooks: ['beforeWrite', 'afterWrite'] })
  expect(page).toContain('```yaml\nplugins:\n  - name: stamp\n```')
  expect(page).toContain('## Hooks\n\n- `beforeWrite`\n- `afterWrite`\n')
  expect(page).not.toContain('## Options')
})

it('the first page links each of them', () => {
  expect(referenceHome([provided])).toContain(
    '| backend | [`bucket`](adapters/backend-bucket.md) | Bucket | `nexusfs-backend-bucket` |',
  )
})
