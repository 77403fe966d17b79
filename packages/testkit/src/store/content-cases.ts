import assert from 'node:assert/strict'
import { newId, sha256 } from '@nexusfs/core/kit'
import {
  type ContentPlace,
  type ContentRow,
  INLINE,
  ROOT_ID,
  type Sequence,
} from '@nexusfs/core/spec'
import { utf8 } from './batch-draft.ts'
import { needs, type StoreCases } from './store-case.ts'
import { nodeOf, plain, present, rejectsWith, resultOf, type StoreWorld } from './store-world.ts'

const CLOUD = { pool: 'acme', backend: 'cloud', hash: sha256(utf8('big')) }

/** Content: announced, there, damaged, and made of parts. */
export const contentCases: StoreCases = {
  'inline content is present, and the same bytes are one content': needs(
    'inline',
    async (world) => {
      const first = await inline(world, 'text')
      assert.deepEqual(
        [first.state, first.generation, first.size, first.backend],
        ['present', 1, 4, INLINE],
      )
      const bytes = await world.store.readInline(first.reference)
      assert.equal(Buffer.from(bytes).toString(), 'text')
      const second = await inline(world, 'text')
      assert.deepEqual([second.reference, second.generation], [first.reference, 1])
      const found = await world.store.findContent({ ...first })
      assert.equal(found?.reference, first.reference)
    },
  ),
  'inline bytes of any value and length come back': needs('inline', async (world) => {
    for (const length of [0, 1, 255, 65_536]) {
      const bytes = Uint8Array.from({ length }, (_, index) => index & 255)
      const draft = world.draft()
      const address = { pool: 'acme', hash: sha256(bytes) }
      draft.add({ kind: 'content', action: 'inline', ...address, bytes })
      const content = present(resultOf(await world.commit(draft), 0).content)
      const read = await world.store.readInline(content.reference)
      assert.equal(sha256(read), address.hash)
      assert.equal(read.byteLength, length)
    }
  }),
  'pools do not share content': async (world) => {
    const draft = world.draft()
    const [one, two] = [draft.content('text', 'acme'), draft.content('text', 'other')]
    const result = await world.commit(draft)
    const [a, b] = [resultOf(result, one).content, resultOf(result, two).content]
    assert.notEqual(present(a).reference, present(b).reference)
    const { backend, hash } = present(a)
    assert.equal(await world.store.findContent({ pool: 'third', backend, hash }), undefined)
  },
  'registered content is pending until it is confirmed': async (world) => {
    const pending = await register(world)
    assert.deepEqual([pending.state, pending.generation, pending.size], ['pending', 1, 3])
    const again = await register(world)
    assert.deepEqual(
      [again.reference, again.state, again.generation],
      [pending.reference, 'pending', 1],
    )
    const draft = world.draft().log('write', '/a')
    const { reference } = pending
    draft.add({ kind: 'content', action: 'confirm', content: reference, generation: 1 })
    const put = draft.put('a', '', { content: { mutation: 0 } })
    const node = nodeOf(await world.commit(draft), put)
    assert.deepEqual([node.size, node.hash, node.content], [3, CLOUD.hash, reference])
    assert.equal((await world.store.getContent(reference)).state, 'present')
    assert.equal((await register(world)).state, 'present')
  },
  'listChildren tells where content lies, now and then': async (world) => {
    const inside = await world.file('a', 'one')
    await world.directory('b')
    const { reference } = await confirmed(world)
    const draft = world.draft().log('write', '/c')
    draft.put('c', '', { content: reference })
    await world.commit(draft)
    const [one, cloud] = [
      await world.store.getContent(present(inside.content)),
      await world.store.getContent(reference),
    ]
    const wanted = [placeOf(one), undefined, placeOf(cloud)]
    assert.deepEqual(await places(world), wanted)
    const at = await world.remove(inside.id)
    assert.deepEqual(await places(world, at - 1), wanted)
    assert.deepEqual(await places(world), wanted.slice(1))
    const { rows, contents } = await world.store.listChildren('acme', ROOT_ID, { limit: 9 })
    assert.deepEqual([rows.length, contents], [2, undefined])
  },
  'listChildren tells the parts of content that was appended': needs('inline', async (world) => {
    const draft = world.draft().log('append', '/a')
    const [base, part] = [draft.content('one'), draft.content('two')]
    const result = await world.commit(draft)
    const append = world.draft().log('append', '/a')
    append.add({
      kind: 'content',
      action: 'append',
      pool: 'acme',
      hash: sha256(utf8('onetwo')),
      base: present(resultOf(result, base).content).reference,
      part: present(resultOf(result, part).content).reference,
    })
    append.put('a', '', { content: { mutation: 0 } })
    const whole = present(resultOf(await world.commit(append), 0).content)
    assert.equal(whole.parts?.length, 2)
    assert.deepEqual(await places(world), [placeOf(whole)])
  }),
  'confirming keeps checksums': async (world) => {
    const { reference } = await register(world)
    const checksums = Uint8Array.of(1, 2, 3, 4, 250, 251, 252, 253)
    const draft = world.draft()
    const base = { kind: 'content', action: 'confirm', generation: 1 } as const
    draft.add({ ...base, content: reference, checksums })
    await world.commit(draft)
    const row = await world.store.getContent(reference)
    assert.deepEqual([...present(row.checksums)], [...checksums])
  },
  'confirming twice is fine, another generation is contentMissing': async (world) => {
    const { reference } = await register(world)
    const confirm = { kind: 'content', action: 'confirm', content: reference } as const
    for (let round = 0; round < 2; round++) {
      const draft = world.draft()
      draft.add({ ...confirm, generation: 1 })
      await world.commit(draft)
    }
    const other = world.draft()
    other.add({ ...confirm, generation: 2 })
    await world.impossible(other, 'contentMissing')
    const unknown = world.draft()
    unknown.add({ ...confirm, content: 999_999, generation: 1 })
    await world.impossible(unknown, 'contentMissing')
  },
  'suspect content gets a new generation from the next register': async (world) => {
    const { reference } = await confirmed(world)
    await doubt(world, reference, 1)
    assert.equal((await world.store.getContent(reference)).state, 'suspect')
    const renewed = await register(world)
    assert.deepEqual(
      [renewed.reference, renewed.state, renewed.generation],
      [reference, 'pending', 2],
    )
    const late = world.draft()
    late.add({ kind: 'content', action: 'confirm', content: reference, generation: 1 })
    await world.impossible(late, 'contentMissing')
    const draft = world.draft()
    draft.add({ kind: 'content', action: 'confirm', content: reference, generation: 2 })
    await world.commit(draft)
    const row = await world.store.getContent(reference)
    assert.deepEqual([row.state, row.generation], ['present', 2])
  },
  'suspect content is what it was until its replacement is confirmed': async (world) => {
    const { reference } = await confirmed(world)
    const before = await world.store.getContent(reference)
    await doubt(world, reference, 1)
    await register(world)
    const row = await world.store.getContent(reference)
    assert.deepEqual(plain(row), plain({ ...before, state: 'renewing' }))
    const second = await register(world)
    assert.deepEqual([second.state, second.generation], ['pending', 2])
    const put = world.draft().log('write', '/a')
    put.put('a', '', { content: reference })
    await world.impossible(put, 'contentMissing')
    const at = (generation: number) =>
      ({ kind: 'content', content: reference, generation }) as const
    await world.refused(world.draft().when(at(1)))
    await world.commit(world.draft().when(at(2)))
  },
  'a new generation forgets the checksums of the old one': async (world) => {
    const { reference } = await register(world)
    const checksums = Uint8Array.of(1, 2, 3, 4)
    const draft = world.draft()
    const base = { kind: 'content', action: 'confirm', generation: 1 } as const
    draft.add({ ...base, content: reference, checksums })
    await world.commit(draft)
    await doubt(world, reference, 1)
    await register(world)
    const old = await world.store.getContent(reference)
    assert.deepEqual([...present(old.checksums)], [...checksums])
    const renewal = world.draft()
    renewal.add({ ...base, content: reference, generation: 2 })
    await world.commit(renewal)
    assert.equal((await world.store.getContent(reference)).checksums, undefined)
  },
  'doubt about an older generation is ignored': async (world) => {
    const { reference } = await confirmed(world)
    await doubt(world, reference, 1)
    await register(world)
    await doubt(world, reference, 1)
    assert.equal((await world.store.getContent(reference)).state, 'renewing')
    const draft = world.draft()
    draft.add({ kind: 'content', action: 'confirm', content: reference, generation: 2 })
    await world.commit(draft)
    await doubt(world, reference, 1)
    assert.equal((await world.store.getContent(reference)).state, 'present')
  },
  'a node keeps its content while that is suspect, and new puts of it fail': async (world) => {
    const { reference } = await confirmed(world)
    const draft = world.draft().log('write', '/a')
    draft.put('a', '', { content: reference })
    await world.commit(draft)
    await doubt(world, reference, 1)
    const found = await world.store.lookup('acme', ROOT_ID, 'a')
    assert.equal(found?.node.content, reference)
    const again = world.draft().log('write', '/b')
    again.put('b', '', { content: reference })
    await world.impossible(again, 'contentMissing')
  },
  'writing the same bytes inline heals suspect content': needs('inline', async (world) => {
    const { reference } = await inline(world, 'text')
    await doubt(world, reference, 1)
    const healed = await inline(world, 'text')
    assert.deepEqual([healed.reference, healed.state, healed.generation], [reference, 'present', 2])
    const bytes = await world.store.readInline(reference)
    assert.equal(Buffer.from(bytes).toString(), 'text')
  }),
  'writing the right bytes inline replaces damaged ones': needs('inline', async (world) => {
    const hash = sha256(utf8('right'))
    const damage = world.draft()
    const base = { kind: 'content', action: 'inline', pool: 'acme', hash } as const
    damage.add({ ...base, bytes: utf8('wrong!') })
    const { reference } = present(resultOf(await world.commit(damage), 0).content)
    const heal = world.draft()
    heal.add({ ...base, bytes: utf8('right') })
    const healed = present(resultOf(await world.commit(heal), 0).content)
    assert.deepEqual([healed.reference, healed.generation, healed.size], [reference, 2, 5])
    assert.equal(Buffer.from(await world.store.readInline(reference)).toString(), 'right')
  }),
  'appending makes content of flat parts in order': needs('inline', async (world) => {
    const one = await inline(world, 'one,')
    const two = await append(world, one, 'one,', 'two,')
    const three = await append(world, two, 'one,two,', 'three')
    assert.equal(three.size, 13)
    const pieces: string[] = []
    for (const part of present(three.parts)) {
      assert.deepEqual([part.backend, part.generation], [INLINE, 1])
      pieces.push(Buffer.from(await world.store.readInline(part.reference)).toString())
    }
    assert.deepEqual(pieces, ['one,', 'two,', 'three'])
    assert.deepEqual(await world.store.getContent(three.reference), three)
    await rejectsWith('CORRUPT', world.store.readInline(three.reference))
    const draft = world.draft().log('append', '/a')
    draft.put('a', '', { content: three.reference })
    await world.commit(draft)
    const found = await world.store.lookup('acme', ROOT_ID, 'a', { content: true })
    assert.deepEqual([found?.bytes, found?.node.size], [undefined, 13])
  }),
  'the bytes of content made by appending, written whole, are the same content': needs(
    'inline',
    async (world) => {
      const one = await inline(world, 'one,')
      const two = await append(world, one, 'one,', 'two')
      const whole = await inline(world, 'one,two')
      assert.deepEqual([whole.reference, whole.generation], [two.reference, 1])
      await doubt(world, two.reference, 1)
      const healed = await inline(world, 'one,two')
      assert.deepEqual([healed.reference, healed.parts], [two.reference, undefined])
      assert.equal(Buffer.from(await world.store.readInline(two.reference)).toString(), 'one,two')
    },
  ),
  'appending the same again finds the content, or heals it when it is suspect': needs(
    'inline',
    async (world) => {
      const one = await inline(world, 'one,')
      const two = await append(world, one, 'one,', 'two')
      assert.deepEqual(await append(world, one, 'one,', 'two'), two)
      await doubt(world, two.reference, 1)
      const healed = await append(world, one, 'one,', 'two')
      assert.deepEqual(healed, { ...two, generation: 2 })
      assert.deepEqual(await world.store.getContent(two.reference), healed)
    },
  ),
  'appending takes 256 parts and no more': needs('inline', async (world) => {
    let text = 'x'
    let content = await inline(world, text)
    for (let parts = 2; parts <= 256; parts++) {
      content = await append(world, content, text, 'x')
      text += 'x'
    }
    assert.equal(content.parts?.length, 256)
    assert.equal(content.size, 256)
    await rejectsWith('INVALID_ARGUMENT', append(world, content, text, 'x'))
  }),
  'appending to content that is not there is contentMissing': needs('inline', async (world) => {
    const draft = world.draft()
    const part = { mutation: draft.content('part') }
    const base = { kind: 'content', action: 'append', pool: 'acme' } as const
    draft.add({ ...base, hash: sha256(utf8('whole')), base: 999_999, part })
    await world.impossible(draft, 'contentMissing')
  }),
  'countUses counts live files only': async (world) => {
    const first = await world.file('a', 'same')
    const second = await world.file('b', 'same')
    const content = present(first.content)
    assert.equal(second.content, content)
    const uses = () => world.store.countUses('acme', content)
    assert.equal(await uses(), 2)
    await world.file('a', 'other')
    assert.equal(await uses(), 1)
    await world.move(second.id, 'c')
    assert.equal(await uses(), 1)
    await world.remove(second.id)
    assert.equal(await uses(), 0)
  },
  'content that the store does not know is CORRUPT': async (world) => {
    await rejectsWith('CORRUPT', world.store.getContent(999_999))
    await rejectsWith('CORRUPT', world.store.readInline(999_999))
    const { reference } = await register(world)
    await rejectsWith('CORRUPT', world.store.readInline(reference))
  },
}

