import { expect, test } from 'vitest'
import { NexusError } from '../../errors/index.ts'
import { compareNames } from '../../kit/compare-names.ts'
import type { GrepMatch, GrepOptions } from '../types.ts'
import { type ContentReader, grepFiles } from './grep-files.ts'
import { MAX_LINE_LENGTH } from './text-lines.ts'

function search(tree: ContentReader, pattern: string | RegExp, options?: GrepOptions) {
  return grepFiles(async () => tree, pattern, options)
}

/** A flat tree: contents by name, given in chunks of a few bytes. */
function treeOf(contents: Readonly<Record<string, string | Uint8Array>>, chunk = 7): ContentReader {
  const entryOf = (name: string) => ({
    path: `/${name}`,
    name,
    type: 'file' as const,
    size: 0,
    version: 1,
    modifiedAt: 0,
  })
  return {
    async find(path) {
      return path.slice(1) in contents ? entryOf(path.slice(1)) : undefined
    },
    async *entriesOf() {
      for (const name of Object.keys(contents).sort(compareNames)) yield entryOf(name)
    },
    async *open(path) {
      const content = contents[path.slice(1)]
      if (content === undefined) throw new NexusError('NOT_FOUND', path)
      const bytes = Buffer.from(content as Uint8Array)
      for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk)
    },
  }
}

const setNotation = 'v'

const poem = 'roses are red\nviolets are blue\r\n\nsugar is sweet\nAND SO ARE YOU'

async function places(
  content: string,
  pattern: string | RegExp,
  options?: GrepOptions,
): Promise<string[]> {
  const matches = await search(treeOf({ f: content }), pattern, options).toArray()
  return matches.map(({ line, column, text }) => `${line}:${column} ${text}`)
}

test.each<[string | RegExp, GrepOptions, string[]]>([
  ['are', {}, ['1:7 roses are red', '2:9 violets are blue']],
  [
    'are',
    { ignoreCase: true },
    ['1:7 roses are red', '2:9 violets are blue', '5:8 AND SO ARE YOU'],
  ],
  [/ARE/i, { limit: 1 }, ['1:7 roses are red']],
  ['^s\\w+r', {}, ['4:1 sugar is sweet']],
  ['blue$', {}, ['2:13 violets are blue']],
  ['^$', {}, ['3:1 ']],
  [/(?<first>e)d/, {}, ['1:12 roses are red']],
  ['r.d', { literal: true }, []],
  ['(red', { literal: true }, []],
  ['RED', { literal: true, ignoreCase: true }, ['1:11 roses are red']],
  [/\u0073weet/, {}, ['4:10 sugar is sweet']],
  ['nothing', {}, []],
])('%s with %j finds %j', async (pattern, options, expected) => {
  expect(await places(poem, pattern, options)).toEqual(expected)
})

test('columns count UTF-16 units, and a byte order mark is no text', async () => {
  expect(await places('\ufeff😀 häh\nhäh', 'h')).toEqual(['1:4 😀 häh', '2:1 häh'])
})

test.each([
  ['(?=a)'],
  ['(?<!a)b'],
  ['(a)\\1'],
  [/(?<n>a)\k<n>/],
  [/a/y],
  [new RegExp('[a]', setNotation)],
  ['('],
  ['a{5000}'],
  [''],
])('the pattern %s is INVALID_ARGUMENT', async (pattern) => {
  const listing = search(treeOf({}), pattern)
  await expect(listing.toArray()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})

test.each([{ before: -1 }, { after: 0.5 }, { limit: 0 }, { cursor: 'x' }])(
  'the options %j are INVALID_ARGUMENT',
  async (options) => {
    const listing = search(treeOf({}), 'a', options)
    await expect(listing.toArray()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  },
)

test('context is cut at the ends of the file and may overlap', async () => {
  const rows = await search(treeOf({ f: '1\n2x\n3x\n4\n5\n6x' }), 'x', {
    before: 2,
    after: 2,
  }).toArray()
  expect(rows.map(({ before, text, after }) => [before, text, after])).toEqual([
    [['1'], '2x', ['3x', '4']],
    [['1', '2x'], '3x', ['4', '5']],
    [['4', '5'], '6x', []],
  ])
})

test('binary files are skipped and counted; a NUL past 8 KiB does not make a file binary', async () => {
  const late = Buffer.concat([
    Buffer.alloc(8_192, 'a\n'),
    Buffer.from([0]),
    Buffer.from('\nneedle'),
  ])
  const tree = treeOf({ binary: Buffer.from('needle\0'), late, text: 'needle', empty: '' }, 1_000)
  const listing = search(tree, 'needle')
  expect((await listing.toArray()).map(({ path, line }) => [path, line])).toEqual([
    ['/late', 4_098],
    ['/text', 1],
  ])
  expect([listing.filesSearched, listing.binaryFilesSkipped]).toEqual([3, 1])
})

test('a line that is too long to hold is searched in pieces', async () => {
  const long = `${'x'.repeat(MAX_LINE_LENGTH)}needle\nneedle`
  const rows = await search(treeOf({ f: long }, 65_536), 'needle').toArray()
  expect(rows.map(({ line, column }) => [line, column])).toEqual([
    [1, MAX_LINE_LENGTH + 1],
    [2, 1],
  ])
})

test('glob selects by name at any depth, path a file or a directory', async () => {
  const tree = treeOf({ 'a.md': 'x', 'b.ts': 'x' })
  const paths = async (options: GrepOptions) =>
    (await search(tree, 'x', options).toArray()).map(({ path }) => path)
  expect(await paths({ glob: '*.ts' })).toEqual(['/b.ts'])
  expect(await paths({ glob: '/*.md' })).toEqual(['/a.md'])
  expect(await paths({ path: '/a.md' })).toEqual(['/a.md'])
  await expect(paths({ path: '/c' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a cursor goes on after the last match, also within a file', async () => {
  const tree = treeOf({ a: 'x\nx', b: 'x\ny\nx', c: 'x' })
  const rows: GrepMatch[] = []
  let cursor: string | undefined
  do {
    const page = search(tree, 'x', { limit: 2, cursor })
    rows.push(...(await page.toArray()))
    cursor = page.cursor
  } while (cursor !== undefined)
  expect(rows.map(({ path, line }) => `${path}:${line}`)).toEqual([
    '/a:1',
    '/a:2',
    '/b:1',
    '/b:3',
    '/c:1',
  ])
})

test('a file that goes away during the search is passed over', async () => {
  const tree = treeOf({ a: 'x' })
  const gone = { ...tree, open: () => treeOf({}).open('/gone', undefined) }
  expect(await search(gone, 'x').toArray()).toEqual([])
})

test('corrupt content ends the search with CORRUPT', async () => {
  const tree: ContentReader = {
    ...treeOf({ a: 'x' }),
    async *open() {
      yield Buffer.from('y\n')
      throw new NexusError('CORRUPT', 'bad')
    },
  }
  await expect(search(tree, 'x').toArray()).rejects.toMatchObject({ code: 'CORRUPT' })
})

test('a hostile pattern takes time linear in the text', async () => {
  const started = performance.now()
  expect(await places(`${'a'.repeat(50_000)}b`, '(a+)+$')).toEqual([])
  expect(await places('a'.repeat(50_000), '(a*)*b')).toEqual([])
  expect(performance.now() - started).toBeLessThan(5_000)
})
