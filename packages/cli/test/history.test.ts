import { expect, test } from 'vitest'
import { type Workplace, workplace } from './run.fixture.ts'

interface Row {
  readonly id: string
  readonly type: string
  readonly path: string
  readonly time: string
  readonly cursor: string
}

/** The newest operation. */
async function newest({ nexus }: Workplace): Promise<Row> {
  const rows = (await nexus(['log', '--limit', '1', '--json'])).json<readonly Row[]>()
  return rows[0] as Row
}

/** `/d/a.txt` in two versions; gives when the first one was written. */
async function twoVersions(place: Workplace): Promise<Row> {
  await place.nexus(['write', '/d/a.txt', 'one\ntwo\nthree\n'])
  const first = await newest(place)
  await place.nexus(['write', '/d/a.txt', 'one\n2\nthree\n'])
  return first
}

test('log selects by agent, run, type, path, subtree and time, newest first', async () => {
  const { nexus } = await workplace()
  const acme = { NEXUS_TENANT: 'acme' }
  for (const [path, agent, run] of [
    ['/shared/acme/a.txt', 'one', 'r1'],
    ['/shared/acme/sub/b.txt', 'two', 'r1'],
  ] as const)
    await nexus(['write', path, 'x'], { env: { ...acme, NEXUS_AGENT: agent, NEXUS_RUN: run } })
  await nexus(['tag', 'set', '/shared/acme/a.txt', 'k', 'v', '--tenant', 'acme'])
  const paths = async (...options: readonly string[]) =>
    (await nexus(['log', '--json', ...options], { env: acme }))
      .json<readonly Row[]>()
      .map(({ type, path }) => `${type} ${path}`)
  const [a, b, tag] = [
    'write /shared/acme/a.txt',
    'write /shared/acme/sub/b.txt',
    'tag /shared/acme/a.txt',
  ]
  expect(await paths()).toEqual([tag, b, a])
  expect(await paths('--agent', 'two')).toEqual([b])
  expect(await paths('--run', 'r1')).toEqual([b, a])
  expect(await paths('--type', 'tag', '--type', 'mkdir')).toEqual([tag])
  expect(await paths('/shared/acme/a.txt')).toEqual([tag, a])
  expect(await paths('--under', '/shared/acme/sub')).toEqual([b])
  expect(await paths('--since', '1h')).toHaveLength(3)
  expect(await paths('--until', '1h')).toEqual([])
  expect(await paths('--limit', '1')).toEqual([tag])
})

test('a time without a zone is local, and a span counts back from now', async () => {
  const place = await workplace()
  const first = await twoVersions(place)
  const hourLater = Date.parse(first.time) + 3_600_000
  const cat = async (at: string, now?: number) =>
    (await place.nexus(['cat', '/d/a.txt', '--at', at], { now })).stdout
  expect(await cat('1h', hourLater)).toBe('one\ntwo\nthree\n')
  expect(await cat('60 minutes', hourLater)).toBe('one\ntwo\nthree\n')
  const local = new Date(Date.parse(first.time) - new Date().getTimezoneOffset() * 60_000)
  expect(await cat(local.toISOString().slice(0, -1))).toBe('one\ntwo\nthree\n')
})

test.each([
  [['log', '--since', '2026-02-31'], 'no time for --since'],
  [['log', '--since', '10 parsecs'], 'no time for --since'],
  [['log', '--type', 'erase'], '"erase" is no type of operation'],
  [['log', '--follow', '--since', '1h'], '--follow shows what comes'],
  [['log', '--follow', '/a', '--under', '/b'], 'choose PATH or --under'],
  [['log', '--cursor', 'x'], '--cursor needs --follow'],
  [['log', 'verify', '--expect', '12'], 'no count and head'],
  [['show', 'latest'], 'is no id of an operation'],
  [['cat', '/a', '--at', 'no/point'], 'no point in time'],
  [['cat', '/a', '/b', '--version', '1'], '--version needs a single path'],
  [['cat', '/a', '--version', '1', '--at', '1h'], 'cannot be combined'],
  [['diff', '/a'], 'not said what to compare'],
  [['diff', '/a', '--to', '1h'], '--to needs'],
  [['diff', '/a', '--version', '1', '--at', '1h'], 'Choose --version or --at'],
  [['restore', '/a'], 'not said when'],
  [['rollback', '/a', 'one'], 'is no version'],
  [['rollback', '/a', '0'], 'is no version'],
])('nexus %j is a usage error', async (args, text) => {
  const { nexus } = await workplace()
  const run = await nexus(args)
  expect(run.stderr).toContain(text)
  expect(run).toMatchObject({ code: 2, stdout: '' })
})

