import { expect, test } from 'vitest'
import { workplace } from './run.fixture.ts'

test('what write is given, as argument or through a pipe, cat prints byte for byte', async () => {
  const { nexus } = await workplace()
  expect(await nexus(['write', '/notes/a.txt', 'hello'])).toMatchObject({ code: 0, stdout: '' })
  await nexus(['write', '/notes/b.txt'], { stdin: 'line\n' })
  expect((await nexus(['cat', '/notes/a.txt', '/notes/b.txt'])).stdout).toBe('helloline\n')
  expect((await nexus(['cat', '/notes/a.txt', '--start', '1', '--end', '4'])).stdout).toBe('ell')
})

test('write answers with the result as JSON and with a note for people', async () => {
  const { nexus } = await workplace()
  const quiet = await nexus(['write', '/a.txt', 'x', '--json'])
  expect(quiet.json()).toMatchObject({ path: '/a.txt', version: 1, size: 1 })
  expect(quiet.stderr).toBe('')
  expect((await nexus(['write', '/a.txt', 'y'])).stderr).toBe('wrote /a.txt (1 B, version 2)\n')
  expect((await nexus(['write', '/a.txt', 'z', '--quiet'])).stderr).toBe('')
})

test('write --create and --if-match keep what is there', async () => {
  const { nexus } = await workplace()
  const { etag } = (await nexus(['write', '/a.txt', 'x', '--json'])).json<{ etag: string }>()
  expect(await nexus(['write', '/a.txt', 'y', '--create'])).toMatchObject({ code: 5 })
  expect(await nexus(['write', '/a.txt', 'y', '--if-match', '0'.repeat(64)])).toMatchObject({
    code: 5,
  })
  expect(await nexus(['write', '/a.txt', 'y'], { env: { NEXUS_IF_MATCH: etag } })).toMatchObject({
    code: 0,
  })
  expect((await nexus(['cat', '/a.txt'])).stdout).toBe('y')
})

test('write without content on a terminal says how to give it', async () => {
  const { nexus } = await workplace()
  const run = await nexus(['write', '/a.txt'], { terminal: true })
  expect(run.code).toBe(2)
  expect(run.stderr).toContain('needs content')
})

test('append adds at the end', async () => {
  const { nexus } = await workplace()
  await nexus(['append', '/log.txt', 'one\n'])
  await nexus(['append', '/log.txt'], { stdin: 'two\n' })
  expect((await nexus(['cat', '/log.txt'])).stdout).toBe('one\ntwo\n')
})

test('cat --json gives text as text and bytes as base64', async () => {
  const { nexus, host } = await workplace()
  await nexus(['write', '/a.txt', 'grüß'])
  await host('b.bin', new Uint8Array([0xff, 0x00]))
  await nexus(['cp', 'b.bin', 'nx:/b.bin'])
  expect((await nexus(['cat', '/a.txt', '--json'])).json()).toEqual({
    path: '/a.txt',
    size: 6,
    encoding: 'utf8',
    content: 'grüß',
  })
  expect((await nexus(['cat', '/b.bin', '--json'])).json()).toMatchObject({
    encoding: 'base64',
    content: '/wA=',
  })
})

