import type { Backend } from '@nexusfs/core'
import { describe, expect, test } from 'vitest'
import {
  chunksOf,
  keysOf,
  openNexus,
  operationCount,
  outcomes,
  pattern,
  rejection,
} from './world.ts'

describe('writeBatch', () => {
  test('gives results in order, logs each item under one batch, and makes parents once', async () => {
    const { nx } = await openNexus({ run: 'r1' })
    const results = await nx.writeBatch([
      { path: '/n/a/1', content: '1' },
      { path: '/n/a/2', content: '2' },
      { path: '/n/b/c/3', content: '3', tags: { t: '1' } },
      { path: '/n/4', content: '4' },
    ])
    expect(results.map(({ path }) => path)).toEqual(['/n/a/1', '/n/a/2', '/n/b/c/3', '/n/4'])
    const rows = await nx.operations.list().toArray()
    expect(rows.map(({ path, type, run }) => ({ path, type, run }))).toEqual(
      ['/n/4', '/n/b/c/3', '/n/a/2', '/n/a/1'].map((path) => ({ path, type: 'write', run: 'r1' })),
    )
    expect(new Set(rows.map(({ batch }) => batch)).size).toBe(1)
    expect(rows[0]?.batch).toBeTruthy()
    expect(rows.map(({ id }) => id).reverse()).toEqual(results.map((one) => one.operationId))
    expect((await nx.tree('/n').toArray()).map(({ path }) => path)).toEqual([
      '/n/4',
      '/n/a',
      '/n/a/1',
      '/n/a/2',
      '/n/b',
      '/n/b/c',
      '/n/b/c/3',
    ])
  })

  test('ends with the last content of a path that is given twice, as two versions', async () => {
    const { nx } = await openNexus()
    const results = await nx.writeBatch([
      { path: '/a', content: 'first', tags: { x: '1' } },
      { path: '/b', content: 'b' },
      { path: 'a/', content: 'second', metadata: { m: 1 } },
      { path: '/a', content: 'third' },
    ])
    expect(results.map(({ version }) => version)).toEqual([1, 1, 2, 3])
    expect(await nx.readText('/a')).toBe('third')
    expect(await nx.tags.list('/a')).toEqual({ x: '1' })
    expect(await nx.metadata.get('/a')).toEqual({ m: 1 })
    expect((await nx.versions.list('/a').toArray()).length).toBe(3)
  })

  test.each([
    [['/a/b', '/a/b/c'], 'NOT_A_DIRECTORY'],
    [['/a/b/c', '/a/b'], 'IS_A_DIRECTORY'],
    [['/a/b/c/d', '/a'], 'IS_A_DIRECTORY'],
    [['/a', '/x', '/a/b/c/d'], 'NOT_A_DIRECTORY'],
    [['/x', '/file/below'], 'NOT_A_DIRECTORY'],
    [['/x', '/dir'], 'IS_A_DIRECTORY'],
    [['/x', '/dir/y', '/dir'], 'IS_A_DIRECTORY'],
    [['/x', '/'], 'IS_A_DIRECTORY'],
    [['/x', '/workspace'], 'IS_A_DIRECTORY'],
    [['/x', '/a/../b'], 'INVALID_PATH'],
    [['/x', '/archives/y'], 'READ_ONLY'],
    [['/x', '/system/y'], 'ACCESS_DENIED'],
  ])('of %j is %s with nothing written', async (paths, code) => {
    for (const content of ['small', pattern(100_000)]) {
      const { nx, backend } = await openNexus()
      await nx.write('/file', '')
      await nx.mkdir('/dir')
      const before = await nx.tree('/').toArray()
      const error = await rejection(nx.writeBatch(paths.map((path) => ({ path, content }))), code)
      expect(error.hint ?? error.path).toBeTruthy()
      expect(await nx.tree('/').toArray()).toEqual(before)
      expect(await operationCount(nx)).toBe(2)
      if (code === 'READ_ONLY' || code === 'ACCESS_DENIED')
        expect(await keysOf(backend)).toEqual([])
    }
  })

  test('holds every condition, against what was there before the batch', async () => {
    const { nx } = await openNexus()
    const { etag } = await nx.write('/a', 'a')
    for (const item of [
      { path: '/a', content: 'x', ifNoneMatch: '*' as const },
      { path: '/a', content: 'x', ifMatch: 'f'.repeat(64) },
      { path: '/new/x', content: 'x', ifMatch: etag },
    ]) {
      await outcomes([nx.writeBatch([{ path: '/n/b', content: 'b' }, item])]).then(([code]) =>
        expect(code).toBe(item.ifMatch === undefined ? 'ALREADY_EXISTS' : 'CONFLICT'),
      )
      expect(await nx.exists('/n')).toBe(false)
    }
    await nx.writeBatch([
      { path: '/a', content: 'y', ifMatch: etag },
      { path: '/n/b', content: 'b', ifNoneMatch: '*' },
      { path: '/n/c', content: 'c', ifNoneMatch: '*' },
    ])
    expect(await nx.readText('/a')).toBe('y')
  })

  test('takes streams; one that fails leaves nothing of any item', async () => {
    const { nx, backend } = await openNexus()
    const bytes = pattern(300_000)
    await expect(
      nx.writeBatch([
        { path: '/a', content: 'a' },
        { path: '/b', content: chunksOf(bytes) },
        { path: '/c', content: chunksOf(bytes, 1000, 5) },
      ]),
    ).rejects.toThrow('the stream broke')
    expect(await nx.tree('/').toArray()).toEqual(await (await openNexus()).nx.tree('/').toArray())
    expect((await keysOf(backend)).filter((key) => key.startsWith('tmp/'))).toEqual([])
    await nx.writeBatch([{ path: '/b', content: chunksOf(bytes) }])
    expect(await nx.read('/b')).toEqual(bytes)
  })

  test('stays in one space', async () => {
    const { nx } = await openNexus({ isAdmin: true })
    const items = ['/shared/one/a', '/shared/two/a'].map((path) => ({ path, content: '' }))
    await rejection(nx.writeBatch(items), 'NOT_SUPPORTED')
    expect(await nx.list('/shared').toArray()).toEqual([])
  })

  test.each([[undefined], [null], ['x'], [[null]], [[{}]], [[{ path: '/a' }]]])(
    'of %j is refused by name',
    async (items) => {
      const { nx } = await openNexus()
      const [code] = await outcomes([nx.writeBatch(items as never)])
      expect(['INVALID_ARGUMENT', 'INVALID_PATH']).toContain(code)
    },
  )

  test('of nothing is nothing', async () => {
    const { nx } = await openNexus()
    expect(await nx.writeBatch([])).toEqual([])
    expect(await operationCount(nx)).toBe(0)
  })

  test('of 2,000 files in 200 new directories', async () => {
    const { nx } = await openNexus()
    const items = Array.from({ length: 2000 }, (_, index) => ({
      path: `/big/${index % 20}/${index % 200}/${index}`,
      content: `${index}`,
      ifNoneMatch: '*' as const,
    }))
    await nx.writeBatch(items)
    expect((await nx.list('/big').toArray()).length).toBe(2000)
    expect(await nx.readText('/big/19/199/1999')).toBe('1999')
  })
})

