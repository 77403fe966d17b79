import assert from 'node:assert/strict'
import { isNexusError, type Nexus } from '@nexusfs/core'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'
import { type FilesystemWorld, rejectsWith } from './filesystem-world.ts'

/** A call that changes something, given what `PREPARED` made. */
type Change = readonly [name: string, change: (nx: Nexus) => Promise<unknown>]

/** One call of each kind. */
const CHANGES: readonly Change[] = [
  ['a write of a new file', (nx) => nx.write('/docs/new', 'x')],
  ['a write in new directories', (nx) => nx.write('/docs/x/y/new', 'x')],
  ['an overwrite', (nx) => nx.write('/docs/a', 'x')],
  ['an overwrite with the same bytes', (nx) => nx.write('/docs/a', 'one')],
  [
    'an overwrite with attributes',
    (nx) => nx.write('/docs/a', 'x', { metadata: { k: 2 }, tags: {}, contentType: 'a/b' }),
  ],
  ['an overwrite with a large file', (nx) => nx.write('/docs/a', new Uint8Array(1 << 20).fill(1))],
  ['an append', (nx) => nx.append('/docs/a', '+')],
  ['an append to nothing', (nx) => nx.append('/docs/new', '+')],
  ['an edit', (nx) => nx.edit('/docs/a', [{ old: 'one', new: 'two' }])],
  ['a delete', (nx) => nx.delete('/docs/a')],
  ['a delete of an empty file', (nx) => nx.delete('/docs/empty')],
  ['mkdir', (nx) => nx.mkdir('/docs/new')],
  ['mkdir with parents', (nx) => nx.mkdir('/docs/x/y/z', { parents: true })],
  ['rmdir', (nx) => nx.rmdir('/docs/hollow')],
  ['rmdir of all that is below', (nx) => nx.rmdir('/docs/dir', { recursive: true })],
  ['a rename', (nx) => nx.rename('/docs/a', '/docs/new')],
  ['a rename into new directories', (nx) => nx.rename('/docs/a', '/docs/x/y/new')],
  ['a rename over a file', (nx) => nx.rename('/docs/a', '/docs/b', { overwrite: true })],
  ['a rename of a directory', (nx) => nx.rename('/docs/dir', '/docs/hollow/dir')],
  ['a copy', (nx) => nx.copy('/docs/a', '/docs/new')],
  ['a copy over a file', (nx) => nx.copy('/docs/a', '/docs/b', { overwrite: true })],
  ['a copy of a directory', (nx) => nx.copy('/docs/dir', '/docs/x/new')],
  ['metadata', (nx) => nx.metadata.set('/docs/a', 'k', [2])],
  ['metadata of a directory', (nx) => nx.metadata.set('/docs/dir', 'k', 2)],
  ['removed metadata', (nx) => nx.metadata.remove('/docs/a', 'k')],
  ['a tag', (nx) => nx.tags.set('/docs/a', 'k', 'v')],
  ['a removed tag', (nx) => nx.tags.remove('/docs/a', 't')],
]

async function prepare(nx: Nexus): Promise<void> {
  await nx.write('/docs/a', 'zero')
  await nx.write('/docs/a', 'one', { metadata: { k: 1 }, tags: { t: 'v' } })
  await nx.write('/docs/b', 'bee')
  await nx.write('/docs/empty', '')
  await nx.write('/docs/dir/c', 'see')
  await nx.write('/docs/dir/deep/d', 'dee', { tags: { t: 'd' } })
  await nx.mkdir('/docs/hollow')
}

/** Everything of a tree that a change can change. */
async function stateOf(nx: Nexus): Promise<unknown[]> {
  const entries = await nx.tree('/docs').toArray()
  return Promise.all(
    entries.map(async ({ path, type, size, etag, contentType, id, ...entry }) => ({
      path,
      ...{ type, size, etag, contentType, id },
      ...(type === 'file' && { modifiedAt: entry.modifiedAt, bytes: await nx.read(path) }),
      metadata: await nx.metadata.get(path),
      tags: await nx.tags.list(path),
    })),
  )
}

/** The id of the operation that a call logged last. */
async function lastOperation(nx: Nexus): Promise<string> {
  const [row] = await nx.operations.list({ limit: 1 }).toArray()
  assert.ok(row)
  return row.id
}