test('log --follow shows what comes, each as it comes, and goes on after a cursor', async () => {
  const place = await workplace()
  const { nexus } = place
  await nexus(['mkdir', '/d'])
  const { cursor } = await followOne(place, '/d/a.txt', [])
  await nexus(['write', '/d/b.txt', 'x'])
  const rest = await nexus(['log', '/d/b.txt', '-f', '--cursor', cursor, '--limit', '1', '--json'])
  expect(rest.json()).toMatchObject([{ type: 'write', path: '/d/b.txt' }])
  expect((await nexus(['log', '--follow', '--cursor', 'x'])).code).toBe(2)
})

/** Follows the log until a write to a path is shown, then interrupts it. */
async function followOne(
  { nexus }: Workplace,
  path: string,
  options: readonly string[],
): Promise<Row> {
  const interrupt = new AbortController()
  let shown: Row | undefined
  const following = nexus(['log', '--follow', '--jsonl', '--type', 'write', ...options], {
    signal: interrupt.signal,
    onOutput(text) {
      shown = JSON.parse(text.split('\n')[0] ?? '') as Row
      interrupt.abort()
    },
  })
  // Following begins at some moment, so there is a write after it sooner or later.
  while (shown === undefined && !interrupt.signal.aborted) {
    await nexus(['write', path, 'x'])
    await new Promise(setImmediate)
  }
  expect(await following).toMatchObject({ code: 130, stderr: '' })
  expect(shown).toMatchObject({ path })
  return shown as unknown as Row
}

test('log verify prints count and head, which a later run expects', async () => {
  const place = await workplace()
  await twoVersions(place)
  const first = await place.nexus(['log', 'verify'])
  expect(first.stdout).toMatch(/^2:[0-9a-f]{64}\n$/)
  expect(first).toMatchObject({ code: 0, stderr: '2 operations sealed and sound\n' })
  await place.nexus(['write', '/d/b.txt', 'x'])
  const kept = first.stdout.trim()
  expect((await place.nexus(['log', 'verify', '--expect', kept, '--json'])).json()).toMatchObject({
    ok: true,
    count: 3,
    problems: [],
  })
  const other = await place.nexus(['log', 'verify', '--expect', `9:${kept.slice(2)}`])
  expect(other.code).toBe(1)
  expect(other.stdout).toContain('truncated')
})

test('history shows versions with their operations, origins and earlier files', async () => {
  const place = await workplace()
  const first = await twoVersions(place)
  const { nexus } = place
  await nexus(['rollback', '/d/a.txt', '1'])
  const rows = (await nexus(['history', '/d/a.txt', '--json'])).json()
  expect(rows).toMatchObject([
    { version: 3, origin: { version: 1 } },
    { version: 2 },
    { version: 1, operationId: first.id },
  ])
  expect((await nexus(['history', '/d/a.txt'])).stdout).toMatch(/^v3 .* from v1/)
  await nexus(['rm', '/d/a.txt'])
  await nexus(['write', '/d/a.txt', 'another file'])
  const lines = (await nexus(['history', '/d/a.txt'])).stdout.split('\n')
  expect(lines[1]).toBe('an earlier file at this path:')
  expect((await nexus(['history', '/none'])).code).toBe(3)
})

