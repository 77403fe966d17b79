import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backendContract } from '@nexusfs/testkit'
import { describe, test } from 'vitest'
import { createLocalBackend } from '../src/index.ts'

backendContract(
  { describe, test },
  {
    name: 'local',
    async create() {
      const folder = await mkdtemp(join(tmpdir(), 'nexus-local-'))
      const root = join(folder, 'root')
      const backend = createLocalBackend({ root })
      const others: { close(): Promise<void> }[] = []
      return {
        backend,
        async second() {
          const other = createLocalBackend({ root })
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
