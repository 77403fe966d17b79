import { createMemoryBackend, createMemoryStore, createNexus, type Nexus } from '@nexusfs/core'
import { mappedContract } from '@nexusfs/testkit'
import { describe, test } from 'vitest'

/** Share of the large cases; whole in the full run. */
const scale = Number(process.env.NEXUS_TEST_SCALE ?? 0.05)

/** A bucket in memory, with and without versions, and one that keeps nothing of the past. */
for (const { name, versioning, history } of [
  { name: 'memory', versioning: false, history: undefined },
  { name: 'memory with versions', versioning: true, history: undefined },
  { name: 'memory without history', versioning: false, history: 'none' as const },
])
  mappedContract(
    { describe, test },
    {
      name,
      scale,
      history,
      async create({ readonly = false, ...options }) {
        const store = createMemoryStore()
        const backend = createMemoryBackend()
        const bucket = createMemoryBackend({ versioning })
        const mountPoint = '/mnt/bucket'
        const mount = { mountPoint, backend: bucket, layout: 'path' as const, readonly, history }
        const open = (): Promise<Nexus> =>
          createNexus({ ...options, store, backend, mounts: [mount], ownsAdapters: false })
        const handles = [await open()]
        return {
          nexus: handles[0] as Nexus,
          mountPoint,
          outside: bucket,
          async reopen() {
            await handles.at(-1)?.close()
            const again = await open()
            handles.push(again)
            return again
          },
          async close() {
            for (const handle of handles) await handle.close()
            for (const adapter of [store, backend, bucket]) await adapter.close()
          },
        }
      },
    },
  )
