import assert from 'node:assert/strict'
import { rejectsWith } from './filesystem-world.ts'
import type { MappedCases } from './mapped-world.ts'

/** A read-only mount asks for read calls alone. */
export const mappedReadonlyCases: MappedCases = {
  'all reads work, and every change is READ_ONLY without any call': async (world) => {
    const { nx } = world
    await world.put('a', 'd/b')
    assert.equal(await nx.readText(world.at('a')), 'a')
    assert.deepEqual(await world.listed(), ['a', 'd/b'])
    assert.equal((await nx.stat(world.at('d'))).type, 'directory')
    const changes = [
      () => nx.write(world.at('a'), 'x'),
      () => nx.append(world.at('a'), 'x'),
      () => nx.edit(world.at('a'), [{ old: 'a', new: 'b' }]),
      () => nx.delete(world.at('a')),
      () => nx.mkdir(world.at('n')),
      () => nx.rmdir(world.at('d'), { recursive: true }),
      () => nx.rename(world.at('a'), world.at('b')),
      () => nx.copy(world.at('a'), world.at('b')),
      () => nx.tags.set(world.at('a'), 'k', 'v'),
    ]
    await world.makes({}, async () => {
      for (const change of changes) await rejectsWith('READ_ONLY', change())
    })
    await nx.copy(world.at('d'), '/copied')
    const { counters } = await nx.mounts.get(world.at(''))
    for (const method of ['put', 'delete', 'deleteMany', 'copy', 'rename', 'setMetadata'])
      assert.equal(counters.calls[method] ?? 0, 0, method)
    assert.deepEqual(await world.keys(), ['a', 'd/b'])
  },
}
