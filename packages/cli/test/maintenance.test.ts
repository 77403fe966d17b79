import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Workplace, workplace } from './run.fixture.ts'

/** Too large to be kept in the database. */
const LARGE = 'x'.repeat(300_000)

/** The files that hold the content of an embedded data folder. */
async function objectsOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /^[0-9a-f]{64}/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

async function withLargeFile(): Promise<Workplace> {
  const place = await workplace()
  await place.nexus(['write', '/d/large.txt'], { stdin: LARGE })
  await place.nexus(['write', '/d/small.txt', 'small'])
  return place
}

test('gc shows what would be deleted, and deletes with --apply after asking', async () => {
  const place = await workplace()
  const { nexus, host } = place
  await host('nexus.yaml', 'retention: 0\ngc: manual\n')
  await nexus(['write', '/d/a.txt', 'one'])
  await nexus(['write', '/d/a.txt', 'two'])
  const shown = await nexus(['gc'])
  expect(shown.stdout).toMatch(/^past states to let go: +1$/m)
  expect(shown.stderr).toBe('nothing was deleted; "nexus gc --apply" does it\n')
  expect((await nexus(['gc', '--apply', '--dry-run', '--json'])).json()).toMatchObject({
    applied: false,
  })
  const refused = await nexus(['gc', '--apply'], { terminal: 'n\n' })
  expect(refused.code).toBe(130)
  expect(refused.stderr).toMatch(/Let go of 1 past state and delete .+\? \[y\/N\]/)
  expect((await nexus(['gc', '--apply', '--compact', '--json'])).json()).toMatchObject({
    applied: true,
    prunedStates: 1,
  })
  expect((await nexus(['cat', '/d/a.txt', '--version', '1'])).code).toBe(3)
  expect((await nexus(['cat', '/d/a.txt'])).stdout).toBe('two')
})

test('fsck is quiet about what is sound, and ends with 1 when content is lost', async () => {
  const { nexus, folder } = await withLargeFile()
  const sound = await nexus(['fsck', '--deep'])
  expect(sound).toMatchObject({ code: 0, stdout: '' })
  expect(sound.stderr).toMatch(/^checked 2 contents in 1 object .+: no problem\n$/)
  const [object = ''] = await objectsOf(join(folder, 'nexus-data'))
  await writeFile(object, 'y'.repeat(300_000))
  expect((await nexus(['fsck'])).code).toBe(0)
  const deep = await nexus(['fsck', '--deep'])
  expect(deep.code).toBe(1)
  expect(deep.stdout).toMatch(/^lost {2}corrupt: /)
  expect(deep.stdout).toContain('/d/large.txt')
  expect(deep.stderr).toContain('backup')
  await rm(object)
  expect((await nexus(['fsck', '--json'])).json()).toMatchObject({
    ok: false,
    problems: [{ kind: 'missing', loss: true }],
  })
  const refused = await nexus(['fsck', '--repair'], { terminal: 'n\n' })
  expect(refused.code).toBe(130)
  await nexus(['fsck', '--repair'])
  await nexus(['write', '/d/again.txt'], { stdin: LARGE })
  expect((await nexus(['cat', '/d/large.txt'])).stdout).toBe(LARGE)
  expect((await nexus(['fsck', '--deep'])).code).toBe(0)
})

test('administration is refused to a tenant', async () => {
  const { nexus } = await workplace()
  for (const command of ['gc', 'fsck'])
    expect(await nexus([command, '--tenant', 'acme'])).toMatchObject({ code: 4, stdout: '' })
})

test('export writes lines to a file or to standard output, and import reads them', async () => {
  const place = await withLargeFile()
  const { nexus, folder } = place
  await nexus(['meta', 'set', '/d/small.txt', 'k', 'v'])
  const exported = await nexus(['export', 'out.jsonl', '--with-content', '--json'])
  expect(exported.json()).toEqual({ file: 'out.jsonl', files: 2 })
  const text = await readFile(join(folder, 'out.jsonl'), 'utf8')
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(lines).toMatchObject([
    { path: '/d/large.txt' },
    { path: '/d/small.txt', custom_metadata: { k: 'v' } },
  ])
  const again = await nexus(['export', 'out.jsonl'])
  expect(again.code).toBe(5)
  expect(again.stderr).toContain('--overwrite')
  expect((await nexus(['export', 'out.jsonl', '--with-content', '--overwrite'])).code).toBe(0)
  const streamed = await nexus(['export', '-', '--with-content'])
  expect(streamed.stdout).toBe(text)
  expect(streamed.stderr).toBe('exported 2 files to -\n')
  expect(
    (await nexus(['export', '-', '--prefix', '/d/small.txt', '--json'])).stdout.split('\n'),
  ).toHaveLength(2)
  expect((await nexus(['export', 'none.jsonl', '--dry-run'])).stderr).toBe(
    'would export 2 files to none.jsonl\n',
  )
  expect(existsSync(join(folder, 'none.jsonl'))).toBe(false)
  const other = ['--data-dir', 'other']
  const planned = await nexus(['import', 'out.jsonl', '--dry-run', '--json', ...other])
  expect(planned.json()).toMatchObject({ dryRun: true, imported: 2 })
  const imported = await nexus(['import', '-', ...other], { stdin: text })
  expect(imported.stderr).toMatch(/^imported 2 files\nto take this back: nexus undo /)
  expect((await nexus(['cat', '/d/large.txt', ...other])).stdout).toBe(LARGE)
  expect((await nexus(['import', 'out.jsonl', ...other])).stderr).toBe(
    'imported 0 files, 2 skipped\n',
  )
  expect(
    (await nexus(['import', 'out.jsonl', '--on-conflict', 'remap', '--json', ...other])).json(),
  ).toMatchObject({ remapped: 2 })
  expect(
    (await nexus(['import', 'out.jsonl', '--overwrite', '--json', ...other])).json(),
  ).toMatchObject({ overwritten: 2 })
})

