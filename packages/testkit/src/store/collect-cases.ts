import assert from 'node:assert/strict'
import { newId } from '@nexusfs/core/kit'
import { type ContentRow, ROOT_ID } from '@nexusfs/core/spec'
import {
  addressOf,
  allContent,
  candidateReferences,
  candidates,
  condemn,
  condemning,
  confirm,
  doomed,
  doubt,
  object,
  register,
  sweep,
} from './collect-world.ts'
import { needs, type StoreCases } from './store-case.ts'
import { plain, present, rejectsWith, resultOf, type StoreWorld } from './store-world.ts'

const BIG = addressOf('big')

/** Content that nothing needs any more: found, condemned, deleted, and never mistaken for content that is needed. */
export const collectCases: StoreCases = {
  'announced content is a candidate from the end of its lease on': async (world) => {
    const { reference, generation } = await register(world, BIG, 500)
    const [candidate] = await candidates(world)
    const { since, ...rest } = present(candidate)
    assert.deepEqual(rest, { reference, generation, size: 3, backend: 'cloud' })
    assert.deepEqual(await candidates(world, since), [])
    assert.equal((await candidates(world, since + 1)).length, 1)
    assert.equal((await condemn(world, { reference, generation })).created, false)
    assert.deepEqual(await candidateReferences(world), [reference])
  },
  'announcing again puts off the time': async (world) => {
    await register(world, BIG, 1_000)
    const [first] = await candidates(world)
    await register(world, BIG, 5_000)
    const [second] = await candidates(world)
    assert.ok(present(second).since > present(first).since)
    await register(world, BIG, 10)
    assert.deepEqual(await candidates(world), [second])
  },
  'overwriting and removing keep content: past states have it': async (world) => {
    const one = await world.file('a', 'one')
    await world.file('a', 'two')
    await world.remove(one.id)
    await sweep(world)
    assert.deepEqual(await candidates(world), [])
    assert.equal((await world.store.getContent(present(one.content))).state, 'present')
  },
  'content that one operation put and replaced is a candidate': async (world) => {
    const draft = world.draft().log('write', '/a')
    const id = newId()
    const replaced = draft.put('a', 'one')
    draft.put('a', 'two')
    const removed = draft.put('b', 'three', { id })
    draft.add({ kind: 'remove', node: id })
    const kept = draft.put('c', 'four')
    const result = await world.commit(draft)
    const contentOf = (index: number) => present(present(resultOf(result, index).node).content)
    const found = await candidateReferences(world)
    assert.ok(found.includes(contentOf(replaced)))
    assert.ok(found.includes(contentOf(removed)))
    await sweep(world)
    assert.equal((await world.store.getContent(contentOf(kept))).state, 'present')
    assert.deepEqual(await candidates(world), [])
  },
  'content below a directory that one operation filled and removed is a candidate': async (
    world,
  ) => {
    const draft = world.draft().log('import', '/d')
    const directory = draft.directory('d')
    const put = draft.put('a', 'lost', { parent: { mutation: directory } })
    const { id } = draft.mutations[directory] as { readonly id: string }
    draft.add({ kind: 'remove', node: id, recursive: true })
    const { content } = present(resultOf(await world.commit(draft), put).node)
    assert.ok((await candidateReferences(world)).includes(present(content)))
  },
  'an object that nothing needs is condemned, doomed, and leaves the list': async (world) => {
    const content = await object(world, BIG)
    const result = await condemn(world, content)
    assert.deepEqual([result.created, result.content?.state], [true, 'condemned'])
    assert.equal((await world.store.getContent(content.reference)).state, 'condemned')
    assert.deepEqual(await candidates(world), [])
    const [dead, ...others] = await doomed(world)
    const { since, ...rest } = present(dead)
    assert.deepEqual(rest, { ...BIG, generation: 1, size: 3 })
    assert.ok(since > 0)
    assert.deepEqual(others, [])
    assert.deepEqual(await doomed(world, since), [])
    assert.equal((await condemn(world, content)).created, false)
    const put = world.draft().log('write', '/a')
    put.put('a', '', { content: content.reference })
    await world.impossible(put, 'contentMissing')
    const { reference, generation } = content
    const condition = { kind: 'content', content: reference, generation } as const
    await world.refused(world.draft().when(condition))
  },
  'an object that was announced and never came is condemned after its lease': async (world) => {
    const content = await register(world, BIG, 20)
    await world.advance(40)
    assert.equal((await condemn(world, content)).created, true)
    assert.equal((await doomed(world)).length, 1)
    const late = world.draft()
    const { reference, generation } = content
    late.add({ kind: 'content', action: 'confirm', content: reference, generation })
    await world.impossible(late, 'contentMissing')
  },
  'only candidates are condemned, and only in the generation that was named': async (world) => {
    const content = await object(world, BIG)
    assert.equal((await condemn(world, { ...content, generation: 2 })).created, false)
    assert.deepEqual(await candidateReferences(world), [content.reference])
    await world.commit(put(world, 'a', content))
    assert.equal((await condemn(world, content)).created, false)
    assert.deepEqual(await candidates(world), [])
    assert.equal((await condemn(world, content)).created, false)
    assert.equal((await world.store.getContent(content.reference)).state, 'present')
  },
  'content that is on no list is not condemned': needs('inline', async (world) => {
    const draft = world.draft()
    const index = draft.content('announced by nobody')
    const content = present(resultOf(await world.commit(draft), index).content)
    assert.equal((await condemn(world, content)).created, false)
    assert.equal((await world.store.getContent(content.reference)).state, 'present')
  }),
  'unknown content is answered without content': async (world) => {
    const result = await condemn(world, { reference: 999_999, generation: 1 })
    assert.deepEqual(plain(result), { created: false })
  },
  'content of a past state, of another space and of a copy is needed': async (world) => {
    const content = await object(world, BIG)
    const file = resultOf(await world.commit(put(world, 'a', content)), 0).node
    const other = world.draft('other').log('write', '/a')
    other.put('b', '', { content: content.reference })
    const foreign = resultOf(await world.commit(other), 0).node
    const to = await world.remove(present(file).id)
    const drop = world.draft()
    drop.add({ kind: 'prune', states: [{ node: present(file).id, to }] })
    await world.commit(drop)
    assert.deepEqual(await candidateReferences(world), [content.reference])
    assert.equal((await condemn(world, content)).created, false)
    const end = world.draft('other').log('delete', '/b')
    end.add({ kind: 'remove', node: present(foreign).id })
    const ended = (await world.commit(end)).operations[0]
    assert.equal((await condemn(world, content)).created, false)
    const last = world.draft('other')
    const state = { node: present(foreign).id, to: present(ended).sequence }
    last.add({ kind: 'prune', states: [state] })
    await world.commit(last)
    assert.equal((await condemn(world, content)).created, true)
  },
  'what restores and copies use is needed': async (world) => {
    const content = await object(world, BIG)
    const file = present(resultOf(await world.commit(put(world, 'a', content)), 0).node)
    const copy = { kind: 'copyTree', node: file.id, parent: ROOT_ID, name: 'b' } as const
    await world.change(copy)
    const at = await world.store.settled()
    const d = await world.directory('d')
    await world.move(file.id, 'x', d.id)
    await world.change({ kind: 'restoreTree', node: file.id, at, parent: ROOT_ID, name: 'a' })
    assert.equal(await world.store.countUses('acme', content.reference), 3)
    await sweep(world)
    assert.equal((await world.store.getContent(content.reference)).state, 'present')
  },
  'a condemned object comes back with a new generation, and the old one stays doomed': async (
    world,
  ) => {
    const content = await object(world, BIG)
    await condemn(world, content)
    const again = await register(world, BIG)
    assert.deepEqual(
      [again.reference, again.generation, again.state],
      [content.reference, 2, 'pending'],
    )
    await confirm(world, again)
    await world.commit(put(world, 'a', again))
    assert.deepEqual(
      (await doomed(world)).map((row) => row.generation),
      [1],
    )
    assert.equal((await condemn(world, content)).created, false)
    await drop(world, 1)
    assert.deepEqual(await doomed(world), [])
    assert.equal((await world.store.getContent(content.reference)).state, 'present')
  },
  'dropping leaves a tombstone: no generation is used twice': async (world) => {
    for (let generation = 1; generation <= 3; generation++) {
      const content = await object(world, BIG)
      assert.equal(content.generation, generation)
      await condemn(world, content)
      await drop(world, generation)
      assert.deepEqual(await doomed(world), [])
      const found = present(await world.store.findContent(BIG))
      assert.deepEqual([found.state, found.generation], ['condemned', generation])
    }
    await drop(world, 3)
    await drop(world, 9)
    assert.equal((await allContent(world.store)).length, 1)
  },
  'replacing suspect content dooms the object of the old generation, announcing that does not':
    async (world) => {
      const content = await object(world, BIG)
      await world.commit(put(world, 'a', content))
      await doubt(world, content)
      const renewed = await register(world, BIG, 20)
      assert.equal(renewed.generation, 2)
      assert.deepEqual(await doomed(world), [])
      await world.advance(40)
      await sweep(world)
      assert.deepEqual(await doomed(world), [])
      const row = await world.store.getContent(content.reference)
      assert.deepEqual([row.state, row.generation], ['renewing', 1])
      await confirm(world, await register(world, BIG))
      const [dead, ...others] = await doomed(world)
      assert.deepEqual([dead?.hash, dead?.generation, others.length], [BIG.hash, 1, 0])
      await sweep(world)
      assert.equal((await world.store.getContent(content.reference)).state, 'present')
    },
  'where suspect content is not needed, its object is doomed and the one that was announced':
    async (world) => {
      const content = await object(world, BIG)
      await doubt(world, content)
      await register(world, BIG, 20)
      await world.advance(40)
      assert.equal((await condemn(world, content)).created, true)
      assert.deepEqual(
        (await doomed(world)).map((row) => row.generation),
        [1, 2],
      )
      const again = await register(world, BIG)
      assert.deepEqual([again.reference, again.generation], [content.reference, 3])
      await confirm(world, again)
      assert.equal((await world.store.getContent(content.reference)).generation, 3)
    },
  'a chain that is suspect is replaced when its object is there, and its pieces go free': needs(
    'inline',
    async (world) => {
      const { reference: base } = await object(world, BIG)
      const draft = world.draft().log('append', '/b')
      const part = { mutation: draft.content('two') }
      const { hash } = addressOf('bigtwo')
      const mutation = { kind: 'content', action: 'append', pool: 'acme' } as const
      const chain = draft.add({ ...mutation, hash, base, part })
      const { reference, parts } = present(resultOf(await world.commit(draft), chain).content)
      await world.commit(put(world, 'b', await world.store.getContent(reference)))
      await doubt(world, await world.store.getContent(reference))
      const announced = await register(world, { ...BIG, hash })
      assert.deepEqual([announced.generation, announced.parts], [2, undefined])
      assert.deepEqual((await world.store.getContent(reference)).parts, parts)
      await confirm(world, announced)
      const row = await world.store.getContent(reference)
      assert.deepEqual([row.state, row.generation, row.parts], ['present', 2, undefined])
      assert.deepEqual(await doomed(world), [])
      const free = await candidateReferences(world)
      for (const piece of present(parts)) assert.ok(free.includes(piece.reference))
    },
  ),
  'inline content goes with its row, and its reference is not used again': needs(
    'inline',
    async (world) => {
      const content = await lostInline(world, 'text')
      const { created, content: row } = await condemn(world, content)
      assert.deepEqual([created, row?.state], [true, 'condemned'])
      assert.equal(await world.store.findContent(content), undefined)
      await rejectsWith('CORRUPT', world.store.getContent(content.reference))
      await rejectsWith('CORRUPT', world.store.readInline(content.reference))
      assert.deepEqual(await doomed(world), [])
      const again = await lostInline(world, 'text')
      assert.notEqual(again.reference, content.reference)
      const draft = world.draft().log('write', '/x')
      draft.put('x', '', { content: content.reference })
      await world.impossible(draft, 'contentMissing')
    },
  ),
  'candidates come oldest first, in pages': async (world) => {
    const references: number[] = []
    for (const text of ['a', 'b', 'c', 'd', 'e']) {
      references.push((await object(world, addressOf(text))).reference)
      await world.advance(2)
    }
    const rows = await candidates(world, undefined, 2)
    assert.deepEqual(
      rows.map((row) => row.reference),
      references,
    )
    const third = present(rows[2])
    assert.equal((await candidates(world, third.since)).length, 2)
  },
  'the doomed come oldest first, in pages, also while they are dropped': async (world) => {
    for (const text of ['a', 'b', 'c', 'd', 'e']) {
      await condemn(world, await object(world, addressOf(text)))
      await world.advance(2)
    }
    const rows = await doomed(world, undefined, 2)
    const hashes = ['a', 'b', 'c', 'd', 'e'].map((text) => addressOf(text).hash)
    assert.deepEqual(
      rows.map((row) => row.hash),
      hashes,
    )
    const options = { before: Number.MAX_SAFE_INTEGER, limit: 2 }
    const first = await world.store.doomed(options)
    for (const { pool, backend, hash, generation } of first.rows) {
      const draft = world.draft()
      draft.add({ kind: 'content', action: 'drop', pool, backend, hash, generation })
      await world.commit(draft)
    }
    const next = await world.store.doomed({ ...options, after: first.next })
    assert.deepEqual(
      next.rows.map((row) => row.hash),
      hashes.slice(2, 4),
    )
  },
  'listContent gives all content in the order in which it was made, tombstones too': async (
    world,
  ) => {
    const made: number[] = []
    for (const text of ['x', 'y', 'z']) made.push((await object(world, addressOf(text))).reference)
    made.push(present((await world.file('a', 'text')).content))
    const [first] = await allContent(world.store)
    await condemn(world, present(first))
    const rows = await allContent(world.store, 1)
    assert.deepEqual(
      rows.map((row) => row.reference),
      made,
    )
    assert.deepEqual(
      rows.map((row) => row.state),
      ['condemned', 'present', 'present', 'present'],
    )
    assert.deepEqual(plain(rows[1]), plain(await world.store.getContent(present(made[1]))))
  },
  'condemning and dropping in a batch that fails leave everything': async (world) => {
    const content = await object(world, BIG)
    const dead = await object(world, addressOf('dead'))
    await condemn(world, dead)
    const draft = condemning(world, content)
    const { pool, backend, hash } = dead
    draft.add({ kind: 'content', action: 'drop', pool, backend, hash, generation: 1 })
    draft.log('delete', '/')
    draft.add({ kind: 'remove', node: ROOT_ID })
    await world.impossible(draft, 'nodeMissing')
    assert.equal((await world.store.getContent(content.reference)).state, 'present')
    assert.deepEqual(await candidateReferences(world), [content.reference])
    assert.equal((await doomed(world)).length, 1)
  },
}

function put(world: StoreWorld, name: string, { reference }: ContentRow) {
  const draft = world.draft().log('write', `/${name}`)
  draft.put(name, '', { content: reference })
  return draft
}

async function drop(world: StoreWorld, generation: number): Promise<void> {
  const draft = world.draft()
  draft.add({ kind: 'content', action: 'drop', ...BIG, generation })
  assert.equal(resultOf(await world.commit(draft), 0).content, undefined)
}

/** Inline content that was put and replaced by one operation, so that nothing needs it. */
async function lostInline(world: StoreWorld, text: string): Promise<ContentRow> {
  const draft = world.draft().log('write', '/a')
  const index = draft.content(text)
  draft.put('a', '', { content: { mutation: index } })
  draft.put('a', 'something else')
  return present(resultOf(await world.commit(draft), index).content)
}
