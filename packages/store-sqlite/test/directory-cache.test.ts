import { newId } from '@nexusfs/core/kit'
import { type Batch, type Id, type MetadataStore, ROOT_ID } from '@nexusfs/core/spec'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DirectoryCache } from '../src/directory-cache.ts'
import { batchOf, fileBatch, nodeOf, writeFile } from './batches.ts'
import { openStore } from './opened.ts'

describe('a cache of directories', () => {
  test('knows the directory above a name, at the end of the log it was noted at', () => {
    const cache = new DirectoryCache()
    cache.remember(1, ['a', 'b', 'file'], 'id-of-b', 7)
    expect(cache.find(1, ['a', 'b', 'other'])).toBe('id-of-b')
    expect(cache.find(1, ['a', 'b'])).toBeUndefined()
    expect(cache.find(2, ['a', 'b', 'file'])).toBeUndefined()
    expect(cache.holdsAt(7)).toBe(true)
    expect(cache.holdsAt(8)).toBe(false)
    expect(cache.find(1, ['a', 'b', 'other'])).toBeUndefined()
  })

  test('goes on over commits that begin where it holds, and over no other', () => {
    const cache = new DirectoryCache()
    cache.remember(1, ['a', 'file'], 'id-of-a', 7)
    cache.committed(7, 9)
    expect(cache.holdsAt(9)).toBe(true)
    expect(cache.find(1, ['a', 'file'])).toBe('id-of-a')
    cache.committed(10, 11)
    expect(cache.find(1, ['a', 'file'])).toBeUndefined()
  })

  test('keeps 10,000 directories at most', () => {
    const cache = new DirectoryCache()
    const known = (index: number) => cache.find(1, [`d${index}`, 'file']) !== undefined
    for (let index = 0; index < 25_000; index++)
      cache.remember(1, [`d${index}`, 'file'], `id-${index}`, 1)
    expect(known(24_999)).toBe(true)
    const kept = Array.from({ length: 25_000 }, (_, index) => known(index)).filter(Boolean)
    expect(kept.length).toBeLessThanOrEqual(10_000)
  })
})

let world: Awaited<ReturnType<typeof openStore>>
let store: MetadataStore
let other: MetadataStore
beforeEach(async () => {
  world = await openStore()
  store = world.store
  await store.migrate()
  other = await world.second()
})
afterEach(() => world.close())

const makeBatch = (parent: Id, name: string): Batch =>
  batchOf('mkdir', `/${name}`, { kind: 'ensureDirectory', parent, name, id: newId() })

const moveBatch = (node: Id, parent: Id, name: string): Batch =>
  batchOf('rename', `/${name}`, { kind: 'move', node, parent, name })

const make = async (parent: Id, name: string): Promise<Id> =>
  nodeOf(await store.commit(makeBatch(parent, name)), 0).id

const sizeOf = async (at: MetadataStore, ...names: string[]): Promise<number | undefined> =>
  (await at.resolve('acme', names)).found?.node.size

test('a directory that another connection moves and makes anew is not taken for the old one', async () => {
  const old = await make(ROOT_ID, 'a')
  await writeFile(store, 'file', 'old', { parent: old })
  expect(await sizeOf(store, 'a', 'file')).toBe(3)
  await other.commit(moveBatch(old, ROOT_ID, 'b'))
  expect(await sizeOf(store, 'a', 'file')).toBeUndefined()
  const fresh = nodeOf(await other.commit(makeBatch(ROOT_ID, 'a')), 0).id
  await other.commit(fileBatch('file', 'fresh', { parent: fresh }))
  expect(await sizeOf(store, 'a', 'file')).toBe(5)
  expect(await sizeOf(store, 'b', 'file')).toBe(3)
})

test('a version is read in the directory that has the name now, past and present', async () => {
  const sizeOfVersion = async (version: number): Promise<number | undefined> =>
    (await store.resolve('acme', ['a', 'file'], { version, content: true })).found?.bytes?.length
  const old = await make(ROOT_ID, 'a')
  await writeFile(store, 'file', 'old', { parent: old })
  await writeFile(store, 'file', 'older', { parent: old })
  expect([await sizeOfVersion(1), await sizeOfVersion(2), await sizeOfVersion(3)]).toEqual([
    3,
    5,
    undefined,
  ])
  await other.commit(moveBatch(old, ROOT_ID, 'b'))
  expect(await sizeOfVersion(1)).toBeUndefined()
  const fresh = nodeOf(await other.commit(makeBatch(ROOT_ID, 'a')), 0).id
  await other.commit(fileBatch('file', 'fresher', { parent: fresh }))
  expect([await sizeOfVersion(1), await sizeOfVersion(2)]).toEqual([7, undefined])
})

test('a refused member of a group leaves no wrong end of the log', async () => {
  const old = await make(ROOT_ID, 'a')
  await writeFile(store, 'file', 'old', { parent: old })
  expect(await sizeOf(store, 'a', 'file')).toBe(3)
  const refused = {
    ...fileBatch('x', 'x'),
    mutations: [...fileBatch('x', 'x').mutations, { kind: 'remove' as const, node: newId() }],
  }
  const results = await Promise.all([
    store.commit(fileBatch('y', 'y')),
    store.commit(refused),
    store.commit(fileBatch('z', 'z')),
  ])
  expect(results.map(({ ok }) => ok)).toEqual([true, false, true])
  await other.commit(moveBatch(old, ROOT_ID, 'b'))
  expect(await sizeOf(store, 'a', 'file')).toBeUndefined()
  expect(await sizeOf(store, 'b', 'file')).toBe(3)
})

const NAMES = ['a', 'b', 'c']
const PLACES = NAMES.flatMap((first) => NAMES.map((second) => [first, second]))

/** What a walk name by name finds, which no cache serves. */
async function walk(at: MetadataStore, names: readonly string[]): Promise<Id | undefined> {
  let id: Id = ROOT_ID
  for (const name of names) {
    const found = await at.lookup('acme', id, name)
    if (found === undefined) return undefined
    id = found.node.id
  }
  return id
}

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

test.each([1, 2, 3])(
  'two connections always agree with a walk name by name, seed %i',
  async (seed) => {
    const random = seeded(seed)
    const pick = <Item>(items: readonly Item[]): Item =>
      items[Math.floor(random() * items.length)] as Item
    const randomBatch = async (): Promise<Batch> => {
      const parent = random() < 0.4 ? ROOT_ID : ((await walk(store, [pick(NAMES)])) ?? ROOT_ID)
      const name = pick(NAMES)
      const node = (await walk(store, pick(PLACES).slice(0, random() < 0.5 ? 1 : 2))) ?? newId()
      const action = random()
      if (action < 0.4) return makeBatch(parent, name)
      if (action < 0.5) return fileBatch('file', String(random()), { parent })
      if (action < 0.85) return moveBatch(node, parent, name)
      return batchOf('rmdir', `/${name}`, { kind: 'remove', node, recursive: true })
    }
    for (let step = 0; step < 80; step++) {
      const writer = pick([store, other])
      const group = await Promise.all(
        Array.from({ length: 1 + Math.floor(random() * 3) }, randomBatch),
      )
      await Promise.all(group.map((batch) => writer.commit(batch)))
      for (const place of PLACES)
        for (const at of [store, other])
          expect((await at.resolve('acme', place)).found?.node.id).toBe(await walk(at, place))
    }
  },
)