async function inline(world: StoreWorld, text: string): Promise<ContentRow> {
  const draft = world.draft()
  const index = draft.content(text)
  return present(resultOf(await world.commit(draft), index).content)
}

async function register(world: StoreWorld): Promise<ContentRow> {
  const draft = world.draft()
  draft.add({ kind: 'content', action: 'register', ...CLOUD, size: 3, leaseMs: 60_000 })
  return present(resultOf(await world.commit(draft), 0).content)
}

async function confirmed(world: StoreWorld): Promise<ContentRow> {
  const { reference } = await register(world)
  const draft = world.draft()
  draft.add({ kind: 'content', action: 'confirm', content: reference, generation: 1 })
  return present(resultOf(await world.commit(draft), 0).content)
}

async function doubt(world: StoreWorld, content: number, generation: number): Promise<void> {
  const draft = world.draft()
  draft.add({ kind: 'content', action: 'suspect', content, generation })
  await world.commit(draft)
}

async function append(
  world: StoreWorld,
  base: ContentRow,
  text: string,
  more: string,
): Promise<ContentRow> {
  const draft = world.draft().log('append', `/${newId()}`)
  const part = { mutation: draft.content(more) }
  const hash = sha256(utf8(text + more))
  const mutation = { kind: 'content', action: 'append', pool: 'acme' } as const
  const index = draft.add({ ...mutation, hash, base: base.reference, part })
  return present(resultOf(await world.commit(draft), index).content)
}

/** Where the content of the root's children lies. */
async function places(world: StoreWorld, at?: Sequence) {
  const options = { limit: 9, contents: true, at }
  const { contents } = await world.store.listChildren('acme', ROOT_ID, options)
  return present(contents).map((place) => place && plain(place))
}

function placeOf({ pool, backend, hash, generation, parts }: ContentRow): ContentPlace {
  return plain({ pool, backend, hash, generation, ...(parts && { parts }) })
}
