import assert from 'node:assert/strict'
import { rejectsWith } from './filesystem-world.ts'
import { versionTexts } from './mapped-history-world.ts'
import type { MappedCases } from './mapped-world.ts'

/** Changes of a bucket that are taken back, as far as nobody else came between. */
export const mappedUndoCases: MappedCases = {
  'a new file is gone after undo, and back after redo': async (world) => {
    const { nx } = world
    const { operationId } = await nx.write(world.at('d/a'), 'one')
    const undone = await nx.undo(operationId)
    assert.deepEqual(await world.keys(), [])
    assert.deepEqual([undone.undone.length, undone.skipped.length, undone.left], [1, 0, undefined])
    await nx.undo(undone.operationId ?? '')
    assert.equal(await world.textOutside('d/a'), 'one')
    assert.equal(await nx.exists(world.at('d/a')), true)
  },
  'an overwrite of ours goes back to the bytes before': async (world) => {
    const { nx } = world
    await nx.write(world.at('a'), 'one')
    const { operationId } = await nx.write(world.at('a'), 'two')
    await nx.undo(operationId)
    assert.equal(await nx.readText(world.at('a')), 'one')
    assert.equal((await nx.stat(world.at('a'))).version, 3)
    assert.equal((await versionTexts(world, 'a'))[0], 'one')
  },
  'an overwrite of what others wrote goes back to their bytes': async (world) => {
    const { nx } = world
    await world.putText('a', 'theirs')
    const { operationId } = await nx.write(world.at('a'), 'ours')
    await nx.undo(operationId)
    assert.equal(await world.textOutside('a'), 'theirs')
  },
  'a deleted file comes back with its bytes, type, tags and id': async (world) => {
    const { nx } = world
    await nx.write(world.at('a'), 'one', { contentType: 'text/x-a', tags: { k: 'v' } })
    const { id } = await nx.stat(world.at('a'))
    const { operationId } = await nx.delete(world.at('a'))
    await nx.undo(operationId)
    const stat = await nx.stat(world.at('a'))
    assert.deepEqual([stat.id, stat.contentType], [id, 'text/x-a'])
    assert.deepEqual(await nx.tags.list(world.at('a')), { k: 'v' })
    assert.equal(await world.textOutside('a'), 'one')
  },
  'what others had written and we deleted comes back': async (world) => {
    const { nx } = world
    await world.putText('a', 'theirs')
    const { operationId } = await nx.delete(world.at('a'))
    await nx.undo(operationId)
    assert.equal(await world.textOutside('a'), 'theirs')
  },
  'a rename goes back, with the id': async (world) => {
    const { nx } = world
    await world.putText('a', 'theirs')
    const { operationId } = await nx.rename(world.at('a'), world.at('d/b'))
    const { id } = await nx.stat(world.at('d/b'))
    const undone = await nx.undo(operationId)
    assert.deepEqual(await world.keys(), ['a'])
    assert.equal((await nx.stat(world.at('a'))).id, id)
    await nx.undo(undone.operationId ?? '')
    assert.deepEqual(await world.keys(), ['d/b'])
    assert.equal(await world.textOutside('d/b'), 'theirs')
  },
  'a rename over a file brings both back': async (world) => {
    const { nx } = world
    await nx.write(world.at('a'), 'one')
    await nx.write(world.at('b'), 'two')
    const { operationId } = await nx.rename(world.at('a'), world.at('b'), { overwrite: true })
    await nx.undo(operationId)
    assert.equal(await world.textOutside('a'), 'one')
    assert.equal(await world.textOutside('b'), 'two')
  },
  'a copy is gone after undo': async (world) => {
    const { nx } = world
    await world.putText('a', 'theirs')
    const { operationId } = await nx.copy(world.at('a'), world.at('b'))
    const undone = await nx.undo(operationId)
    assert.deepEqual(await world.keys(), ['a'])
    await nx.undo(undone.operationId ?? '')
    assert.equal(await world.textOutside('b'), 'theirs')
  },
  'a directory that was made is gone after undo, unless others put something into it': async (
    world,
  ) => {
    const { nx } = world
    const first = await nx.mkdir(world.at('d'))
    const second = await nx.mkdir(world.at('e'))
    await world.put('e/theirs')
    await nx.undo(first.operationId)
    await nx.undo(second.operationId)
    assert.equal(await nx.exists(world.at('d')), false)
    assert.equal(await world.textOutside('e/theirs'), 'e/theirs')
    assert.deepEqual(await world.names(), ['e/'])
  },
  'a removed directory comes back with all that was in it': async (world) => {
    const { nx } = world
    await nx.write(world.at('d/a'), 'ours')
    await world.put('d/b', 'd/e/c')
    await nx.mkdir(world.at('d/empty'))
    const { operationId } = await nx.rmdir(world.at('d'), { recursive: true })
    assert.deepEqual(await world.names(), [])
    await nx.undo(operationId)
    assert.deepEqual(await world.listed(), ['d/a', 'd/b', 'd/e/c'])
    assert.deepEqual(await world.names('d'), ['a', 'b', 'e/', 'empty/'])
    assert.equal(await world.textOutside('d/e/c'), 'd/e/c')
  },
  'a renamed directory goes back with all that was in it': async (world) => {
    const { nx } = world
    await nx.write(world.at('d/a'), 'ours')
    await world.put('d/b', 'd/e/c')
    const { id } = await nx.stat(world.at('d/a'))
    const { operationId } = await nx.rename(world.at('d'), world.at('to/f'))
    assert.deepEqual(await world.listed(), ['to/f/a', 'to/f/b', 'to/f/e/c'])
    await nx.undo(operationId)
    assert.deepEqual(await world.listed(), ['d/a', 'd/b', 'd/e/c'])
    assert.equal((await nx.stat(world.at('d/a'))).id, id)
    const { operationId: later } = await nx.write(world.at('d/a'), 'later')
    await nx.undo(later)
    assert.equal(await world.textOutside('d/a'), 'ours')
  },
  'tags are taken back, and no byte of the file is touched': async (world) => {
    const { nx } = world
    await world.putText('a', 'theirs')
    const { operationId } = await nx.tags.set(world.at('a'), 'k', 'v')
    const { etag } = await nx.stat(world.at('a'))
    await nx.undo(operationId)
    assert.deepEqual(await nx.tags.list(world.at('a')), {})
    assert.equal((await nx.stat(world.at('a'))).etag, etag)
  },
  'a run is undone as a whole, in the bucket and beside it': async (world) => {
    const { nx } = world
    await world.putText('a', 'theirs')
    await nx.write('/beside', 'before')
    const run = nx.as({ run: 'one' })
    await run.write(world.at('a'), 'ours')
    await run.write(world.at('a'), 'ours again')
    await run.write(world.at('b'), 'new')
    await run.rename(world.at('b'), world.at('c'))
    await run.write('/beside', 'after')
    const plan = await nx.undo({ run: 'one' }, { dryRun: true })
    assert.equal(plan.undone.length, 5)
    assert.deepEqual(await world.keys(), ['a', 'c'])
    const result = await nx.undo({ run: 'one' })
    assert.equal(result.undone.length, 5)
    assert.deepEqual(await world.keys(), ['a'])
    assert.equal(await world.textOutside('a'), 'theirs')
    assert.equal(await nx.readText('/beside'), 'before')
    await nx.undo(result.operationId ?? '')
    assert.deepEqual(await world.keys(), ['a', 'c'])
    assert.equal(await world.textOutside('a'), 'ours again')
    assert.equal(await nx.readText('/beside'), 'after')
  },
  'the last operation is ours, whatever others did': async (world) => {
    const { nx } = world
    await nx.write(world.at('a'), 'one')
    await world.putText('a', 'theirs')
    await nx.write(world.at('a'), 'two')
    const { undone } = await nx.undo({ last: 1 })
    assert.deepEqual(
      undone.map(({ type }) => type),
      ['write'],
    )
    assert.equal(await world.textOutside('a'), 'theirs')
  },
  'what others changed since is skipped, and stays': async (world) => {
    const { nx } = world
    const { operationId } = await nx.write(world.at('a'), 'ours')
    await world.putText('a', 'theirs')
    const result = await nx.undo(operationId)
    assert.deepEqual(
      result.skipped.map(({ id, reason }) => [id, reason]),
      [[operationId, 'changedOutside']],
    )
    assert.equal(result.operationId, undefined)
    assert.equal(await world.textOutside('a'), 'theirs')
  },
  'what others deleted since is skipped': async (world) => {
    const { nx } = world
    await nx.write(world.at('a'), 'one')
    const { operationId } = await nx.write(world.at('a'), 'two')
    await world.outside.delete('a')
    const { skipped } = await nx.undo(operationId)
    assert.deepEqual(
      skipped.map(({ reason }) => reason),
      ['changedOutside'],
    )
    assert.deepEqual(await world.keys(), [])
  },
  'a place that others took since is theirs': async (world) => {
    const { nx } = world
    await nx.write(world.at('a'), 'ours')
    const { operationId } = await nx.delete(world.at('a'))
    await world.putText('a', 'theirs')
    const { skipped } = await nx.undo(operationId)
    assert.deepEqual(
      skipped.map(({ reason }) => reason),
      ['changedOutside'],
    )
    assert.equal(await world.textOutside('a'), 'theirs')
  },
  'of a tree what others changed is left, and the rest comes back': async (world) => {
    const { nx } = world
    await world.put('d/a', 'd/b', 'd/c')
    const { operationId } = await nx.rmdir(world.at('d'), { recursive: true })
    await world.putText('d/b', 'theirs')
    const result = await nx.undo(operationId)
    assert.deepEqual(result.left, [{ path: world.at('d/b'), reason: 'changed' }])
    assert.equal(result.undone.length, 1)
    assert.deepEqual(await world.keys(), ['d/a', 'd/b', 'd/c'])
    assert.equal(await world.textOutside('d/b'), 'theirs')
    assert.equal(await world.textOutside('d/c'), 'd/c')
  },
  'a later change of ours is UNDO_CONFLICT, as anywhere': async (world) => {
    const { nx } = world
    const { operationId } = await nx.write(world.at('a'), 'one')
    await nx.write(world.at('a'), 'two')
    await rejectsWith('UNDO_CONFLICT', nx.undo(operationId))
    assert.equal(await world.textOutside('a'), 'two')
  },
  'undoing twice happens once': async (world) => {
    const { nx } = world
    await nx.write(world.at('a'), 'one')
    const { operationId } = await nx.write(world.at('a'), 'two')
    await nx.undo(operationId)
    const { skipped } = await nx.undo(operationId, { onConflict: 'skip' })
    assert.deepEqual(
      skipped.map(({ reason }) => reason),
      ['alreadyUndone'],
    )
    assert.equal(await world.textOutside('a'), 'one')
  },
  'earlier operations are undone after later ones were': async (world) => {
    const { nx } = world
    const ids = []
    for (const text of ['one', 'two', 'three'])
      ids.push((await nx.write(world.at('a'), text)).operationId)
    for (const id of ids.toReversed()) await nx.undo(id)
    assert.deepEqual(await world.keys(), [])
  },
  'what others did is nothing to be undone': async (world) => {
    const { nx } = world
    await world.putText('a', 'theirs')
    await nx.write(world.at('a'), 'ours')
    const rows = await nx.operations.list({ path: world.at('a') }).toArray()
    const observed = rows.find(({ type }) => type === 'observe')
    await rejectsWith('NOT_SUPPORTED', nx.undo(observed?.id ?? ''))
  },
}