async function undoes(
  { nx, opened }: FilesystemWorld,
  [, change]: Change,
  reopen = false,
): Promise<void> {
  await prepare(nx)
  const before = await stateOf(nx)
  await change(nx)
  const after = await stateOf(nx)
  const id = await lastOperation(nx)
  const next = reopen ? await opened.reopen?.() : nx
  assert.ok(next)
  const planned = await next.undo(id, { dryRun: true })
  assert.equal(planned.operationId, undefined)
  assert.deepEqual(await stateOf(next), after, 'a dry run changes nothing')
  const { operationId, ...undone } = await next.undo(id)
  assert.deepEqual({ operationId: undefined, ...undone }, planned)
  assert.deepEqual(
    undone.undone.map((operation) => operation.id),
    [id],
  )
  assert.deepEqual(await stateOf(next), before)
  let redo = operationId
  for (const expected of [after, before, after]) {
    assert.ok(redo)
    redo = (await next.undo(redo)).operationId
    assert.deepEqual(await stateOf(next), expected)
  }
}

/** Undo and redo. */
export const undoCases: FilesystemCases = {
  ...eachCase(CHANGES, ([name]) => `${name} is undone and redone`, undoes),
  ...Object.fromEntries(
    CHANGES.map((change) => [
      `${change[0]} is undone by another process`,
      { needs: 'reopen', run: (world: FilesystemWorld) => undoes(world, change, true) } as const,
    ]),
  ),
  'a second undo changes nothing and says so': async ({ nx }) => {
    await nx.write('/docs/a', 'one')
    const { operationId } = await nx.write('/docs/a', 'two')
    const { operationId: by } = await nx.undo(operationId)
    const again = await nx.undo(operationId)
    assert.equal(again.operationId, undefined)
    assert.deepEqual(again.undone, [])
    assert.equal(again.skipped[0]?.reason, 'alreadyUndone')
    assert.equal(await nx.readText('/docs/a'), 'one')
    assert.ok(by)
    await nx.undo(by)
    assert.equal((await nx.undo(operationId)).undone.length, 1)
  },
  'of 8 undos at once exactly one does it': async (world) => {
    const { nx } = world
    await nx.write('/docs/a', 'one')
    const { operationId } = await nx.write('/docs/a', 'two')
    const before = await world.operations()
    const results = await Promise.all(Array.from({ length: 8 }, () => nx.undo(operationId)))
    assert.equal(results.filter((result) => result.operationId !== undefined).length, 1)
    assert.equal(await world.operations(), before + 1)
    assert.equal(await nx.readText('/docs/a'), 'one')
  },
  'an undo meets writes at the same time: none is lost': async ({ nx }) => {
    await nx.write('/docs/a', 'one')
    const { operationId } = await nx.write('/docs/a', 'two')
    const [undone, ...written] = await Promise.allSettled([
      nx.undo(operationId),
      ...Array.from({ length: 4 }, (_, index) => nx.append('/docs/a', `+${index}`)),
    ])
    assert.ok(written.every(({ status }) => status === 'fulfilled'))
    const text = await nx.readText('/docs/a')
    if (undone.status === 'fulfilled') assert.match(text, /^one(\+\d){4}$/)
    else {
      assert.ok(isNexusError(undone.reason, 'UNDO_CONFLICT'))
      assert.match(text, /^two(\+\d){4}$/)
    }
  },
  'a later write is UNDO_CONFLICT, which names it, and stays': async (world) => {
    const { nx } = world
    await nx.write('/docs/a', 'one')
    const { operationId } = await nx.write('/docs/a', 'two')
    const later = await nx.write('/docs/a', 'three')
    const error = await world.refused('UNDO_CONFLICT', () => nx.undo(operationId))
    assert.ok(error.message.includes(later.operationId), error.message)
    assert.equal(await nx.readText('/docs/a'), 'three')
    const skipped = await nx.undo([operationId], { onConflict: 'skip' })
    assert.deepEqual(skipped.skipped[0]?.conflicts, [later.operationId])
    assert.equal(await nx.readText('/docs/a'), 'three')
  },
  'a later change that was undone itself is no conflict, redone it is': async (world) => {
    const { nx } = world
    await nx.write('/docs/a', 'one')
    const { operationId } = await nx.write('/docs/a', 'two')
    const later = await nx.write('/docs/a', 'three')
    const undone = await nx.undo(later.operationId)
    const redone = await nx.undo(undone.operationId ?? '')
    await world.refused('UNDO_CONFLICT', () => nx.undo(operationId))
    await nx.undo(redone.operationId ?? '')
    await nx.undo(operationId)
    assert.equal(await nx.readText('/docs/a'), 'one')
  },
  'redo after something older was undone is UNDO_CONFLICT': async (world) => {
    const { nx } = world
    await nx.write('/docs/a', 'one')
    const two = await nx.write('/docs/a', 'two')
    const three = await nx.write('/docs/a', 'three')
    const first = await nx.undo(three.operationId)
    const second = await nx.undo(two.operationId)
    const redo = () => nx.undo(first.operationId ?? '')
    const error = await world.refused('UNDO_CONFLICT', redo)
    assert.ok(error.message.includes(second.operationId ?? '-'), error.message)
    await nx.undo(second.operationId ?? '')
    await redo()
    assert.equal(await nx.readText('/docs/a'), 'three')
  },
  'a later tag, rename or move of the directory does not block the undo of a write': async ({
    nx,
  }) => {
    await nx.write('/docs/dir/a', 'one')
    const { operationId } = await nx.write('/docs/dir/a', 'two')
    await nx.tags.set('/docs/dir/a', 'k', 'v')
    await nx.rename('/docs/dir/a', '/docs/dir/b')
    await nx.rename('/docs/dir', '/docs/moved')
    await nx.undo(operationId)
    assert.equal(await nx.readText('/docs/moved/b'), 'one')
    assert.deepEqual(await nx.tags.list('/docs/moved/b'), { k: 'v' })
  },
  'a later write does not block the undo of a rename or a tag': async ({ nx }) => {
    await nx.write('/docs/a', 'one')
    await nx.tags.set('/docs/a', 'k', 'v')
    const tag = await lastOperation(nx)
    const rename = await nx.rename('/docs/a', '/docs/b')
    await nx.write('/docs/b', 'two')
    await nx.undo(tag)
    await nx.undo(rename.operationId)
    assert.equal(await nx.readText('/docs/a'), 'two')
    assert.deepEqual(await nx.tags.list('/docs/a'), {})
    assert.equal(await nx.exists('/docs/b'), false)
  },
  'a deleted file comes back with id, versions, metadata and tags, into its renamed directory':
    async ({ nx }) => {
      await nx.write('/docs/dir/a', 'one')
      await nx.write('/docs/dir/a', 'two', { metadata: { k: 1 }, tags: { t: 'v' } })
      const { id } = await nx.stat('/docs/dir/a')
      const { operationId } = await nx.delete('/docs/dir/a')
      await nx.rename('/docs/dir', '/docs/other')
      await nx.undo(operationId)
      assert.equal((await nx.stat('/docs/other/a')).id, id)
      assert.equal(await nx.readText('/docs/other/a'), 'two')
      assert.deepEqual(await nx.metadata.get('/docs/other/a'), { k: 1 })
      assert.deepEqual(await nx.tags.list('/docs/other/a'), { t: 'v' })
      const versions = await nx.versions.list('/docs/other/a').toArray()
      assert.deepEqual(
        versions.map(({ version }) => version),
        [2, 1],
      )
    },
  'a delete that took the only reference is undone': async ({ nx }) => {
    const bytes = new Uint8Array(200_000).fill(7)
    await nx.write('/docs/a', bytes)
    const { operationId } = await nx.delete('/docs/a')
    await nx.undo(operationId)
    assert.deepEqual(await nx.read('/docs/a'), bytes)
  },
  'a place that was taken since is UNDO_CONFLICT, which names who took it': async (world) => {
    const { nx } = world
    await nx.write('/docs/a', 'one')
    const gone = await nx.delete('/docs/a')
    await nx.write('/docs/b', 'other')
    const taken = await nx.rename('/docs/b', '/docs/a')
    await nx.write('/docs/a', 'other 2')
    const error = await world.refused('UNDO_CONFLICT', () => nx.undo(gone.operationId))
    assert.ok(error.message.includes(taken.operationId), error.message)
    assert.equal(await nx.readText('/docs/a'), 'other 2')
  },
  'a directory that is gone since is UNDO_CONFLICT, which names who removed it': async (world) => {
    const { nx } = world
    await nx.write('/docs/dir/a', 'one')
    const gone = await nx.delete('/docs/dir/a')
    const removed = await nx.rmdir('/docs/dir')
    const error = await world.refused('UNDO_CONFLICT', () => nx.undo(gone.operationId))
    assert.ok(error.message.includes(removed.operationId), error.message)
    const both = await nx.undo([gone.operationId, removed.operationId])
    assert.equal(both.undone.length, 2)
    assert.equal(await nx.readText('/docs/dir/a'), 'one')
  },
  'moves that would form a loop are UNDO_CONFLICT': async (world) => {
    const { nx } = world
    await nx.mkdir('/docs/a/b', { parents: true })
    const first = await nx.rename('/docs/a/b', '/docs/b')
    const second = await nx.rename('/docs/a', '/docs/b/a')
    const error = await world.refused('UNDO_CONFLICT', () => nx.undo(first.operationId))
    assert.ok(error.message.includes(second.operationId), error.message)
    await nx.undo([first.operationId, second.operationId])
    assert.deepEqual(await world.names('/docs/a'), ['b/'])
  },
  'a directory made on the way stays while others have something in it': async (world) => {
    const { nx } = world
    const { operationId } = await nx.write('/docs/dir/a', 'one')
    await nx.write('/docs/dir/b', 'two')
    await nx.undo(operationId)
    assert.deepEqual(await world.paths(), ['/docs/dir/b'])
  },
  'mkdir of a directory that others use is UNDO_CONFLICT, which names them': async (world) => {
    const { nx } = world
    const { operationId } = await nx.mkdir('/docs/x/dir', { parents: true })
    const used = await nx.write('/docs/x/dir/b', 'two')
    const error = await world.refused('UNDO_CONFLICT', () => nx.undo(operationId))
    assert.ok(error.message.includes(used.operationId), error.message)
    await nx.undo(used.operationId)
    await nx.undo(operationId)
    assert.equal(await nx.exists('/docs'), false)
  },
  'names that were exchanged by three renames change back': async ({ nx }) => {
    await nx.write('/docs/a', 'one')
    await nx.write('/docs/b', 'two')
    const swap = nx.as({ run: 'swap' })
    await swap.rename('/docs/a', '/docs/t')
    await swap.rename('/docs/b', '/docs/a')
    await swap.rename('/docs/t', '/docs/b')
    await nx.undo({ run: 'swap' })
    assert.equal(await nx.readText('/docs/a'), 'one')
    assert.equal(await nx.readText('/docs/b'), 'two')
  },
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
  'the undo of something that was undone together with its undo': async ({ nx }) => {
    await nx.write('/docs/a', 'one')
    const two = await nx.write('/docs/a', 'two')
    const undo = await nx.undo(two.operationId)
    const both = await nx.undo([two.operationId, undo.operationId ?? ''])
    assert.equal(both.undone.length, 2)
    assert.equal(await nx.readText('/docs/a'), 'one')
    assert.equal((await nx.undo(two.operationId)).skipped[0]?.reason, 'alreadyUndone')
  },
  'the log shows the undo with what it undid, under the path that it changed': async ({ nx }) => {
    await nx.write('/docs/a', 'one')
    const { operationId } = await nx.write('/docs/a', 'two')
    const undo = await nx.undo(operationId)
    const [row] = await nx.operations.list({ limit: 1 }).toArray()
    assert.equal(row?.id, undo.operationId)
    assert.equal(row?.type, 'undo')
    assert.equal(row?.path, '/docs/a')
    assert.deepEqual(row?.details, { operations: [operationId] })
  },
  'the answer names every change with versions': async ({ nx }) => {
    const first = await nx.write('/docs/a', 'one')
    const { operationId, etag } = await nx.write('/docs/a', 'three')
    const { changes } = await nx.undo(operationId)
    assert.deepEqual(changes, [
      {
        path: '/docs/a',
        type: 'file',
        change: 'changed',
        facets: ['content'],
        before: { version: 2, etag, size: 5 },
        after: { version: 3, etag: first.etag, size: 3 },
      },
    ])
    assert.equal((await nx.stat('/docs/a')).version, 3)
    const moved = await nx.rename('/docs/a', '/docs/b')
    const [change] = (await nx.undo(moved.operationId, { dryRun: true })).changes
    assert.equal(change?.change, 'moved')
    assert.equal(change?.path, '/docs/a')
    assert.equal(change?.previousPath, '/docs/b')
  },
  'an operation that changed nothing is NOT_SUPPORTED alone and skipped among others': async (
    world,
  ) => {
    const { nx } = world
    await nx.write('/docs/a', 'one')
    const nothing = await nx.mkdir('/docs', { existOk: true })
    await world.refused('NOT_SUPPORTED', () => nx.undo(nothing.operationId))
    const { operationId } = await nx.write('/docs/a', 'two')
    const { skipped } = await nx.undo([nothing.operationId, operationId])
    assert.equal(skipped[0]?.reason, 'notUndoable')
    assert.equal(await nx.readText('/docs/a'), 'one')
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
    await rejectsWith('ACCESS_DENIED', one.undo(operationId))
    assert.equal(await tenant.readText('/workspace/acme/two/x'), 'two')
    await tenant.undo(operationId)
    assert.equal(await tenant.readText('/workspace/acme/two/x'), 'one')
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