test('import says which line is wrong, and changes nothing then', async () => {
  const { nexus, host } = await workplace()
  await host('bad.jsonl', '{"path":"/d/a.txt"}\n')
  const bad = await nexus(['import', 'bad.jsonl'])
  expect(bad.code).toBe(2)
  expect(bad.stderr).toContain('ine 1')
  expect((await nexus(['log', '--json'])).json()).toEqual([])
  expect((await nexus(['import', 'none.jsonl'])).code).toBe(3)
})

test.each([
  [['import', 'x', '--on-conflict', 'ask'], 'nothing to do on a conflict'],
  [['import', 'x', '--on-conflict', 'skip', '--overwrite'], 'contradict'],
  [['export'], 'Missing required argument'],
  [['backup', 'create'], 'Missing required argument'],
])('nexus %j is a usage error', async (args, text) => {
  const { nexus } = await workplace()
  const run = await nexus(args)
  expect(run.stderr).toContain(text)
  expect(run).toMatchObject({ code: 2, stdout: '' })
})

test('import from a terminal says how to give it', async () => {
  const { nexus } = await workplace()
  const run = await nexus(['import', '-'], { terminal: true })
  expect(run.stderr).toContain('nexus import - < FILE')
  expect(run.code).toBe(2)
})

test('a backup is created, verified and restored', async () => {
  const { nexus, folder } = await withLargeFile()
  expect((await nexus(['backup', 'create', 'saved', '--dry-run'])).stdout).toMatch(
    /^would back .+ up to /,
  )
  expect(existsSync(join(folder, 'saved'))).toBe(false)
  const created = await nexus(['backup', 'create', 'saved', '--json'])
  expect(created.json()).toMatchObject({
    target: join(folder, 'saved'),
    lostCount: 0,
    elsewhere: [],
  })
  expect((await nexus(['backup', 'create', 'saved'])).code).toBe(5)
  const verified = await nexus(['backup', 'verify', 'saved'])
  expect(verified).toMatchObject({ code: 0, stdout: '' })
  expect(verified.stderr).toMatch(/^read \d+ files .+: sound\n$/)
  const taken = await nexus(['backup', 'restore', 'saved'])
  expect(taken.code).toBe(5)
  expect(taken.stderr).toContain('new folder')
  expect((await nexus(['backup', 'restore', 'saved', 'new', '--dry-run'])).stdout).toMatch(
    /^would restore /,
  )
  expect((await nexus(['backup', 'restore', 'saved', 'new'])).code).toBe(0)
  expect((await nexus(['cat', '/d/large.txt', '--data-dir', 'new'])).stdout).toBe(LARGE)
  expect(
    (await nexus(['backup', 'restore', 'saved', '--data-dir', 'newer', '--json'])).json(),
  ).toMatchObject({ dataDir: join(folder, 'newer') })
})

test('a damaged backup is told and not restored', async () => {
  const { nexus, folder } = await withLargeFile()
  await nexus(['backup', 'create', 'saved'])
  const [object = ''] = await objectsOf(join(folder, 'saved'))
  await writeFile(object, 'damaged')
  const verified = await nexus(['backup', 'verify', 'saved'])
  expect(verified.code).toBe(1)
  expect(verified.stdout).toMatch(/^lost {2}size: /)
  expect((await nexus(['backup', 'restore', 'saved', 'new'])).code).toBe(1)
  expect(existsSync(join(folder, 'new'))).toBe(false)
  const none = await nexus(['backup', 'verify', 'none'])
  expect(none.code).toBe(3)
  expect(none.stderr).toContain('"nexus backup create"')
  expect((await nexus(['backup', 'restore', 'none', 'new'])).code).toBe(3)
  expect((await nexus(['backup', 'create', 'other', '--data-dir', 'none'])).code).toBe(3)
})

test('a backup without some content is made, and ends with 7', async () => {
  const { nexus, folder } = await withLargeFile()
  const [object = ''] = await objectsOf(join(folder, 'nexus-data'))
  await rm(object)
  const run = await nexus(['backup', 'create', 'saved', '--json'])
  expect(run.code).toBe(7)
  expect(run.json()).toMatchObject({ lostCount: 1 })
  expect((await nexus(['backup', 'restore', 'saved', 'new'])).code).toBe(1)
  expect((await nexus(['backup', 'restore', 'saved', 'new', '--allow-loss'])).code).toBe(0)
  expect((await nexus(['cat', '/d/small.txt', '--data-dir', 'new'])).stdout).toBe('small')
})

test('long work shows on a terminal how far it is, as wide as the terminal', async () => {
  const place = await withLargeFile()
  const run = await place.nexus(['fsck', '--deep'], {
    terminal: true,
    columns: 20,
    env: { NO_COLOR: '1' },
  })
  const [, line = '', rest] = run.stderr.split('\r\u001b[2K')
  expect(line).toMatch(/^\d+ checks/)
  expect(line.length).toBeLessThan(20)
  expect(rest).toMatch(/^checked 2 contents/)
  expect((await place.nexus(['fsck', '--deep', '--quiet'], { terminal: true })).stderr).toBe('')
})
