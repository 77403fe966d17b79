import assert from 'node:assert/strict'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'
import { rejectsWith } from './filesystem-world.ts'

const FILES = [
  '/docs/.env',
  '/docs/a/deep/x.ts',
  '/docs/a/one.ts',
  '/docs/a/two.md',
  '/docs/b/one.ts',
  '/docs/top.ts',
]

const GLOBS: readonly (readonly [pattern: string | string[], paths: readonly string[]])[] = [
  ['/docs/*', ['/docs/.env', '/docs/top.ts']],
  ['/docs/**', FILES],
  ['docs/**/*.ts', ['/docs/a/deep/x.ts', '/docs/a/one.ts', '/docs/b/one.ts', '/docs/top.ts']],
  ['/docs/*/*.ts', ['/docs/a/one.ts', '/docs/b/one.ts']],
  ['/docs/{a,b}/one.ts', ['/docs/a/one.ts', '/docs/b/one.ts']],
  ['/docs/{a/{one,two},top}.*', ['/docs/a/one.ts', '/docs/a/two.md', '/docs/top.ts']],
  ['/docs/[!a]/*', ['/docs/b/one.ts']],
  ['/docs/?/one.ts', ['/docs/a/one.ts', '/docs/b/one.ts']],
  ['/docs/top.ts', ['/docs/top.ts']],
  ['/docs/none', []],
  ['/none/**', []],
  [
    ['/docs/*.ts', '**/*.md', '/docs/top.ts'],
    ['/docs/a/two.md', '/docs/top.ts'],
  ],
]

/** glob and grep. */
export const searchCases: FilesystemCases = {
  ...eachCase(
    GLOBS,
    ([pattern]) => `glob ${JSON.stringify(pattern)}`,
    async (world, [pattern, paths]) => {
      await world.files(...FILES)
      assert.deepEqual(await world.nx.glob(pattern).toArray(), paths)
    },
  ),
  'glob from a path, with limit and cursor': async (world) => {
    const { nx } = world
    await world.files(...FILES)
    assert.deepEqual(await nx.glob('*.ts', { path: '/docs/a' }).toArray(), ['/docs/a/one.ts'])
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page = nx.glob('**/*.ts', { limit: 1, cursor })
      found.push(...(await page.toArray()))
      cursor = page.cursor
    } while (cursor !== undefined)
    assert.deepEqual(found, await nx.glob('**/*.ts').toArray())
    assert.equal(found.length, 4)
  },
  'a malformed glob is INVALID_ARGUMENT': async ({ nx }) => {
    for (const pattern of ['', '/docs/../**'])
      await rejectsWith('INVALID_ARGUMENT', nx.glob(pattern).toArray())
  },
  'grep gives file, line, column and text, in the order of the listing': async ({ nx }) => {
    await nx.write('/docs/b.txt', 'needle first\nnothing\n  a needle\r\n')
    await nx.write('/docs/a/x.txt', 'x\nneedle')
    const rows = await nx.grep('needle', { path: '/docs' }).toArray()
    assert.deepEqual(
      rows.map(({ path, line, column, text }) => [path, line, column, text]),
      [
        ['/docs/a/x.txt', 2, 1, 'needle'],
        ['/docs/b.txt', 1, 1, 'needle first'],
        ['/docs/b.txt', 3, 5, '  a needle'],
      ],
    )
  },
  'grep by regular expression, as text, without case, by glob': async ({ nx }) => {
    await nx.write('/docs/a.ts', 'const a = [1]\nCONST b')
    await nx.write('/docs/b.md', 'const c')
    const lines = async (...given: Parameters<typeof nx.grep>) =>
      (await nx.grep(...given).toArray()).map(({ text }) => text)
    assert.deepEqual(await lines('^c\\w+ [ab]'), ['const a = [1]'])
    assert.deepEqual(await lines(/^const [abc]/i), ['const a = [1]', 'CONST b', 'const c'])
    assert.deepEqual(await lines('[1]', { literal: true }), ['const a = [1]'])
    assert.deepEqual(await lines('const', { ignoreCase: true, glob: '*.ts' }), [
      'const a = [1]',
      'CONST b',
    ])
    assert.deepEqual(await lines('const', { path: '/docs/b.md' }), ['const c'])
    assert.deepEqual(await lines('const', { limit: 1 }), ['const a = [1]'])
  },
  'grep gives lines around a match': async ({ nx }) => {
    await nx.write('/docs/a', '1\n2\nx\n4\n5')
    const [row] = await nx.grep('x', { before: 1, after: 1 }).toArray()
    assert.deepEqual([row?.before, row?.text, row?.after], [['2'], 'x', ['4']])
  },
  'grep skips binary files and counts them': async ({ nx }) => {
    await nx.write('/docs/binary', new Uint8Array([110, 0, 110]))
    await nx.write('/docs/text', 'n')
    const listing = nx.grep('n')
    assert.equal((await listing.toArray()).length, 1)
    assert.deepEqual([listing.filesSearched, listing.binaryFilesSkipped], [1, 1])
  },
  'grep finds matches across the blocks of a large file': async ({ nx }) => {
    const line = `${'x'.repeat(99)}\n`
    await nx.write('/docs/large', `${line.repeat(30_000)}needle\n${line.repeat(5)}`)
    const rows = await nx.grep('needle').toArray()
    assert.deepEqual(
      rows.map((row) => row.line),
      [30_001],
    )
  },
  'a hostile pattern cannot hang, and look-around is INVALID_ARGUMENT': async ({ nx }) => {
    await nx.write('/docs/a', `${'a'.repeat(20_000)}!`)
    assert.deepEqual(await nx.grep('(a+)+$').toArray(), [])
    assert.deepEqual(await nx.glob(`/docs/${'*a'.repeat(50)}b`).toArray(), [])
    for (const pattern of ['a(?=b)', '(a)\\1', '('])
      await rejectsWith('INVALID_ARGUMENT', nx.grep(pattern).toArray())
  },
  'grep where nothing is is NOT_FOUND': async ({ nx }) => {
    await rejectsWith('NOT_FOUND', nx.grep('x', { path: '/docs/none' }).toArray())
  },
}
