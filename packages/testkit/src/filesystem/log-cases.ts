import assert from 'node:assert/strict'
import { createMemoryBackend, type FollowedOperation, type Nexus } from '@nexusfs/core'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'
import { type FilesystemWorld, rejectsWith } from './filesystem-world.ts'

/** A change of `/docs/a`, made of a handle, and the types that it logs. */
type Change = readonly [
  name: string,
  types: readonly string[],
  run: (nx: Nexus) => Promise<unknown>,
]

const CHANGES: readonly Change[] = [
  ['write', ['write'], (nx) => nx.write('/docs/new', 'x')],
  ['append', ['append'], (nx) => nx.append('/docs/a', 'x')],
  ['edit', ['edit'], (nx) => nx.edit('/docs/a', [{ old: '/docs', new: 'docs' }])],
  ['delete', ['delete'], (nx) => nx.delete('/docs/a')],
  ['mkdir', ['mkdir'], (nx) => nx.mkdir('/docs/dir')],
  ['rmdir', ['rmdir'], (nx) => nx.rmdir('/docs/full', { recursive: true })],
  ['copy', ['copy'], (nx) => nx.copy('/docs/a', '/docs/b')],
  ['rename', ['rename'], (nx) => nx.rename('/docs/a', '/docs/b')],
  ['metadata', ['metadata'], (nx) => nx.metadata.set('/docs/a', 'k', 1)],
  ['tag', ['tag'], (nx) => nx.tags.set('/docs/a', 'k', 'v')],
  [
    'batch',
    ['write', 'write'],
    (nx) =>
      nx.writeBatch([
        { path: '/docs/x', content: 'x' },
        { path: '/docs/y', content: 'y' },
      ]),
  ],
  [
    'mount on a directory and unmount',
    ['mount', 'unmount'],
    async (nx) => {
      await nx.mounts.add({ mountPoint: '/docs/full', backend: createMemoryBackend() })
      await nx.mounts.remove('/docs/full')
    },
  ],
  [
    'mount where nothing is',
    ['mount'],
    (nx) => nx.mounts.add({ mountPoint: '/docs/mount', backend: createMemoryBackend() }),
  ],
]

async function prepared(world: FilesystemWorld): Promise<Nexus> {
  const nx = world.nx.as({ tenantId: 'acme', agentId: 'one', userId: 'ann', run: 'before' })
  await nx.write('/docs/a', '/docs/a')
  await nx.write('/docs/full/a', 'x')
  return nx
}

