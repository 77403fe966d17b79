import assert from 'node:assert/strict'
import { newId, sha256 } from '@nexusfs/core/kit'
import { type ContentRow, ROOT_ID } from '@nexusfs/core/spec'
import { utf8 } from './batch-draft.ts'
import { allContent, candidateReferences, condemn, doomed, doubt, sweep } from './collect-world.ts'
import type { StoreCases } from './store-case.ts'
import { nodeOf, present, rejectsWith, resultOf, type StoreWorld } from './store-world.ts'

const SPACE = 'acme'
const LOCATOR = '{"key":"a/bÄ.txt","versionId":"3"}'

/** Content that lies elsewhere, under a name of its own. */
export const externalCases: StoreCases = {
  'external content is present at once and says where it lies': async (world) => {
    const content = await external(world)
    assert.deepEqual(
      [content.state, content.generation, content.size, content.locator, content.backend],
      ['present', 1, 7, LOCATOR, 'bucket'],
    )
    assert.deepEqual(await world.store.getContent(content.reference), content)
    assert.deepEqual(await world.store.findContent(content), content)
    assert.deepEqual(await allContent(world.store), [content])
  },
  'the same external content is one content': async (world) => {
    const first = await external(world)
    const second = await external(world)
    assert.deepEqual(second, first)
    assert.notEqual((await external(world, '{"key":"other"}')).reference, first.reference)
  },
  'a file has external content, and its version number and size follow': async (world) => {
    const first = await file(world, 'a', LOCATOR)
    const second = await file(world, 'a', '{"key":"a","versionId":"4"}')
    assert.deepEqual([first.version, second.version, second.size], [1, 2, 7])
    assert.equal(first.id, second.id)
    assert.equal(second.hash, sha256(utf8('{"key":"a","versionId":"4"}')))
    const history = await world.store.nodeHistory(SPACE, first.id, { limit: 10 })
    const locators = await Promise.all(
      history.rows.map(async (row) => (await world.store.getContent(present(row.content))).locator),
    )
    assert.deepEqual(locators, ['{"key":"a","versionId":"4"}', LOCATOR])
  },
  'a past state with external content comes back': async (world) => {
    const first = await file(world, 'a', LOCATOR)
    await file(world, 'a', '{"key":"a","versionId":"4"}')
    const draft = world.draft().log('undo', '/a')
    draft.add({ kind: 'restoreNodes', nodes: [{ node: first.id, content: first.from }] })
    await world.commit(draft)
    const [now] = await world.store.getNodes(SPACE, [first.id])
    assert.deepEqual([now?.content, now?.hash, now?.version], [first.content, first.hash, 3])
  },
  'external content that a state has stays': async (world) => {
    const { id, content } = await file(world, 'a', LOCATOR)
    await world.remove(id)
    await sweep(world)
    assert.equal((await world.store.getContent(present(content))).state, 'present')
  },
  'external content that lost its last reference goes, and nothing is doomed': async (world) => {
    const first = await file(world, 'a', LOCATOR)
    await file(world, 'a', '{"key":"a","versionId":"4"}')
    const reference = present(first.content)
    const [, past] = (await world.store.nodeHistory(SPACE, first.id, { limit: 10 })).rows
    const draft = world.draft()
    const states = [{ node: first.id, to: present(past?.to) }]
    draft.add({ kind: 'prune', states })
    await world.commit(draft)
    assert.deepEqual(await candidateReferences(world), [reference])
    const gone = await condemn(world, { reference, generation: 1 })
    assert.equal(gone.created, true)
    assert.deepEqual(await doomed(world), [])
    assert.deepEqual(await candidateReferences(world), [])
    await rejectsWith('CORRUPT', world.store.getContent(reference))
    const again = await external(world)
    assert.notEqual(again.reference, reference)
    assert.deepEqual([again.state, again.generation], ['present', 1])
  },
  'external content is not doubted': async (world) => {
    const content = await external(world)
    await doubt(world, content)
    assert.equal((await world.store.getContent(content.reference)).state, 'present')
  },
  'nothing is appended to external content': async (world) => {
    const base = (await external(world)).reference
    const draft = world.draft()
    const part = { mutation: draft.content('more') }
    const hash = sha256(utf8('whole'))
    draft.add({ kind: 'content', action: 'append', pool: SPACE, hash, base, part })
    const result = await world.store.commit(draft)
    assert.deepEqual(result.ok ? result : [result.failed, 'problem' in result && result.problem], [
      'structure',
      'contentMissing',
    ])
  },
  'the same batch twice gives the same external content': async (world) => {
    const draft = world.draft().log('write', '/a')
    const content = { mutation: draft.add(mutation(LOCATOR)) }
    draft.add({ kind: 'put', parent: ROOT_ID, name: 'a', id: newId(), content })
    const first = resultOf(await world.commit(draft), 0).content
    const second = resultOf(await world.commit(draft), 0).content
    assert.deepEqual(second, first)
  },
  'a store with external content has nothing wrong': async (world) => {
    const { id } = await file(world, 'a', LOCATOR)
    await file(world, 'a', '{"key":"a","versionId":"4"}')
    await world.remove(id)
    assert.deepEqual(await world.store.inspect(), [])
  },
}

function mutation(locator: string) {
  const address = { pool: SPACE, backend: 'bucket', hash: sha256(utf8(locator)) }
  return { kind: 'content', action: 'external', ...address, size: 7, locator } as const
}

async function external(world: StoreWorld, locator = LOCATOR): Promise<ContentRow> {
  const draft = world.draft()
  draft.add(mutation(locator))
  return present(resultOf(await world.commit(draft), 0).content)
}

async function file(world: StoreWorld, name: string, locator: string) {
  const draft = world.draft().log('write', `/${name}`)
  const content = { mutation: draft.add(mutation(locator)) }
  const put = draft.add({ kind: 'put', parent: ROOT_ID, name, id: newId(), content })
  return nodeOf(await world.commit(draft), put)
}
