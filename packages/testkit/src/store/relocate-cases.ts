import assert from 'node:assert/strict'
import { newId, sha256 } from '@nexusfs/core/kit'
import { type ContentRow, ROOT_ID } from '@nexusfs/core/spec'
import { utf8 } from './batch-draft.ts'
import { candidateReferences, doomed } from './collect-world.ts'
import type { StoreCases } from './store-case.ts'
import { nodeOf, present, resultOf, type StoreWorld } from './store-world.ts'

const SPACE = 'acme'
const HASH = sha256(utf8('content'))

/** Content that comes to lie on another backend. */
export const relocateCases: StoreCases = {
  'content changes places with the same bytes elsewhere, and its files do not notice': async (
    world,
  ) => {
    const old = await lying(world, 'old')
    const { id, hash } = await file(world, 'a', old)
    const target = await lying(world, 'new', false)
    const moved = await relocate(world, old, target)
    assert.deepEqual(
      [moved?.reference, moved?.backend, moved?.state, moved?.generation],
      [old.reference, 'new', 'present', 1],
    )
    const [node] = await world.store.getNodes(SPACE, [id])
    assert.deepEqual([node?.content, node?.hash, node?.version], [old.reference, hash, 1])
    assert.equal((await found(world, 'new'))?.reference, old.reference)
    const left = present(await found(world, 'old'))
    assert.deepEqual([left.reference, left.state], [target.reference, 'condemned'])
    assert.deepEqual(await doomed(world), [])
    assert.ok(!(await candidateReferences(world)).includes(target.reference))
    assert.deepEqual(await world.store.inspect(), [])
  },
  'the key that content left behind is never handed out again': async (world) => {
    const old = await lying(world, 'old')
    await file(world, 'a', old)
    await relocate(world, old, await lying(world, 'new', false))
    const again = await lying(world, 'old', false)
    assert.deepEqual([again.state, again.generation], ['pending', 2])
    const back = await relocate(world, present(await found(world, 'new')), again)
    assert.deepEqual([back?.backend, back?.generation], ['old', 2])
  },
  'content whose bytes others use elsewhere is made of those': async (world) => {
    if (!world.store.capabilities.inlineContent) return
    const old = await lying(world, 'old')
    await file(world, 'a', old)
    const target = await lying(world, 'new')
    await file(world, 'b', target)
    const moved = present(await relocate(world, old, target))
    assert.deepEqual(
      [moved.reference, moved.generation, moved.parts?.map(({ reference }) => reference)[0]],
      [old.reference, 2, target.reference],
    )
    const size = moved.parts?.reduce((sum, part) => sum + part.size, 0)
    assert.equal(size, moved.size)
    assert.ok(moved.parts?.every(({ backend }) => backend !== 'old'))
    assert.deepEqual(await doomed(world), [])
    assert.deepEqual(await world.store.inspect(), [])
  },
  'content is not moved by what was known of it before': async (world) => {
    const old = await lying(world, 'old')
    await file(world, 'a', old)
    const target = await lying(world, 'new', false)
    for (const [content, to] of [
      [{ ...old, generation: 2 }, target],
      [old, { ...target, generation: 2 }],
      [old, old],
      [target, old],
    ] as const)
      assert.equal(await relocate(world, content, to), undefined)
    assert.equal((await found(world, 'old'))?.reference, old.reference)
  },
}

async function lying(world: StoreWorld, backend: string, confirm = true): Promise<ContentRow> {
  const address = { pool: SPACE, backend, hash: HASH, size: 7 }
  const register = world.draft()
  register.add({ kind: 'content', action: 'register', ...address, leaseMs: 60_000 })
  const content = present(resultOf(await world.commit(register), 0).content)
  if (!confirm) return content
  const { reference, generation } = content
  const draft = world.draft()
  draft.add({ kind: 'content', action: 'confirm', content: reference, generation })
  return present(resultOf(await world.commit(draft), 0).content)
}

async function relocate(
  world: StoreWorld,
  { reference, generation }: ContentRow,
  to: ContentRow,
): Promise<ContentRow | undefined> {
  const draft = world.draft()
  draft.add({
    ...{ kind: 'content', action: 'relocate', content: reference, generation },
    ...{ to: to.reference, toGeneration: to.generation },
  })
  const result = await world.store.commit(draft)
  return result.ok ? result.mutations[0]?.content : undefined
}

function found({ store }: StoreWorld, backend: string): Promise<ContentRow | undefined> {
  return store.findContent({ pool: SPACE, backend, hash: HASH })
}

async function file(world: StoreWorld, name: string, { reference }: ContentRow) {
  const draft = world.draft().log('write', `/${name}`)
  const put = draft.add({ kind: 'put', parent: ROOT_ID, name, id: newId(), content: reference })
  return nodeOf(await world.commit(draft), put)
}
