import { expect, test } from 'vitest'
import { type Workplace, workplace } from './run.fixture.ts'

async function newestId({ nexus }: Workplace): Promise<string> {
  const [row] = (await nexus(['log', '--limit', '1', '--json'])).json<readonly { id: string }[]>()
  return row?.id ?? ''
}

/** A run that wrote two files, one of which was changed by someone else since. */
async function damage(place: Workplace): Promise<void> {
  const { nexus } = place
  await nexus(['write', '/d/a.txt', 'good'])
  await nexus(['write', '/d/a.txt', 'bad'], { env: { NEXUS_RUN: 'r1' } })
  await nexus(['write', '/d/b.txt', 'bad'], { env: { NEXUS_RUN: 'r1' } })
}

test('undo takes an operation back, and undoing that is redo', async () => {
  const place = await workplace()
  const { nexus } = place
  await damage(place)
  const id = await newestId(place)
  const undone = await nexus(['undo', id, '--json'])
  expect(undone.json()).toMatchObject({
    undone: [{ id, type: 'write', path: '/d/b.txt' }],
    skipped: [],
  })
  expect((await nexus(['ls', '/d'])).stdout).toBe('a.txt\n')
  const again = await nexus(['undo', id])
  expect(again).toMatchObject({ code: 0, stdout: '' })
  expect(again.stderr).toContain('undone already')
  const { operationId } = undone.json<{ operationId: string }>()
  const redo = await nexus(['undo', operationId])
  expect(redo.stderr).toMatch(/^undid 1 operation, 1 change\nto take this back: nexus undo /)
  expect((await nexus(['ls', '/d'])).stdout).toBe('a.txt\nb.txt\n')
})

test('undo takes a run back as a whole, the last changes, and everything since a time', async () => {
  const place = await workplace()
  const { nexus } = place
  await damage(place)
  expect((await nexus(['undo', '--run', 'r1'])).code).toBe(0)
  expect((await nexus(['cat', '/d/a.txt'])).stdout).toBe('good')
  await nexus(['write', '/d/a.txt', 'x'])
  await nexus(['write', '/d/a.txt', 'y'])
  expect((await nexus(['undo', '--last', '2'])).code).toBe(0)
  expect((await nexus(['cat', '/d/a.txt'])).stdout).toBe('good')
  const all = await nexus(['undo', '--since', '1h', '--path', '/d', '--dry-run', '--json'])
  expect(all.json()).toMatchObject({
    dryRun: true,
    changes: [{ path: '/d', change: 'removed' }, {}],
  })
  expect((await nexus(['undo', '--since', '1h'])).code).toBe(0)
  expect((await nexus(['ls', '/d'])).code).toBe(3)
})

test('a dry run shows a table and changes nothing', async () => {
  const place = await workplace()
  await damage(place)
  const run = await place.nexus(['undo', '--run', 'r1', '--dry-run'])
  expect(run.stdout).toMatch(
    /^undo {2}[0-9a-f-]{36} {2}write {5}\/d\/b.txt\nundo {2}.*\/d\/a.txt\n\n/,
  )
  expect(run.stdout).toContain('changed  /d/a.txt  v2 -> v3, 3 -> 4')
  expect(run.stdout).toContain('removed  /d/b.txt')
  expect(run.stderr).toBe('would undo 2 operations, 2 changes\n')
  expect((await place.nexus(['cat', '/d/a.txt'])).stdout).toBe('bad')
})

test('a later change is a conflict; with skip the rest is undone and the exit code is 7', async () => {
  const place = await workplace()
  const { nexus } = place
  await damage(place)
  await nexus(['append', '/d/a.txt', ' and mine'])
  const later = await newestId(place)
  const refused = await nexus(['undo', '--run', 'r1'])
  expect(refused.code).toBe(5)
  expect(refused.stderr).toContain(later)
  expect(refused.stderr).toContain('--on-conflict skip')
  const skipped = await nexus(['undo', '--run', 'r1', '--on-conflict', 'skip'])
  expect(skipped.code).toBe(7)
  expect(skipped.stderr).toContain(`warning: write /d/a.txt: changed since by ${later}\n`)
  expect(skipped.stderr).toContain('nexus: PARTIAL: 1 operation could not be undone.')
  expect((await nexus(['cat', '/d/a.txt'])).stdout).toBe('bad and mine')
  expect((await nexus(['ls', '/d'])).stdout).toBe('a.txt\n')
  const json = await nexus(['undo', '--run', 'r1', '--on-conflict', 'skip', '--json'])
  expect(json.json()).toMatchObject({
    undone: [],
    skipped: [{ reason: 'alreadyUndone' }, { conflicts: [later] }],
  })
  expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'PARTIAL' } })
})

