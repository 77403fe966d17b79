import assert from 'node:assert/strict'
import type { Nexus, TreeChange } from '@nexusfs/core'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'
import { rejectsWith } from './filesystem-world.ts'

async function contents(nx: Nexus, directory: string, at?: string): Promise<object> {
  const files = await nx.list(directory, { at }).toArray()
  const texts = files.map(async ({ path }) => [path, await nx.readText(path, { at })] as const)
  return Object.fromEntries(await Promise.all(texts))
}

function short({ change, path, previousPath, facets }: TreeChange): string {
  const from = previousPath === undefined ? '' : ` from ${previousPath}`
  return `${change} ${path}${from}${facets === undefined ? '' : ` (${facets.join()})`}`
}

async function diffOf(nx: Nexus, name: string, other?: string): Promise<string[]> {
  return (await nx.snapshots.diff(name, other).toArray()).map(short)
}

/** Snapshots: taking, reading, comparing, restoring, forking and deleting them. */
export const snapshotCases: FilesystemCases = {
  'a snapshot holds a directory as it was, through changes of every kind': async (world) => {
    const { nx } = world
    await world.files('/docs/a', '/docs/sub/b', '/docs/sub/c', '/beside')
    const before = await contents(nx, '/docs')
    const taken = await nx.snapshots.create('/docs', { name: 'first', description: 'as it began' })
    assert.deepEqual([taken.name, taken.path, taken.description], ['first', '/docs', 'as it began'])
    await nx.write('/docs/a', 'changed')
    await nx.rename('/docs/sub', '/moved')
    await nx.delete('/moved/b')
    await nx.rename('/docs', '/papers')
    assert.deepEqual(await contents(nx, '/docs', 'first'), before)
    assert.deepEqual(await nx.snapshots.get('first'), taken)
    assert.deepEqual(await nx.snapshots.list().toArray(), [taken])
    assert.equal((await nx.stat('/docs/sub/b', { at: 'first' })).size, 11)
    assert.deepEqual(await nx.glob('/docs/**/c', { at: 'first' }).toArray(), ['/docs/sub/c'])
  },
  'a snapshot without a name gets one made of the time': async (world) => {
    await world.files('/docs/a')
    const [one, two] = [
      await world.nx.snapshots.create('/docs'),
      await world.nx.snapshots.create('/docs'),
    ]
    assert.match(one.name, /^snapshot-\d{8}T\d{6}\.\d{3}Z/)
    assert.notEqual(one.name, two.name)
    assert.equal(await world.nx.readText('/docs/a', { at: two.name }), '/docs/a')
  },
  'of many that take one name at once exactly one succeeds': async (world) => {
    const { nx } = world
    await world.files('/docs/a')
    const tries = Array.from({ length: 8 }, () => nx.snapshots.create('/docs', { name: 'one' }))
    const settled = await Promise.allSettled(tries)
    const failed = settled.flatMap((result) => (result.status === 'rejected' ? [result] : []))
    assert.equal(failed.length, 7)
    for (const { reason } of failed) assert.equal(reason.code, 'ALREADY_EXISTS')
    assert.equal((await nx.snapshots.list().toArray()).length, 1)
  },
  'a snapshot is logged and cannot be replaced': async (world) => {
    const { nx } = world
    await world.files('/docs/a')
    const { operationId } = await nx.snapshots.create('/docs', { name: 'one' })
    const [logged] = await nx.operations.list({ limit: 1 }).toArray()
    assert.deepEqual([logged?.id, logged?.type, logged?.path], [operationId, 'snapshot', '/docs'])
    await world.refused('ALREADY_EXISTS', () => nx.snapshots.create('/docs', { name: 'one' }))
  },
  ...eachCase(
    ['', ' ', 'a/b', 'ä', '2026-11-21', '01234567-89ab-4cde-8f01-23456789abcd', 'x'.repeat(129)],
    (name) => `${JSON.stringify(name.slice(0, 40))} cannot name a snapshot`,
    async (world, name) => {
      await world.files('/docs/a')
      await world.refused('INVALID_ARGUMENT', () => world.nx.snapshots.create('/docs', { name }))
    },
  ),
  'only what is there and a directory can be snapshotted': async (world) => {
    const { nx } = world
    await world.files('/docs/a')
    await world.refused('NOT_FOUND', () => nx.snapshots.create('/nothing', { name: 'x' }))
    await world.refused('NOT_A_DIRECTORY', () => nx.snapshots.create('/docs/a', { name: 'x' }))
    await world.refused('NOT_FOUND', () => nx.snapshots.delete('x'))
    await rejectsWith('NOT_FOUND', nx.snapshots.get('x'))
    await rejectsWith('NOT_FOUND', nx.snapshots.restore('x'))
    await rejectsWith('NOT_FOUND', nx.snapshots.fork('x', '/y'))
    await rejectsWith('NOT_FOUND', nx.snapshots.diff('x').toArray())
  },
  'the root and directories that exist by structure can be snapshotted': async ({ nx }) => {
    const acme = nx.as({ tenantId: 'acme', agentId: 'a1' })
    await acme.snapshots.create('/workspace/acme/a1', { name: 'empty' })
    await acme.write('/workspace/acme/a1/file', 'one')
    await acme.snapshots.create('/', { name: 'all' })
    await acme.write('/workspace/acme/a1/file', 'two')
    assert.deepEqual(await contents(acme, '/workspace/acme/a1', 'empty'), {})
    assert.deepEqual(await contents(acme, '/', 'all'), { '/workspace/acme/a1/file': 'one' })
    assert.deepEqual(await diffOf(acme, 'empty'), ['added /workspace/acme/a1/file'])
  },
  'snapshots are listed newest first, near a path, page by page': async (world) => {
    const { nx } = world
    await world.files('/docs/a/x', '/docs/b/y', '/other/z')
    for (const [name, path] of [
      ['s1', '/docs'],
      ['s2', '/docs/a'],
      ['s3', '/docs/b'],
      ['s4', '/other'],
      ['s5', '/'],
    ] as const)
      await nx.snapshots.create(path, { name })
    const names = async (path?: string) =>
      (await nx.snapshots.list(path).toArray()).map(({ name }) => name)
    assert.deepEqual(await names(), ['s5', 's4', 's3', 's2', 's1'])
    assert.deepEqual(await names('/docs/a'), ['s5', 's2', 's1'])
    assert.deepEqual(await names('/docs'), ['s5', 's3', 's2', 's1'])
    const pages: string[] = []
    for (let cursor: string | undefined, more = true; more; ) {
      const page = nx.snapshots.list(undefined, { limit: 2, cursor })
      pages.push(...(await page.toArray()).map(({ name }) => name))
      cursor = page.cursor
      more = cursor !== undefined
    }
    assert.deepEqual(pages, await names())
  },
  'a diff tells nodes by id: added, removed, moved, changed': async (world) => {
    const { nx } = world
    await world.files('/docs/a', '/docs/b', '/docs/c', '/docs/d', '/docs/dir/x', '/docs/dir/y')
    await world.files('/outside/in/deep', '/docs/same')
    await nx.snapshots.create('/docs', { name: 'one' })
    await nx.write('/docs/a', 'changed')
    await nx.rename('/docs/b', '/docs/b2')
    await nx.delete('/docs/c')
    await nx.write('/docs/c', 'another file')
    await nx.tags.set('/docs/d', 'k', 'v')
    await nx.rename('/docs/dir', '/docs/renamed')
    await nx.write('/docs/renamed/y', 'also changed')
    await nx.rename('/outside/in', '/docs/in')
    await nx.tags.set('/docs/same', 'k', 'v')
    await nx.tags.remove('/docs/same', 'k')
    const changes = [
      'changed /docs/a (content)',
      'moved /docs/b2 from /docs/b',
      'added /docs/c',
      'removed /docs/c',
      'changed /docs/d (attributes)',
      'added /docs/in',
      'added /docs/in/deep',
      'moved /docs/renamed from /docs/dir',
      'changed /docs/renamed/y (content)',
    ]
    assert.deepEqual((await diffOf(nx, 'one')).sort(), [...changes].sort())
    await nx.snapshots.create('/docs', { name: 'two' })
    await nx.rename('/docs/in', '/outside/in')
    assert.deepEqual((await diffOf(nx, 'one', 'two')).sort(), [...changes].sort())
    assert.deepEqual(await diffOf(nx, 'two'), ['removed /docs/in', 'removed /docs/in/deep'])
    assert.deepEqual(await diffOf(nx, 'two', 'two'), [])
    const back = (await diffOf(nx, 'two', 'one')).map((line) => line.split(' ')[0])
    assert.deepEqual(back.sort(), [
      ...['added', 'changed', 'changed', 'changed'],
      ...['moved', 'moved', 'removed', 'removed', 'removed'],
    ])
    await nx.snapshots.create('/outside', { name: 'elsewhere' })
    await rejectsWith('INVALID_ARGUMENT', nx.snapshots.diff('one', 'elsewhere').toArray())
  },
  'a diff of a directory that is gone tells that all of it was removed': async (world) => {
    const { nx } = world
    await world.files('/docs/a', '/docs/sub/b')
    await nx.snapshots.create('/docs', { name: 'one' })
    await nx.rmdir('/docs', { recursive: true })
    await world.files('/docs/new')
    assert.deepEqual(await diffOf(nx, 'one'), [
      'removed /docs',
      'removed /docs/a',
      'removed /docs/sub',
      'removed /docs/sub/b',
    ])
  },
  'restoring a snapshot brings the directory back, and can be undone': async (world) => {
    const { nx } = world
    await world.files('/docs/a', '/docs/sub/b')
    const before = await contents(nx, '/docs')
    await nx.snapshots.create('/docs', { name: 'one' })
    await nx.write('/docs/a', 'changed')
    await nx.rmdir('/docs/sub', { recursive: true })
    await world.files('/docs/new')
    const changed = await contents(nx, '/docs')
    const dry = await nx.snapshots.restore('one', { dryRun: true })
    assert.equal(dry.operationId, undefined)
    assert.deepEqual(await contents(nx, '/docs'), changed)
    const { operationId } = await nx.snapshots.restore('one')
    assert.deepEqual(await contents(nx, '/docs'), before)
    assert.deepEqual(
      await nx.snapshots
        .diff('one')
        .toArray()
        .then((rows) => rows.length),
      1,
    )
    await nx.undo(operationId as string)
    assert.deepEqual(await contents(nx, '/docs'), changed)
  },
  'a fork is a copy with shared content that goes its own way': async (world) => {
    const { nx } = world
    await world.files('/docs/a', '/docs/sub/b')
    await nx.metadata.set('/docs/a', 'kept', 1)
    await nx.snapshots.create('/docs', { name: 'one' })
    await nx.rmdir('/docs', { recursive: true })
    const { count, path } = await nx.snapshots.fork('one', '/made/fork')
    assert.deepEqual([count, path], [4, '/made/fork'])
    const [logged] = await nx.operations.list({ limit: 1 }).toArray()
    assert.deepEqual([logged?.type, logged?.target], ['fork', '/made/fork'])
    assert.deepEqual(await contents(nx, '/made/fork'), {
      '/made/fork/a': '/docs/a',
      '/made/fork/sub/b': '/docs/sub/b',
    })
    assert.deepEqual(await nx.metadata.get('/made/fork/a'), { kept: 1 })
    await nx.write('/made/fork/a', 'own')
    assert.equal(await nx.readText('/docs/a', { at: 'one' }), '/docs/a')
    await world.refused('ALREADY_EXISTS', () => nx.snapshots.fork('one', '/made/fork'))
    await world.refused('READ_ONLY', () => nx.snapshots.fork('one', '/archives/fork'))
  },
  'a directory is forked as it is, also into itself': async (world) => {
    const { nx } = world
    await world.files('/docs/a')
    await nx.snapshots.fork('/docs', '/docs/copies/1')
    assert.deepEqual(await world.paths('/docs'), ['/docs/a', '/docs/copies/1/a'])
    await rejectsWith('NOT_FOUND', nx.snapshots.fork('/nothing', '/x'))
    await rejectsWith('NOT_A_DIRECTORY', nx.snapshots.fork('/docs/a', '/x'))
  },
  'a deleted snapshot is gone, its name is free, and the present stays': async (world) => {
    const { nx } = world
    await world.files('/docs/a')
    await nx.snapshots.create('/docs', { name: 'one' })
    await nx.write('/docs/a', 'two')
    const { path } = await nx.snapshots.delete('one')
    assert.equal(path, '/docs')
    await rejectsWith('NOT_FOUND', nx.read('/docs/a', { at: 'one' }))
    await nx.snapshots.create('/docs', { name: 'one' })
    assert.equal(await nx.readText('/docs/a', { at: 'one' }), 'two')
  },
  'what is neither a path nor a name cannot be forked': async ({ nx }) => {
    for (const source of [null, undefined, 0, {}, [], new Date(0), '', 'a/b'])
      await rejectsWith('INVALID_ARGUMENT', nx.snapshots.fork(source as string, '/docs/fork'))
  },
  'snapshots of one tenant are nothing to another, and names are their own': async ({ nx }) => {
    const [acme, other] = [nx.as({ tenantId: 'acme' }), nx.as({ tenantId: 'other' })]
    await acme.write('/workspace/acme/a', 'one')
    await other.write('/workspace/other/a', 'one')
    await acme.snapshots.create('/workspace/acme', { name: 'mine' })
    assert.deepEqual(await other.snapshots.list().toArray(), [])
    await rejectsWith('NOT_FOUND', other.snapshots.get('mine'))
    await rejectsWith('NOT_FOUND', other.snapshots.delete('mine'))
    await rejectsWith('NOT_FOUND', other.snapshots.fork('mine', '/workspace/other/x'))
    await rejectsWith('NOT_FOUND', other.read('/workspace/other/a', { at: 'mine' }))
    await rejectsWith('ACCESS_DENIED', other.snapshots.create('/workspace/acme', { name: 'x' }))
    await rejectsWith('ACCESS_DENIED', acme.snapshots.fork('mine', '/workspace/other/x'))
    await rejectsWith('NOT_SUPPORTED', acme.snapshots.fork('mine', '/external/x'))
    await other.snapshots.create('/workspace/other', { name: 'mine' })
  },
  'an agent sees of a tenant’s snapshot what it may see, and cannot fork the rest': {
    options: { isAdmin: true },
    async run({ nx }) {
      const agentOf = (agentId: string) => nx.as({ tenantId: 'acme', agentId, isAdmin: false })
      const [a1, a2] = [agentOf('a1'), agentOf('a2')]
      await a1.write('/workspace/acme/a1/secret', 'one')
      await a2.write('/workspace/acme/a2/own', 'one')
      await nx.as({ tenantId: 'acme' }).snapshots.create('/workspace/acme', { name: 'all' })
      await a1.write('/workspace/acme/a1/secret', 'two')
      await a2.write('/workspace/acme/a2/own', 'two')
      await nx.rename('/workspace/acme/a1/secret', '/workspace/acme/a2/given')
      assert.deepEqual(await diffOf(a2, 'all'), [
        'added /workspace/acme/a2/given',
        'changed /workspace/acme/a2/own (content)',
      ])
      await rejectsWith('ACCESS_DENIED', a2.snapshots.fork('all', '/workspace/acme/a2/fork'))
      await rejectsWith('ACCESS_DENIED', a2.read('/workspace/acme/a1/secret', { at: 'all' }))
    },
  },
  'a snapshot is deleted by who made it, and by those who may change all in it': {
    options: { isAdmin: true },
    async run({ nx }) {
      const tenant = nx.as({ tenantId: 'acme', isAdmin: false })
      const [one, two] = ['one', 'two'].map((agentId) => tenant.as({ agentId })) as [Nexus, Nexus]
      await one.write('/workspace/acme/one/a', 'one')
      await one.snapshots.create('/workspace/acme', { name: 'all' })
      await rejectsWith('ACCESS_DENIED', two.snapshots.delete('all'))
      await one.snapshots.delete('all')
      await tenant.snapshots.create('/workspace/acme', { name: 'all' })
      await rejectsWith('ACCESS_DENIED', one.snapshots.delete('all'))
      await tenant.snapshots.delete('all')
      await tenant.snapshots.create('/workspace/acme/one', { name: 'of-one' })
      await one.snapshots.delete('of-one')
      await nx.snapshots.create('/archives/acme', { name: 'archived' })
      await rejectsWith('READ_ONLY', tenant.snapshots.delete('archived'))
      await nx.snapshots.delete('archived')
    },
  },
  'snapshots are there after closing and opening': {
    needs: 'reopen',
    async run(world) {
      await world.files('/docs/a')
      await world.nx.snapshots.create('/docs', { name: 'one' })
      await world.nx.write('/docs/a', 'two')
      world.nx = (await world.opened.reopen?.()) ?? world.nx
      assert.equal(await world.nx.readText('/docs/a', { at: 'one' }), '/docs/a')
      assert.deepEqual(await diffOf(world.nx, 'one'), ['changed /docs/a (content)'])
    },
  },
}
