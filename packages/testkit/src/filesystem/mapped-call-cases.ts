import assert from 'node:assert/strict'
import type { MappedCases } from './mapped-world.ts'

/** What each call costs at a provider with conditions. */
export const mappedCallCases: MappedCases = {
  'a read is one get, whole, in part or as a stream': async (world) => {
    await world.put('a')
    await world.makes({ get: 1 }, () => world.nx.read(world.at('a')))
    await world.makes({ get: 1 }, () => world.nx.read(world.at('a'), { start: 0, end: 1 }))
    await world.makes({ get: 1 }, async () => {
      for await (const _ of world.nx.readStream(world.at('a')));
    })
  },
  'stat and exists are one head, and one list more where there is no file': async (world) => {
    await world.put('d/a')
    await world.makes({ head: 1 }, () => world.nx.stat(world.at('d/a')))
    await world.makes({ head: 1 }, () => world.nx.exists(world.at('d/a')))
    await world.makes({ head: 1, list: 1 }, () => world.nx.stat(world.at('d')))
    await world.makes({ head: 1, list: 1 }, () => world.nx.exists(world.at('none')))
    await world.makes({}, () => world.nx.stat(world.at('')))
  },
  'a listing is one list for each thousand, with or without what lies below': async (world) => {
    await world.put('a', 'd/b', 'd/e/c', 'f/g')
    await world.makes({ list: 1 }, () => world.names())
    await world.makes({ list: 1 }, () => world.listed())
    await world.makes({ list: 1 }, () => world.nx.tree(world.at('')).toArray())
    await world.makes({ list: 1 }, () => world.nx.glob(`${world.at('')}/**`).toArray())
  },
  'a write of a new small file is one put, of a large one a head before, and later ones one put':
    async (world) => {
      const { putIfMatch, putIfAbsent } = world.outside.capabilities
      if (!putIfMatch || !putIfAbsent) return
      await world.makes({ put: 1 }, () => world.nx.write(world.at('a'), 'x'))
      await world.makes({ put: 1 }, () => world.nx.write(world.at('a'), 'y'))
      await world.makes({ put: 1 }, () => world.nx.write(world.at('n'), 'x', { ifNoneMatch: '*' }))
      await world.makes({ head: 1, put: 1 }, () =>
        world.nx.write(world.at('large'), new Uint8Array(100_000)),
      )
    },
  'a write of a small file in place of one that was not seen is refused once, and looks at it':
    async (world) => {
      const { putIfMatch, putIfAbsent } = world.outside.capabilities
      if (!putIfMatch || !putIfAbsent) return
      await world.put('b')
      // The bytes that are replaced are kept first.
      const kept = (await historyOf(world)) === 'cas' ? { get: 1 } : {}
      await world.makes({ head: 1, put: 2, ...kept }, () => world.nx.write(world.at('b'), 'x'))
      assert.equal(Buffer.from(await world.nx.read(world.at('b'))).toString(), 'x')
    },
  'a write in place of a file that was listed looks at it first': async (world) => {
    const { putIfMatch } = world.outside.capabilities
    if (!putIfMatch || (await historyOf(world)) === 'cas') return
    await world.put('b')
    await world.names()
    await world.makes({ head: 1, put: 1 }, () => world.nx.write(world.at('b'), 'x'))
  },
  'a delete is one delete, and one head where the file was not seen': async (world) => {
    const { deleteIfMatch } = world.outside.capabilities
    if (!deleteIfMatch) return
    await world.nx.write(world.at('a'), 'x')
    await world.makes({ delete: 1 }, () => world.nx.delete(world.at('a')))
    if ((await historyOf(world)) === 'cas') return
    await world.put('b')
    await world.makes({ head: 1, delete: 1 }, () => world.nx.delete(world.at('b')))
  },
  'a rename of a file never moves its bytes through here': async (world) => {
    const { copy, rename } = world.outside.capabilities
    if (!copy && !rename) return
    await world.nx.write(world.at('a'), 'x')
    const before = (await world.nx.mounts.get(world.at(''))).counters
    await world.nx.rename(world.at('a'), world.at('b'))
    const after = (await world.nx.mounts.get(world.at(''))).counters
    assert.deepEqual([after.bytesIn, after.bytesOut], [before.bytesIn, before.bytesOut])
  },
}

async function historyOf(world: Parameters<MappedCases[string]>[0]): Promise<string> {
  const { history, capabilities } = await world.nx.mounts.get(world.at(''))
  return history ?? (capabilities.versions ? 'versioning' : 'cas')
}
