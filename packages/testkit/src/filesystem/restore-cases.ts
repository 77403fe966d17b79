import assert from 'node:assert/strict'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'
import { rejectsWith } from './filesystem-world.ts'
import { lastOperation, prepare, stateOf } from './undo-cases.ts'

/** Restoring files and directories, and rollback. */
export const restoreCases: FilesystemCases = {
  'a directory becomes what it was, nothing else does, and it is undone': async ({ nx }) => {
    await prepare(nx)
    const at = await lastOperation(nx)
    const before = await stateOf(nx)
    await nx.write('/other/x', 'one')
    await nx.write('/docs/a', 'changed')
    await nx.rename('/docs/b', '/docs/dir/b')
    await nx.rmdir('/docs/dir/deep', { recursive: true })
    await nx.tags.set('/docs/dir', 'k', 'v')
    await nx.write('/docs/new/file', 'new')
    await nx.delete('/docs/empty')
    await nx.write('/other/x', 'two')
    const after = await stateOf(nx)
    const planned = await nx.restore('/docs', { at, dryRun: true })
    assert.equal(planned.operationId, undefined)
    assert.deepEqual(await stateOf(nx), after, 'a dry run changes nothing')
    assert.deepEqual(
      planned.changes?.map(({ path, change }) => [path, change]),
      [
        ['/docs/a', 'changed'],
        ['/docs/b', 'moved'],
        ['/docs/dir', 'changed'],
        ['/docs/dir/deep', 'added'],
        ['/docs/dir/deep/d', 'added'],
        ['/docs/empty', 'added'],
        ['/docs/new', 'removed'],
        ['/docs/new/file', 'removed'],
      ],
    )
    const { operationId, count } = await nx.restore('/docs', { at })
    assert.equal(count, planned.count)
    assert.deepEqual(await stateOf(nx), before)
    assert.equal(await nx.readText('/other/x'), 'two')
    const undo = await nx.undo(operationId ?? '')
    assert.deepEqual(await stateOf(nx), after)
    await nx.undo(undo.operationId ?? '')
    assert.deepEqual(await stateOf(nx), before)
  },
  'one file becomes what it was, and keeps its id and versions': async (world) => {
    const { nx } = world
    const { operationId } = await nx.write('/docs/a', 'one', { tags: { t: 'v' } })
    const { id } = await nx.stat('/docs/a')
    await nx.write('/docs/a', 'two', { tags: {} })
    await nx.restore('/docs/a', { at: operationId })
    assert.equal(await nx.readText('/docs/a'), 'one')
    assert.deepEqual(await nx.tags.list('/docs/a'), { t: 'v' })
    const { version, ...stat } = await nx.stat('/docs/a')
    assert.deepEqual([stat.id, version], [id, 3])
    await nx.delete('/docs/a')
    await nx.restore('/docs/a', { at: operationId })
    assert.equal((await nx.stat('/docs/a')).id, id)
    assert.equal((await nx.operations.list({ limit: 1 }).toArray())[0]?.type, 'restore')
  },
  'what was moved away since stays there, and a copy takes its place': async ({ nx }) => {
    const { operationId } = await nx.write('/docs/dir/a', 'one')
    await nx.rename('/docs/dir/a', '/docs/b')
    await nx.restore('/docs/dir', { at: operationId })
    assert.equal(await nx.readText('/docs/dir/a'), 'one')
    assert.equal(await nx.readText('/docs/b'), 'one')
    assert.notEqual((await nx.stat('/docs/b')).id, (await nx.stat('/docs/dir/a')).id)
  },
  'directories above that are gone are made again': async ({ nx }) => {
    const { operationId } = await nx.write('/docs/x/y/a', 'one')
    await nx.rmdir('/docs', { recursive: true })
    const planned = await nx.restore('/docs/x/y/a', { at: operationId, dryRun: true })
    assert.deepEqual(
      planned.changes?.map(({ path, type, change }) => [path, type, change]),
      [
        ['/docs', 'directory', 'added'],
        ['/docs/x', 'directory', 'added'],
        ['/docs/x/y', 'directory', 'added'],
        ['/docs/x/y/a', 'file', 'added'],
      ],
    )
    const { count } = await nx.restore('/docs/x/y/a', { at: operationId })
    assert.deepEqual([planned.count, count], [4, 4])
    assert.equal(await nx.readText('/docs/x/y/a'), 'one')
  },
  'the root becomes what it was': async (world) => {
    const { nx } = world
    await nx.write('/docs/a', 'one')
    const { operationId } = await nx.write('/workspace/b', 'one')
    await nx.write('/docs/a', 'two')
    await nx.write('/more/c', 'new')
    await nx.delete('/workspace/b')
    const planned = await nx.restore('/', { at: operationId, dryRun: true })
    assert.deepEqual(planned.changes?.map(({ path }) => path).sort(), [
      '/docs/a',
      '/more',
      '/more/c',
      '/workspace/b',
    ])
    const { operationId: restore } = await nx.restore('/', { at: operationId })
    assert.deepEqual(await world.paths('/'), ['/docs/a', '/workspace/b'])
    assert.equal(await nx.readText('/docs/a'), 'one')
    await nx.undo(restore ?? '')
    assert.deepEqual(await world.paths('/'), ['/docs/a', '/more/c'])
  },
  'an agent restores what it may change, and leaves what is of others': async ({ nx }) => {
    const tenant = nx.as({ tenantId: 'acme' })
    const [one, two] = ['one', 'two'].map((agentId) => tenant.as({ agentId }))
    assert.ok(one && two)
    await one.write('/workspace/acme/one/x', '1')
    const { operationId } = await two.write('/workspace/acme/two/x', '1')
    const at = (await one.write('/workspace/acme/one/y', '1')).operationId
    await one.write('/workspace/acme/one/x', '2')
    await two.write('/workspace/acme/two/x', '2')
    await one.restore('/workspace/acme', { at })
    assert.equal(await tenant.readText('/workspace/acme/one/x'), '1')
    assert.equal(await tenant.readText('/workspace/acme/two/x'), '2')
    await rejectsWith('ACCESS_DENIED', one.restore('/workspace/acme/two', { at }))
    await rejectsWith('NOT_FOUND', one.restore('/workspace/acme/one', { at: operationId }))
    await rejectsWith('READ_ONLY', tenant.restore('/archives/acme/x', { at }))
  },
  'what was not there then is NOT_FOUND, and stays': async (world) => {
    const { nx } = world
    const { operationId } = await nx.write('/docs/a', 'one')
    await nx.write('/docs/b', 'two')
    await world.refused('NOT_FOUND', () => nx.restore('/docs/b', { at: operationId }))
    assert.equal(await nx.readText('/docs/b'), 'two')
  },
  ...eachCase(
    [undefined, {}, { at: 'x y' }, { at: 5 }, { at: new Date(Number.NaN) }],
    (options) => `restore with ${JSON.stringify(options)} is INVALID_ARGUMENT`,
    async (world, options) => {
      await world.files('/docs/a')
      await world.refused('INVALID_ARGUMENT', () =>
        world.nx.restore('/docs/a', options as { at: string }),
      )
    },
  ),
  'restores at the same time as writes: each is whole': async ({ nx }) => {
    await nx.write('/docs/a', 'one')
    const { operationId } = await nx.write('/docs/b', 'one')
    await Promise.all([
      nx.restore('/docs', { at: operationId }),
      nx.write('/docs/a', 'two'),
      nx.restore('/docs', { at: operationId }),
      nx.write('/docs/c', 'two'),
    ])
    assert.ok(['one', 'two'].includes(await nx.readText('/docs/a')))
    assert.equal(await nx.readText('/docs/b'), 'one')
  },
  'a rollback is undone and redone, and does not meet later changes': async (world) => {
    const { nx } = world
    await nx.write('/docs/a', 'one')
    await nx.write('/docs/a', 'two')
    const { operationId, version } = await nx.versions.rollback('/docs/a', 1)
    assert.equal(version, 3)
    assert.equal(await nx.readText('/docs/a'), 'one')
    const undo = await nx.undo(operationId)
    assert.equal(await nx.readText('/docs/a'), 'two')
    await nx.undo(undo.operationId ?? '')
    assert.equal(await nx.readText('/docs/a'), 'one')
    const again = await nx.versions.rollback('/docs/a', 2)
    await nx.write('/docs/a', 'three')
    await world.refused('UNDO_CONFLICT', () => nx.undo(again.operationId))
  },
}
