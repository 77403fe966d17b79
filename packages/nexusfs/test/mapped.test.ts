import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalBackend } from '@nexusfs/backend-local'
import { type Backend, createMemoryBackend, createNexus, type Nexus } from '@nexusfs/core'
import { createSqliteStore } from '@nexusfs/store-sqlite'
import { mappedContract } from '@nexusfs/testkit'
import { describe, test } from 'vitest'

/** Share of the large cases; whole in the full run. */
const scale = Number(process.env.NEXUS_TEST_SCALE ?? 0.05)

/** Buckets by what they are made of; two made of one are the same bucket. */
const BUCKETS: Readonly<Record<string, (root: string) => () => Backend>> = {
  'a local folder over SQLite': (root) => () => createLocalBackend({ root }),
  'memory over SQLite': () => {
    const bucket = createMemoryBackend()
    return () => bucket
  },
  'memory with versions over SQLite': () => {
    const bucket = createMemoryBackend({ versioning: true })
    return () => bucket
  },
}

for (const [name, bucketIn] of Object.entries(BUCKETS))
  mappedContract(
    { describe, test },
    {
      name,
      scale,
      async create({ readonly = false, ...options }) {
        const folder = await mkdtemp(join(tmpdir(), 'nexus-mapped-'))
        for (const part of ['objects', 'mounted']) await mkdir(join(folder, part))
        const bucket = bucketIn(join(folder, 'mounted'))
        const mountPoint = '/mnt/bucket'
        const outside = bucket()
        const open = (): Promise<Nexus> =>
          createNexus({
            ...options,
            store: createSqliteStore({ path: join(folder, 'metadata.db') }),
            backend: createLocalBackend({ root: join(folder, 'objects') }),
            mounts: [{ mountPoint, backend: bucket(), layout: 'path', readonly }],
          })
        const handles = [await open()]
        return {
          nexus: handles[0] as Nexus,
          mountPoint,
          outside,
          ...(bucket() !== outside && {
            async reopen() {
              await handles.at(-1)?.close()
              const again = await open()
              handles.push(again)
              return again
            },
          }),
          async close() {
            for (const handle of handles) await handle.close()
            await outside.close()
            await rm(folder, { recursive: true })
          },
        }
      },
    },
  )
