import assert from 'node:assert/strict'
import { rejectsWith } from './filesystem-world.ts'
import type { MappedCases } from './mapped-world.ts'

/** Directories: implied by keys, or by markers. */
export const mappedDirectoryCases: MappedCases = {
  'a directory is there as long as keys imply it': async (world) => {
    const { nx } = world
    await nx.write(world.at('d/e/f'), 'x')
    assert.deepEqual(await world.keys(), ['d/e/f'])
    for (const key of ['d', 'd/e']) assert.equal((await nx.stat(world.at(key))).type, 'directory')
    await rejectsWith('IS_A_DIRECTORY', nx.read(world.at('d')))
    await rejectsWith('IS_A_DIRECTORY', nx.write(world.at('d'), 'x'))
    await rejectsWith('IS_A_DIRECTORY', nx.delete(world.at('d')))
    await rejectsWith('NOT_A_DIRECTORY', nx.write(world.at('d/e/f/g'), 'x'))
  },
  'mkdir makes a marker, which listings show as an empty directory': async (world) => {
    const { nx } = world
    await nx.mkdir(world.at('d'))
    assert.deepEqual(await world.keys(), ['d/'])
    assert.deepEqual(await world.names(), ['d/'])
    assert.deepEqual(await world.names('d'), [])
    assert.deepEqual(await world.listed(), [])
    assert.deepEqual(await world.listed('d'), [])
    await rejectsWith('ALREADY_EXISTS', nx.mkdir(world.at('d')))
    await nx.mkdir(world.at('d'), { existOk: true })
    await nx.rmdir(world.at('d'))
    assert.deepEqual(await world.keys(), [])
  },
  'a marker of another program is a directory': async (world) => {
    await world.put('m/')
    assert.deepEqual(await world.names(), ['m/'])
    assert.equal((await world.nx.stat(world.at('m'))).type, 'directory')
    await world.nx.rmdir(world.at('m'))
    assert.deepEqual(await world.keys(), [])
  },
  'mkdir wants the parent, or makes what is missing': async (world) => {
    const { nx } = world
    await rejectsWith('NOT_FOUND', nx.mkdir(world.at('a/b')))
    await nx.mkdir(world.at('a/b'), { parents: true })
    assert.equal((await nx.stat(world.at('a'))).type, 'directory')
    await world.put('file')
    await rejectsWith('ALREADY_EXISTS', nx.mkdir(world.at('file')))
    await rejectsWith('NOT_A_DIRECTORY', nx.mkdir(world.at('file'), { existOk: true }))
    await rejectsWith('NOT_A_DIRECTORY', nx.mkdir(world.at('file/x'), { parents: true }))
    await rejectsWith('ALREADY_EXISTS', nx.mkdir(world.at('')))
    await nx.mkdir(world.at(''), { existOk: true })
  },
  'rmdir of a directory that is not empty is NOT_EMPTY, and takes all when asked to': async (
    world,
  ) => {
    const { nx } = world
    await world.put('d/', 'd/a', 'd/e/', 'd/e/b', 'f')
    await rejectsWith('NOT_EMPTY', nx.rmdir(world.at('d')))
    await nx.rmdir(world.at('d'), { recursive: true })
    assert.deepEqual(await world.keys(), ['f'])
    await rejectsWith('NOT_FOUND', nx.rmdir(world.at('d'), { recursive: true }))
    await rejectsWith('NOT_A_DIRECTORY', nx.rmdir(world.at('f')))
  },
  'the mount point cannot be removed or renamed': async (world) => {
    const { nx } = world
    await world.put('a')
    await rejectsWith('BUSY', nx.rmdir(world.at(''), { recursive: true }))
    await rejectsWith('BUSY', nx.rename(world.at(''), '/elsewhere'))
    assert.deepEqual(await world.keys(), ['a'])
  },
  'tags can be set on a directory': async (world) => {
    await world.put('d/a')
    await world.nx.tags.set(world.at('d'), 'k', 'v')
    assert.deepEqual(await world.nx.tags.list(world.at('d')), { k: 'v' })
    assert.deepEqual(await world.keys(), ['d/a'])
  },
}
