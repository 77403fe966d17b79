import assert from 'node:assert/strict'
import type { ErrorCode, Nexus } from '@nexusfs/core'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'
import type { FilesystemWorld } from './filesystem-world.ts'
import { rejectsWith } from './filesystem-world.ts'

type Row = readonly [path: string, code: ErrorCode | undefined]

/** What tenant `acme` with agent `one` may write. */
const AGENT: readonly Row[] = [
  ['/workspace/acme/one/x', undefined],
  ['/workspace/acme/two/x', 'ACCESS_DENIED'],
  ['/workspace/acme-evil/one/x', 'ACCESS_DENIED'],
  ['/workspace/globex/one/x', 'ACCESS_DENIED'],
  ['/workspace/Acme/one/x', 'ACCESS_DENIED'],
  ['/shared/acme/x', undefined],
  ['/shared/globex/x', 'ACCESS_DENIED'],
  ['/external/x', undefined],
  ['/archives/acme/x', 'READ_ONLY'],
  ['/archives/globex/x', 'ACCESS_DENIED'],
  ['/system/x', 'ACCESS_DENIED'],
  ['/documents/x', undefined],
]

/** What tenant `acme` without agent may write. */
const TENANT: readonly Row[] = [
  ['/workspace/acme/one/x', undefined],
  ['/workspace/acme/x', undefined],
  ['/workspace/globex/x', 'ACCESS_DENIED'],
  ['/shared/acme/x', undefined],
]

/** What a caller without tenant may write: all are paths of the default space. */
const NOBODY: readonly Row[] = [
  ['/workspace/file.txt', undefined],
  ['/workspace/acme/x', undefined],
  ['/shared/x', undefined],
  ['/archives/acme/x', 'READ_ONLY'],
  ['/system/x', 'ACCESS_DENIED'],
]

/** Everything that reaches a path. */
const REACHES: Readonly<Record<string, (nexus: Nexus, path: string) => Promise<unknown>>> = {
  read: (nx, path) => nx.read(path),
  write: (nx, path) => nx.write(path, 'x'),
  writeBatch: (nx, path) => nx.writeBatch([{ path, content: 'x' }]),
  append: (nx, path) => nx.append(path, 'x'),
  edit: (nx, path) => nx.edit(path, [{ old: 'a', new: 'b' }]),
  delete: (nx, path) => nx.delete(path),
  stat: (nx, path) => nx.stat(path),
  list: async (nx, path) => nx.list(path).toArray(),
  tree: async (nx, path) => nx.tree(path).toArray(),
  grep: async (nx, path) => nx.grep('x', { path }).toArray(),
  mkdir: (nx, path) => nx.mkdir(path, { parents: true }),
  rmdir: (nx, path) => nx.rmdir(path, { recursive: true }),
  'copy from': (nx, path) => nx.copy(path, '/shared/acme/stolen'),
  'copy to': (nx, path) => nx.copy('/shared/acme/own', path),
  'rename from': (nx, path) => nx.rename(path, '/shared/acme/stolen'),
  'rename to': (nx, path) => nx.rename('/shared/acme/own', path),
  'metadata.get': (nx, path) => nx.metadata.get(path),
  'metadata.set': (nx, path) => nx.metadata.set(path, 'a', 1),
  'tags.set': (nx, path) => nx.tags.set(path, 'a', 'b'),
  'tags.list': (nx, path) => nx.tags.list(path),
  'versions.list': async (nx, path) => nx.versions.list(path).toArray(),
  usage: (nx, path) => nx.content.usage(path),
}

async function checkRow(nexus: Nexus, [path, code]: Row): Promise<void> {
  if (code === undefined) {
    await nexus.write(path, path)
    assert.equal(await nexus.readText(path), path)
  } else await rejectsWith(code, nexus.write(path, path))
}

/** Tenants `acme` with agents `one` and `two`, and `globex`, each with a file. */
async function tenants(world: FilesystemWorld) {
  const acme = world.nx.as({ tenantId: 'acme', agentId: 'one' })
  const other = world.nx.as({ tenantId: 'acme', agentId: 'two' })
  const globex = world.nx.as({ tenantId: 'globex', agentId: 'one' })
  await acme.write('/shared/acme/own', 'own')
  await acme.write('/workspace/acme/one/mine', 'mine')
  await other.write('/workspace/acme/two/secret', 'secret of two')
  await globex.write('/workspace/globex/one/secret', 'secret of globex')
  await globex.write('/shared/globex/secret', 'secret of globex')
  await globex.write('/documents/secret', 'secret of globex')
  return { acme, other, globex }
}

