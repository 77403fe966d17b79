import { faultyStore } from '@nexusfs/testkit'
import { describe, expect, test } from 'vitest'
import { createAdapters, openNexus, outcomes, rejection } from './world.ts'

const calls = ['copy', 'rename'] as const

describe.each(calls)('%s in one space', (call) => {
  async function world() {
    const { nx } = await openNexus()
    await nx.write('/file', 'file', { tags: { from: 'file' } })
    await nx.write('/dir/below', 'below')
    await nx.write('/other', 'other')
    await nx.write('/full/x', 'x')
    return nx
  }

  test.each([
    ['/file', '/new', 'ok', 'ok'],
    ['/file', '/deep/er/new', 'ok', 'ok'],
    ['/file', '/other', 'ALREADY_EXISTS', 'ok'],
    ['/file', '/full', 'IS_A_DIRECTORY', 'IS_A_DIRECTORY'],
    ['/file', '/file', 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'],
    ['/file', '/file/below', 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'],
    ['/file', '/other/below', 'NOT_A_DIRECTORY', 'NOT_A_DIRECTORY'],
    ['/dir', '/new', 'ok', 'ok'],
    ['/dir', '/other', 'ALREADY_EXISTS', 'ALREADY_EXISTS'],
    ['/dir', '/full', 'ALREADY_EXISTS', 'ALREADY_EXISTS'],
    ['/dir', '/dir', 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'],
    ['/dir', '/dir/below/it', 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'],
    ['/dir', '/other/below', 'NOT_A_DIRECTORY', 'NOT_A_DIRECTORY'],
    ['/missing', '/new', 'NOT_FOUND', 'NOT_FOUND'],
    ['/file/below', '/new', 'NOT_A_DIRECTORY', 'NOT_A_DIRECTORY'],
    ['/file', '/', 'IS_A_DIRECTORY', 'IS_A_DIRECTORY'],
    ['/file', '/workspace', 'IS_A_DIRECTORY', 'IS_A_DIRECTORY'],
    ['/file', '/archives/new', 'READ_ONLY', 'READ_ONLY'],
  ])('%s to %s: %s, overwriting %s', async (from, to, plain, overwriting) => {
    for (const [overwrite, expected] of [[false, plain] as const, [true, overwriting] as const]) {
      const nx = await world()
      const before = await nx.tree('/').toArray()
      const log = await nx.operations.list().toArray()
      expect(await outcomes([nx[call](from, to, { overwrite })])).toEqual([expected])
      if (expected === 'ok') {
        const moved = from === '/dir' ? `${to}/below` : to
        expect(await nx.readText(moved)).toBe(from === '/dir' ? 'below' : 'file')
        expect(await nx.exists(from)).toBe(call === 'copy')
        const [newest] = await nx.operations.list({ limit: 1 }).toArray()
        expect(newest).toMatchObject({ type: call, path: from, target: to })
      } else {
        expect(await nx.tree('/').toArray()).toEqual(before)
        expect(await nx.operations.list().toArray()).toEqual(log)
      }
    }
  })

  test('conditions: ifMatch is about the source, ifNoneMatch about the target', async () => {
    const nx = await world()
    const { etag } = await nx.stat('/file')
    const error = await rejection(
      nx[call]('/file', '/new', { ifMatch: 'a'.repeat(64) }),
      'CONFLICT',
    )
    expect(error.etag).toBe(etag)
    await rejection(nx[call]('/file', '/new', { ifMatch: 'nonsense' }), 'CONFLICT')
    await rejection(nx[call]('/dir', '/new', { ifMatch: etag }), 'CONFLICT')
    await rejection(
      nx[call]('/file', '/other', { overwrite: true, ifNoneMatch: '*' }),
      'ALREADY_EXISTS',
    )
    await nx[call]('/file', '/new', { ifMatch: etag, ifNoneMatch: '*' })
    expect(await nx.tags.list('/new')).toEqual({ from: 'file' })
  })

  test('of racing calls to one new place exactly one wins', async () => {
    const nx = await world()
    const racing = Array.from({ length: 8 }, (_, index) => nx.write(`/racer${index}`, `${index}`))
    await Promise.all(racing)
    const ended = await outcomes(racing.map((_, index) => nx[call](`/racer${index}`, '/goal')))
    expect(ended.filter((code) => code === 'ok')).toHaveLength(1)
    expect(new Set(ended)).toEqual(new Set(['ok', 'ALREADY_EXISTS']))
  })
})

describe('rename', () => {
  test('keeps id, versions and attributes; copy starts anew', async () => {
    const { nx } = await openNexus()
    await nx.write('/a', '1')
    await nx.write('/a', '2', { metadata: { k: 1 }, modifiedAt: 1000 })
    const before = await nx.stat('/a')
    await nx.copy('/a', '/copy')
    expect(await nx.stat('/copy')).toMatchObject({ version: 1, etag: before.etag })
    expect((await nx.stat('/copy')).id).not.toBe(before.id)
    await nx.rename('/a', '/b/c')
    expect(await nx.stat('/b/c')).toMatchObject({ ...before, path: '/b/c', name: 'c', refCount: 2 })
    expect(await nx.metadata.get('/b/c')).toEqual({ k: 1 })
    expect(await nx.versions.list('/b/c').toArray()).toHaveLength(2)
  })

  test('two directories moved into each other at once never form a loop', async () => {
    const { nx, store, backend } = await openNexus()
    const { nx: other } = await openNexus({ store, backend })
    for (let round = 0; round < 10; round++) {
      await nx.write(`/r${round}/a/f`, 'a')
      await nx.write(`/r${round}/b/f`, 'b')
      await outcomes([
        nx.rename(`/r${round}/a`, `/r${round}/b/a`),
        other.rename(`/r${round}/b`, `/r${round}/a/b`),
      ])
      expect(await nx.list(`/r${round}`).toArray()).toHaveLength(2)
    }
  })

  test('a directory with 2,000 files is one commit and one row of the log', async () => {
    const { nx } = await openNexus()
    const items = Array.from({ length: 2000 }, (_, index) => ({ path: `/d/${index}`, content: '' }))
    await nx.writeBatch(items)
    await nx.rename('/d', '/e')
    expect(await nx.list('/e').toArray()).toHaveLength(2000)
    expect(await nx.operations.list({ types: ['rename'] }).toArray()).toHaveLength(1)
  })
})

describe('between spaces', () => {
  async function world() {
    const adapters = await createAdapters()
    const { nx } = await openNexus({ ...adapters, isAdmin: true })
    await nx.write('/shared/one/d/a', 'a', { tags: { t: '1' }, metadata: { m: 1 }, mode: 0o600 })
    await nx.write('/shared/one/d/e/b', 'b', { modifiedAt: 1000 })
    await nx.mkdir('/shared/one/d/empty')
    return { nx, ...adapters }
  }

  test.each(calls)('%s of a directory takes content, metadata and tags along', async (call) => {
    const { nx } = await world()
    const result = await nx[call]('/shared/one/d', '/shared/two/x/d')
    expect(result).toMatchObject({ count: 5, left: ['id', 'versions', 'grants'] })
    expect((await nx.tree('/shared/two').toArray()).map((entry) => entry.path)).toEqual([
      '/shared/two/x',
      '/shared/two/x/d',
      '/shared/two/x/d/a',
      '/shared/two/x/d/e',
      '/shared/two/x/d/e/b',
      '/shared/two/x/d/empty',
    ])
    expect(await nx.tags.list('/shared/two/x/d/a')).toEqual({ t: '1' })
    expect(await nx.metadata.get('/shared/two/x/d/a')).toEqual({ m: 1 })
    expect((await nx.stat('/shared/two/x/d/a')).mode).toBe(0o600)
    expect(await nx.exists('/shared/one/d')).toBe(call === 'copy')
    const owner = nx.as({ tenantId: call === 'copy' ? 'two' : 'one' })
    const rows = await owner.operations.list().toArray()
    expect(rows.find((row) => row.id === result.operationId)).toMatchObject({
      type: call,
      path: '/shared/one/d',
      target: '/shared/two/x/d',
    })
  })

  test.each(calls)('%s onto what is there is refused like in one space', async (call) => {
    const { nx } = await world()
    await nx.write('/shared/two/d/other', 'other')
    await nx.write('/shared/two/file', 'a')
    await rejection(nx[call]('/shared/one/d', '/shared/two/d'), 'ALREADY_EXISTS')
    await rejection(nx[call]('/shared/one/d', '/shared/two/file'), 'ALREADY_EXISTS')
    await rejection(nx[call]('/shared/one/d/a', '/shared/two/d'), 'IS_A_DIRECTORY')
    await rejection(nx[call]('/shared/one/d/a', '/shared/two/file'), 'ALREADY_EXISTS')
    await rejection(nx[call]('/shared/one/d', '/shared/two/file/x'), 'NOT_A_DIRECTORY')
    await rejection(nx[call]('/shared/one/gone', '/shared/two/gone'), 'NOT_FOUND')
    await nx[call]('/shared/one/d/e/b', '/shared/two/file', { overwrite: true })
    expect(await nx.readText('/shared/two/file')).toBe('b')
    expect((await nx.list('/shared/two').toArray()).map(({ path }) => path)).toEqual([
      '/shared/two/d/other',
      '/shared/two/file',
    ])
  })

  test('a rename that breaks off anywhere is finished by running it again', async () => {
    for (let nth = 1; ; nth++) {
      const { store, backend } = await world()
      const plan = [{ method: 'commit', nth, fault: 'errorBefore' as const }]
      const { nx: broken } = await openNexus({
        store: faultyStore(store, plan),
        backend,
        isAdmin: true,
      })
      const [code] = await outcomes([broken.rename('/shared/one/d', '/shared/two/d')])
      const { nx } = await openNexus({ store, backend, isAdmin: true })
      if (code === 'ok') {
        expect(nth).toBeGreaterThan(5)
        return
      }
      expect(await nx.list('/shared/one').toArray()).toHaveLength(2)
      await nx.rename('/shared/one/d', '/shared/two/d')
      expect(await nx.list('/shared/one').toArray()).toEqual([])
      expect(await nx.readText('/shared/two/d/a')).toBe('a')
      expect(await nx.readText('/shared/two/d/e/b')).toBe('b')
      expect(await nx.isDirectory('/shared/two/d/empty')).toBe(true)
    }
  })

  test('what appears or changes in the source meanwhile is not lost', async () => {
    for (const path of ['/shared/one/d/new', '/shared/one/d/a', '/shared/one/d/e/sub/new']) {
      const { nx, store, backend } = await world()
      let commits = 0
      const between = new Proxy(store, {
        get(target, name) {
          const member: unknown = Reflect.get(target, name)
          if (name !== 'commit') return typeof member === 'function' ? member.bind(target) : member
          return async (...given: Parameters<typeof store.commit>) => {
            const isLast = given[0].mutations.some(({ kind }) => kind === 'remove')
            if (isLast && commits++ === 0) await nx.write(path, 'late')
            return store.commit(...given)
          }
        },
      })
      const { nx: slow } = await openNexus({ store: between, backend, isAdmin: true })
      await rejection(slow.rename('/shared/one/d', '/shared/two/d'), 'CONFLICT')
      expect(await nx.readText(path)).toBe('late')
      await nx.rename('/shared/one/d', '/shared/two/d')
      expect(await nx.exists('/shared/one/d')).toBe(false)
      expect(await nx.readText(path.replace('one', 'two'))).toBe('late')
    }
  })
})
