import assert from 'node:assert/strict'
import { sha256 } from '@nexusfs/core/kit'
import { utf8 } from './batch-draft.ts'
import { needs, type StoreCases } from './store-case.ts'
import { present, type StoreWorld } from './store-world.ts'

/** Content that the store itself holds, looked for by its hash. */
export const inlineCases: StoreCases = {
  'findInline: content comes in the order of hashes, without what is larger or not there': needs(
    'inline',
    async (world) => {
      const texts = ['a long one', 'one', 'other', '', 'one']
      const [one, none, long] = await inline(world, ['one', '', 'a long one'])
      const rest = [{ reference: one, text: 'one' }, undefined, { reference: none, text: '' }]
      const all = [{ reference: long, text: 'a long one' }, ...rest, rest[0]]
      assert.deepEqual(await find(world, texts, 10), all)
      assert.deepEqual(await find(world, texts, 9), [undefined, ...all.slice(1)])
      assert.deepEqual(await find(world, texts, 10, 'other'), new Array(5).fill(undefined))
      assert.deepEqual(await find(world, [], 10), [])
    },
  ),
  'findInline: content that is doubted, appended or elsewhere is not found': needs(
    'inline',
    async (world) => {
      const [doubted, base, part] = await inline(world, ['doubted', 'one', 'two'])
      const draft = world.draft()
      const add = { kind: 'content', pool: 'acme' } as const
      draft.add({ ...add, action: 'suspect', content: present(doubted), generation: 1 })
      const pieces = { base: present(base), part: present(part) }
      draft.add({ ...add, action: 'append', hash: hashOf('onetwo'), ...pieces })
      const object = { backend: 'cloud', hash: hashOf('far'), size: 3, leaseMs: 1_000 }
      draft.add({ ...add, action: 'register', ...object })
      await world.commit(draft)
      const found = await find(world, ['doubted', 'onetwo', 'far', 'two'], 10)
      assert.deepEqual(found, [undefined, undefined, undefined, { reference: part, text: 'two' }])
    },
  ),
}

/** References of new content. */
async function inline(world: StoreWorld, texts: readonly string[]) {
  const draft = world.draft()
  for (const text of texts) draft.content(text)
  const { mutations } = await world.commit(draft)
  return mutations.map(({ content }) => present(content).reference)
}

async function find(world: StoreWorld, texts: readonly string[], largest: number, pool = 'acme') {
  const found = await world.store.findInline(pool, texts.map(hashOf), largest)
  return found.map(
    (content) =>
      content && { reference: content.reference, text: Buffer.from(content.bytes).toString() },
  )
}

function hashOf(text: string): string {
  return sha256(utf8(text))
}
