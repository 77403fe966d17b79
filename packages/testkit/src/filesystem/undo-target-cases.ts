import assert from 'node:assert/strict'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'
import { rejectsWith } from './filesystem-world.ts'
import { prepare, stateOf } from './undo-cases.ts'

/** What undo takes: operations, runs, the last ones, those since a time, and who may. */
export const undoTargetCases: FilesystemCases = {
  'one item of a batch is undone alone, the rest later': async (world) => {
    const { nx } = world
    const items = ['/docs/a', '/docs/b', '/docs/c'].map((path) => ({ path, content: path }))
    const [a, b, c] = await nx.writeBatch(items)
    await nx.undo(b?.operationId ?? '')
    assert.deepEqual(await world.paths(), ['/docs/a', '/docs/c'])
    await nx.undo([a?.operationId ?? '', c?.operationId ?? ''])
    assert.equal(await nx.exists('/docs'), false)
  },
  'a run is undone as a whole, by one operation, and redone': async (world) => {
    const { nx } = world
    await prepare(nx)
    const before = await stateOf(nx)
    const run = nx.as({ run: 'r1' })
    await run.write('/docs/a', 'damage')
    await nx.tags.set('/docs/a', 'other', 'stays')
    await run.rename('/docs/dir', '/docs/elsewhere')
    await run.rmdir('/docs/elsewhere', { recursive: true })
    await run.write('/docs/x/y', 'new')
    await run.delete('/docs/b')
    const after = await stateOf(nx)
    const count = await world.operations()
    const { operationId, undone } = await nx.undo({ run: 'r1' })
    assert.equal(await world.operations(), count + 1)
    assert.deepEqual(
      undone.map(({ type }) => type),
      ['delete', 'write', 'rmdir', 'rename', 'write'],
    )
    await nx.tags.remove('/docs/a', 'other')
    assert.deepEqual(await stateOf(nx), before)
    await nx.tags.set('/docs/a', 'other', 'stays')
    await nx.undo(operationId ?? '')
    assert.deepEqual(await stateOf(nx), after)
    await nx.undo({ run: 'r1' })
    assert.deepEqual((await nx.undo({ run: 'r1' })).undone, [], 'undoing a run twice is no redo')
  },
  'a run that undoes itself under its own name is not redone by undoing it again': async ({
    nx,
  }) => {
    const run = nx.as({ run: 'r1' })
    await run.write('/docs/a', 'one')
    await run.undo({ run: 'r1' })
    assert.deepEqual((await run.undo({ run: 'r1' })).undone, [])
    assert.equal(await nx.exists('/docs/a'), false)
  },
  'with skip the rest of a run is undone, and what depends on a conflict stays': async (world) => {
    const { nx } = world
    const run = nx.as({ run: 'r1' })
    await run.mkdir('/docs/dir', { parents: true })
    const first = await run.write('/docs/dir/a', 'one')
    const second = await run.write('/docs/dir/a', 'two')
    const other = await nx.write('/docs/dir/a', 'by another')
    await run.write('/docs/dir/b', 'b')
    await world.refused('UNDO_CONFLICT', () => nx.undo({ run: 'r1' }))
    const { undone, skipped } = await nx.undo({ run: 'r1' }, { onConflict: 'skip' })
    assert.deepEqual(
      undone.map(({ path }) => path),
      ['/docs/dir/b'],
    )
    assert.deepEqual(
      skipped.map(({ path, reason }) => [path, reason]),
      [
        ['/docs/dir/a', 'conflict'],
        ['/docs/dir/a', 'conflict'],
        ['/docs/dir', 'conflict'],
      ],
    )
    assert.deepEqual(skipped[0]?.conflicts, [other.operationId])
    assert.deepEqual(skipped[1]?.conflicts, [other.operationId, second.operationId])
    assert.deepEqual(skipped[2]?.conflicts, [first.operationId])
    assert.equal(await nx.readText('/docs/dir/a'), 'by another')
  },
  'the last n are those of the caller that stand': async ({ nx }) => {
    await nx.write('/docs/a', '1')
    await nx.write('/docs/a', '2')
    await nx.write('/docs/a', '3')
    await nx.undo({ last: 1 })
    assert.equal(await nx.readText('/docs/a'), '2')
    await nx.undo({ last: 1 })
    assert.equal(await nx.readText('/docs/a'), '1')
    await nx.undo({ last: 5 })
    assert.equal(await nx.exists('/docs/a'), false)
    assert.deepEqual((await nx.undo({ last: 1 })).undone, [])
    const [one, two] = ['u1', 'u2'].map((userId) => nx.as({ userId }))
    await one?.write('/docs/one', '1')
    await two?.write('/docs/two', '2')
    await one?.undo({ last: 3 })
    assert.equal(await nx.exists('/docs/one'), false)
    assert.equal(await nx.exists('/docs/two'), true)
  },
  'everything below a path since an operation or a time is undone, inclusive': async ({ nx }) => {
    await nx.write('/docs/a', 'one')
    await nx.write('/docs/dir/b', 'one')
    const first = await nx.write('/docs/dir/b', 'two')
    await nx.write('/docs/a', 'two')
    await nx.delete('/docs/dir/b')
    await nx.undo({ path: '/docs/dir', since: first.operationId })
    assert.equal(await nx.readText('/docs/dir/b'), 'one')
    assert.equal(await nx.readText('/docs/a'), 'two')
    assert.deepEqual((await nx.undo({ path: '/docs/dir', since: first.operationId })).undone, [])
    await nx.undo({ path: '/docs', since: new Date(0) })
    assert.equal(await nx.exists('/docs'), false)
    const late = { path: '/docs', since: '2999-01-01T00:00:00Z' }
    assert.deepEqual((await nx.undo(late)).undone, [])
  },
  'what is not there is NOT_FOUND': async (world) => {
    const unknown = '00000000-0000-7000-8000-000000000000'
    await world.refused('NOT_FOUND', () => world.nx.undo(unknown))
    await world.refused('NOT_FOUND', () => world.nx.undo({ run: 'none' }))
  },
  ...eachCase(
    [
      '',
      'x',
      ['x'],
      [5],
      null,
      5,
      {},
      { last: 0 },
      { last: 1.5 },
      { last: '1' },
      { run: '' },
      { run: 5 },
      { path: '/docs', since: 'x y' },
      { path: '/docs' },
    ],
    (target) => `undo of ${JSON.stringify(target)} is INVALID_ARGUMENT`,
    async (world, target) => {
      await world.refused('INVALID_ARGUMENT', () => world.nx.undo(target as string))
    },
  ),
  'an empty list of operations is undone by doing nothing': async (world) => {
    const result = await world.nx.undo([])
    assert.deepEqual(result, { operationId: undefined, undone: [], skipped: [], changes: [] })
  },
  'a signal that has fired is ABORTED': async (world) => {
    const { operationId } = await world.nx.write('/docs/a', 'x')
    await world.refused('ABORTED', () =>
      world.nx.undo(operationId, { signal: AbortSignal.abort() }),
    )
  },
  'what another agent did is not there to be undone, nor is what another tenant did': async ({
    nx,
  }) => {
    const one = nx.as({ tenantId: 'acme', agentId: 'one' })
    const two = nx.as({ tenantId: 'acme', agentId: 'two' })
    const { operationId } = await one.write('/workspace/acme/one/x', 'x')
    await rejectsWith('NOT_FOUND', two.undo(operationId))
    await rejectsWith('NOT_FOUND', nx.as({ tenantId: 'globex' }).undo(operationId))
    assert.deepEqual((await two.undo({ last: 5 })).undone, [])
    await one.undo(operationId)
    assert.equal(await one.exists('/workspace/acme/one/x'), false)
  },
  'a file that was moved where the caller may not write is ACCESS_DENIED': async ({ nx }) => {
    const tenant = nx.as({ tenantId: 'acme' })
    const one = tenant.as({ agentId: 'one' })
    await one.write('/shared/acme/x', 'one')
    const { operationId } = await one.write('/shared/acme/x', 'two')
    await tenant.write('/workspace/acme/two/y', 'y')
    await tenant.rename('/shared/acme/x', '/workspace/acme/two/x')
    const denied = await rejectsWith('ACCESS_DENIED', one.undo(operationId))
    assert.ok(!denied.message.includes('two'), denied.message)
    assert.equal(await tenant.readText('/workspace/acme/two/x'), 'two')
    await tenant.undo(operationId)
    assert.equal(await tenant.readText('/workspace/acme/two/x'), 'one')
  },
  'a run, and what was done last, are not those of another tenant with the same name': async ({
    nx,
  }) => {
    const [acme, globex] = ['acme', 'globex'].map((tenantId) => nx.as({ tenantId, run: 'run' }))
    await acme?.write('/external/of-acme', 'x')
    await globex?.write('/external/of-globex', 'x')
    await globex?.write('/shared/globex/x', 'x')
    await acme?.undo({ run: 'run' })
    assert.equal(await nx.exists('/external/of-acme'), false)
    assert.equal(await nx.exists('/external/of-globex'), true)
    assert.deepEqual((await nx.undo({ last: 1 })).undone, [])
    await rejectsWith('NOT_FOUND', nx.undo({ run: 'run' }))
  },
  'everything since a time in a place of others is ACCESS_DENIED': async ({ nx }) => {
    const agent = nx.as({ tenantId: 'acme', agentId: 'one' })
    for (const path of ['/workspace/acme/two', '/shared/globex'])
      await rejectsWith('ACCESS_DENIED', agent.undo({ path, since: '2020-01-01' }))
  },
  'operations of different spaces are NOT_SUPPORTED in one undo': async ({ nx }) => {
    const tenant = nx.as({ tenantId: 'acme' })
    const own = await tenant.write('/shared/acme/x', 'x')
    const shared = await tenant.write('/external/x', 'x')
    await rejectsWith('NOT_SUPPORTED', tenant.undo([own.operationId, shared.operationId]))
    await tenant.undo(shared.operationId)
    assert.equal(await tenant.exists('/external/x'), false)
    assert.equal(await tenant.exists('/shared/acme/x'), true)
  },
}