describe('a batch of large content', () => {
  test('uploads the same content once, several at a time, and waits for all when one fails', async () => {
    const { backend, store } = await openNexus()
    const puts: string[] = []
    const running = { now: 0, most: 0 }
    const slow: Backend = new Proxy(backend, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name)
        if (name !== 'put') return typeof member === 'function' ? member.bind(target) : member
        return async (...given: Parameters<Backend['put']>) => {
          puts.push(given[0])
          running.most = Math.max(running.most, ++running.now)
          await new Promise((resolve) => setTimeout(resolve, 2))
          running.now -= 1
          return target.put(...given)
        }
      },
    })
    const { nx } = await openNexus({ store, backend: slow })
    const same = pattern(100_000, 1)
    await nx.writeBatch([
      ...Array.from({ length: 10 }, (_, index) => ({ path: `/same/${index}`, content: same })),
      ...Array.from({ length: 10 }, (_, index) => ({
        path: `/other/${index}`,
        content: pattern(100_000, index + 10),
      })),
    ])
    expect(puts.filter((key) => key.startsWith('cas/'))).toHaveLength(11)
    expect(running.most).toBeGreaterThan(2)
    for (let index = 0; index < 10; index++)
      expect(await nx.read(`/other/${index}`)).toEqual(pattern(100_000, index + 10))
    await expect(
      nx.writeBatch([
        { path: '/x', content: pattern(100_000, 50) },
        { path: '/y', content: chunksOf(pattern(100_000, 51), 1000, 3) },
        { path: '/z', content: pattern(100_000, 52) },
      ]),
    ).rejects.toThrow('the stream broke')
    expect(running.now).toBe(0)
    expect(await nx.exists('/x')).toBe(false)
  })
})
