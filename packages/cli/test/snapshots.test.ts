import { expect, test } from 'vitest'
import { type Workplace, workplace } from './run.fixture.ts'

/** `/d` with a snapshot `before`, changed since. */
async function changedSince({ nexus }: Workplace): Promise<void> {
  await nexus(['write', '/d/a.txt', 'one'])
  await nexus(['write', '/d/b.txt', 'two'])
  await nexus(['snapshot', 'create', '/d', 'before', '--description', 'as it was'])
  await nexus(['write', '/d/a.txt', 'three'])
  await nexus(['mv', '/d/b.txt', '/d/c.txt'])
}

test('a snapshot is created, named by itself if need be, and listed newest first', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/d/sub/a.txt', 'x'])
  expect(await nexus(['snapshot', 'create', '/d', 'v1.0'])).toMatchObject({
    code: 0,
    stdout: 'v1.0\n',
    stderr: 'snapshot of /d\n',
  })
  const own = await nexus(['snapshot', 'create', '/d/sub', '--json'])
  const { name } = own.json<{ name: string }>()
  expect(name).toMatch(/^snapshot-\d/)
  const names = async (...args: readonly string[]) =>
    (await nexus(['snapshot', 'list', ...args, '--json'])).json<readonly { name: string }[]>()
  expect(await names()).toMatchObject([{ name }, { name: 'v1.0', path: '/d' }])
  expect(await names('--limit', '1')).toHaveLength(1)
  expect(await names('/other')).toEqual([])
  expect((await nexus(['snapshot', 'list'])).stdout).toMatch(/^v1\.0 +\d{4}-\S+Z {2}\/d$/m)
  expect((await nexus(['snapshot', 'create', '/d', 'v1.0'])).code).toBe(5)
})

test.each([
  [['snapshot', 'create', '/d', '10m'], 2, 'is a time'],
  [['snapshot', 'create', '/d', '2026-11-21'], 2, 'is a time'],
  [['snapshot', 'create', '/d', 'a name'], 2, 'INVALID_ARGUMENT'],
  [['snapshot', 'create', '/none'], 3, 'NOT_FOUND'],
  [['snapshot', 'diff', 'none'], 3, 'NOT_FOUND'],
  [['snapshot', 'restore', 'none'], 3, 'NOT_FOUND'],
  [['snapshot', 'delete', 'none'], 3, 'NOT_FOUND'],
  [['snapshot', 'fork', 'none', '/x'], 3, 'NOT_FOUND'],
  [['snapshot', 'erase'], 2, 'is no command'],
])('nexus %j ends with %i', async (args, code, text) => {
  const { nexus } = await workplace()
  await nexus(['mkdir', '/d'])
  const run = await nexus(args)
  expect(run.stderr).toContain(text)
  expect(run).toMatchObject({ code, stdout: '' })
})

test('a snapshot is compared with now and with another one, and ends with 10 if they differ', async () => {
  const place = await workplace()
  const { nexus } = place
  await changedSince(place)
  const lines = 'changed  /d/a.txt  v1 -> v2, 3 -> 5\nmoved    /d/b.txt -> /d/c.txt\n'
  expect(await nexus(['snapshot', 'diff', 'before'])).toMatchObject({ code: 10, stdout: lines })
  await nexus(['snapshot', 'create', '/d', 'after'])
  expect((await nexus(['snapshot', 'diff', 'before', 'after'])).stdout).toBe(lines)
  expect(await nexus(['snapshot', 'diff', 'after'])).toMatchObject({ code: 0, stdout: '' })
  expect((await nexus(['snapshot', 'diff', 'before', '--json'])).json()).toMatchObject([
    { path: '/d/a.txt', change: 'changed' },
    { path: '/d/c.txt', change: 'moved', previousPath: '/d/b.txt' },
  ])
})

test('a snapshot is looked at, restored and forked', async () => {
  const place = await workplace()
  const { nexus } = place
  await changedSince(place)
  expect((await nexus(['cat', '/d/a.txt', '--at', 'before'])).stdout).toBe('one')
  expect((await nexus(['diff', '/d/a.txt@before'])).stdout).toContain('-one')
  const planned = await nexus(['snapshot', 'restore', 'before', '--dry-run', '--json'])
  expect(planned.json()).toMatchObject({ dryRun: true, path: '/d', changes: [{}, {}] })
  expect((await nexus(['snapshot', 'restore', 'before'], { terminal: 'n\n' })).code).toBe(130)
  expect((await nexus(['snapshot', 'fork', 'before', '/fork', '--dry-run'])).stdout).toBe(
    'would fork /d to /fork\n',
  )
  expect((await nexus(['snapshot', 'fork', 'before', '/fork', '--json'])).json()).toMatchObject({
    path: '/fork',
    count: 3,
  })
  expect((await nexus(['ls', '/fork'])).stdout).toBe('a.txt\nb.txt\n')
  expect((await nexus(['snapshot', 'fork', '/d', '/copy'])).code).toBe(0)
  expect((await nexus(['ls', '/copy'])).stdout).toBe('a.txt\nc.txt\n')
  expect((await nexus(['snapshot', 'fork', 'before', '/fork'])).code).toBe(5)
  expect((await nexus(['snapshot', 'restore', 'before'], { terminal: 'y\n' })).code).toBe(0)
  expect((await nexus(['ls', '/d'])).stdout).toBe('a.txt\nb.txt\n')
})

test('deleting a snapshot asks, and leaves the directory', async () => {
  const place = await workplace()
  const { nexus } = place
  await changedSince(place)
  expect((await nexus(['snapshot', 'delete', 'before', '--dry-run'])).stdout).toBe(
    'would delete the snapshot before of /d\n',
  )
  const refused = await nexus(['snapshot', 'delete', 'before'], { terminal: 'n\n' })
  expect(refused.stderr).toContain('Delete the snapshot before of /d? [y/N]')
  expect((await nexus(['snapshot', 'delete', 'before'])).code).toBe(0)
  expect((await nexus(['snapshot', 'list', '--json'])).json()).toEqual([])
  expect((await nexus(['ls', '/d'])).stdout).toBe('a.txt\nc.txt\n')
})

test('names of snapshots are completed, and verbs beside a command', async () => {
  const place = await workplace()
  await changedSince(place)
  const complete = async (...words: readonly string[]) =>
    (await place.nexus(['__complete', '--', ...words])).stdout
  expect(await complete('snapshot', 'restore', 'be')).toBe('before\t/d\n')
  expect(await complete('cat', '/d/a.txt', '--at', '')).toBe('before\t/d\n')
  expect(await complete('log', 'ver')).toBe('verify\tCheck that nobody changed the log\n')
  expect(await complete('log', '/d/a')).toBe('/d/a.txt\n')
  expect(await complete('snap')).toBe('snapshot\tsnapshot commands\n')
  expect(await complete('undo', '--on-conflict', '')).toBe('fail\nskip\n')
})
