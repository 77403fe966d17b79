import assert from 'node:assert/strict'
import { rejectsWith, textOf } from './filesystem-world.ts'
import { historyOf, versionTexts } from './mapped-history-world.ts'
import type { MappedCases } from './mapped-world.ts'

/** Longer than what lies in a store. */
const LONG = 'a long line\n'.repeat(20_000)

/** What is kept of files of a bucket, and how it is read and brought back. */
export const mappedHistoryCases: MappedCases = {
  'each write is a version, which can be read by its number': async (world) => {
    const { nx } = world
    const made = []
    for (const text of ['one', LONG, '', 'four']) made.push(await nx.write(world.at('d/a'), text))
    assert.deepEqual(
      made.map(({ version }) => version),
      [1, 2, 3, 4],
    )
    assert.deepEqual(await versionTexts(world, 'd/a'), ['four', '', LONG, 'one'])
    assert.equal(textOf(await nx.versions.read(world.at('d/a'), 2)), LONG)
    await rejectsWith('NOT_FOUND', nx.versions.read(world.at('d/a'), 5))
    await rejectsWith('INVALID_ARGUMENT', nx.versions.read(world.at('d/a'), 0))
  },
  'versions name the operations that made them, and the etags of the provider where it keeps them':
    async (world) => {
      const { nx } = world
      const first = await nx.write(world.at('a'), 'one')
      const second = await nx.write(world.at('a'), 'two')
      const [newest, oldest] = await nx.versions.list(world.at('a')).toArray()
      assert.deepEqual(
        [newest?.operationId, oldest?.operationId],
        [second.operationId, first.operationId],
      )
      if (historyOf(world) !== 'versioning') return
      assert.deepEqual([newest?.etag, oldest?.etag], [second.etag, first.etag])
      assert.deepEqual([newest?.versionId, oldest?.versionId], [second.versionId, first.versionId])
      assert.ok(second.versionId)
      assert.equal((await nx.stat(world.at('a'))).versionId, second.versionId)
      assert.equal(textOf(await nx.versions.read(world.at('a'), first.versionId ?? '')), 'one')
    },
  'what others wrote is a version once we overwrite it': async (world) => {
    const { nx } = world
    await world.putText('a', 'theirs')
    const { version } = await nx.write(world.at('a'), 'ours')
    assert.equal(version, 2)
    await world.putText('a', `theirs again ${LONG}`)
    await nx.write(world.at('a'), 'ours again')
    const texts = ['ours again', `theirs again ${LONG}`, 'ours', 'theirs']
    assert.deepEqual(await versionTexts(world, 'a'), texts)
  },
  'versions that others made are listed where the bucket keeps them, and can be read': async (
    world,
  ) => {
    const { nx } = world
    if (historyOf(world) !== 'versioning') return
    await world.putText('a', 'one')
    await world.putText('a', 'two')
    await nx.write(world.at('a'), 'ours')
    await world.putText('a', 'three')
    const versions = await nx.versions.list(world.at('a')).toArray()
    assert.deepEqual(
      versions.map(({ version }) => version),
      [0, 2, 1, 0],
    )
    assert.deepEqual(await versionTexts(world, 'a'), ['three', 'ours', 'two', 'one'])
    await rejectsWith('NOT_FOUND', nx.versions.read(world.at('a'), 'no-such-version'))
  },
  'a listing of versions goes on from its cursor': async (world) => {
    const { nx } = world
    await world.putText('a', 'theirs')
    for (const text of ['one', 'two', 'three']) await nx.write(world.at('a'), text)
    const all = await nx.versions.list(world.at('a')).toArray()
    assert.equal(all.length, 4)
    const first = nx.versions.list(world.at('a'), { limit: 3 })
    const found = await first.toArray()
    const { cursor } = first
    found.push(...(await nx.versions.list(world.at('a'), { cursor }).toArray()))
    assert.deepEqual(found, all)
  },
  'versions of what never was there are NOT_FOUND': async (world) => {
    await rejectsWith('NOT_FOUND', world.nx.versions.list(world.at('none')).toArray())
  },
  'versions are compared': async (world) => {
    const { nx } = world
    await nx.write(world.at('a.txt'), 'one\nsame\n')
    await nx.write(world.at('a.txt'), 'two\nsame\n')
    const diff = await nx.versions.diff(world.at('a.txt'), 1, 2)
    assert.deepEqual([diff.equal, diff.added, diff.removed], [false, 1, 1])
    assert.ok(diff.patch?.includes('-one') && diff.patch.includes('+two'))
  },
  'a rollback is a new version in the bucket with the bytes and the type of the old one': async (
    world,
  ) => {
    const { nx } = world
    await nx.write(world.at('a'), LONG, { contentType: 'text/x-long' })
    await nx.write(world.at('a'), 'two')
    const result = await nx.versions.rollback(world.at('a'), 1)
    assert.equal(result.version, 3)
    assert.equal(await world.textOutside('a'), LONG)
    assert.equal((await nx.stat(world.at('a'))).contentType, 'text/x-long')
    await nx.undo(result.operationId)
    assert.equal(await world.textOutside('a'), 'two')
  },
  'a file of the past is read as it last passed through us': async (world) => {
    const { nx } = world
    const first = await nx.write(world.at('a'), LONG)
    const second = await nx.write(world.at('a'), 'two')
    await nx.delete(world.at('a'))
    const at = first.operationId
    assert.equal(await nx.readText(world.at('a'), { at }), LONG)
    assert.equal(textOf(await nx.read(world.at('a'), { at, start: 2, end: 6 })), 'long')
    assert.equal((await nx.stat(world.at('a'), { at })).size, LONG.length)
    assert.equal(await nx.readText(world.at('a'), { at: second.operationId }), 'two')
  },
  'a file that was deleted through us was not there then': async (world) => {
    const { nx } = world
    await nx.write(world.at('a'), 'one')
    const { operationId: at } = await nx.delete(world.at('a'))
    await nx.write(world.at('a'), 'two')
    assert.equal(await nx.exists(world.at('a'), { at }), false)
    await rejectsWith('NOT_FOUND', nx.read(world.at('a'), { at }))
  },
  'what nobody knows of the past is NOT_SUPPORTED, never a guess': async (world) => {
    const { nx } = world
    const { operationId: at } = await nx.write('/elsewhere', 'x')
    await world.putText('a', 'theirs')
    await rejectsWith('NOT_SUPPORTED', nx.read(world.at('a'), { at }))
    await nx.write(world.at('a'), 'ours')
    await rejectsWith('NOT_SUPPORTED', nx.read(world.at('a'), { at }))
    await rejectsWith('NOT_SUPPORTED', nx.restore(world.at('a'), { at }))
  },
  'a file is restored to a point of the past, and that can be undone': async (world) => {
    const { nx } = world
    const { operationId: at } = await nx.write(world.at('a'), 'one')
    await nx.write(world.at('a'), 'two')
    const plan = await nx.restore(world.at('a'), { at, dryRun: true })
    assert.deepEqual(
      plan.changes?.map(({ path, change }) => [path, change]),
      [[world.at('a'), 'changed']],
    )
    assert.equal(await world.textOutside('a'), 'two')
    const { operationId } = await nx.restore(world.at('a'), { at })
    assert.equal(await world.textOutside('a'), 'one')
    await nx.undo(operationId ?? '')
    assert.equal(await world.textOutside('a'), 'two')
    await nx.delete(world.at('a'))
    await nx.restore(world.at('a'), { at })
    assert.equal(await world.textOutside('a'), 'one')
  },
  'a directory with a bucket mounted in it is not restored': async (world) => {
    const { nx } = world
    const { operationId: at } = await nx.write(world.at('a'), 'one')
    const above = world.at('').slice(0, world.at('').lastIndexOf('/')) || '/'
    await rejectsWith('NOT_SUPPORTED', nx.restore(above, { at }))
  },
  'versions follow a rename, and end with a file that is seen missing': async (world) => {
    const { nx } = world
    await nx.write(world.at('a'), 'one')
    await nx.write(world.at('a'), 'two')
    await nx.rename(world.at('a'), world.at('d/b'))
    await nx.write(world.at('d/b'), 'three')
    assert.equal(textOf(await nx.versions.read(world.at('d/b'), 1)), 'one')
    assert.equal(textOf(await nx.versions.read(world.at('d/b'), 2)), 'two')
    await world.outside.delete('d/b')
    assert.equal(await nx.exists(world.at('d/b')), false)
    await nx.write(world.at('d/b'), 'anew')
    assert.equal((await nx.stat(world.at('d/b'))).version, 1)
  },
  'the log names changes of the bucket, and what others did as such': async (world) => {
    const { nx } = world
    await world.putText('a', 'theirs')
    await nx.write(world.at('a'), 'ours')
    await nx.delete(world.at('a'))
    const rows = await nx.operations.list({ under: world.at('') }).toArray()
    const types = rows.map(({ type }) => type).filter((type) => type !== 'mount')
    assert.deepEqual(types, ['delete', 'write', 'observe'])
    const [deleted, written, observed] = await Promise.all(
      rows.slice(0, 3).map(({ id }) => nx.operations.get(id)),
    )
    assert.deepEqual(
      [deleted?.undoable, written?.undoable, observed?.undoable],
      [true, true, false],
    )
  },
}
