import assert from 'node:assert/strict'
import type { Listing, Nexus } from '@nexusfs/core'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'
import { rejectsWith } from './filesystem-world.ts'

const FILES = [
  '/docs/a/b/c.txt',
  '/docs/a/z.txt',
  '/docs/a-b.txt',
  '/docs/a.txt',
  '/docs/B.txt',
  '/docs/_x/u',
  '/docs/yx/u',
  '/docs/ä.txt',
  '/docs/\ue000',
  '/docs/😀',
]

/** Depth first, names in byte order. */
const IN_ORDER = [
  '/docs/B.txt',
  '/docs/_x/u',
  '/docs/a/b/c.txt',
  '/docs/a/z.txt',
  '/docs/a-b.txt',
  '/docs/a.txt',
  '/docs/yx/u',
  '/docs/ä.txt',
  '/docs/\ue000',
  '/docs/😀',
]

/** list, tree, stat and their cursors. */
export const listCases: FilesystemCases = {
  'a recursive listing gives files only, depth first in byte order of names': async (world) => {
    await world.files(...FILES)
    await world.nx.mkdir('/docs/empty')
    assert.deepEqual(await world.paths('/docs'), IN_ORDER)
    assert.deepEqual(await world.paths('/'), IN_ORDER)
  },
  'a flat listing gives direct children, directories included, in byte order': async (world) => {
    await world.files(...FILES)
    await world.nx.mkdir('/docs/empty')
    assert.deepEqual(await world.names(), [
      'B.txt',
      '_x/',
      'a/',
      'a-b.txt',
      'a.txt',
      'empty/',
      'yx/',
      'ä.txt',
      '\ue000',
      '😀',
    ])
    assert.deepEqual(await world.names('/docs/empty'), [])
  },
  'an entry tells path, name, type, size, etag, version, content type and time': async ({ nx }) => {
    const written = await nx.write('/docs/a.txt', 'hello')
    await nx.write('/docs/dir/x', 'x')
    const [file, directory] = await nx.list('/docs', { recursive: false }).toArray()
    const { id, ...rest } = await nx.stat('/docs/a.txt')
    const { createdAt, refCount } = rest
    assert.equal(file?.id, id)
    assert.deepEqual(
      [file?.path, file?.name, file?.type, file?.size, file?.version],
      ['/docs/a.txt', 'a.txt', 'file', 5, 1],
    )
    assert.deepEqual([file?.etag, file?.contentType], [written.etag, 'text/plain'])
    assert.equal(file?.modifiedAt, written.modifiedAt)
    assert.ok(createdAt <= written.modifiedAt)
    assert.equal(refCount, 1)
    assert.deepEqual(
      [directory?.type, directory?.size, directory?.etag],
      ['directory', 0, undefined],
    )
  },
  'prefix is a subtree on segment boundaries, and no pattern': async (world) => {
    const { nx } = world
    await world.files(...FILES)
    const below = async (prefix: string) =>
      (await nx.list('/docs', { prefix }).toArray()).map(({ path }) => path)
    assert.deepEqual(await below('a'), ['/docs/a/b/c.txt', '/docs/a/z.txt'])
    assert.deepEqual(await below('/docs/a'), ['/docs/a/b/c.txt', '/docs/a/z.txt'])
    assert.deepEqual(await below('_x'), ['/docs/_x/u'])
    assert.deepEqual(await below('%'), [])
    assert.deepEqual(await below('none'), [])
    assert.deepEqual(await below('a.txt'), ['/docs/a.txt'])
  },
  'a directory does not contain one whose name begins alike': async (world) => {
    await world.files('/docs/acme/x', '/docs/acme-evil/y')
    assert.deepEqual(await world.paths('/docs/acme'), ['/docs/acme/x'])
  },
  ...eachCase(
    [1, 2, 3, 7, 100],
    (limit) => `pages of ${limit} give every row once, in order`,
    async (world, limit) => {
      const { nx } = world
      await world.files(...FILES)
      const list = (cursor?: string) => nx.list('/docs', { limit, cursor })
      assert.deepEqual(await allPages(list, limit), IN_ORDER)
      const flat = (cursor?: string) => nx.list('/docs', { recursive: false, limit, cursor })
      const all = await nx.list('/docs', { recursive: false }).toArray()
      assert.deepEqual(
        await allPages(flat, limit),
        all.map(({ path }) => path),
      )
    },
  ),
  'inserts and deletes between pages neither repeat nor lose what was there': async (world) => {
    const { nx } = world
    const stay = Array.from({ length: 40 }, (_, index) => `/docs/${100 + index * 2}`)
    await world.files(...stay)
    const seen: string[] = []
    let cursor: string | undefined
    for (let page = 0; ; page++) {
      const listing = nx.list('/docs', { limit: 7, cursor })
      seen.push(...(await listing.toArray()).map(({ path }) => path))
      cursor = listing.cursor
      if (cursor === undefined) break
      await nx.write(`/docs/${100 + page * 13 + 1}`, 'inserted')
      await nx.write('/docs/000', 'before')
      await nx.delete('/docs/000')
    }
    assert.equal(new Set(seen).size, seen.length)
    assert.deepEqual(
      seen.filter((path) => stay.includes(path)),
      stay,
    )
  },
  'a cursor goes on where its row is gone': async (world) => {
    await world.files('/docs/a', '/docs/b', '/docs/c')
    const first = world.nx.list('/docs', { limit: 2 })
    await first.toArray()
    await world.nx.delete('/docs/b')
    const rest = await world.nx.list('/docs', { cursor: first.cursor }).toArray()
    assert.deepEqual(
      rest.map(({ path }) => path),
      ['/docs/c'],
    )
  },
  'a directory of 1,500 files is listed whole': async (world) => {
    const items = Array.from({ length: 1_500 }, (_, index) => ({
      path: `/docs/${String(index).padStart(5, '0')}`,
      content: '',
    }))
    await world.nx.writeBatch(items)
    assert.deepEqual(
      await world.paths(),
      items.map(({ path }) => path),
    )
    assert.equal((await world.names()).length, 1_500)
  },
  'a listing can be left off, and iterated twice': async (world) => {
    await world.files('/docs/a', '/docs/b', '/docs/c')
    const listing = world.nx.list('/docs')
    for await (const { path } of listing) if (path === '/docs/b') break
    assert.ok(listing.cursor)
    assert.equal((await listing.toArray()).length, 3)
    assert.equal(listing.cursor, undefined)
  },
  'a limit that is no positive integer, and a foreign cursor, are INVALID_ARGUMENT': async (
    world,
  ) => {
    await world.files('/docs/a')
    for (const limit of [0, -1, 1.5])
      await rejectsWith('INVALID_ARGUMENT', world.nx.list('/docs', { limit }).toArray())
    await rejectsWith('INVALID_ARGUMENT', world.nx.list('/docs', { cursor: 'foreign' }).toArray())
  },
  'tree gives directories before what is in them, with depths': async (world) => {
    await world.files('/docs/a/b/c', '/docs/d')
    await world.nx.mkdir('/docs/empty')
    const rows = async (depth?: number) =>
      (await world.nx.tree('/docs', { depth }).toArray()).map((row) => `${row.depth} ${row.path}`)
    const all = ['0 /docs/a', '1 /docs/a/b', '2 /docs/a/b/c', '0 /docs/d', '0 /docs/empty']
    assert.deepEqual(await rows(), all)
    assert.deepEqual(await rows(1), [all[0], all[3], all[4]])
    assert.equal((await world.nx.tree('/docs', { limit: 2 }).toArray()).length, 2)
  },
  'stat counts the live files that use the content': async ({ nx }) => {
    await nx.write('/docs/a', 'same content')
    await nx.write('/docs/b', 'same content')
    await nx.copy('/docs/a', '/docs/c')
    assert.equal((await nx.stat('/docs/a')).refCount, 3)
    await nx.delete('/docs/b')
    await nx.write('/docs/c', 'other')
    assert.equal((await nx.stat('/docs/a')).refCount, 1)
    await nx.write('/docs/a', 'same content')
    assert.equal((await nx.stat('/docs/a')).refCount, 1)
  },
  "a directory's time is that of the newest change directly in it": async ({ nx }) => {
    await nx.write('/docs/dir/sub/a', 'x')
    const before = (await nx.stat('/docs/dir')).modifiedAt
    await new Promise((resolve) => setTimeout(resolve, 5))
    await nx.write('/docs/dir/sub/a', 'y')
    assert.equal((await nx.stat('/docs/dir')).modifiedAt, before)
    const { modifiedAt } = await nx.write('/docs/dir/b', 'x')
    assert.ok(modifiedAt > before)
    assert.equal((await nx.stat('/docs/dir')).modifiedAt, modifiedAt)
    const [entry] = await nx.list('/docs', { recursive: false }).toArray()
    assert.equal(entry?.modifiedAt, modifiedAt)
  },
  'usage counts files, bytes and distinct bytes': async ({ nx }) => {
    await nx.write('/docs/a', '12345')
    await nx.write('/docs/b/c', '12345')
    await nx.write('/docs/d', '123')
    assert.deepEqual(await nx.content.usage('/docs'), { files: 3, bytes: 13, uniqueBytes: 8 })
  },
}

type List = (
  cursor?: string,
) => Listing<Awaited<ReturnType<Nexus['stat']>> | { readonly path: string }>

async function allPages(list: List, limit: number): Promise<string[]> {
  const paths: string[] = []
  let cursor: string | undefined
  do {
    const listing = list(cursor)
    const rows = await listing.toArray()
    assert.ok(rows.length <= limit)
    paths.push(...rows.map(({ path }) => path))
    cursor = listing.cursor
  } while (cursor !== undefined)
  return paths
}
