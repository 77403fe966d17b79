import assert from 'node:assert/strict'
import type { FilesystemCases } from './filesystem-case.ts'
import { lastOperation } from './undo-cases.ts'

/** Undo where others changed something since. */
export const undoConflictCases: FilesystemCases = {
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
  'undoing an undo and its redo at once changes no mark of what they were about': async ({
    nx,
  }) => {
    const { operationId } = await nx.write('/docs/a', 'one')
    const undone = await nx.undo(operationId)
    const redone = await nx.undo(undone.operationId ?? '')
    const both = await nx.undo([undone.operationId ?? '', redone.operationId ?? ''])
    await nx.undo(operationId)
    assert.deepEqual((await nx.undo(both.operationId ?? '')).changes, [])
    assert.equal(await nx.exists('/docs/a'), false)
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
  'a redo whose undo was done again is skipped, and names that': async ({ nx }) => {
    const made = await nx.mkdir('/docs/b/c', { parents: true })
    const undo = await nx.undo(made.operationId)
    const redo = await nx.undo(undo.operationId ?? '')
    const again = await nx.undo(made.operationId)
    const { skipped } = await nx.undo(redo.operationId ?? '', { onConflict: 'skip' })
    assert.deepEqual(
      skipped.map(({ reason, conflicts }) => [reason, conflicts]),
      [['conflict', [again.operationId]]],
    )
  },
  'a dry run passes where all of it together does': async (world) => {
    const { nx } = world
    await nx.write('/docs/dir/a', 'one')
    const gone = await nx.delete('/docs/dir/a')
    const removed = await nx.rmdir('/docs/dir')
    const made = await nx.write('/docs/dir', 'a file')
    const moved = await nx.rename('/docs/dir', '/docs/file')
    const ids = [gone, removed, made, moved].map(({ operationId }) => operationId)
    const options = { onConflict: 'skip' } as const
    const { undone, skipped, changes } = await nx.undo(ids, { ...options, dryRun: true })
    const real = await nx.undo(ids, options)
    assert.deepEqual([undone, skipped, changes], [real.undone, real.skipped, real.changes])
    assert.equal(await nx.readText('/docs/dir/a'), 'one')
  },
  'a tag that was set to what it was is undone, also when its file is gone': async ({ nx }) => {
    await nx.write('/docs/a', 'one', { tags: { k: 'v' } })
    const { operationId } = await nx.tags.set('/docs/a', 'k', 'v')
    await nx.delete('/docs/a')
    const { undone, changes } = await nx.undo(operationId)
    assert.deepEqual([undone.length, changes], [1, []])
    assert.equal(await nx.exists('/docs/a'), false)
  },
  'a directory that was asked for and made again stays in the way of the undo of that': async (
    world,
  ) => {
    const { nx } = world
    const made = await nx.mkdir('/docs/x/dir', { parents: true })
    const undo = await nx.undo(made.operationId)
    const redo = await nx.undo(undo.operationId ?? '')
    const used = await nx.write('/docs/x/dir/b', 'two')
    const error = await world.refused('UNDO_CONFLICT', () => nx.undo(redo.operationId ?? ''))
    assert.ok(error.message.includes(used.operationId), error.message)
    const moved = await nx.rename('/docs/x/dir/b', '/docs/x/b')
    await nx.undo(redo.operationId ?? '')
    assert.deepEqual(await world.paths(), ['/docs/x/b'])
    await world.refused('UNDO_CONFLICT', () => nx.undo(moved.operationId))
  },
  'a directory that a write made again on the way stays while others have something in it': async (
    world,
  ) => {
    const { nx } = world
    const { operationId } = await nx.write('/docs/dir/a', 'one')
    let redo = await nx.undo((await nx.undo(operationId)).operationId ?? '')
    redo = await nx.undo((await nx.undo(redo.operationId ?? '')).operationId ?? '')
    await nx.write('/docs/dir/b', 'two')
    await nx.undo(redo.operationId ?? '')
    assert.deepEqual(await world.paths(), ['/docs/dir/b'])
  },
  'removing a directory again is UNDO_CONFLICT while others have something in it': async (
    world,
  ) => {
    const { nx } = world
    await nx.mkdir('/docs/dir', { parents: true })
    const removed = await nx.rmdir('/docs/dir')
    const undo = await nx.undo(removed.operationId)
    const used = await nx.write('/docs/dir/a', 'one')
    const error = await world.refused('UNDO_CONFLICT', () => nx.undo(undo.operationId ?? ''))
    assert.ok(error.message.includes(used.operationId), error.message)
  },
  'a path that would be too long is UNDO_CONFLICT, which names it and who moved what is above':
    async (world) => {
      const { nx } = world
      const long = Array.from({ length: 10 }, () => 'y'.repeat(200)).join('/')
      await nx.write(`/docs/a/${long}/f`, 'one')
      const gone = await nx.delete(`/docs/a/${long}/f`)
      await nx.mkdir(`/docs/${long}/deeper`, { parents: true })
      const moved = await nx.rename('/docs/a', `/docs/${long}/deeper/${'z'.repeat(200)}`)
      const error = await world.refused('UNDO_CONFLICT', () => nx.undo(gone.operationId))
      for (const named of ['4096 bytes', '/docs/yyy', moved.operationId, gone.operationId])
        assert.ok(error.message.includes(named), error.message)
      const { skipped } = await nx.undo([gone.operationId], { onConflict: 'skip' })
      assert.deepEqual(skipped[0]?.conflicts, [moved.operationId])
      await nx.undo([moved.operationId, gone.operationId])
      assert.equal(await nx.readText(`/docs/a/${long}/f`), 'one')
    },
}
