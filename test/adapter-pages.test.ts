import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Provided } from 'nexusfs'
import { afterAll, expect, it } from 'vitest'
import { adapterPage } from '../scripts/adapter-page.ts'
import { referenceHome } from '../scripts/reference-home.ts'
import { temporaryFolder } from './kit/program.ts'
import { readPackages, root } from './kit/workspace.ts'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly nexusfs?: {
    readonly provides: readonly (Pick<
      Provided,
      'kind' | 'type' | 'title' | 'apiVersion' | 'entry'
    > & {
      readonly options?: string
    })[]
  }
}

const folder = temporaryFolder('pages')
afterAll(folder.remove)

const options = join(folder.path, 'options.json')
writeFileSync(
  options,
  JSON.stringify({
    type: 'object',
    required: ['bucketName'],
    properties: {
      bucketName: { type: 'string', minLength: 1, description: 'Where | <what>.' },
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
  expect(page).toContain('| `bucket_name` | text | required | Where \\| &lt;what>. |')
  expect(page).toContain('`type: bucket_connector` shows the files')
  expect(page).toContain('| `retries` | whole number | `3` |  |')
})

it('the page of a plugin lists its hooks, and no configuration where it needs none', () => {
  const { options: _, ...plugin } = { ...provided, kind: 'plugin' as const, type: 'stamp' }
  const page = adapterPage({ ...plugin, hooks: ['beforeWrite', 'afterWrite'] })
  expect(page).toContain('```yaml\nplugins:\n  - name: stamp\n```')
  expect(page).toContain('## Hooks\n\n- `beforeWrite`\n- `afterWrite`\n')
  expect(page).not.toContain('## Options')
})

const ours = readPackages(['packages']).flatMap(({ folder: below, manifest }) => {
  const { nexusfs, name, version } = manifest as Manifest
  const at = join(root, below)
  const rows = nexusfs?.provides.filter(({ kind }) => kind === 'backend') ?? []
  return rows.map((row): Provided => {
    const entry = join(at, row.entry)
    const schema = row.options && join(at, row.options)
    return { ...row, package: name, version, folder: at, entry, options: schema, tier: 'project' }
  })
})

it('there are five backends of ours', () => {
  expect(ours.map(({ type }) => type).toSorted()).toEqual(['azure', 'gcs', 'local', 'minio', 's3'])
})

it.each(ours)('the page of $type lists every option of its README', (backend) => {
  const readme = readFileSync(join(backend.folder, 'README.md'), 'utf8')
  const [, part = ''] = readme.split('\n## Options\n')
  const table = (part.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'))
  const names = table.flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)])
  const page = adapterPage(backend)
  expect(names.length).toBeGreaterThan(3)
  for (const [, name] of names) expect(page).toContain(`| \`${name}\` |`)
})

it('the first page links each of them', () => {
  expect(referenceHome([provided])).toContain(
    '| backend | [`bucket`](adapters/backend-bucket.md) | Bucket | `nexusfs-backend-bucket` |',
  )
})