test('undo shows what it will do and asks on a terminal', async () => {
  const place = await workplace()
  const { nexus } = place
  await damage(place)
  const refused = await nexus(['undo', '--run', 'r1'], { terminal: 'n\n' })
  expect(refused.code).toBe(130)
  expect(refused.stderr).toContain('Undo 2 operations? [y/N]')
  expect(refused.stderr).toContain('/d/b.txt')
  expect((await nexus(['cat', '/d/a.txt'])).stdout).toBe('bad')
  expect((await nexus(['undo', '--run', 'r1'], { terminal: 'y\n' })).code).toBe(0)
  expect((await nexus(['cat', '/d/a.txt'])).stdout).toBe('good')
  const silent = await nexus(['undo', '--last', '1', '--yes'], { terminal: '' })
  expect(silent.stderr).not.toContain('[y/N]')
})

test('restore makes a path what it was, after showing and asking; it can be undone', async () => {
  const place = await workplace()
  const { nexus } = place
  await nexus(['write', '/d/a.txt', 'good'])
  const then = await newestId(place)
  await nexus(['write', '/d/a.txt', 'bad'])
  await nexus(['write', '/d/b.txt', 'bad'])
  const planned = await nexus(['restore', '/d', '--at', then, '--dry-run'])
  expect(planned.stdout).toBe('changed  /d/a.txt  v2 -> v3, 3 -> 4\nremoved  /d/b.txt  v1, 3\n')
  expect(planned.stderr).toBe('would make 2 changes\n')
  const refused = await nexus(['restore', '/d', '--at', then], { terminal: 'n\n' })
  expect(refused).toMatchObject({ code: 130 })
  expect(refused.stderr).toContain('Restore /d: 2 changes? [y/N]')
  const { operationId } = (await nexus(['restore', '/d', '--at', then, '--json'])).json<{
    operationId: string
  }>()
  expect((await nexus(['ls', '/d'])).stdout).toBe('a.txt\n')
  expect((await nexus(['undo', operationId])).code).toBe(0)
  expect((await nexus(['ls', '/d'])).stdout).toBe('a.txt\nb.txt\n')
  expect((await nexus(['restore', '/d/b.txt', '--at', then])).code).toBe(3)
})

test('rollback makes a new version of an old one, under a condition too', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/d/a.txt', 'one'])
  await nexus(['write', '/d/a.txt', 'two'])
  expect((await nexus(['rollback', '/d/a.txt', '1', '--dry-run'])).stdout).toBe(
    'would roll /d/a.txt back to version 1\n',
  )
  expect((await nexus(['rollback', '/d/a.txt', '1', '--if-match', '0'.repeat(64)])).code).toBe(5)
  const run = await nexus(['rollback', '/d/a.txt', 'v1', '--json'])
  expect(run.json()).toMatchObject({ path: '/d/a.txt', version: 3, size: 3 })
  expect((await nexus(['cat', '/d/a.txt'])).stdout).toBe('one')
  expect((await nexus(['rollback', '/d/a.txt', '9'])).code).toBe(3)
  expect((await nexus(['rollback', '/d/a.txt', '9', '--dry-run'])).code).toBe(3)
})

test.each([
  [['undo'], 2, 'must be said in one way'],
  [['undo', '--last', '1', '--run', 'r'], 2, 'must be said in one way'],
  [['undo', '--last', '1', '--path', '/d'], 2, '--path needs --since'],
  [['undo', '--last', '0'], 2, 'undoes nothing'],
  [['undo', '--last', '1', '--on-conflict', 'ignore'], 2, 'nothing to do on a conflict'],
  [['undo', 'not-an-id'], 2, 'no id of an operation'],
  [['undo', '--run', 'unknown'], 3, 'no operation of run'],
  [['undo', '00000000-0000-7000-8000-000000000000'], 3, 'NOT_FOUND'],
])('nexus %j ends with %i', async (args, code, text) => {
  const { nexus } = await workplace()
  const run = await nexus(args)
  expect(run.stderr).toContain(text)
  expect(run).toMatchObject({ code, stdout: '' })
})

test('undo without anything to undo says so', async () => {
  const { nexus } = await workplace()
  expect(await nexus(['undo', '--last', '3'])).toMatchObject({
    code: 0,
    stderr: 'there is nothing to undo\n',
  })
})
