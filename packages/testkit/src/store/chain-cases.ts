import assert from 'node:assert/strict'
import { sha256 } from '@nexusfs/core/kit'
import { utf8 } from './batch-draft.ts'
import {
  addressOf,
  candidateReferences,
  candidates,
  condemn,
  doomed,
  doubt,
  object,
  register,
  sweep,
} from './collect-world.ts'
import { needs, type StoreCases } from './store-case.ts'
import { present, rejectsWith, resultOf } from './store-world.ts'

/** Collecting content that was made by appending, and what it is made of. */
export const chainCases: StoreCases = {
  'a chain goes with its row, and then its pieces': needs('inline', async (world) => {
    const draft = world.draft()
    const base = draft.content('one,')
    const { content: first } = resultOf(await world.commit(draft), base)
    const chain = world.draft().log('append', '/a')
    const hash = sha256(utf8('one,two'))
    const more = { mutation: chain.content('two') }
    const append = { kind: 'content', action: 'append', pool: 'acme', hash } as const
    const whole = chain.add({ ...append, base: present(first).reference, part: more })
    chain.put('a', '', { content: { mutation: whole } })
    chain.put('a', 'other')
    const row = present(resultOf(await world.commit(chain), whole).content)
    const second = present(await world.store.getContent(row.reference)).parts?.[1]
    assert.deepEqual(await candidateReferences(world), [row.reference])
    assert.equal((await condemn(world, row)).created, true)
    await rejectsWith('CORRUPT', world.store.getContent(row.reference))
    const pieces = [present(first).reference, present(second).reference]
    assert.deepEqual((await candidateReferences(world)).toSorted(), pieces.toSorted())
    await sweep(world)
    for (const piece of pieces) await rejectsWith('CORRUPT', world.store.getContent(piece))
  }),
  'a piece is kept by the chain that it belongs to': async (world) => {
    const [one, two] = [
      await object(world, addressOf('one,')),
      await object(world, addressOf('two')),
    ]
    const draft = world.draft().log('append', '/a')
    const hash = sha256(utf8('one,two'))
    const append = { kind: 'content', action: 'append', pool: 'acme', hash } as const
    const whole = draft.add({ ...append, base: one.reference, part: two.reference })
    draft.put('a', '', { content: { mutation: whole } })
    const chain = present(resultOf(await world.commit(draft), whole).content)
    await sweep(world)
    for (const { reference } of [one, two, chain])
      assert.equal((await world.store.getContent(reference)).state, 'present')
    assert.deepEqual(await candidates(world), [])
  },
  'a chain in the place of an object uses its generations up': async (world) => {
    const [one, two] = [
      await object(world, addressOf('one,')),
      await object(world, addressOf('two')),
    ]
    const address = addressOf('one,two')
    await condemn(world, await object(world, address))
    const append = () => {
      const draft = world.draft().log('append', '/a')
      const { pool, hash } = address
      const base = { kind: 'content', action: 'append', base: one.reference } as const
      draft.add({ ...base, pool, hash, part: two.reference })
      return draft
    }
    const filled = append()
    filled.put('a', '', { content: { mutation: 0 } })
    filled.put('a', 'other')
    const chain = present(resultOf(await world.commit(filled), 0).content)
    assert.deepEqual([chain.generation, chain.parts?.length], [2, 2])
    assert.equal((await condemn(world, chain)).created, true)
    assert.deepEqual(
      (await doomed(world)).map((row) => row.generation),
      [1],
    )
    await sweep(world)
    for (const { reference } of [one, two])
      assert.equal((await world.store.getContent(reference)).state, 'condemned')
    assert.ok((await register(world, address)).generation > 2)
  },
  'a chain whose bytes are written whole lets its pieces go': needs('inline', async (world) => {
    const one = world.draft()
    const base = one.content('one,')
    const { reference } = present(resultOf(await world.commit(one), base).content)
    const draft = world.draft().log('append', '/a')
    const part = { mutation: draft.content('two') }
    const hash = sha256(utf8('one,two'))
    const append = { kind: 'content', action: 'append', pool: 'acme', hash } as const
    const whole = draft.add({ ...append, base: reference, part })
    draft.put('a', '', { content: { mutation: whole } })
    const chain = present(resultOf(await world.commit(draft), whole).content)
    assert.deepEqual(await candidates(world), [])
    await doubt(world, chain)
    const heal = world.draft()
    heal.content('one,two')
    await world.commit(heal)
    assert.equal((await candidates(world)).length, 2)
    await sweep(world)
    await rejectsWith('CORRUPT', world.store.getContent(reference))
    const bytes = await world.store.readInline(chain.reference)
    assert.equal(Buffer.from(bytes).toString(), 'one,two')
  }),
  'a chain in the place of an announced object has none of its leases': async (world) => {
    const address = addressOf('one,two')
    await register(world, address)
    const parts = [addressOf('one,'), addressOf('two')] as const
    const [one, two] = [await object(world, parts[0]), await object(world, parts[1])]
    const draft = world.draft().log('append', '/a')
    const { pool, hash } = address
    const base = { kind: 'content', action: 'append', base: one.reference } as const
    draft.add({ ...base, pool, hash, part: two.reference })
    draft.put('a', '', { content: { mutation: 0 } })
    draft.put('a', 'other')
    const chain = present(resultOf(await world.commit(draft), 0).content)
    assert.deepEqual([chain.generation, (await doomed(world)).length], [2, 1])
    assert.equal((await condemn(world, chain)).created, true)
  },
}
