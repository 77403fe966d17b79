import { createMemoryStore, createNexus, type Nexus } from '@nexusfs/core'
import { bytesSource } from '@nexusfs/core/kit'
import { afterAll, beforeAll } from 'vitest'
import { filesystemContract } from '../../packages/testkit/src/index.ts'
import type { Place, PlaceKind } from './places.ts'
import { sampledRunner } from './sampled-runner.ts'

/** Holds a filesystem whose content lies in a bucket by its hash to what every filesystem promises. */
export function casSuite(name: string, kind: PlaceKind, share: number): void {
  let place: Place
  let parts = 0
  beforeAll(async () => {
    place = await kind.make()
  })
  afterAll(() => place.close())
  filesystemContract(sampledRunner(`cas ${name}`, share), {
    name: `${name}, layout cas`,
    async create(options) {
      const store = createMemoryStore()
      const backend = place.open(`case-${++parts}`)
      const given = { ...options, store, backend, inlineMaxBytes: 0, ownsAdapters: false }
      const handles: Nexus[] = []
      const open = async (): Promise<Nexus> => {
        await handles.at(-1)?.close()
        const nexus = await createNexus(given)
        handles.push(nexus)
        return nexus
      }
      return {
        nexus: await open(),
        reopen: open,
        async corrupt(etag) {
          const key = `cas/${etag.slice(0, 2)}/${etag.slice(2, 4)}/${etag}`
          await backend.put(key, bytesSource(Buffer.from('damaged')))
        },
        async close() {
          for (const handle of handles) await handle.close()
          for (const adapter of [store, backend]) await adapter.close()
        },
      }
    },
  })
}
