import fc from 'fast-check'
import picomatch from 'picomatch'
import { expect, test } from 'vitest'
import { NexusError } from '../../errors/index.ts'
import { compareNames } from '../../kit/compare-names.ts'
import type { Entry } from '../types.ts'
import { type GlobOptions, globEntries, type TreeReader } from './glob-entries.ts'

interface RecordingTree extends TreeReader {
  readonly listed: string[]
}

/** A tree of files at the given paths that notes which directories were listed. */
function treeOf(...files: readonly string[]): RecordingTree {
  const entries = new Map<string, Entry>()
  for (const file of files) {
    const names = file.split('/').slice(1)
    for (let depth = 1; depth <= names.length; depth++) {
      const type = depth === names.length ? 'file' : 'directory'
      const path = `/${names.slice(0, depth).join('/')}`
      entries.set(path, {
        path,
        name: names[depth - 1] ?? '',
        type,
        size: 0,
        version: 1,
        modifiedAt: 0,
      })
    }
  }
  const listed: string[] = []
  return {
    listed,
    async find(path) {
      return entries.get(path)
    },
    async *entriesOf(directory) {
      listed.push(directory)
      const self = entries.get(directory)
      if (directory !== '/' && self === undefined) throw new NexusError('NOT_FOUND', directory)
      if (self?.type === 'file') throw new NexusError('NOT_A_DIRECTORY', directory)
      const prefix = directory === '/' ? '/' : `${directory}/`
      const children = [...entries.values()].filter(({ path, name }) => path === `${prefix}${name}`)
      yield* children.sort((a, b) => compareNames(a.name, b.name))
    },
  }
}

async function glob(
  tree: TreeReader,
  pattern: string | readonly string[],
  options?: GlobOptions,
): Promise<string[]> {
  const paths: string[] = []
  for await (const { path } of globEntries(tree, pattern, options)) paths.push(path)
  return paths
}

const files = [
  '/.hidden',
  '/a/.env',
  '/a/b/c/deep.ts',
  '/a/b/one.ts',
  '/a/b/two.md',
  '/a/file (1).txt',
  '/a/x.ts',
  '/a-b.ts',
  '/a*b',
  '/[x]',
  '/ä.ts',
  '/😀',
  '/top.ts',
]

test.each<[string | string[], string[]]>([
  ['*.ts', ['/a-b.ts', '/top.ts', '/ä.ts']],
  ['/*.ts', ['/a-b.ts', '/top.ts', '/ä.ts']],
  ['**/*.ts', ['/a/b/c/deep.ts', '/a/b/one.ts', '/a/x.ts', '/a-b.ts', '/top.ts', '/ä.ts']],
  ['/a/*', ['/a/.env', '/a/file (1).txt', '/a/x.ts']],
  ['/a/*/*', ['/a/b/one.ts', '/a/b/two.md']],
  ['/a/**/one.ts', ['/a/b/one.ts']],
  ['/a/**/b/**/*.ts', ['/a/b/c/deep.ts', '/a/b/one.ts']],
  ['/a/b/**', ['/a/b/c/deep.ts', '/a/b/one.ts', '/a/b/two.md']],
  ['/a/{b,nothing}/*.{ts,md}', ['/a/b/one.ts', '/a/b/two.md']],
  ['/{a/b,}/{one,top}.ts', ['/a/b/one.ts', '/top.ts']],
  ['/a/b/{o{ne,ops},two}.*', ['/a/b/one.ts', '/a/b/two.md']],
  ['/???.ts', ['/a-b.ts', '/top.ts']],
  ['/?.ts', ['/ä.ts']],
  ['/?', ['/😀']],
  ['/[!at].ts', ['/ä.ts']],
  ['/[^a]op.ts', ['/top.ts']],
  ['/[s-u]op.ts', ['/top.ts']],
  ['/[[]x]', ['/[x]']],
  ['/[x', []],
  ['/\\[x\\]', ['/[x]']],
  ['/a\\*b', ['/a*b']],
  ['/a[*]b', ['/a*b']],
  ['/.*', ['/.hidden']],
  ['/a/file (1).txt', ['/a/file (1).txt']],
  ['/a/b', []],
  ['/a/x.ts/y', []],
  ['/a/x.ts/**', []],
  ['/nowhere/**', []],
  ['/A/*', []],
  ['/a\u0308.ts', ['/ä.ts']],
  ['a**b', ['/a*b']],
  ['*/', ['/a']],
  ['**/', ['/a', '/a/b', '/a/b/c']],
  ['/a/{b', []],
  [
    ['/top.ts', '/a/*.ts', '*.ts'],
    ['/a/x.ts', '/a-b.ts', '/top.ts', '/ä.ts'],
  ],
])('%j selects %j', async (pattern, expected) => {
  expect(await glob(treeOf(...files), pattern)).toEqual(expected)
})

