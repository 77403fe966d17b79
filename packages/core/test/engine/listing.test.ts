import { describe, expect, test } from 'vitest'
import { createAdapters, openNexus, rejection } from './world.ts'

const paths = (rows: readonly { readonly path: string }[]) => rows.map(({ path }) => path)

describe('list', () => {
  test('is depth first in byte order, whatever the names', async () => {
    const { nx } = await openNexus()
    const names = [
      '/d/a',
      '/d/a.b',
      '/d/a/x',
      '/d/a b',
      '/d/ä',
      '/d/😀',
      '/d/\uffee',
      '/d/Z',
      '/d/%41',
      '/d/_x',
      '/d/uAx/f',
    ]
    for (const path of names) if (path !== '/d/a') await nx.write(path, path)
    expect(paths(await nx.list('/d').toArray())).toEqual([
      '/d/%41',
      '/d/Z',
      '/d/_x',
      '/d/a/x',
      '/d/a b',
      '/d/a.b',
      '/d/uAx/f',
      '/d/ä',
      '/d/\uffee',
      '/d/😀',
    ])
  })

  test('pages by cursor give everything once, with rows coming and going between', async () => {
    const { nx } = await openNexus()
    for (let index = 10; index < 60; index++)
      await nx.write(`/d/${index % 7}/${index % 3}/f${index}`, 'x')
    const all = paths(await nx.list('/d').toArray())
    for (const limit of [1, 3, 50, 51]) {
      const given: string[] = []
      let cursor: string | undefined
      let round = 0
      do {
        const page = nx.list('/d', { limit, cursor })
        given.push(...paths(await page.toArray()))
        cursor = page.cursor
        const last = given.at(-1) ?? ''
        await nx.write(`${last}-between`, 'x')
        await nx.delete(`${last}-between`)
        await nx.write('/d/0/before', `${round++}`)
        if (cursor !== undefined && given.length % 4 === 0) {
          await nx.delete(last)
          await nx.write(last, 'again')
        }
      } while (cursor !== undefined)
      expect(given.filter((path) => path !== '/d/0/before')).toEqual(all)
      await nx.delete('/d/0/before')
    }
  })

  test('a cursor goes on after what is gone, also whole directories, and after what became a file', async () => {
    const { nx } = await openNexus()
    for (const path of ['/d/a/1', '/d/a/2', '/d/b/1', '/d/c']) await nx.write(path, '')
    const first = nx.list('/d', { limit: 1 })
    await first.toArray()
    await nx.rmdir('/d/a', { recursive: true })
    expect(paths(await nx.list('/d', { cursor: first.cursor }).toArray())).toEqual([
      '/d/b/1',
      '/d/c',
    ])
    await nx.write('/d/a', 'a file now')
    expect(paths(await nx.list('/d', { cursor: first.cursor }).toArray())).toEqual([
      '/d/b/1',
      '/d/c',
    ])
    const flat = nx.list('/d', { recursive: false, limit: 2 })
    expect(paths(await flat.toArray())).toEqual(['/d/a', '/d/b'])
    expect(paths(await nx.list('/d', { recursive: false, cursor: flat.cursor }).toArray())).toEqual(
      ['/d/c'],
    )
  })

  test('goes on when a directory goes away while it is walked', async () => {
    const { nx } = await openNexus()
    for (const name of ['a', 'b', 'c']) await nx.write(`/d/${name}/f`, '')
    for (const kind of ['list', 'tree'] as const) {
      const seen: string[] = []
      for await (const { path } of nx[kind]('/d')) {
        seen.push(path)
        if (await nx.exists('/d/b')) await nx.rmdir('/d/b', { recursive: true })
      }
      expect(seen.at(-1)).toBe('/d/c/f')
      expect(seen).not.toContain('/d/b/f')
      await nx.write('/d/b/f', '')
    }
  })

  test('a prefix is a subtree on segment boundaries', async () => {
    const { nx } = await openNexus()
    for (const path of ['/d/u_x/1', '/d/uAx/1', '/d/u_x2/1', '/d/u']) await nx.write(path, '')
    expect(paths(await nx.list('/d', { prefix: '/d/u_x' }).toArray())).toEqual(['/d/u_x/1'])
    expect(paths(await nx.list('/d', { prefix: 'u_x' }).toArray())).toEqual(['/d/u_x/1'])
    expect(paths(await nx.list('/d', { prefix: 'u' }).toArray())).toEqual(['/d/u'])
    expect(paths(await nx.list('/d', { prefix: 'none' }).toArray())).toEqual([])
    expect(paths(await nx.list('/', { prefix: '/d/uAx', recursive: false }).toArray())).toEqual([
      '/d/uAx/1',
    ])
    await rejection(nx.list('/d', { prefix: '/e' }).toArray(), 'INVALID_ARGUMENT')
  })

  test.each([
    ['/missing', {}, 'NOT_FOUND'],
    ['/file', {}, 'NOT_A_DIRECTORY'],
    ['/file/below', {}, 'NOT_A_DIRECTORY'],
    ['/', { limit: 0 }, 'INVALID_ARGUMENT'],
    ['/', { limit: 1.5 }, 'INVALID_ARGUMENT'],
    ['/', { cursor: 'x' }, 'INVALID_ARGUMENT'],
    ['/', { cursor: Buffer.from('"/../x"').toString('base64url') }, 'INVALID_PATH'],
    ['/..', {}, 'INVALID_PATH'],
    ['/system', {}, 'ACCESS_DENIED'],
  ])('list(%j, %j) is %s', async (path, options, code) => {
    const { nx } = await openNexus()
    await nx.write('/file', '')
    await rejection(nx.list(path, options).toArray(), code)
    await rejection(nx.list(path, { ...options, recursive: false }).toArray(), code)
  })

  test('structural directories are there for every tenant, each once, with or without rows', async () => {
    const { nx } = await openNexus({ isAdmin: true })
    const one = nx.as({ tenantId: 'acme', agentId: 'one', isAdmin: false })
    const roots = ['/archives', '/external', '/shared', '/workspace']
    const flat = async (path: string) => paths(await one.list(path, { recursive: false }).toArray())
    for (let time = 0; time < 2; time++) {
      expect(await flat('/')).toEqual(roots)
      expect(await flat('/workspace')).toEqual(['/workspace/acme'])
      expect(await flat('/workspace/acme')).toEqual(['/workspace/acme/one'])
      expect(await flat('/shared')).toEqual(['/shared/acme'])
      await one.write('/workspace/acme/one/x', '')
      await one.write('/shared/acme/x', '')
    }
    await one.tags.set('/archives/acme', 'k', 'v').catch(() => undefined)
    await one.tags.set('/workspace/acme/one', 'k', 'v')
    expect(await one.tags.list('/workspace/acme/one')).toEqual({ k: 'v' })
    expect(paths(await one.tags.find({ key: 'k' }).toArray())).toEqual(['/workspace/acme/one'])
    expect(await one.stat('/shared/acme')).toMatchObject({ type: 'directory', refCount: 0 })
    const tenant = nx.as({ tenantId: 'fresh', isAdmin: false })
    await tenant.metadata.set('/shared/fresh', 'k', 1)
    expect(await tenant.metadata.get('/shared/fresh')).toEqual({ k: 1 })
  })
})

