import assert from 'node:assert/strict'
import { rejectsWith } from './filesystem-world.ts'
import type { MappedCases } from './mapped-world.ts'

/** A mount that keeps nothing of what was before. */
export const mappedNoHistoryCases: MappedCases = {
  'changes are logged as not undoable': async (world) => {
    const { nx } = world
    await world.putText('a', 'theirs')
    const { operationId } = await nx.write(world.at('a'), 'ours')
    const deleted = await nx.delete(world.at('a'))
    for (const id of [operationId, deleted.operationId]) {
      const report = await nx.operations.get(id)
      assert.deepEqual([report.undoable, report.details?.history], [false, 'none'])
      await rejectsWith('NOT_SUPPORTED', nx.undo(id))
    }
    assert.deepEqual(await world.keys(), [])
  },
  'bytes of the past are NOT_SUPPORTED': async (world) => {
    const { nx } = world
    const { operationId: at } = await nx.write(world.at('a'), 'one')
    await nx.write(world.at('a'), 'two')
    await rejectsWith('NOT_SUPPORTED', nx.versions.read(world.at('a'), 1))
    await rejectsWith('NOT_SUPPORTED', nx.read(world.at('a'), { at }))
  },
}
