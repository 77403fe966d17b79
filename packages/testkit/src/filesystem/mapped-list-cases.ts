import assert from 'node:assert/strict'
import { rejectsWith } from './filesystem-world.ts'
import type { MappedCases } from './mapped-world.ts'

const KEYS = ['a-b', 'a/x', 'a/y/z', 'a0', 'b/c/d', 'e']

/** Listings are the bucket's, in its order. */
export const mappedListCases: MappedCases = {
  'a listing is in the order of keys, where a directory sorts with a slash': async (world) => {
    await world.put(...KEYS)
    assert.deepEqual(await world.names(), ['a-b', 'a/', 'a0', 'b/', 'e'])
    assert.deepEqual(await world.listed(), KEYS)
    assert.deepEqual(await world.listed('a'), ['a/x', 'a/y/z'])
    const tree = await world.nx.tree(world.at('')).toArray()
    assert.deepEqual(
      tree.map(({ name, depth }) => [depth, name]),
      [
        [0, 'a-b'],
        [0, 'a'],
        [1, 'x'],
        [1, 'y'],
        [2, 'z'],
        [0, 'a0'],
        [0, 'b'],
        [1, 'c'],
        [2, 'd'],
        [0, 'e'],
      ],
    )
    const shallow = await world.nx.tree(world.at(''), { depth: 1 }).toArray()
    assert.deepEqual(
      shallow.map(({ name }) => name),
      ['a-b', 'a', 'a0', 'b', 'e'],
    )
  },
  'a listing goes on from every cursor, of files and of directories': async (world) => {
    await world.put(...KEYS)
    for (const recursive of [true, false]) {
      const whole = await world.nx.list(world.at(''), { recursive }).toArray()
      const paths: string[] = []
      for (let cursor: string | undefined, more = true; more; ) {
        const page = world.nx.list(world.at(''), { recursive, limit: 1, cursor })
        paths.push(...(await page.toArray()).map(({ path }) => path))
        cursor = page.cursor
        more = cursor !== undefined
      }
      assert.deepEqual(
        paths,
        whole.map(({ path }) => path),
      )
    }
    const globbed: string[] = []
    for (let cursor: string | undefined, more = true; more; ) {
      const page = world.nx.glob(`${world.at('')}/**`, { limit: 1, cursor })
      globbed.push(...(await page.toArray()))
      cursor = page.cursor
      more = cursor !== undefined
    }
    assert.deepEqual(
      globbed,
      KEYS.map((key) => world.at(key)),
    )
  },
  'cursors are stable while others put and delete': async (world) => {
    await world.put('a', 'b', 'c', 'd')
    const first = world.nx.list(world.at(''), { limit: 2 })
    assert.equal((await first.toArray()).length, 2)
    await world.outside.delete('b')
    await world.put('aa', 'bb')
    const rest = await world.nx.list(world.at(''), { cursor: first.cursor }).toArray()
    assert.deepEqual(
      rest.map(({ name }) => name),
      ['bb', 'c', 'd'],
    )
  },
  'glob and grep see what others put': async (world) => {
    const { nx } = world
    await world.putText('src/a.ts', 'const x = 1\n')
    await world.putText('src/deep/b.ts', 'let y = 2\nconst z = 3\n')
    await world.putText('readme.md', 'const in prose\n')
    const root = world.at('')
    assert.deepEqual(await nx.glob(`${root}/**/*.ts`).toArray(), [
      world.at('src/a.ts'),
      world.at('src/deep/b.ts'),
    ])
    assert.deepEqual(await nx.glob(`${root}/*/a.ts`).toArray(), [world.at('src/a.ts')])
    assert.deepEqual(await nx.glob(`${root}/s*/`).toArray(), [world.at('src')])
    const matches = await nx.grep('const', { path: root, glob: '*.ts' }).toArray()
    assert.deepEqual(
      matches.map(({ path, line }) => [path, line]),
      [
        [world.at('src/a.ts'), 1],
        [world.at('src/deep/b.ts'), 2],
      ],
    )
  },
  'the mount point is a directory that listings above it enter': async (world) => {
    const { nx } = world
    await world.put('a', 'd/b')
    const all = await nx.list('/').toArray()
    assert.deepEqual(
      all.map(({ path }) => path).filter((path) => path.startsWith(world.at(''))),
      [world.at('a'), world.at('d/b')],
    )
    assert.equal((await nx.stat(world.at(''))).type, 'directory')
    assert.equal(await nx.isDirectory(world.at('')), true)
  },
  'an empty mount is an empty directory': async (world) => {
    assert.deepEqual(await world.names(), [])
    assert.deepEqual(await world.listed(), [])
  },
  'a missing directory is NOT_FOUND, and a file NOT_A_DIRECTORY': async (world) => {
    await world.put('file')
    for (const recursive of [true, false]) {
      await rejectsWith('NOT_FOUND', world.nx.list(world.at('none'), { recursive }).toArray())
      await rejectsWith('NOT_A_DIRECTORY', world.nx.list(world.at('file'), { recursive }).toArray())
    }
  },
  'rows of ours and keys of others are one listing': async (world) => {
    const { nx } = world
    await nx.write(world.at('b'), 'ours')
    await world.put('a', 'c', 'd/e')
    await nx.write(world.at('d/f'), 'ours')
    const entries = await nx.list(world.at('')).toArray()
    assert.deepEqual(
      entries.map(({ name, version, id }) => [name, version, id !== undefined]),
      [
        ['a', 0, false],
        ['b', 1, true],
        ['c', 0, false],
        ['e', 0, false],
        ['f', 1, true],
      ],
    )
    await world.outside.delete('b')
    assert.deepEqual(await world.names(), ['a', 'c', 'd/'])
  },
  'another mount below hides the keys at its place, appears and is entered': async (world) => {
    const { nx } = world
    const { createMemoryBackend } = await import('@nexusfs/core')
    await world.put('a', 'sub/hidden', 'z')
    await nx.mounts.add({
      mountPoint: world.at('sub'),
      backend: createMemoryBackend(),
      layout: 'path',
    })
    await nx.write(world.at('sub/seen'), 'x')
    assert.deepEqual(await world.names(), ['a', 'sub/', 'z'])
    assert.deepEqual(await world.listed(), ['a', 'sub/seen', 'z'])
    await rejectsWith('BUSY', nx.rmdir(world.at('sub'), { recursive: true }))
    await nx.mounts.remove(world.at('sub'))
    assert.deepEqual(await world.listed(), ['a', 'sub/hidden', 'z'])
  },
  'many keys are listed whole': async (world) => {
    const count = Math.max(1001, Math.ceil(10_001 * world.scale))
    const keys = Array.from(
      { length: count },
      (_, index) => `many/${String(index).padStart(6, '0')}`,
    )
    await putAll(world, keys)
    assert.deepEqual(await world.listed(), keys)
    assert.equal((await world.names('many')).length, count)
    assert.equal((await world.nx.glob(`${world.at('')}/**`).toArray()).length, count)
    await world.nx.rmdir(world.at('many'), { recursive: true })
    assert.deepEqual(await world.keys(), [])
  },
}

async function putAll(world: Parameters<MappedCases[string]>[0], keys: readonly string[]) {
  const waiting = keys.values()
  const work = async () => {
    for (const key of waiting) await world.putText(key, 'x')
  }
  await Promise.all(Array.from({ length: 16 }, work))
}