test('show tells who did what, what it changed and whether it was undone', async () => {
  const place = await workplace()
  await twoVersions(place)
  const { nexus } = place
  const { id } = await newest(place)
  const text = (await nexus(['show', id])).stdout
  expect(text).toMatch(/^undoable: +yes$/m)
  expect(text).toContain('changed  /d/a.txt  v1 -> v2, 14 -> 12')
  await nexus(['undo', id])
  const report = (await nexus(['show', id, '--json'])).json<{ undoneBy: string }>()
  expect(report).toMatchObject({ id, type: 'write', changes: [{ path: '/d/a.txt' }] })
  expect(report.undoneBy).toBe((await newest(place)).id)
  expect((await nexus(['log', '--limit', '2'])).stdout).toMatch(/ {2}undone\n$/)
  expect((await nexus(['show', '00000000-0000-7000-8000-000000000000'])).code).toBe(3)
})

test('cat prints versions and past states, also of what is gone', async () => {
  const place = await workplace()
  const first = await twoVersions(place)
  const { nexus } = place
  await nexus(['rm', '/d/a.txt'])
  expect((await nexus(['cat', '/d/a.txt', '--version', '2'])).stdout).toBe('one\n2\nthree\n')
  expect((await nexus(['cat', '/d/a.txt', '--at', first.id])).stdout).toBe('one\ntwo\nthree\n')
  expect((await nexus(['cat', '/d/a.txt', '--version', '1', '--json'])).json()).toMatchObject({
    version: 1,
    content: 'one\ntwo\nthree\n',
  })
  expect((await nexus(['cat', '/d/a.txt', '--at', first.time, '--end', '3'])).stdout).toBe('one')
  expect((await nexus(['cat', '/d/a.txt', '--version', '9'])).code).toBe(3)
  expect((await nexus(['cat', '/d/a.txt', '--at', '2020-01-01'])).code).toBe(3)
  expect((await nexus(['cat', '/d/a.txt', '--at', 'no-snapshot'])).code).toBe(3)
})

test('ls, stat, tree, find and grep look at the past', async () => {
  const place = await workplace()
  const { nexus } = place
  await nexus(['write', '/d/sub/a.txt', 'needle'])
  const { id } = await newest(place)
  await nexus(['mv', '/d/sub/a.txt', '/d/b.txt'])
  await nexus(['rmdir', '/d/sub'])
  const then = async (...args: readonly string[]) => (await nexus([...args, '--at', id])).stdout
  expect(await then('ls', '/d')).toBe('sub/\n')
  expect(await then('ls', '-R', '/d')).toBe('/d/sub/a.txt\n')
  expect(await then('stat', '/d/sub/a.txt')).toMatch(/^size: +6$/m)
  expect(await then('tree', '/d')).toBe('/d/\n└── sub/\n    └── a.txt\n')
  expect(await then('find', '*.txt', '/d')).toBe('/d/sub/a.txt\n')
  expect(await then('grep', 'needle', '/d')).toBe('/d/sub/a.txt:1:needle\n')
  expect((await nexus(['ls', '/d'])).stdout).toBe('b.txt\n')
  expect((await nexus(['stat', '/d/b.txt', '--at', id])).code).toBe(3)
})

const PATCH = `--- /d/a.txt\tversion 1
+++ /d/a.txt\tversion 2
@@ -1,3 +1,3 @@
 one
-two
+2
 three
`

test('diff compares versions, times, operations and files, and ends with 10 if they differ', async () => {
  const place = await workplace()
  const first = await twoVersions(place)
  const { nexus } = place
  for (const args of [
    ['/d/a.txt@1'],
    ['/d/a.txt@v1', '/d/a.txt@2'],
    [`/d/a.txt@${first.id}`],
    [`/d/a.txt@${first.time}`, '/d/a.txt@now'],
    ['/d/a.txt', '--version', '1'],
    ['/d/a.txt', '--version', '1', '--to', '2'],
    ['/d/a.txt', '--at', first.time],
    ['/d/a.txt', '--at', first.id, '--to', 'now'],
  ])
    expect(await nexus(['diff', ...args]), args.join(' ')).toMatchObject({
      code: 10,
      stdout: PATCH,
    })
  const back = await nexus(['diff', '/d/a.txt@2', '/d/a.txt@1', '--json'])
  expect(back.json()).toMatchObject({ equal: false, added: 1, removed: 1 })
  expect(await nexus(['diff', '/d/a.txt@2', '/d/a.txt'])).toMatchObject({ code: 0, stdout: '' })
  expect((await nexus(['diff', '/d/a.txt@1', '-U', '0'])).stdout).not.toContain(' three')
  expect((await nexus(['diff', '/d/a.txt@7'])).code).toBe(3)
  expect((await nexus(['diff', '/none@1'])).code).toBe(3)
})