test.each<[string, string, string[]]>([
  ['*.ts', '/a', ['/a/x.ts']],
  ['b/*.ts', '/a', ['/a/b/one.ts']],
  ['/**/*.ts', '/a/b', ['/a/b/c/deep.ts', '/a/b/one.ts']],
  ['/top.ts', '/a', []],
])('%s from %s selects %j', async (pattern, base, expected) => {
  expect(await glob(treeOf(...files), pattern, { base })).toEqual(expected)
})

test.each<[string, string[]]>([
  ['/a/b/*.ts', ['/a/b']],
  ['/a/b/one.ts', []],
  ['/a/*/one.ts', ['/a']],
  ['/{a/b,c}/*', ['/a/b', '/c']],
])('%s lists only %j', async (pattern, listed) => {
  const tree = treeOf(...files)
  await glob(tree, pattern)
  expect(tree.listed).toEqual(listed)
})

test('a walk goes on after any path, whether that is still there or not', async () => {
  const tree = treeOf(...files)
  const all = await glob(tree, '**')
  for (const [index, after] of all.entries()) {
    expect(await glob(tree, '**', { after })).toEqual(all.slice(index + 1))
    expect(await glob(tree, '**', { after, inclusive: true })).toEqual(all.slice(index))
    const without = treeOf(...files.filter((file) => file !== after))
    expect(await glob(without, '**', { after })).toEqual(all.slice(index + 1))
  }
  expect(await glob(tree, '**/', { after: '/a' })).toEqual(['/a/b', '/a/b/c'])
})

test.each(['', ' ', '../x', '/a/./b', 'x'.repeat(9_000), '{a,b}'.repeat(11)])(
  'the pattern %.20j is INVALID_ARGUMENT',
  async (pattern) => {
    await expect(glob(treeOf(), pattern)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  },
)

test('a hostile pattern costs no more than the product of the lengths', async () => {
  const tree = treeOf(`/${'a'.repeat(255)}`, `/${Array(100).fill('a').join('/')}`)
  const started = performance.now()
  expect(await glob(tree, `/${'*a'.repeat(100)}b`)).toEqual([])
  expect(await glob(tree, `${'**/a/'.repeat(50)}b`)).toEqual([])
  expect(performance.now() - started).toBeLessThan(2_000)
})

test('a signal ends a walk with ABORTED', async () => {
  const signal = AbortSignal.abort()
  await expect(glob(treeOf(...files), '**', { signal })).rejects.toMatchObject({ code: 'ABORTED' })
})

test('*.* matches a name that ends with its dot, as in shells', async () => {
  const tree = treeOf('/a.', '/a.b', '/ab', '/d/c.')
  expect(await glob(tree, '*.*')).toEqual(['/a.', '/a.b'])
  expect(await glob(tree, '*.')).toEqual(['/a.'])
  expect(await glob(tree, '**/*.*')).toEqual(['/a.', '/a.b', '/d/c.'])
})

test('the same files are selected as by picomatch', async () => {
  const name = fc.stringMatching(/^[ab.]{1,4}$/).filter((text) => !/^\.\.?$/.test(text))
  const part = fc.oneof(
    { weight: 6, arbitrary: fc.stringMatching(/^([ab.*?]|\[!?ab?\]){1,5}$/) },
    { weight: 2, arbitrary: fc.constant('**') },
  )
  // Picomatch says that *.* does not match the file a. and shells say that it does.
  const sound = part.filter(
    (text) => text === '**' || !(/\*\*/.test(text) || /^\.\.?$/.test(text) || text === '*.*'),
  )
  const path = fc.array(name, { minLength: 1, maxLength: 4 })
  // Picomatch says that /a/** matches the file /a and that /*/** does not.
  const pattern = fc
    .array(sound, { minLength: 1, maxLength: 4 })
    .filter((parts) => parts.at(-1) !== '**')
  await fc.assert(
    fc.asyncProperty(path, pattern, async (names, parts) => {
      const file = `/${names.join('/')}`
      const text = `/${parts.join('/')}`
      // Without the slash in front, with which picomatch lets /**/* match nothing at the top.
      const expected = picomatch.isMatch(file.slice(1), text.slice(1), {
        dot: true,
        posix: true,
        noextglob: true,
      })
      expect(await glob(treeOf(file), text)).toEqual(expected ? [file] : [])
    }),
    { numRuns: 2_000, seed: Number(process.env.NEXUS_TEST_SEED ?? 1) },
  )
})
