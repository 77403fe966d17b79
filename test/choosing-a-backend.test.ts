import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createMemoryBackend, createMemoryStore, createNexus, type Nexus } from '@nexusfs/core'
import type { BackendCapabilities } from '@nexusfs/core/spec'
import { describe, expect, it } from 'vitest'
import { createAzureBackend } from '../packages/backend-azure/src/index.ts'
import { createGcsBackend } from '../packages/backend-gcs/src/index.ts'
import { createLocalBackend } from '../packages/backend-local/src/index.ts'
import { createMinioBackend } from '../packages/backend-minio/src/index.ts'
import { createS3Backend } from '../packages/backend-s3/src/index.ts'
import { cloudBackend } from '../packages/core/test/engine/cloud.fixture.ts'
import { root } from './kit/workspace.ts'

const page = readFileSync(join(root, 'docs/choosing-a-backend.md'), 'utf8')

/** The rows of the table below a heading, without its first two lines. */
function rowsBelow(heading: string): readonly (readonly string[])[] {
  const [, part = ''] = page.split(`\n## ${heading}\n`)
  const lines = (part.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}

describe('what each can do', () => {
  const backends = [
    createLocalBackend({ root: '/nowhere' }),
    createS3Backend({ bucket: 'bucket' }),
    createGcsBackend({ bucket: 'bucket', credentialsPath: '/nowhere.json' }),
    createAzureBackend({ container: 'container', accountName: 'account', accountKey: 'a2V5' }),
    createMinioBackend({ bucket: 'bucket', endpointUrl: 'http://127.0.0.1:9000' }),
  ]
  const rows = rowsBelow('What each can do')

  it.each(rows)('%s', (name, ...cells) => {
    const capability = name.replaceAll('`', '') as keyof BackendCapabilities
    const promised = cells.map((cell) => /^yes\b/.test(cell))
    const declared = backends.map(({ capabilities }) => capabilities[capability])
    // A service account's key file lets gcs sign, which the page says in words.
    if (capability === 'presign') declared[2] = false
    expect(promised).toEqual(declared)
  })

  it('every capability has its row', () => {
    const [{ capabilities }] = backends as [(typeof backends)[0]]
    const all = Object.entries(capabilities).filter(([, value]) => typeof value === 'boolean')
    expect(rows.map(([name]) => name).toSorted()).toEqual(
      all.map(([name]) => `\`${name}\``).toSorted(),
    )
  })
})

const content = (seed: number) => Buffer.alloc(100_000, seed)

/** What each row does, below a folder. */
const DEEDS: Readonly<Record<string, (nx: Nexus, at: string) => Promise<unknown>>> = {
  'write a new file': (nx, at) => nx.write(`${at}/a`, content(1)),
  'write other content to it': (nx, at) => nx.write(`${at}/a`, content(2)),
  'write content that another file has': (nx, at) => nx.write(`${at}/b`, content(2)),
  'the same once more': (nx, at) => nx.write(`${at}/c`, content(2)),
  read: (nx, at) => nx.read(`${at}/a`),
  'read a range': (nx, at) => nx.read(`${at}/a`, { start: 5, end: 10 }),
  stat: (nx, at) => nx.stat(`${at}/a`),
  'exists, where nothing is': (nx, at) => nx.exists(`${at}/none`),
  'list up to 1,000 files': (nx, at) => nx.list(at).toArray(),
  'copy a file': (nx, at) => nx.copy(`${at}/a`, `${at}/d`),
  'rename a file': (nx, at) => nx.rename(`${at}/d`, `${at}/e`),
  delete: (nx, at) => nx.delete(`${at}/e`),
}

/** Calls as a cell of the table says them. */
function said(calls: Readonly<Record<string, number>>): string {
  const order = ['head', 'list', 'copy', 'get', 'put', 'delete']
  const sorted = Object.entries(calls).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))
  return sorted.map(([method, count]) => `${count} ${method}`).join(', ') || 'none'
}

it.each(['cas', 'path'] as const)('what operations cost in layout %s', async (layout) => {
  const memory = createMemoryBackend()
  const capabilities = { ...memory.capabilities, rename: false }
  const backend = cloudBackend(Object.assign(memory, { capabilities }))
  const store = createMemoryStore()
  const nx = await createNexus({ store, backend: createMemoryBackend(), cacheSizeMb: 0 })
  await nx.mounts.add({ mountPoint: '/mnt/cloud', backend, layout })
  await nx.write('/mnt/cloud/first', content(0))
  const table = []
  for (const [row = '', ...cells] of rowsBelow('What operations cost')) {
    backend.take()
    await DEEDS[row]?.(nx, '/mnt/cloud')
    table.push([row, said(backend.take())])
    expect(table.at(-1)).toEqual([row, cells[layout === 'cas' ? 0 : 1]])
  }
  expect(table.map(([row]) => row)).toEqual(Object.keys(DEEDS))
  await nx.close()
})