/** The operation log: listing, one operation, the feed and verification. */
export const logCases: FilesystemCases = {
  ...eachCase(
    CHANGES,
    ([name]) => `${name} is logged with who did it, in which run and for which request`,
    async (world, [, types, change]) => {
      const nx = await prepared(world)
      await change(nx.as({ run: 'r', requestId: 'q' }))
      const rows = await nx.operations.list({ run: 'r' }).toArray()
      assert.deepEqual(rows.map(({ type }) => type).reverse(), types)
      for (const { tenant, agent, user, run, requestId } of rows)
        assert.deepEqual(
          { tenant, agent, user, run, requestId },
          { tenant: 'acme', agent: 'one', user: 'ann', run: 'r', requestId: 'q' },
        )
      assert.equal((await nx.operations.verify()).ok, true)
    },
  ),
  'a path lists what was done under every name of what is or was there, once and newest first':
    async ({ nx }) => {
      await nx.write('/docs/draft', 'one')
      await nx.tags.set('/docs/draft', 'k', 'v')
      await nx.rename('/docs/draft', '/docs/final')
      await nx.append('/docs/final', ' two')
      await nx.write('/docs/other', 'x')
      await nx.delete('/docs/final')
      await nx.write('/docs/final', 'new')
      const list = async (path: string) =>
        (await nx.operations.list({ path }).toArray()).map(({ type, path: at }) => `${type} ${at}`)
      const life = [
        'delete /docs/final',
        'append /docs/final',
        'rename /docs/draft',
        'tag /docs/draft',
        'write /docs/draft',
      ]
      assert.deepEqual(await list('/docs/final'), ['write /docs/final', ...life])
      assert.deepEqual(await list('/docs/draft'), life)
      assert.deepEqual(await list('/docs/other'), ['write /docs/other'])
      assert.deepEqual(await list('/docs/none'), [])
      assert.deepEqual(await list('/none/none'), [])
      const rest: string[] = []
      for (let cursor: string | undefined, more = true; more; ) {
        const page = nx.operations.list({ path: '/docs/final', limit: 2, cursor })
        rest.push(...(await page.toArray()).map(({ type, path }) => `${type} ${path}`))
        cursor = page.cursor
        more = cursor !== undefined
      }
      assert.deepEqual(rest, ['write /docs/final', ...life])
    },
  'filters by subtree, type, agent, run and time are combined': async ({ nx }) => {
    const acme = nx.as({ tenantId: 'acme' })
    const [one, two] = ['one', 'two'].map((agentId) => acme.as({ agentId, run: agentId }))
    await one?.write('/shared/acme/a/x', 'x')
    await two?.write('/shared/acme/a/y', 'y')
    await two?.rename('/shared/acme/a/y', '/shared/acme/ab')
    await two?.delete('/shared/acme/ab')
    const list = async (filter: Parameters<typeof nx.operations.list>[0]) =>
      (await acme.operations.list(filter).toArray()).map(({ type, path }) => `${type} ${path}`)
    assert.deepEqual(await list({ under: '/shared/acme/a' }), [
      'rename /shared/acme/a/y',
      'write /shared/acme/a/y',
      'write /shared/acme/a/x',
    ])
    assert.deepEqual(await list({ under: '/shared/acme/ab' }), [
      'delete /shared/acme/ab',
      'rename /shared/acme/a/y',
    ])
    assert.deepEqual(await list({ agent: 'one' }), ['write /shared/acme/a/x'])
    assert.deepEqual(await list({ run: 'two', types: ['delete', 'write'] }), [
      'delete /shared/acme/ab',
      'write /shared/acme/a/y',
    ])
    assert.equal((await list({ tenant: 'acme' })).length, 4)
    assert.deepEqual(await list({ tenant: 'other' }), [])
    const [newest] = await acme.operations.list({ limit: 1 }).toArray()
    const time = newest?.time ?? 0
    assert.equal((await list({ until: time + 1 })).length, 4)
    assert.equal((await list({ since: new Date(time + 1) })).length, 0)
    assert.equal((await list({ since: '1970-01-01', until: new Date(time + 1) })).length, 4)
    const wrong = [{ since: 'x' }, { until: Number.NaN }, { types: 'write' }, { run: 5 }]
    for (const filter of wrong) await rejectsWith('INVALID_ARGUMENT', list(filter as never))
  },
  'an operation says what it did, with the paths of then': async ({ nx }) => {
    await nx.write('/docs/dir/a', 'one')
    const write = await nx.write('/docs/dir/a', 'three')
    const move = await nx.rename('/docs/dir', '/docs/moved')
    const tag = await nx.tags.set('/docs/moved/a', 'k', 'v')
    const end = await nx.rmdir('/docs/moved', { recursive: true })
    const report = (id: string) => nx.operations.get(id)
    const written = await report(write.operationId)
    assert.deepEqual([written.type, written.path], ['write', '/docs/dir/a'])
    assert.deepEqual([written.truncated, written.undoable], [false, true])
    const [change] = written.changes
    assert.deepEqual(change, {
      path: '/docs/dir/a',
      type: 'file',
      change: 'changed',
      facets: ['content'],
      before: { version: 1, etag: change?.before?.etag, size: 3 },
      after: { version: 2, etag: write.etag, size: 5 },
    })
    const [moved] = (await report(move.operationId)).changes
    assert.deepEqual(
      [moved?.change, moved?.previousPath, moved?.path, moved?.facets],
      ['moved', '/docs/dir', '/docs/moved', undefined],
    )
    const [tagged] = (await report(tag.operationId)).changes
    assert.deepEqual([tagged?.path, tagged?.facets], ['/docs/moved/a', ['attributes']])
    const ended = (await report(end.operationId)).changes
    assert.deepEqual(
      ended.map(({ path, change: what }) => `${what} ${path}`),
      ['removed /docs/moved', 'removed /docs/moved/a'],
    )
  },
  'an operation that is not there or not to be seen is NOT_FOUND': async ({ nx }) => {
    const acme = nx.as({ tenantId: 'acme' })
    const { operationId } = await acme.write('/workspace/acme/one/a', 'x')
    for (const id of [operationId, operationId.toUpperCase()])
      assert.equal((await acme.operations.get(id)).id, operationId)
    for (const id of ['none', '', `${operationId}x`, '01890000-0000-7000-8000-000000000000'])
      await rejectsWith('NOT_FOUND', acme.operations.get(id))
    for (const id of [null, undefined, 0, {}, new Date(0), Symbol.iterator])
      await rejectsWith('NOT_FOUND', acme.operations.get(id as unknown as string))
    await rejectsWith('NOT_FOUND', nx.operations.get(operationId))
    for (const other of [{ tenantId: 'globex' }, { tenantId: 'acme', agentId: 'two' }])
      await rejectsWith('NOT_FOUND', nx.as(other).operations.get(operationId))
  },
  'in what all share, the log shows no path that is a place of another tenant': async ({ nx }) => {
    const acme = nx.as({ tenantId: 'acme' })
    await acme.write('/notes/secret', 'x')
    const { operationId } = await acme.copy('/notes/secret', '/external/x')
    for (const other of [nx, nx.as({ tenantId: 'globex' })]) {
      const rows = await other.operations.list({ path: '/external/x' }).toArray()
      assert.deepEqual(rows, [])
      await rejectsWith('NOT_FOUND', other.operations.get(operationId))
      await rejectsWith('NOT_FOUND', other.undo(operationId))
      const feed = other.operations.follow({ cursor: '', path: '/external' })
      await nx.write('/external/y', 'y')
      const seen: string[] = []
      for await (const { path } of feed) {
        seen.push(path)
        if (path === '/external/y') break
      }
      assert.ok(!seen.some((path) => path.includes('notes')))
    }
    const [row] = await acme.operations.list({ path: '/external/x' }).toArray()
    assert.deepEqual([row?.path, row?.target], ['/notes/secret', '/external/x'])
  },
  'the feed gives what comes, in order, and goes on after a cursor': async ({ nx }) => {
    await nx.write('/docs/before', 'x')
    const stop = new AbortController()
    const feed = nx.operations.follow({ signal: stop.signal })[Symbol.asyncIterator]()
    const first = feed.next()
    await nx.write('/docs/a', 'x')
    await nx.write('/docs/b', 'x')
    const one = (await first).value as FollowedOperation
    const two = (await feed.next()).value as FollowedOperation
    assert.deepEqual([one.path, two.path], ['/docs/a', '/docs/b'])
    const waiting = feed.next()
    stop.abort()
    assert.equal((await waiting).done, true)
    assert.deepEqual(await followed(nx, one.cursor, 1), ['/docs/b'])
    assert.deepEqual(await followed(nx, '', 3), ['/docs/before', '/docs/a', '/docs/b'])
    await rejectsWith('INVALID_ARGUMENT', followed(nx, 'bad', 1))
  },
  'the feed leaves out what may not be seen, and ends with its handle': async ({ nx }) => {
    const acme = nx.as({ tenantId: 'acme' })
    const agent = acme.as({ agentId: 'one' })
    const feed = agent.operations.follow({ cursor: '' })[Symbol.asyncIterator]()
    await acme.write('/workspace/acme/two/secret', 'x')
    await acme.write('/shared/acme/a', 'x')
    assert.equal(((await feed.next()).value as FollowedOperation).path, '/shared/acme/a')
    const waiting = feed.next()
    await agent.close()
    assert.equal((await waiting).done, true)
    await rejectsWith('CLOSED', followed(agent, '', 1))
  },
  'what is no expectation of a log is INVALID_ARGUMENT': async ({ nx }) => {
    for (const expect of [null, {}, { count: -1, head: '0'.repeat(64) }, { count: 1, head: 'x' }]) {
      const call = nx.operations.verify({ expect: expect as { count: number; head: string } })
      await rejectsWith('INVALID_ARGUMENT', call)
    }
  },
  'verification gives a count and a head that later ones can be held against': async ({ nx }) => {
    const empty = await nx.operations.verify()
    assert.deepEqual(empty, { ok: true, count: 0, head: '0'.repeat(64), problems: [] })
    for (const name of ['a', 'b', 'c']) await nx.write(`/docs/${name}`, name)
    const before = await nx.operations.verify()
    assert.deepEqual([before.ok, before.count], [true, 3])
    await nx.rmdir('/docs', { recursive: true })
    const after = await nx.operations.verify({ expect: before })
    assert.deepEqual([after.ok, after.count, after.problems], [true, 4, []])
    assert.notEqual(after.head, before.head)
    assert.equal((await nx.operations.verify({ expect: empty })).ok, true)
    const wrong = await nx.operations.verify({ expect: { count: 2, head: before.head } })
    assert.deepEqual(
      wrong.problems.map(({ kind }) => kind),
      ['seal'],
    )
    const cut = await nx.operations.verify({ expect: { count: 5, head: before.head } })
    assert.deepEqual(
      cut.problems.map(({ kind }) => kind),
      ['truncated'],
    )
    for (const expect of [
      { count: -1, head: before.head },
      { count: 1, head: 'x' },
    ])
      await rejectsWith('INVALID_ARGUMENT', nx.operations.verify({ expect }))
  },
}

/** Paths of the next operations after a cursor. */
async function followed(nx: Nexus, cursor: string, count: number): Promise<string[]> {
  const paths: string[] = []
  for await (const { path } of nx.operations.follow({ cursor })) {
    paths.push(path)
    if (paths.length === count) break
  }
  return paths
}
