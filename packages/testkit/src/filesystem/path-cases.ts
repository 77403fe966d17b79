import assert from 'node:assert/strict'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'
import { rejectsWith } from './filesystem-world.ts'

const SAME: readonly (readonly [given: string, path: string])[] = [
  ['docs/a.txt', '/docs/a.txt'],
  ['//docs///a.txt', '/docs/a.txt'],
  ['/docs/a.txt/', '/docs/a.txt'],
  ['/docs/e\u0301.txt', '/docs/\u00e9.txt'],
]

const ORDINARY: readonly string[] = [
  '/docs/file..txt',
  '/docs/.hidden',
  '/docs/..dots',
  '/docs/with space.txt',
  '/docs/percent%41',
  '/docs/plus+and&and=and?and#and:and;',
  '/docs/*?[x]{a,b}',
  '/docs/😀/ñandú/日本語.txt',
  '/docs/quote\'and"quote',
  '/docs/__proto__',
  '/docs/constructor',
  '/docs/_%like_',
  '/docs/-rf',
  '/docs/CON',
  `/docs/${'x'.repeat(255)}`,
  `/docs/${'ü'.repeat(127)}`,
  `/docs/${Array(127).fill('deep').join('/')}`,
]

const INVALID: readonly (readonly [what: string, path: string])[] = [
  ['an empty path', ''],
  ['a blank path', '   '],
  ['a "." segment', '/docs/./a'],
  ['a ".." segment', '/docs/../a'],
  ['a ".." at the end', '/docs/..'],
  ['a NUL', '/docs/a\0b'],
  ['a control character', '/docs/a\nb'],
  ['a delete character', '/docs/a\u007fb'],
  ['a C1 control character', '/docs/a\u0085b'],
  ['a backslash', '/docs\\a'],
  ['an unpaired surrogate', '/docs/\ud800'],
  ['a segment that begins with a space', '/docs/ a'],
  ['a segment that ends with a space', '/docs/a /b'],
  ['a segment of a no-break space', '/docs/\u00a0'],
  ['a segment over 255 bytes', `/docs/${'x'.repeat(256)}`],
  ['a segment over 255 bytes of UTF-8', `/docs/${'ü'.repeat(128)}`],
  ['a path over 4,096 bytes', `/docs${'/segment'.repeat(600).slice(0, 4_100)}`],
  ['more than 128 segments', '/d'.repeat(129)],
  ['something that is no text', 5 as unknown as string],
]

/** The one way in: what a path may be. */
export const pathCases: FilesystemCases = {
  ...eachCase(
    SAME,
    ([given, path]) => `${JSON.stringify(given)} is ${JSON.stringify(path)}`,
    async ({ nx }, [given, path]) => {
      assert.equal((await nx.write(given, 'x')).path, path)
      assert.equal(await nx.readText(path), 'x')
      assert.equal((await nx.stat(given)).path, path)
    },
  ),
  ...eachCase(
    ORDINARY,
    (path) => `${path.slice(0, 40)} is an ordinary name`,
    async (world, path) => {
      const { nx } = world
      await nx.write(path, path)
      assert.equal(await nx.readText(path), path)
      assert.deepEqual(await world.paths(), [path])
      assert.equal((await nx.stat(path)).name, path.split('/').at(-1))
      await nx.rename(path, `${path.slice(0, 6)}moved`)
      await nx.rename(`${path.slice(0, 6)}moved`, '/docs/back')
      await nx.delete('/docs/back')
      assert.equal(await nx.exists(path), false)
    },
  ),
  ...eachCase(
    INVALID,
    ([what]) => `${what} is INVALID_PATH for every call`,
    async (world, [, path]) => {
      const { nx } = world
      await world.files('/docs/sound')
      const calls: readonly (() => Promise<unknown>)[] = [
        () => nx.read(path),
        () => nx.write(path, 'x'),
        () =>
          nx.writeBatch([
            { path: '/docs/a', content: 'x' },
            { path, content: 'x' },
          ]),
        () => nx.append(path, 'x'),
        () => nx.edit(path, [{ old: 'a', new: 'b' }]),
        () => nx.delete(path),
        () => nx.stat(path),
        () => nx.exists(path),
        () => nx.mkdir(path),
        () => nx.rmdir(path),
        () => nx.copy('/docs/sound', path),
        () => nx.copy(path, '/docs/b'),
        () => nx.rename('/docs/sound', path),
        () => nx.rename(path, '/docs/b'),
        () => nx.metadata.set(path, 'a', 1),
        () => nx.tags.list(path),
        async () => nx.list(path).toArray(),
        async () => nx.tree(path).toArray(),
      ]
      for (const call of calls) await world.refused('INVALID_PATH', call)
      assert.deepEqual(await world.paths(), ['/docs/sound'])
    },
  ),
  'a message says what is wrong and what to do': async ({ nx }) => {
    const error = await rejectsWith('INVALID_PATH', nx.write('/docs/../a', 'x'))
    assert.match(error.message, /"\.\."/)
    assert.ok(error.hint)
  },
  'paths are case-sensitive': async (world) => {
    await world.files('/docs/a', '/docs/A')
    assert.deepEqual(await world.paths(), ['/docs/A', '/docs/a'])
  },
  'one path is one node: a directory cannot be written, a file has nothing below': async (
    world,
  ) => {
    const { nx } = world
    await world.files('/docs/file', '/docs/dir/x')
    await world.refused('IS_A_DIRECTORY', () => nx.write('/docs/dir', 'x'))
    await world.refused('IS_A_DIRECTORY', () => nx.append('/docs/dir', 'x'))
    await world.refused('IS_A_DIRECTORY', () => nx.edit('/docs/dir', [{ old: 'a', new: 'b' }]))
    await world.refused('IS_A_DIRECTORY', () => nx.read('/docs/dir'))
    await world.refused('IS_A_DIRECTORY', () => nx.delete('/docs/dir'))
    await world.refused('NOT_A_DIRECTORY', () => nx.write('/docs/file/x', 'x'))
    await world.refused('NOT_A_DIRECTORY', () => nx.mkdir('/docs/file/x/y', { parents: true }))
    await world.refused('NOT_A_DIRECTORY', () => nx.rmdir('/docs/file'))
    await world.refused('NOT_A_DIRECTORY', () => nx.read('/docs/file/x'))
    await world.refused('NOT_A_DIRECTORY', () => nx.list('/docs/file').toArray())
    await world.refused('ALREADY_EXISTS', () => nx.mkdir('/docs/file'))
    assert.deepEqual(await world.paths(), ['/docs/dir/x', '/docs/file'])
  },
  'the root is a directory that is always there and cannot be changed': async (world) => {
    const { nx } = world
    assert.equal((await nx.stat('/')).type, 'directory')
    assert.deepEqual([await nx.exists('/'), await nx.isDirectory('/')], [true, true])
    await world.files('/docs/a')
    for (const call of [
      () => nx.write('/', 'x'),
      () => nx.delete('/'),
      () => nx.rmdir('/', { recursive: true }),
      () => nx.rename('/', '/x'),
    ])
      await assert.rejects(call())
    assert.deepEqual(await world.paths('/'), ['/docs/a'])
  },
}