describe('the log and versions', () => {
  test('go on by cursor, while new rows come', async () => {
    const { nx } = await openNexus()
    for (let index = 0; index < 25; index++) await nx.write('/a', `${index}`)
    const ids: string[] = []
    const versions: number[] = []
    let cursor: string | undefined
    do {
      const page = nx.operations.list({ path: '/a', limit: 4, cursor })
      ids.push(...(await page.toArray()).map(({ id }) => id))
      cursor = page.cursor
      await nx.write('/b', 'new')
      await nx.write('/a', 'new')
    } while (cursor !== undefined)
    expect(new Set(ids).size).toBe(25)
    do {
      const page = nx.versions.list('/a', { limit: 4, cursor })
      versions.push(...(await page.toArray()).map(({ version }) => version))
      cursor = page.cursor
    } while (cursor !== undefined)
    expect(versions).toEqual(versions.map((_, index) => versions.length - index))
    await rejection(nx.operations.list({ cursor: 'bad' }).toArray(), 'INVALID_ARGUMENT')
    await rejection(nx.versions.list('/a', { cursor: 'bad' }).toArray(), 'INVALID_ARGUMENT')
  })

  test('a row says who did what, where and within what', async () => {
    const adapters = await createAdapters()
    const { nx } = await openNexus({ ...adapters, tenantId: 'acme', agentId: 'one', userId: 'u' })
    const acting = nx.as({ run: 'r', requestId: 'q' })
    const home = '/workspace/acme/one'
    const results = [
      await acting.write(`${home}/a`, 'a'),
      await acting.append(`${home}/a`, 'b'),
      await acting.edit(`${home}/a`, [{ old: 'a', new: 'c' }]),
      await acting.mkdir(`${home}/d`),
      await acting.copy(`${home}/a`, `${home}/d/a`),
      await acting.rename(`${home}/a`, `${home}/b`),
      await acting.metadata.set(`${home}/b`, 'k', 1),
      await acting.tags.set(`${home}/b`, 'k', 'v'),
      await acting.delete(`${home}/b`),
      await acting.rmdir(`${home}/d`, { recursive: true }),
    ]
    const rows = (await acting.operations.list().toArray()).reverse()
    expect(rows.map(({ id }) => id)).toEqual(results.map(({ operationId }) => operationId))
    expect(rows.map(({ type, path, target }) => [type, path, target])).toEqual([
      ['write', `${home}/a`, undefined],
      ['append', `${home}/a`, undefined],
      ['edit', `${home}/a`, undefined],
      ['mkdir', `${home}/d`, undefined],
      ['copy', `${home}/a`, `${home}/d/a`],
      ['rename', `${home}/a`, `${home}/b`],
      ['metadata', `${home}/b`, undefined],
      ['tag', `${home}/b`, undefined],
      ['delete', `${home}/b`, undefined],
      ['rmdir', `${home}/d`, undefined],
    ])
    for (const row of rows)
      expect(row).toMatchObject({
        tenant: 'acme',
        agent: 'one',
        user: 'u',
        run: 'r',
        requestId: 'q',
      })
    expect((await nx.operations.list({ run: 'r' }).toArray()).length).toBe(10)
    expect((await nx.operations.list({ types: ['copy', 'rename'] }).toArray()).length).toBe(2)
    expect(await nx.operations.list({ run: 'other' }).toArray()).toEqual([])
  })
})

