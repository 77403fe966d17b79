import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backendContract } from '@nexusfs/testkit'
import { describe, test } from 'vitest'
import { createZipBackend } from '../src/index.ts'

backendContract(
  { describe, test },
  {
    name: 'zip',
    async create() {
      const folder = await mkdtemp(join(tmpdir(), 'nexus-zip-'))
      const file = join(folder, 'objects.zip')
      const backend = createZipBackend({ file })
      const others: { close(): Promise<void> }[] = []
      return {
        backend,
        async second() {
          const other = createZipBackend({ file })
          others.push(other)
          return other
        },
        async close() {
          for (const opened of [backend, ...others]) await opened.close()
          await rm(folder, { recursive: true, force: true })
        },
      }
    },
  },
)
