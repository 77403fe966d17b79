import assert from 'node:assert/strict'
import { rejectsWith } from './filesystem-world.ts'
import type { MappedCases } from './mapped-world.ts'

/** Renames and copies, within the bucket and across its border. */
export const mappedTransferCases: MappedCases = {
  'a rename moves the object, and its id, tags and versions go along': async (world) => {
    const { nx } = world
    await nx.write(world.at('a'), 'x', { tags: { k: 'v' } })
    const { id } = await nx.stat(world.at('a'))
    const result = await nx.rename(world.at('a'), world.at('d/b'))
    assert.equal(result.count, 1)
    assert.equal(result.left, undefined)
    assert.deepEqual(await world.keys(), ['d/b'])
    assert.equal(await world.textOutside('d/b'), 'x')
    assert.equal((await nx.stat(world.at('d/b'))).id, id)
    assert.deepEqual(await nx.tags.list(world.at('d/b')), { k: 'v' })
    assert.equal(await nx.exists(world.at('a')), false)
  },
  'a rename of a directory moves all that lies in it, markers too': async (world) => {
    const { nx } = world
    await world.put('d/', 'd/a', 'd/e/', 'd/e/b', 'd-', 'x')
    await nx.write(world.at('d/ours'), 'ours')
    const { id } = await nx.stat(world.at('d/ours'))
    await nx.rename(world.at('d'), world.at('n/m'))
    const keys = await world.keys()
    assert.deepEqual(
      keys.filter((key) => !key.endsWith('/')),
      ['d-', 'n/m/a', 'n/m/e/b', 'n/m/ours', 'x'],
    )
    assert.equal(await nx.exists(world.at('d')), false)
    assert.equal((await nx.stat(world.at('n/m/ours'))).id, id)
    assert.equal(await world.textOutside('n/m/e/b'), 'd/e/b')
  },
  'a copy leaves the source and has its own id, with metadata and tags': async (world) => {
    const { nx } = world
    await nx.write(world.at('a'), 'x', { tags: { k: 'v' }, metadata: { m: 1 } })
    await nx.copy(world.at('a'), world.at('b'))
    assert.deepEqual(await world.keys(), ['a', 'b'])
    const [a, b] = [await nx.stat(world.at('a')), await nx.stat(world.at('b'))]
    assert.notEqual(a.id, b.id)
    assert.equal(b.version, 1)
    assert.deepEqual(await nx.tags.list(world.at('b')), { k: 'v' })
    assert.deepEqual(await nx.metadata.get(world.at('b')), { m: 1 })
    await world.put('t/u/v', 't/w')
    assert.equal((await nx.copy(world.at('t'), world.at('t2'))).count, 3)
    assert.deepEqual(await world.listed('t2'), ['t2/u/v', 't2/w'])
  },
  'a target that is taken is ALREADY_EXISTS unless a file is to be replaced': async (world) => {
    const { nx } = world
    await world.put('a', 'b', 'd/x')
    for (const call of ['rename', 'copy'] as const) {
      await rejectsWith('ALREADY_EXISTS', nx[call](world.at('a'), world.at('b')))
      await rejectsWith('IS_A_DIRECTORY', nx[call](world.at('a'), world.at('d')))
      await rejectsWith('ALREADY_EXISTS', nx[call](world.at('d'), world.at('b')))
      await rejectsWith('INVALID_ARGUMENT', nx[call](world.at('d'), world.at('d/y')))
      await rejectsWith('INVALID_ARGUMENT', nx[call](world.at('a'), world.at('a')))
      await rejectsWith('CONFLICT', nx[call](world.at('a'), world.at('n'), { ifMatch: 'other' }))
    }
    assert.deepEqual(await world.keys(), ['a', 'b', 'd/x'])
    await nx.copy(world.at('a'), world.at('b'), { overwrite: true })
    assert.equal(await world.textOutside('b'), 'a')
    await nx.rename(world.at('b'), world.at('d/x'), { overwrite: true })
    assert.equal(await world.textOutside('d/x'), 'a')
    assert.deepEqual(await world.keys(), ['a', 'd/x'])
  },
  'a file and a directory go out of the bucket and in again': async (world) => {
    const { nx } = world
    await world.put('d/a', 'd/e/b')
    await nx.write(world.at('t'), 'tagged', { tags: { k: 'v' } })
    await nx.copy(world.at('d'), '/managed/d')
    assert.equal(await nx.readText('/managed/d/e/b'), 'd/e/b')
    const moved = await nx.rename(world.at('t'), '/managed/t')
    assert.deepEqual(moved.left, ['id', 'versions', 'grants'])
    assert.deepEqual(await nx.tags.list('/managed/t'), { k: 'v' })
    assert.deepEqual(await world.keys(), ['d/a', 'd/e/b'])
    await nx.rename('/managed/d', world.at('back'))
    assert.equal(await nx.exists('/managed/d'), false)
    assert.deepEqual(await world.listed('back'), ['back/a', 'back/e/b'])
    await nx.rename('/managed/t', world.at('t'))
    assert.equal(await world.textOutside('t'), 'tagged')
    assert.deepEqual(await nx.tags.list(world.at('t')), { k: 'v' })
    await nx.rename(world.at('d'), '/managed/d')
    assert.deepEqual(await world.listed('d').catch(() => []), [])
    assert.equal(await nx.readText('/managed/d/a'), 'd/a')
  },
  'a copy of a directory above the mount takes the bucket along': async (world) => {
    const { nx } = world
    await world.put('a', 'd/b')
    const above = world.at('').slice(0, world.at('').lastIndexOf('/'))
    await nx.copy(above, '/copied')
    const paths = (await nx.list('/copied').toArray()).map(({ path }) => path)
    const name = world.at('').slice(above.length)
    assert.deepEqual(paths, [`/copied${name}/a`, `/copied${name}/d/b`])
  },
  'files of the store from before the mount stay hidden, and come back': async (world) => {
    const { nx } = world
    const { createMemoryBackend } = await import('@nexusfs/core')
    await nx.write('/later/old', 'managed')
    await nx.mounts.add({ mountPoint: '/later', backend: createMemoryBackend(), layout: 'path' })
    assert.deepEqual(await nx.list('/later').toArray(), [])
    assert.equal(await nx.exists('/later/old'), false)
    await rejectsWith('NOT_FOUND', nx.read('/later/old'))
    await nx.mounts.remove('/later')
    assert.equal(await nx.readText('/later/old'), 'managed')
  },
}
