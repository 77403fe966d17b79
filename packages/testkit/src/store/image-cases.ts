import assert from 'node:assert/strict'
import { newId } from '@nexusfs/core/kit'
import type { RecordMutation } from '@nexusfs/core/spec'
import type { StoreCases } from './store-case.ts'
import { allPages, plain, present, type StoreWorld, sequenceOf } from './store-world.ts'

type Change = { readonly key: string; readonly value?: object; readonly collection?: string }

/** Images of records in undoable collections, from before the operations that changed them. */
export const imageCases: StoreCases = {
  'an operation leaves what a record was before it': async (world) => {
    const made = await changed(world, { key: 'k', value: { n: 1 } })
    const replaced = await changed(world, { key: 'k', value: { n: 2 } })
    const deleted = await changed(world, { key: 'k' })
    const base = { collection: 'mount', key: 'k' }
    assert.deepEqual(plain(await images(world, made.id)), [{ ...base, to: made.sequence }])
    assert.deepEqual(await images(world, replaced.id), [
      { ...base, to: replaced.sequence, value: { n: 1 } },
    ])
    assert.deepEqual(await images(world, deleted.id), [
      { ...base, to: deleted.sequence, value: { n: 2 } },
    ])
  },
  'adding to a field leaves an image too': async (world) => {
    await changed(world, { key: 'k', value: { n: 1 } })
    const draft = world.draft().log('mount', '/')
    const base = { kind: 'record', collection: 'mount', key: 'k' } as const
    draft.add({ ...base, action: 'add', field: 'n', amount: 2 })
    await world.commit(draft)
    const [image] = await images(world, present(draft.operations[0]).id)
    assert.deepEqual(image?.value, { n: 1 })
  },
  'several changes by one operation leave the first image': async (world) => {
    await changed(world, { key: 'k', value: { n: 1 } })
    const twice = [{ key: 'k', value: { n: 2 } }, { key: 'k' }, { key: 'k', value: { n: 3 } }]
    const { id } = await changed(world, ...twice)
    const values = (await images(world, id)).map((image) => image.value)
    assert.deepEqual(values, [{ n: 1 }])
    const fresh = await changed(world, { key: 'new', value: {} }, { key: 'new' })
    const [image, ...others] = await images(world, fresh.id)
    assert.deepEqual([image?.key, image?.value, others.length], ['new', undefined, 0])
  },
  'each operation of a batch leaves its own': async (world) => {
    const draft = world.draft().log('mount', '/a').log('mount', '/b')
    draft.add({ ...mutationOf({ key: 'k', value: { n: 1 } }), operation: 0 })
    draft.add({ ...mutationOf({ key: 'k', value: { n: 2 } }), operation: 1 })
    await world.commit(draft)
    const [first, second] = draft.operations.map(({ id }) => id)
    assert.deepEqual(
      (await images(world, present(first))).map((image) => image.value),
      [undefined],
    )
    assert.deepEqual(
      (await images(world, present(second))).map((image) => image.value),
      [{ n: 1 }],
    )
  },
  'other collections leave none': async (world) => {
    await world.record('plugin', 'k', { n: 1 })
    const { id } = await changed(world, { collection: 'plugin', key: 'k', value: { n: 2 } })
    assert.deepEqual(await images(world, id), [])
  },
  'images come in the order given, then by collection and key, in pages': async (world) => {
    const first = await changed(world, { key: 'b', value: {} }, { key: 'a', value: {} })
    const undone = { collection: 'undone', key: 'a', value: {} }
    const second = await changed(world, undone, { key: 'z', value: {} }, { key: 'B', value: {} })
    const ids = [second.id, newId(), first.id]
    const rows = await allPages((after) =>
      world.store.recordImages('acme', ids, { after, limit: 2 }),
    )
    assert.deepEqual(
      rows.map((row) => [row.to, row.collection, row.key]),
      [
        [second.sequence, 'mount', 'B'],
        [second.sequence, 'mount', 'z'],
        [second.sequence, 'undone', 'a'],
        [first.sequence, 'mount', 'a'],
        [first.sequence, 'mount', 'b'],
      ],
    )
  },
  'images are those of one space': async (world) => {
    const { id } = await changed(world, { key: 'k', value: {} })
    assert.deepEqual((await world.store.recordImages('other', [id], { limit: 5 })).rows, [])
  },
  'a failed commit leaves none': async (world) => {
    const draft = world.draft().log('mount', '/')
    draft.add(mutationOf({ key: 'k', value: {} }))
    draft.add({ kind: 'remove', node: newId() })
    await world.impossible(draft, 'nodeMissing')
    draft.mutations.pop()
    await world.commit(draft)
    assert.equal((await images(world, present(draft.operations[0]).id)).length, 1)
  },
  'pruning drops images up to a sequence, inclusive, of one space': async (world) => {
    const first = await changed(world, { key: 'k', value: { n: 1 } })
    const second = await changed(world, { key: 'k', value: { n: 2 } })
    const third = await changed(world, { key: 'k', value: { n: 3 } })
    const foreign = world.draft('other')
    foreign.add({ kind: 'prune', states: [], imagesUpTo: third.sequence })
    await world.commit(foreign)
    assert.equal((await images(world, first.id)).length, 1)
    const draft = world.draft()
    draft.add({ kind: 'prune', states: [], imagesUpTo: second.sequence })
    await world.commit(draft)
    assert.deepEqual(await images(world, first.id), [])
    assert.deepEqual(await images(world, second.id), [])
    assert.equal((await images(world, third.id)).length, 1)
    assert.deepEqual((await world.store.getRecords('mount', ['k']))[0]?.value, { n: 3 })
  },
}

/** Changes records by one operation. */
async function changed(world: StoreWorld, ...changes: readonly Change[]) {
  const draft = world.draft().log('mount', '/')
  for (const change of changes) draft.add(mutationOf(change))
  const sequence = sequenceOf(await world.commit(draft))
  return { id: present(draft.operations[0]).id, sequence }
}

function mutationOf({ collection = 'mount', key, value }: Change): RecordMutation {
  const base = { kind: 'record', collection, key } as const
  return value === undefined
    ? { ...base, action: 'delete' }
    : { ...base, action: 'put', value: { ...value } }
}

async function images(world: StoreWorld, operation: string) {
  return (await world.store.recordImages('acme', [operation], { limit: 10 })).rows
}
