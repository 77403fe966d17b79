import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backendContract } from '@nexusfs/testkit'
import { describe, test } from 'vitest'
import { createLocalBackend, type LocalBackendOptions } from '../src/index.ts'

const USES: Readonly<Record<string, Omit<LocalBackendOptions, 'root'>>> = {
  local: {},
  'local with all that it keeps': { versioning: true, softDelete: true, metadataFiles: true },
}

for (const [name, options] of Object.entries(USES)) {
  backendContract(
    { describe, test },
    {
      name,
      async create() {
        const folder = await mkdtemp(join(tmpdir(), 'nexus-local-'))
        const root = join(folder, 'root')
        const open = () => createLocalBackend({ root, ...options })
        const backend = open()
        const others: { close(): Promise<void> }[] = []
        return {
          backend,
          async second() {
            const other = open()
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
}