test('head and tail give lines and bytes from either end', async () => {
  const { nexus } = await workplace()
  const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index + 1}\n`)
  await nexus(['write', '/long.txt'], { stdin: lines.join('') })
  expect((await nexus(['head', '/long.txt'])).stdout).toBe(lines.slice(0, 10).join(''))
  expect((await nexus(['head', '-n', '2', '/long.txt'])).stdout).toBe('line 1\nline 2\n')
  expect((await nexus(['head', '-c', '6', '/long.txt'])).stdout).toBe('line 1')
  expect((await nexus(['tail', '/long.txt'])).stdout).toBe(lines.slice(-10).join(''))
  expect((await nexus(['tail', '-n', '9000', '/long.txt'])).stdout).toBe(
    lines.slice(-9000).join(''),
  )
  expect((await nexus(['tail', '-c', '3', '/long.txt'])).stdout).toBe('00\n')
  expect((await nexus(['tail', '-n', '99999', '/long.txt'])).stdout).toBe(lines.join(''))
  expect((await nexus(['head', '-n', '0', '/long.txt'])).stdout).toBe('')
  await nexus(['write', '/empty', ''])
  expect(await nexus(['head', '/empty'])).toMatchObject({ code: 0, stdout: '' })
  expect(await nexus(['tail', '/empty'])).toMatchObject({ code: 0, stdout: '' })
  await nexus(['write', '/open.txt', 'a\nb'])
  expect((await nexus(['tail', '-n', '1', '/open.txt'])).stdout).toBe('b')
})

test('ls lists names, with -l details, as JSON everything', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/d/a.txt', 'abc'])
  await nexus(['write', '/d/sub/b.txt', 'b'])
  expect((await nexus(['ls', '/d'])).stdout).toBe('a.txt\nsub/\n')
  expect((await nexus(['ls', '-R', '/d'])).stdout).toBe('/d/a.txt\n/d/sub/b.txt\n')
  expect((await nexus(['ls', '-l', '/d/a.txt'])).stdout).toMatch(/^f +3 +\d{4}-.+Z +v1 +a\.txt\n$/)
  const rows = (await nexus(['ls', '/d', '--json'])).json<
    readonly { path: string; modifiedAt: string }[]
  >()
  expect(rows.map(({ path }) => path)).toEqual(['/d/a.txt', '/d/sub'])
  expect(rows[0]?.modifiedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  const lines = (await nexus(['ls', '/d', '--jsonl'])).stdout.trimEnd().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as { name: string }).name)).toEqual(['a.txt', 'sub'])
  expect(await nexus(['ls', '/none'])).toMatchObject({ code: 3, stdout: '' })
})

test('ls of an empty directory is an empty JSON array', async () => {
  const { nexus } = await workplace()
  await nexus(['mkdir', '/d'])
  expect((await nexus(['ls', '/d', '--json'])).json()).toEqual([])
  expect((await nexus(['ls', '/d', '--jsonl'])).stdout).toBe('')
})

test('tree draws branches and counts', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/d/a/one.txt', '1'])
  await nexus(['write', '/d/a/two.txt', '22'])
  await nexus(['write', '/d/b.txt', '333'])
  const run = await nexus(['tree', '/d'])
  expect(run.stdout).toBe('/d/\n├── a/\n│   ├── one.txt\n│   └── two.txt\n└── b.txt\n')
  expect(run.stderr).toBe('1 directory, 3 files, 6 B\n')
  expect((await nexus(['tree', '/d', '-L', '1'])).stdout).toBe('/d/\n├── a/\n└── b.txt\n')
  expect((await nexus(['tree', '/d', '-d'])).stdout).toBe('/d/\n└── a/\n')
  expect((await nexus(['tree', '/d', '--json'])).json()).toMatchObject([
    { path: '/d/a', depth: 0 },
    { path: '/d/a/one.txt', depth: 1 },
    { path: '/d/a/two.txt', depth: 1 },
    { path: '/d/b.txt', depth: 0 },
  ])
})

test('mv renames, moves into directories and keeps with -n', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/a.txt', 'a'])
  await nexus(['mkdir', '/dir'])
  await nexus(['mv', '/a.txt', '/b.txt'])
  await nexus(['mv', '/b.txt', '/dir'])
  expect((await nexus(['cat', '/dir/b.txt'])).stdout).toBe('a')
  await nexus(['write', '/c.txt', 'c'])
  expect((await nexus(['mv', '-n', '/c.txt', '/dir/b.txt'])).code).toBe(5)
  expect((await nexus(['mv', '/c.txt', '/dir/b.txt', '--dry-run'])).stdout).toBe(
    'would move /c.txt to /dir/b.txt\n',
  )
  expect((await nexus(['mv', '/c.txt', '/dir/b.txt'])).code).toBe(0)
  expect((await nexus(['cat', '/dir/b.txt'])).stdout).toBe('c')
  expect((await nexus(['mv', '/x'])).code).toBe(2)
})

test('rm removes files, directories with -r, and asks on a terminal', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/d/a.txt', 'a'])
  await nexus(['write', '/b.txt', 'b'])
  expect(await nexus(['rm', '/d'])).toMatchObject({ code: 5 })
  expect((await nexus(['rm', '/none'])).code).toBe(3)
  expect((await nexus(['rm', '-f', '/none'])).code).toBe(0)
  expect((await nexus(['rm', '-r', '/d', '--dry-run'])).stdout).toBe('would remove /d\n')
  const refused = await nexus(['rm', '/b.txt'], { terminal: 'n\n' })
  expect(refused.code).toBe(130)
  expect(refused.stderr).toContain('Remove /b.txt? [y/N]')
  expect((await nexus(['rm', '/b.txt'], { terminal: 'y\n' })).code).toBe(0)
  expect((await nexus(['rm', '-r', '/d', '--yes'], { terminal: '' })).code).toBe(0)
  expect((await nexus(['ls', '/'])).stdout).not.toMatch(/^(b\.txt|d\/)$/m)
})

test('mkdir and rmdir make and remove', async () => {
  const { nexus } = await workplace()
  expect((await nexus(['mkdir', '/x/y'])).code).toBe(3)
  expect((await nexus(['mkdir', '-p', '/x/y'])).code).toBe(0)
  expect((await nexus(['mkdir', '/x'])).code).toBe(5)
  expect((await nexus(['mkdir', '-p', '/x'])).code).toBe(0)
  expect((await nexus(['rmdir', '/x'])).code).toBe(5)
  expect((await nexus(['rmdir', '/x/y', '/x'])).code).toBe(0)
  expect((await nexus(['rmdir', '/x'])).code).toBe(3)
})

test('stat shows what is known, exact where no person looks', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/a.md', 'x'.repeat(2048)])
  const text = (await nexus(['stat', '/a.md'])).stdout
  expect(text).toMatch(/^size: +2048$/m)
  expect((await nexus(['stat', '/a.md'], { terminal: true })).stdout).toContain('2.0 KiB (2048)')
  expect((await nexus(['stat', '/a.md', '--json'])).json()).toMatchObject({
    path: '/a.md',
    type: 'file',
    size: 2048,
    version: 1,
    refCount: 1,
    contentType: 'text/markdown',
  })
})

test('find matches patterns, at any depth without a slash', async () => {
  const { nexus } = await workplace()
  for (const path of ['/d/a.md', '/d/sub/b.md', '/d/sub/c.txt']) await nexus(['write', path, 'x'])
  expect((await nexus(['find', '*.md', '/d'])).stdout).toBe('/d/a.md\n/d/sub/b.md\n')
  expect((await nexus(['find', '/d/*.md'])).stdout).toBe('/d/a.md\n')
  expect((await nexus(['find', 'sub', '/d', '-t', 'd', '--json'])).json()).toEqual([
    { path: '/d/sub' },
  ])
  expect((await nexus(['find', '*.md', '/d', '-0'])).stdout).toBe('/d/a.md\0/d/sub/b.md\0')
  expect((await nexus(['find', '*.md', '/d', '--limit', '1'])).stdout).toBe('/d/a.md\n')
  expect((await nexus(['find', '*', '-t', 'x'])).code).toBe(2)
})

test('grep finds lines, files and counts, and ends with 3 when there is nothing', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/d/a.txt', 'one\ntwo\nthree\n'])
  await nexus(['write', '/d/b.txt', 'TWO two\n'])
  expect((await nexus(['grep', 't[wh]', '/d'])).stdout).toBe(
    '/d/a.txt:2:two\n/d/a.txt:3:three\n/d/b.txt:1:TWO two\n',
  )
  expect((await nexus(['grep', '-l', 'two', '/d'])).stdout).toBe('/d/a.txt\n/d/b.txt\n')
  expect((await nexus(['grep', '-c', 't', '/d'])).stdout).toBe('/d/a.txt:2\n/d/b.txt:1\n')
  expect((await nexus(['grep', '-C', '1', 'two', '/d/a.txt'])).stdout).toBe(
    '/d/a.txt-1-one\n/d/a.txt:2:two\n/d/a.txt-3-three\n',
  )
  expect(await nexus(['grep', '-F', 't[wh]', '/d', '--json'])).toMatchObject({
    code: 3,
    stdout: '[]\n',
  })
  expect((await nexus(['grep', '-i', 'two', '/d', '--json'])).json()).toHaveLength(2)
  expect((await nexus(['grep', '(', '/d'])).code).toBe(2)
})

test('du sums bytes, distinct bytes and files', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/d/a', 'same'])
  await nexus(['write', '/d/sub/b', 'same'])
  expect((await nexus(['du', '/d', '--json'])).json()).toEqual([
    { path: '/d', files: 2, bytes: 8, uniqueBytes: 4 },
  ])
  expect((await nexus(['du', '/d', '-d', '1', '--json'])).json()).toMatchObject([
    { path: '/d/sub' },
    { path: '/d' },
  ])
})