describe('tenants', () => {
  test('see nothing of each other, in any listing, search, log or count', async () => {
    const { nx } = await openNexus({ isAdmin: true })
    const [one, two] = ['one', 'two'].map((tenantId) => nx.as({ tenantId, isAdmin: false }))
    const tenants = [one, two] as const
    for (const tenant of tenants) {
      if (tenant === undefined) continue
      const name = tenant === one ? 'one' : 'two'
      await tenant.write(`/docs/${name}`, 'secret', { tags: { k: name } })
      await tenant.write('/docs/same', 'secret')
      await tenant.write(`/workspace/${name}/agent/${name}`, 'secret')
      await tenant.write(`/shared/${name}/${name}`, 'secret', { tags: { k: name } })
    }
    await one?.write('/external/x', 'for all')
    const secrets = /two/
    const all = [
      await one?.list('/').toArray(),
      await one?.tree('/').toArray(),
      await one?.glob('/**').toArray(),
      await one?.glob('/**/').toArray(),
      await one?.grep('secret').toArray(),
      await one?.tags.find({ key: 'k' }).toArray(),
      await one?.operations.list().toArray(),
      await one?.versions.list('/docs/same').toArray(),
      await one?.mounts.list(),
    ]
    expect(JSON.stringify(all)).not.toMatch(secrets)
    expect((await one?.stat('/docs/same'))?.refCount).toBe(4)
    expect((await one?.content.usage('/'))?.files).toBe(5)
    for (const path of ['/shared/two', '/shared/two/two', '/workspace/two/agent/two']) {
      for (const call of [
        one?.read(path),
        one?.stat(path),
        one?.exists(path),
        one?.list(path).toArray(),
        one?.write(path, ''),
        one?.rename(path, '/mine'),
        one?.copy(path, '/mine'),
        one?.versions.list(path).toArray(),
        one?.operations.list({ path }).toArray(),
        one?.tags.find({ key: 'k', path }).toArray(),
        one?.grep('secret', { path }).toArray(),
        one?.glob(`${path}/**`).toArray(),
      ])
        await rejection(call as Promise<unknown>, 'ACCESS_DENIED')
    }
    const shared = await two?.operations.list({ path: '/external/x' }).toArray()
    expect(shared).toHaveLength(1)
    expect(JSON.stringify(shared)).not.toMatch(/one/)
    const [seen] = await nx.operations.list({ path: '/external/x' }).toArray()
    expect(seen?.tenant).toBe('one')
  })

  test('an administrator lists them all, in order, and reads by path', async () => {
    const { nx } = await openNexus({ isAdmin: true })
    for (const tenant of ['b', 'a', 'c'])
      await nx.as({ tenantId: tenant, isAdmin: false }).write(`/shared/${tenant}/f`, tenant)
    expect(paths(await nx.list('/shared').toArray())).toEqual([
      '/shared/a/f',
      '/shared/b/f',
      '/shared/c/f',
    ])
    expect(paths(await nx.list('/shared', { recursive: false }).toArray())).toEqual([
      '/shared/a',
      '/shared/b',
      '/shared/c',
    ])
    expect(await nx.readText('/shared/b/f')).toBe('b')
    const page = nx.list('/shared', { limit: 1 })
    await page.toArray()
    expect(paths(await nx.list('/shared', { cursor: page.cursor }).toArray())).toEqual([
      '/shared/b/f',
      '/shared/c/f',
    ])
  })

  test('a path that names no possible tenant is refused, of administrators too', async () => {
    const { nx } = await openNexus({ isAdmin: true })
    for (const name of ['é', 'a b', '.hidden', 'x'.repeat(129)]) {
      await rejection(nx.write(`/shared/${name}/f`, ''), 'INVALID_PATH')
      await rejection(nx.read(`/workspace/${name}/f`), 'INVALID_PATH')
    }
  })
})