test('diff of a file that was not there yet shows all of it', async () => {
  const place = await workplace()
  await place.nexus(['write', '/d/other.txt', 'x'])
  const { id } = await newest(place)
  await place.nexus(['write', '/d/a.txt', 'new\n'])
  const run = await place.nexus(['diff', '/d/a.txt', '--at', id])
  expect(run.stdout).toContain('--- /dev/null')
  expect(run).toMatchObject({ code: 10 })
})

test('a name with an @ is a path where a file has it, and @now says so in any case', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/d/mail@example.com', 'a'])
  await nexus(['write', '/d/plain', 'b'])
  const named = await nexus(['diff', '/d/mail@example.com', '/d/plain', '--json'])
  expect(named.json()).toMatchObject({ before: { path: '/d/mail@example.com' } })
  await nexus(['write', '/d/a@2', 'a'])
  const now = await nexus(['diff', '/d/a@2@now', '/d/plain', '--json'])
  expect(now.json()).toMatchObject({ before: { path: '/d/a@2' } })
  expect((await nexus(['diff', '/d/plain@nothing'])).code).toBe(3)
})

test('diff of directories and of binaries says what can be said', async () => {
  const { nexus, host } = await workplace()
  await host('one.bin', new Uint8Array([0, 1, 2]))
  await host('two.bin', new Uint8Array([0, 1, 2, 3]))
  await nexus(['cp', 'one.bin', 'nx:/d/a.bin'])
  await nexus(['cp', 'two.bin', 'nx:/d/a.bin'])
  const binary = await nexus(['diff', '/d/a.bin@1'])
  expect(binary.stdout).toContain('/d/a.bin: the content differs')
  expect(binary.stdout).toMatch(/size: +3 +-> +4/)
  expect(binary.code).toBe(10)
  const directory = await nexus(['diff', '/d@1h', '/d'])
  expect(directory.stderr).toContain('nexus snapshot diff')
  expect(directory.code).toBe(5)
})

test('a diff has colours on a terminal, where nothing in it is obeyed', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/d/a.txt', 'old\n-- a line\n'])
  await nexus(['write', '/d/a.txt', 'new\u001b[31m\n'])
  const text = (await nexus(['diff', '/d/a.txt@1'], { terminal: true })).stdout
  expect(text).toContain('\u001b[32m+new\\x1b[31m\u001b[39m\n')
  expect(text).toContain('\u001b[31m--- a line\u001b[39m\n')
  expect(text).toContain('\u001b[36m@@')
  const plain = { terminal: true as const, env: { NO_COLOR: '1' } }
  expect((await nexus(['diff', '/d/a.txt@1'], plain)).stdout).toContain('\n+new\\x1b[31m\n')
  expect((await nexus(['diff', '/d/a.txt@1'])).stdout).toContain('\n+new\u001b[31m\n')
})

test('rows break between their cells on a narrow terminal', async () => {
  const place = await workplace()
  await twoVersions(place)
  const { id } = await newest(place)
  const narrow = { terminal: true as const, columns: 50, env: { NO_COLOR: '1' } }
  const lines = (await place.nexus(['log', '--limit', '1'], narrow)).stdout.split('\n')
  const time = expect.stringMatching(/^ {2}\d{4}-\S+ \S+ {2}write {5}\/d\/a\.txt$/) as string
  expect(lines).toEqual([id, time, ''])
})
