import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalBackend } from '@nexusfs/backend-local'
import { createNexus, type Nexus } from '@nexusfs/core'
import { createSqliteStore } from '@nexusfs/store-sqlite'
import { filesystemContract } from '@nexusfs/testkit'
import { describe, test } from 'vitest'

/** Bytes inline: as by default, and in the full run also with all content in files. */
const INLINE = Number(process.env.NEXUS_TEST_SCALE ?? 0.05) < 1 ? [65_536] : [65_536, 0]

/** The embedded default: SQLite and a local folder. */
for (const inlineMaxBytes of INLINE)
  filesystemContract(
    { describe, test },
    {
      name: `sqlite and local, ${inlineMaxBytes} bytes inline`,
      async create(options) {
        const folder = await mkdtemp(join(tmpdir(), 'nexus-contract-'))
        const root = join(folder, 'objects')
        await mkdir(root)
        const open = (): Promise<Nexus> =>
          createNexus({
            ...options,
            store: createSqliteStore({ path: join(folder, 'metadata.db') }),
            backend: createLocalBackend({ root }),
            inlineMaxBytes,
          })
        const handles = [await open()]
        return {
          nexus: handles[0] as Nexus,
          async reopen() {
            await handles.at(-1)?.close()
            const again = await open()
            handles.push(again)
            return again
          },
          async corrupt(etag) {
            const file = join(root, 'cas', etag.slice(0, 2), etag.slice(2, 4), etag)
            await writeFile(file, 'damaged', { flag: 'r+' })
          },
          async close() {
            for (const handle of handles) await handle.close()
            await rm(folder, { recursive: true })
          },
        }
      },
    },
  )
