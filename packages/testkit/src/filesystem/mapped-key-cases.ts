import assert from 'node:assert/strict'
import { bytesSource } from '@nexusfs/core/kit'
import { rejectsWith } from './filesystem-world.ts'
import type { MappedCases } from './mapped-world.ts'

/** Keys that no path leads to; a bucket need not take all of them. */
const ODD_KEYS = ['a//b', 'd/ x', 'd/y ', 'e/a\u0308', 'f/g\\h', 'k/./l', 'k/../m', '/n']
/** Names that are ordinary. */
const NAMES = ['.hidden', 'a b', 'a+b', '%41', 'ä', '😀', 'file..txt', "it's", '(1)', 'a&b=c', '~']

/** Which keys are paths. */
export const mappedKeyCases: MappedCases = {
  'names of all kinds go there and back': async (world) => {
    const { nx } = world
    for (const name of NAMES) await nx.write(world.at(`d/${name}`), name)
    for (const name of NAMES) {
      assert.equal(await world.textOutside(`d/${name}`), name)
      assert.equal(await nx.readText(world.at(`d/${name}`)), name)
    }
    assert.deepEqual((await world.names('d')).sort(), [...NAMES].sort())
  },
  'keys that are no paths are left out of listings, and counted once': async (world) => {
    const taken: string[] = []
    await world.put('d/good')
    for (const key of ODD_KEYS) if (await isTaken(world, key)) taken.push(key)
    const listed = await world.listed()
    assert.deepEqual(listed, ['d/good'])
    await world.listed()
    const { skippedKeys = 0 } = await world.nx.mounts.get(world.opened.mountPoint)
    assert.equal(skippedKeys, taken.length)
    const globbed = await world.nx.glob(`${world.at('')}/**`).toArray()
    assert.deepEqual(globbed, [world.at('d/good')])
  },
  'of a file and a directory of one name the file is there, and what the directory holds is hidden and counted':
    async (world) => {
      if (!(await takesBoth(world))) return
      await world.putText('a', 'the file')
      await world.put('a-b', 'a/x', 'a/y', 'c')
      assert.equal(await world.nx.readText(world.at('a')), 'the file')
      assert.equal((await world.nx.stat(world.at('a'))).type, 'file')
      assert.deepEqual(await world.names(), ['a', 'a-b', 'c'])
      assert.deepEqual(await world.listed(), ['a', 'a-b', 'c'])
      const { skippedKeys } = await world.nx.mounts.get(world.opened.mountPoint)
      assert.equal(skippedKeys, 1)
      await rejectsWith('NOT_A_DIRECTORY', world.nx.list(world.at('a')).toArray())
    },
  'a marker where a file is changes nothing of the file': async (world) => {
    if (!(await takesBoth(world))) return
    await world.putText('a', 'the file')
    await world.put('a/')
    assert.equal(await world.nx.readText(world.at('a')), 'the file')
    assert.deepEqual(await world.names(), ['a'])
  },
  'a path whose key would be too long is PATH_TOO_LONG before anything is sent': async (world) => {
    const { maxKeyBytes } = world.outside.capabilities
    const key = Array.from({ length: Math.ceil(maxKeyBytes / 200) + 1 }, () => 'k'.repeat(200))
    await world.makes({}, () =>
      rejectsWith('PATH_TOO_LONG', world.nx.write(world.at(key.join('/')), 'x')),
    )
  },
}

/** Whether the bucket takes a key as another program would put it. */
async function isTaken(world: Parameters<MappedCases[string]>[0], key: string): Promise<boolean> {
  try {
    await world.outside.put(key, bytesSource(new Uint8Array()))
    return (await world.keys()).includes(key)
  } catch {
    return false
  }
}

/** Whether the bucket holds a file and files below it, as folders do not. */
async function takesBoth(world: Parameters<MappedCases[string]>[0]): Promise<boolean> {
  await world.put('probe')
  try {
    await world.put('probe/x')
    await world.outside.delete('probe/x')
    return true
  } catch {
    return false
  } finally {
    await world.outside.delete('probe')
  }
}
