import assert from 'node:assert/strict'
import { newId, sha256 } from '@nexusfs/core/kit'
import { ROOT_ID } from '@nexusfs/core/spec'
import { utf8 } from './batch-draft.ts'
import type { StoreCases } from './store-case.ts'
import { nodeOf, plain, present, rejectsWith, resultOf, sequenceOf } from './store-world.ts'

/** Putting files and their attributes. */
export const fileCases: StoreCases = {
  'put makes a file of version 1': async (world) => {
    const id = newId()
    const draft = world.draft().log('write', '/a')
    const more = { id, contentType: 'text/plain', createdBy: 'agent:x' }
    const index = draft.put('a', 'one', more)
    const result = await world.commit(draft)
    const node = nodeOf(result, index)
    assert.equal(resultOf(result, index).created, true)
    assert.deepEqual(plain({ ...node, content: 0, createdAt: 0, modifiedAt: 0 }), {
      ...{ id, parent: ROOT_ID, name: 'a', type: 'file', from: sequenceOf(result), version: 1 },
      ...{ size: 3, hash: sha256(utf8('one')), content: 0, contentType: 'text/plain' },
      ...{ createdAt: 0, modifiedAt: 0, createdBy: 'agent:x' },
    })
    assert.equal(node.createdAt, result.operations[0]?.time)
    assert.equal(node.modifiedAt, node.createdAt)
    assert.deepEqual(plain((await world.store.lookup('acme', ROOT_ID, 'a'))?.node), plain(node))
  },
  'put over a file makes its next version and keeps id, creation and attributes': async (world) => {
    const attributes = { tags: { colour: 'red' }, metadata: { n: [1, { m: null }] } }
    const first = await world.file('a', 'one', { createdBy: 'user:x', attributes })
    await world.advance(5)
    const second = await world.file('a', 'two', { createdBy: 'user:y' })
    assert.deepEqual(
      plain({ ...second, hash: '', content: 0, from: 0, modifiedAt: 0 }),
      plain({ ...first, version: 2, hash: '', content: 0, from: 0, modifiedAt: 0 }),
    )
    assert.ok(second.from > first.from)
    assert.equal(second.hash, sha256(utf8('two')))
  },
  'identical content makes a new version too': async (world) => {
    await world.file('a', 'same')
    const second = await world.file('a', 'same')
    assert.equal(second.version, 2)
    assert.equal((await world.store.nodeHistory('acme', second.id, { limit: 9 })).rows.length, 2)
  },
  'put replaces attributes, content type and origin when it gives them': async (world) => {
    const origin = { node: newId(), version: 3 }
    await world.file('a', 'one', { contentType: 'text/x', attributes: { tags: { a: '1' } } })
    const attributes = { tags: { b: '2' } }
    const node = await world.file('a', 'two', { contentType: 'text/y', attributes, origin })
    const found = present((await world.store.lookup('acme', ROOT_ID, 'a'))?.node)
    assert.deepEqual(plain(found), plain(node))
    assert.deepEqual(plain(found.attributes), attributes)
    assert.equal(found.contentType, 'text/y')
    assert.deepEqual(found.origin, origin)
  },
  'put takes the time that the writer gives': async (world) => {
    const node = await world.file('a', 'one', { modifiedAt: 1_234_567_890_123 })
    assert.equal(node.modifiedAt, 1_234_567_890_123)
    assert.notEqual(node.createdAt, node.modifiedAt)
  },
  'put of empty content makes a file of size 0': async (world) => {
    const node = await world.file('a', '')
    assert.equal(node.size, 0)
    assert.equal(node.hash, sha256(new Uint8Array()))
  },
  'put below a node that is not there is parentMissing': async (world) => {
    const draft = world.draft().log('write', '/d/a')
    draft.put('a', 'text', { parent: newId() })
    await world.impossible(draft, 'parentMissing')
  },
  'put below a directory that was removed is parentMissing': async (world) => {
    const { id } = await world.directory('d')
    await world.remove(id)
    const draft = world.draft().log('write', '/d/a')
    draft.put('a', 'text', { parent: id })
    await world.impossible(draft, 'parentMissing')
  },
  'put below a file is notDirectory': async (world) => {
    const { id } = await world.file('f')
    const draft = world.draft().log('write', '/f/a')
    draft.put('a', 'text', { parent: id })
    await world.impossible(draft, 'notDirectory')
  },
  'put over a directory is isDirectory': async (world) => {
    await world.directory('d')
    const draft = world.draft().log('write', '/d')
    draft.put('d', 'text')
    await world.impossible(draft, 'isDirectory')
  },
  'put of content that the store does not know is contentMissing': async (world) => {
    const draft = world.draft().log('write', '/a')
    draft.put('a', '', { content: 123_456 })
    await world.impossible(draft, 'contentMissing')
  },
  'put of content that is only announced is contentMissing': async (world) => {
    const draft = world.draft().log('write', '/a')
    const hash = sha256(utf8('big'))
    const register = { kind: 'content', action: 'register', pool: 'acme', leaseMs: 60_000 } as const
    const mutation = draft.add({ ...register, backend: 'cloud', hash, size: 3 })
    draft.put('a', '', { content: { mutation } })
    await world.impossible(draft, 'contentMissing')
  },
  'put below a directory made by the same batch': async (world) => {
    const draft = world.draft().log('write', '/d/e/a')
    const d = draft.directory('d')
    const e = draft.directory('e', { mutation: d })
    const file = draft.put('a', 'text', { parent: { mutation: e } })
    const node = nodeOf(await world.commit(draft), file)
    const walk = await world.store.resolve('acme', ['d', 'e', 'a'])
    assert.deepEqual(plain(walk.found?.node), plain(node))
  },
  'a name given twice in a batch ends with the last content': async (world) => {
    const draft = world.draft().log('write', '/a').log('write', '/a')
    draft.put('a', 'one', { operation: 0 })
    const last = draft.put('a', 'two', { operation: 1 })
    const node = nodeOf(await world.commit(draft), last)
    assert.equal(node.version, 2)
    assert.equal(node.hash, sha256(utf8('two')))
    const { rows } = await world.store.nodeHistory('acme', node.id, { limit: 10 })
    assert.deepEqual(
      rows.map((row) => row.version),
      [2, 1],
    )
  },
  'attributes replaces them, keeps the version and drops empty ones': async (world) => {
    const file = await world.file('a', 'one', { attributes: { tags: { a: '1' } } })
    const draft = world.draft().log('metadata', '/a')
    const posix = { mode: 0o755 }
    const attributes = { metadata: { deep: { list: [1, 'é', null, true] } }, inherit: false, posix }
    draft.add({ kind: 'attributes', node: file.id, attributes })
    const node = nodeOf(await world.commit(draft), 0)
    assert.equal(node.version, 1)
    assert.ok(node.from > file.from)
    const found = present((await world.store.lookup('acme', ROOT_ID, 'a'))?.node)
    assert.deepEqual(plain(found.attributes), attributes)
    const drop = world.draft().log('tag', '/a')
    drop.add({ kind: 'attributes', node: file.id, attributes: { tags: {}, metadata: {} } })
    await world.commit(drop)
    const bare = await world.store.lookup('acme', ROOT_ID, 'a')
    assert.equal(bare?.node.attributes, undefined)
  },
  'puts twice at one place in a directory made by the same batch': async (world) => {
    const draft = world.draft().log('write', '/d/a').log('write', '/d/a')
    const parent = { mutation: draft.directory('d') }
    const first = draft.put('a', 'one', { parent })
    const again = draft.put('a', 'two', { parent, operation: 1 })
    const found = draft.directory('d')
    const result = await world.commit(draft)
    assert.equal(resultOf(result, found).created, false)
    assert.equal(nodeOf(result, again).id, nodeOf(result, first).id)
    assert.deepEqual([nodeOf(result, again).version, nodeOf(result, again).size], [2, 3])
    const over = world.draft().log('write', '/e/a')
    const below = { mutation: over.directory('e') }
    over.directory('a', below)
    over.put('a', 'one', { parent: below })
    await world.impossible(over, 'isDirectory')
  },
  'a put sees what the same batch moved into a directory that it made': async (world) => {
    const { id } = await world.file('a', 'one')
    const draft = world.draft().log('write', '/d')
    const parent = { mutation: draft.directory('d') }
    draft.add({ kind: 'move', node: id, parent, name: 'b' })
    const put = draft.put('b', 'two', { parent })
    const node = nodeOf(await world.commit(draft), put)
    assert.equal(node.id, id)
    const found = await world.store.resolve('acme', ['d', 'b'])
    assert.equal(found.found?.node.id, id)
    assert.equal(await world.store.lookup('acme', ROOT_ID, 'a'), undefined)
  },
  'attributes of a directory and of a node made by the same batch': async (world) => {
    const draft = world.draft().log('mkdir', '/d')
    const mutation = draft.directory('d')
    draft.add({ kind: 'attributes', node: { mutation }, attributes: { tags: { k: 'v' } } })
    await world.commit(draft)
    const found = await world.store.lookup('acme', ROOT_ID, 'd')
    assert.deepEqual(plain(found?.node.attributes), { tags: { k: 'v' } })
  },
  'attributes of a node that is not there is nodeMissing': async (world) => {
    const draft = world.draft().log('metadata', '/a')
    draft.add({ kind: 'attributes', node: newId(), attributes: {} })
    await world.impossible(draft, 'nodeMissing')
  },
  'later changes of what was committed do not reach the store': async (world) => {
    const tags: Record<string, string> = { a: '1' }
    const value: Record<string, string> = { a: '1' }
    const draft = world.draft().log('write', '/a')
    draft.put('a', 'text', { attributes: { tags } })
    draft.add({ kind: 'record', collection: 'plugin', key: 'k', action: 'put', value })
    const [content] = draft.mutations
    await world.commit(draft)
    tags.a = value.a = '2'
    if (content?.kind === 'content' && content.action === 'inline') content.bytes.fill(0)
    const found = await world.store.lookup('acme', ROOT_ID, 'a', { content: true })
    assert.deepEqual(plain(found?.node.attributes), { tags: { a: '1' } })
    if (found?.bytes !== undefined) assert.equal(Buffer.from(found.bytes).toString(), 'text')
    assert.deepEqual((await world.store.getRecords('plugin', ['k']))[0]?.value, { a: '1' })
  },
  'a change of a node without an operation is INVALID_ARGUMENT': async (world) => {
    const draft = world.draft()
    draft.put('a', 'text')
    await rejectsWith('INVALID_ARGUMENT', world.store.commit(draft))
    assert.deepEqual(await world.names(), [])
  },
}
