import assert from 'node:assert/strict'
import { newId, sha256 } from '@nexusfs/core/kit'
import { type Precondition, ROOT_ID } from '@nexusfs/core/spec'
import { utf8 } from './batch-draft.ts'
import type { StoreCases } from './store-case.ts'
import { present, resultOf, type StoreWorld } from './store-world.ts'

/** Every precondition, held and not held. A refused commit leaves no trace. */
export const preconditionCases: StoreCases = {
  'absent: nothing is at the place': async (world) => {
    const condition = { kind: 'absent', parent: ROOT_ID, name: 'a' } as const
    await holds(world, condition)
    await world.file('a')
    await fails(world, condition)
  },
  'absent: a directory is there too': async (world) => {
    await world.directory('a')
    await fails(world, { kind: 'absent', parent: ROOT_ID, name: 'a' })
  },
  'exists: the node is live, at the place where given': async (world) => {
    const { id } = await world.file('a')
    await holds(world, { kind: 'exists', node: id })
    await holds(world, { kind: 'exists', node: id, parent: ROOT_ID, name: 'a' })
    await fails(world, { kind: 'exists', node: id, name: 'b' })
    await fails(world, { kind: 'exists', node: id, parent: newId() })
    await fails(world, { kind: 'exists', node: newId() })
    await world.remove(id)
    await fails(world, { kind: 'exists', node: id })
  },
  'version: the file at the place has it': async (world) => {
    await fails(world, { kind: 'version', parent: ROOT_ID, name: 'a', version: 1 })
    await world.file('a', 'one')
    await holds(world, { kind: 'version', parent: ROOT_ID, name: 'a', version: 1 })
    await world.file('a', 'two')
    await fails(world, { kind: 'version', parent: ROOT_ID, name: 'a', version: 1 })
  },
  'etag: the file at the place has content of the hash': async (world) => {
    const hash = sha256(utf8('one'))
    const condition = { kind: 'etag', parent: ROOT_ID, name: 'a', hash } as const
    await fails(world, condition)
    await world.file('a', 'one')
    await holds(world, condition)
    await world.file('a', 'two')
    await fails(world, condition)
  },
  'unchanged: nothing changed the row since': async (world) => {
    const { id, from } = await world.file('a')
    await holds(world, { kind: 'unchanged', node: id, from })
    await world.move(id, 'b')
    await fails(world, { kind: 'unchanged', node: id, from })
    await fails(world, { kind: 'unchanged', node: newId(), from })
  },
  'emptyDirectory: live and without children': async (world) => {
    const { id } = await world.directory('d')
    await holds(world, { kind: 'emptyDirectory', node: id })
    const file = await world.file('a', 'a', { parent: id })
    await fails(world, { kind: 'emptyDirectory', node: id })
    await fails(world, { kind: 'emptyDirectory', node: file.id })
    await world.remove(file.id)
    await holds(world, { kind: 'emptyDirectory', node: id })
    await world.remove(id)
    await fails(world, { kind: 'emptyDirectory', node: id })
  },
  'record: it has the version, or there is none': async (world) => {
    const base = { kind: 'record', collection: 'plugin', key: 'k' } as const
    await holds(world, { ...base, version: null })
    await fails(world, { ...base, version: 1 })
    await world.record('plugin', 'k', { n: 1 })
    const [row] = await world.store.getRecords('plugin', ['k'])
    const { version } = present(row)
    await holds(world, { ...base, version })
    await fails(world, { ...base, version: null })
    await world.record('plugin', 'k', { n: 1 })
    await fails(world, { ...base, version })
  },
  'lease: it is held with the token': async (world) => {
    const base = { kind: 'lease', queue: 'task', key: 'k' } as const
    await fails(world, { ...base, token: 1 })
    await world.record('task', 'k', { due: 1 })
    const [lease] = await world.store.claim('task', { limit: 1, leaseMs: 60_000, worker: 'w' })
    const { token } = present(lease)
    await holds(world, { ...base, token })
    await fails(world, { ...base, token: token + 1 })
    await world.store.release(present(lease))
    await fails(world, { ...base, token })
  },
  'lease: one that ran out does not hold': async (world) => {
    await world.record('task', 'k', { due: 1 })
    const [lease] = await world.store.claim('task', { limit: 1, leaseMs: 500, worker: 'w' })
    await world.advance(520)
    const { token } = present(lease)
    await fails(world, { kind: 'lease', queue: 'task', key: 'k', token })
  },
  'content: registered with the generation and not suspect': async (world) => {
    const draft = world.draft()
    const index = draft.content('one')
    const content = present(resultOf(await world.commit(draft), index).content)
    const { reference, generation } = content
    await holds(world, { kind: 'content', content: reference, generation })
    await fails(world, { kind: 'content', content: reference, generation: generation + 1 })
    await fails(world, { kind: 'content', content: reference + 1_000, generation })
    const doubt = world.draft()
    doubt.add({ kind: 'content', action: 'suspect', content: reference, generation })
    await world.commit(doubt)
    await fails(world, { kind: 'content', content: reference, generation })
  },
  'the index of the first condition that fails is given': async (world) => {
    await world.file('a')
    const draft = world
      .draft()
      .log('write', '/b')
      .when(
        { kind: 'absent', parent: ROOT_ID, name: 'b' },
        { kind: 'version', parent: ROOT_ID, name: 'a', version: 1 },
        { kind: 'absent', parent: ROOT_ID, name: 'a' },
      )
    draft.put('b', 'text')
    await world.refused(draft, 2)
    assert.deepEqual(await world.names(), ['a'])
  },
  'conditions are checked before any mutation of the same batch': async (world) => {
    const draft = world.draft().log('write', '/a')
    draft.when({ kind: 'version', parent: ROOT_ID, name: 'a', version: 1 })
    draft.put('a', 'text')
    await world.refused(draft)
  },
}

async function holds(world: StoreWorld, condition: Precondition): Promise<void> {
  await world.commit(world.draft().log('metadata', '/').when(condition))
}

async function fails(world: StoreWorld, condition: Precondition): Promise<void> {
  const draft = world.draft().log('write', '/trace').when(condition)
  draft.put('trace', `trace ${draft.operations[0]?.id}`)
  await world.refused(draft)
  const [id, address] = [draft.operations[0]?.id, draft.mutations[0]]
  assert.equal((await world.store.operations('acme', { id, limit: 1 })).rows.length, 0)
  assert.equal(await world.store.lookup('acme', ROOT_ID, 'trace'), undefined)
  if (address?.kind === 'content' && address.action === 'inline')
    assert.equal(await world.store.findContent({ ...address, backend: 'inline' }), undefined)
}