/** Who may reach what: tenants, agents, administrators, read-only namespaces. */
export const tenantCases: FilesystemCases = {
  ...eachCase(
    AGENT,
    ([path, code]) => `an agent of acme writes ${path}: ${code ?? 'allowed'}`,
    ({ nx }, row) => checkRow(nx.as({ tenantId: 'acme', agentId: 'one' }), row),
  ),
  ...eachCase(
    TENANT,
    ([path, code]) => `tenant acme without agent writes ${path}: ${code ?? 'allowed'}`,
    ({ nx }, row) => checkRow(nx.as({ tenantId: 'acme' }), row),
  ),
  ...eachCase(
    NOBODY,
    ([path, code]) => `a caller without tenant writes ${path}: ${code ?? 'allowed'}`,
    ({ nx }, row) => checkRow(nx, row),
  ),
  ...eachCase(
    Object.entries(REACHES),
    ([name]) => `${name} of another tenant's or agent's path is ACCESS_DENIED`,
    async (world, [, reach]) => {
      const { acme, globex, other } = await tenants(world)
      for (const path of [
        '/workspace/globex/one/secret',
        '/shared/globex/secret',
        '/workspace/acme/two/secret',
      ]) {
        const error = await world.refused('ACCESS_DENIED', () => reach(acme, path), acme)
        assert.ok(!error.message.includes('secret of'))
      }
      assert.equal(await globex.readText('/shared/globex/secret'), 'secret of globex')
      assert.equal(await other.readText('/workspace/acme/two/secret'), 'secret of two')
      assert.equal(await acme.readText('/shared/acme/own'), 'own')
    },
  ),
  "listings and searches never show another tenant's or agent's names": async (world) => {
    const { acme } = await tenants(world)
    const found = [
      ...(await acme.list('/').toArray()).map(({ path }) => path),
      ...(await acme.tree('/').toArray()).map(({ path }) => path),
      ...(await acme.glob('**').toArray()),
      ...(await acme.glob('/*/*/*/secret').toArray()),
      ...(await acme.glob('/{workspace,shared}/*/**').toArray()),
      ...(await acme.grep('secret').toArray()).map(({ path }) => path),
    ]
    assert.deepEqual(
      found.filter((path) => /globex|two|secret/.test(path)),
      [],
    )
    assert.ok(found.includes('/shared/acme/own'))
    assert.ok(found.includes('/workspace/acme/one/mine'))
    assert.deepEqual(await world.names('/workspace', acme), ['acme/'])
    assert.deepEqual(await world.names('/workspace/acme', acme), ['one/'])
    const logged = await acme.operations.list().toArray()
    assert.deepEqual(
      logged.filter(({ tenant }) => tenant !== 'acme'),
      [],
    )
  },
  'an agent takes no directory in which others have something': async (world) => {
    const { acme } = await tenants(world)
    for (const path of ['/workspace', '/workspace/acme']) {
      const copy = () => acme.copy(path, '/shared/acme/stolen')
      const error = await world.refused('ACCESS_DENIED', copy, acme)
      assert.ok(!error.message.includes('two'))
      await assert.rejects(acme.rename(path, '/shared/acme/stolen'))
    }
    assert.equal(await acme.exists('/shared/acme/stolen'), false)
    await acme.copy('/workspace/acme/one', '/shared/acme/copy')
    assert.deepEqual(await world.paths('/shared/acme/copy', acme), ['/shared/acme/copy/mine'])
    await acme.copy('/workspace', '/external/copy')
    assert.deepEqual(await world.paths('/external', acme), ['/external/copy/acme/one/mine'])
    await world.nx.as({ tenantId: 'acme' }).copy('/workspace/acme', '/shared/acme/all')
    assert.equal(await acme.readText('/shared/acme/all/two/secret'), 'secret of two')
  },
  'the same path of two tenants is two files': async ({ nx }) => {
    const [acme, globex] = ['acme', 'globex'].map((tenantId) => nx.as({ tenantId }))
    await acme?.write('/documents/a', 'of acme')
    await globex?.write('/documents/a', 'of globex')
    assert.equal(await acme?.readText('/documents/a'), 'of acme')
    assert.equal(await globex?.readText('/documents/a'), 'of globex')
    assert.equal((await acme?.stat('/documents/a'))?.refCount, 1)
    assert.equal(await nx.exists('/documents/a'), false)
  },
  'a caller without tenant does not see the space of a tenant': async (world) => {
    await tenants(world)
    assert.deepEqual(await world.paths('/', world.nx), [])
    assert.equal(await world.nx.exists('/shared/acme/own'), false)
  },
  '/external is one place for all': async ({ nx }) => {
    await nx.as({ tenantId: 'acme' }).write('/external/a', 'for all')
    assert.equal(await nx.as({ tenantId: 'globex' }).readText('/external/a'), 'for all')
    assert.equal(await nx.readText('/external/a'), 'for all')
    const rows = await nx.as({ tenantId: 'globex' }).list('/').toArray()
    assert.deepEqual(
      rows.map(({ path }) => path),
      ['/external/a'],
    )
  },
  'namespace, tenant and agent directories always exist and cannot be changed': async (world) => {
    const acme = world.nx.as({ tenantId: 'acme', agentId: 'one' })
    for (const path of ['/workspace', '/workspace/acme', '/workspace/acme/one', '/shared/acme']) {
      assert.equal((await acme.stat(path)).type, 'directory', path)
      assert.equal(await acme.isDirectory(path), true)
      await assert.rejects(acme.rmdir(path, { recursive: true }), path)
      await assert.rejects(acme.rename(path, '/shared/acme/moved'), path)
      await assert.rejects(acme.write(path, 'x'), path)
    }
    assert.deepEqual(await world.names('/', acme), [
      'archives/',
      'external/',
      'shared/',
      'workspace/',
    ])
    assert.deepEqual(await world.paths('/workspace/acme/one', acme), [])
  },
  'a file moves between spaces as copy and delete, with metadata and tags': async ({ nx }) => {
    const acme = nx.as({ tenantId: 'acme' })
    await acme.write('/shared/acme/a', 'content', { metadata: { a: 1 }, tags: { b: 'c' } })
    const { left } = await acme.rename('/shared/acme/a', '/external/a')
    assert.deepEqual(left, ['id', 'versions', 'grants'])
    assert.equal(await acme.exists('/shared/acme/a'), false)
    assert.equal(await nx.readText('/external/a'), 'content')
    assert.deepEqual(await nx.metadata.get('/external/a'), { a: 1 })
    assert.deepEqual(await nx.tags.list('/external/a'), { b: 'c' })
    await rejectsWith('NOT_FOUND', acme.rename('/shared/acme/a', '/external/b'))
  },
  'between spaces too, conditions hold and nothing is replaced unasked': async (world) => {
    const { nx } = world
    const acme = nx.as({ tenantId: 'acme' })
    const { etag } = await acme.write('/shared/acme/a', 'content')
    await nx.write('/external/other', 'other')
    await nx.write('/external/same', 'content')
    const stale = { ifMatch: '0'.repeat(64) }
    for (const call of ['copy', 'rename'] as const) {
      await rejectsWith('CONFLICT', acme[call]('/shared/acme/a', '/external/b', stale))
      await rejectsWith('ALREADY_EXISTS', acme[call]('/shared/acme/a', '/external/other'))
      await rejectsWith(
        'ALREADY_EXISTS',
        acme[call]('/shared/acme/a', '/external/other', { overwrite: true, ifNoneMatch: '*' }),
      )
    }
    await rejectsWith('ALREADY_EXISTS', acme.copy('/shared/acme/a', '/external/same'))
    assert.equal(await nx.readText('/external/other'), 'other')
    assert.equal(await acme.readText('/shared/acme/a'), 'content')
    const match = { ifMatch: etag, overwrite: true }
    await acme.rename('/shared/acme/a', '/external/other', match)
    assert.equal(await nx.readText('/external/other'), 'content')
    assert.equal(await acme.exists('/shared/acme/a'), false)
  },
  'a directory is copied and moved between spaces with all that is in it': async (world) => {
    const acme = world.nx.as({ tenantId: 'acme' })
    await acme.write('/shared/acme/dir/a', 'a', { metadata: { of: 'a' } })
    await acme.write('/shared/acme/dir/deep/b', 'b')
    await acme.mkdir('/shared/acme/dir/empty')
    await acme.copy('/shared/acme/dir', '/external/copy')
    await acme.rename('/shared/acme/dir', '/external/moved')
    for (const target of ['/external/copy', '/external/moved']) {
      assert.deepEqual(await world.names(target), ['a', 'deep/', 'empty/'])
      assert.equal(await world.nx.readText(`${target}/deep/b`), 'b')
      assert.deepEqual(await world.nx.metadata.get(`${target}/a`), { of: 'a' })
    }
    assert.equal(await acme.exists('/shared/acme/dir'), false)
  },
  'a batch stays in one space': async (world) => {
    const acme = world.nx.as({ tenantId: 'acme' })
    const items = ['/shared/acme/a', '/external/a'].map((path) => ({ path, content: 'x' }))
    await world.refused('NOT_SUPPORTED', () => acme.writeBatch(items), acme)
    assert.equal(await acme.exists('/shared/acme/a'), false)
  },
  'an administrator reaches every tenant, but read-only stays read-only': {
    options: { isAdmin: true },
    async run(world) {
      const { nx } = world
      const acme = nx.as({ tenantId: 'acme', agentId: 'one', isAdmin: false })
      await acme.write('/workspace/acme/one/a', 'of acme')
      assert.equal(await nx.readText('/workspace/acme/one/a'), 'of acme')
      assert.deepEqual(await world.paths('/workspace/acme', nx), ['/workspace/acme/one/a'])
      await nx.write('/workspace/acme/one/b', 'by the administrator')
      assert.equal(await acme.readText('/workspace/acme/one/b'), 'by the administrator')
      await rejectsWith('READ_ONLY', nx.write('/system/x', 'x'))
      await rejectsWith('READ_ONLY', nx.write('/archives/acme/x', 'x'))
      await rejectsWith('ACCESS_DENIED', acme.read('/system/x'))
    },
  },
  'custom namespaces obey their rules': {
    options: {
      namespaces: [
        { name: 'vault', adminOnly: true, requiresTenant: false },
        { name: 'library', readonly: true, requiresTenant: false },
        { name: 'team' },
      ],
    },
    async run({ nx }) {
      const acme = nx.as({ tenantId: 'acme' })
      await rejectsWith('ACCESS_DENIED', acme.read('/vault/x'))
      await rejectsWith('ACCESS_DENIED', acme.list('/vault').toArray())
      await rejectsWith('READ_ONLY', acme.write('/library/x', 'x'))
      await rejectsWith('ACCESS_DENIED', acme.write('/team/globex/x', 'x'))
      await acme.write('/team/acme/x', 'x')
      const names = (await acme.list('/', { recursive: false }).toArray()).map(({ name }) => name)
      assert.ok(!names.includes('vault') && names.includes('library'))
    },
  },
  'as may narrow a principal and never widen it': async ({ nx }) => {
    const acme = nx.as({ tenantId: 'acme', groups: ['a', 'b'] })
    acme.as({ agentId: 'one', run: 'run-1', groups: ['a'] }).as({ run: 'run-2' })
    for (const wider of [{ tenantId: 'globex' }, { isAdmin: true }, { groups: ['c'] }])
      assert.throws(() => acme.as(wider), { code: 'ACCESS_DENIED' })
    for (const tenantId of ['', 'a/b', '.hidden', 'x'.repeat(129), 'ä'])
      assert.throws(() => nx.as({ tenantId }))
  },
  'operations say who did them': async ({ nx }) => {
    const agent = nx.as({ tenantId: 'acme', agentId: 'one', userId: 'u', run: 'r', requestId: 'q' })
    await agent.write('/shared/acme/a', 'x')
    const [operation] = await agent.operations.list({ run: 'r' }).toArray()
    const { tenant, agent: who, user, run, requestId, path } = operation ?? assert.fail()
    assert.deepEqual(
      [tenant, who, user, run, requestId, path],
      ['acme', 'one', 'u', 'r', 'q', '/shared/acme/a'],
    )
  },
}
