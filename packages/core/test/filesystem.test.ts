import { createMemoryBackend, createMemoryStore, createNexus, type Nexus } from '@nexusfs/core'
import { bytesSource } from '@nexusfs/core/kit'
import { filesystemContract } from '@nexusfs/testkit'
import { describe, test } from 'vitest'

/** Everything in memory, once with small content in the store and once with all of it in the backend. */
for (const inlineMaxBytes of [65_536, 0])
  filesystemContract(
    { describe, test },
    {
      name: `memory, ${inlineMaxBytes} bytes inline`,
      async create(options) {
        const store = createMemoryStore()
        const backend = createMemoryBackend()
        const open = (): Promise<Nexus> =>
          createNexus({ ...options, store, backend, inlineMaxBytes, ownsAdapters: false })
        const nexus = await open()
        const handles = [nexus]
        return {
          nexus,
          async reopen() {
            await handles.at(-1)?.close()
            const again = await open()
            handles.push(again)
            return again
          },
          async corrupt(etag) {
            const key = `cas/${etag.slice(0, 2)}/${etag.slice(2, 4)}/${etag}`
            await backend.put(key, bytesSource(Buffer.from('damaged')))
          },
          async close() {
            for (const handle of handles) await handle.close()
            await store.close()
            await backend.close()
          },
        }
      },
    },
  )

/** Everything in memory, with a bucket in layout `path` at the place where the cases have their files. */
filesystemContract(
  { describe, test },
  {
    name: 'memory, below a mount of layout path',
    layout: 'path',
    async create(options) {
      const store = createMemoryStore()
      const backend = createMemoryBackend()
      const bucket = createMemoryBackend()
      const mounts = [{ mountPoint: '/docs', backend: bucket, layout: 'path' as const }]
      const open = (): Promise<Nexus> =>
        createNexus({ ...options, store, backend, mounts, ownsAdapters: false })
      const handles = [await open()]
      return {
        nexus: handles[0] as Nexus,
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
