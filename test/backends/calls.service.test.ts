import { createMemoryStore, createNexus } from '@nexusfs/core'
import { describe, expect, test } from 'vitest'
import { serverOf } from '../servers/index.ts'
import { PLACES } from './places.ts'

/** What is done with objects; looking at the mount itself asks for more. */
const OBJECT_CALLS = ['head', 'get', 'put', 'delete', 'deleteMany', 'list', 'copy', 'rename']
const CONTENT = new Uint8Array(100_000).fill(7)

for (const [name, kind] of Object.entries(PLACES))
  describe.skipIf(kind.server && serverOf(kind.server).missing)(name, () => {
    test('layout cas looks at nothing to tell what is there, and sends the same bytes once', async () => {
      const place = await kind.make()
      const backend = place.open('calls')
      const mounts = [{ mountPoint: '/mnt', backend }]
      const nx = await createNexus({
        ...{ store: createMemoryStore(), backend, mounts, inlineMaxBytes: 0 },
      })
      const counters = async () => {
        const { calls, bytesIn } = (await nx.mounts.get('/mnt')).counters
        return { calls: OBJECT_CALLS.map((call) => calls[call] ?? 0), bytesIn }
      }
      // The first of all is preceded by a note of whose bucket it is.
      await nx.write('/mnt/first', 'x')
      const first = await counters()
      await nx.write('/mnt/a', CONTENT)
      const { calls, bytesIn } = await counters()
      const put = OBJECT_CALLS.indexOf('put')
      expect(calls).toEqual(first.calls.with(put, Number(first.calls[put]) + 1))
      expect(bytesIn - first.bytesIn).toBe(CONTENT.byteLength)

      await nx.write('/mnt/b', CONTENT)
      await nx.exists('/mnt/a')
      await nx.stat('/mnt/a')
      await nx.list('/mnt').toArray()
      await nx.rename('/mnt/a', '/mnt/c')
      await nx.copy('/mnt/c', '/mnt/d')
      await nx.delete('/mnt/c')
      const after = await counters()
      expect(after.bytesIn).toBe(bytesIn)
      expect(after.calls[put]).toBe(calls[put])
      const quiet = after.calls
      await nx.exists('/mnt/b')
      await nx.stat('/mnt/b')
      await nx.list('/mnt').toArray()
      expect((await counters()).calls).toEqual(quiet)
      await nx.close()
      await place.close()
    })
  })
