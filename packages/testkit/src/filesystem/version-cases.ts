import assert from 'node:assert/strict'
import type { Nexus, VersionEntry } from '@nexusfs/core'
import type { FilesystemCases } from './filesystem-case.ts'
import { collect, patternBytes, rejectsWith, textOf } from './filesystem-world.ts'

async function versions(nx: Nexus, path: string): Promise<VersionEntry[]> {
  return nx.versions.list(path).toArray()
}

/** versions and diff. */
export const versionCases: FilesystemCases = {
  'every write makes a version that stays readable, also with the same content': async ({ nx }) => {
    for (const text of ['one', 'two', 'two']) await nx.write('/docs/a.txt', text)
    const listed = await versions(nx, '/docs/a.txt')
    assert.deepEqual(
      listed.map(({ version, size }) => [version, size]),
      [
        [3, 3],
        [2, 3],
        [1, 3],
      ],
    )
    assert.equal(textOf(await nx.versions.read('/docs/a.txt', 1)), 'one')
    assert.equal(textOf(await nx.versions.read('/docs/a.txt', 3)), 'two')
    assert.equal(textOf(await collect(nx.versions.readStream('/docs/a.txt', 2))), 'two')
  },
  'a version names the operation that made it and where the file was then': async ({ nx }) => {
    const first = await nx.write('/docs/a.txt', 'one')
    const second = await nx.write('/docs/a.txt', 'two')
    await nx.metadata.set('/docs/a.txt', 'seen', true)
    await nx.rename('/docs/a.txt', '/docs/b.txt')
    const third = await nx.write('/docs/b.txt', 'three')
    assert.deepEqual(
      (await versions(nx, '/docs/b.txt')).map(({ version, operationId, path }) => [
        version,
        operationId,
        path,
      ]),
      [
        [3, third.operationId, undefined],
        [2, second.operationId, '/docs/a.txt'],
        [1, first.operationId, '/docs/a.txt'],
      ],
    )
  },
  'large versions are read back as they were': async ({ nx }) => {
    const [first, second] = [patternBytes(300_000), patternBytes(300_000, 7)]
    await nx.write('/docs/large', first)
    await nx.write('/docs/large', second)
    assert.deepEqual(await nx.versions.read('/docs/large', 1), first)
    assert.deepEqual(await collect(nx.versions.readStream('/docs/large', 1)), first)
    assert.deepEqual(await nx.versions.read('/docs/large', 2), second)
  },
  'a file that took the place of another goes on with that one’s versions': async ({ nx }) => {
    for (const text of ['old 1', 'old 2', 'old 3']) await nx.write('/docs/a.txt', text)
    await nx.write('/docs/new.txt', 'new 1')
    await nx.rename('/docs/new.txt', '/docs/a.txt', { overwrite: true })
    const listed = await versions(nx, '/docs/a.txt')
    assert.deepEqual(
      listed.map(({ version }) => version),
      [1, 3, 2, 1],
    )
    assert.equal(new Set(listed.map(({ node }) => node)).size, 2)
    assert.equal(textOf(await nx.versions.read('/docs/a.txt', 1)), 'new 1')
    assert.equal(textOf(await nx.versions.read('/docs/a.txt', 3)), 'old 3')
    await nx.delete('/docs/a.txt')
    assert.equal((await versions(nx, '/docs/a.txt')).length, 4)
    await nx.rmdir('/docs', { recursive: true })
    assert.equal(textOf(await nx.versions.read('/docs/a.txt', 2)), 'old 2')
  },
  'what a file became after it left a path is not among that path’s versions': async ({ nx }) => {
    await nx.write('/docs/a.txt', 'here')
    await nx.rename('/docs/a.txt', '/docs/private.txt')
    await nx.write('/docs/private.txt', 'later')
    const listed = await versions(nx, '/docs/a.txt')
    assert.deepEqual(
      listed.map(({ version }) => version),
      [1],
    )
    await rejectsWith('NOT_FOUND', nx.versions.read('/docs/a.txt', 2))
  },
  'what was at the path in a directory that is gone comes back, also where a new one is': async ({
    nx,
  }) => {
    await nx.write('/docs/a/c/d/f', 'one')
    await nx.rmdir('/docs/a', { recursive: true })
    await nx.mkdir('/docs/a/c/f', { parents: true })
    assert.equal(textOf(await nx.versions.read('/docs/a/c/d/f', 1)), 'one')
    await nx.versions.rollback('/docs/a/c/d/f', 1)
    assert.equal(await nx.readText('/docs/a/c/d/f'), 'one')
    assert.equal((await versions(nx, '/docs/a/c/d/f')).length, 2)
  },
  'what was in a directory only before that came to its path was never at the path': async (
    world,
  ) => {
    const { nx } = world
    await nx.write('/docs/a/f', 'one')
    await nx.delete('/docs/a/f')
    await nx.rename('/docs/a', '/docs/b')
    await world.refused('NOT_FOUND', () => nx.versions.rollback('/docs/b/f', 1))
    assert.equal(textOf(await nx.versions.read('/docs/a/f', 1)), 'one')
  },
  'versions are listed page by page over all files that had the path': async ({ nx }) => {
    for (const text of ['1', '2', '3']) await nx.write('/docs/a', text)
    await nx.delete('/docs/a')
    for (const text of ['4', '5']) await nx.write('/docs/a', text)
    const whole = await versions(nx, '/docs/a')
    const pages: VersionEntry[] = []
    for (let cursor: string | undefined, more = true; more; ) {
      const page = nx.versions.list('/docs/a', { limit: 2, cursor })
      pages.push(...(await page.toArray()))
      cursor = page.cursor
      more = cursor !== undefined
    }
    assert.deepEqual(pages, whole)
    assert.equal(whole.length, 5)
  },
  'a version that never was is NOT_FOUND, and what is no version INVALID_ARGUMENT': async ({
    nx,
  }) => {
    await nx.write('/docs/a.txt', 'one')
    await rejectsWith('NOT_FOUND', nx.versions.read('/docs/a.txt', 2))
    await rejectsWith('NOT_FOUND', nx.versions.read('/docs/b.txt', 1))
    await rejectsWith('NOT_FOUND', versions(nx, '/docs/b.txt'))
    await rejectsWith('IS_A_DIRECTORY', nx.versions.read('/docs', 1))
    await rejectsWith('IS_A_DIRECTORY', versions(nx, '/docs'))
    for (const version of [0, -1, 1.5, Number.NaN])
      await rejectsWith('INVALID_ARGUMENT', nx.versions.read('/docs/a.txt', version))
  },
  'a rollback is a new version with the old content, names its origin and is logged': async ({
    nx,
  }) => {
    await nx.write('/docs/a.txt', 'one', { contentType: 'text/x-one', tags: { kept: 'no' } })
    await nx.write('/docs/a.txt', 'two', { contentType: 'text/x-two', tags: { kept: 'yes' } })
    const rolled = await nx.versions.rollback('/docs/a.txt', 1)
    assert.equal(rolled.version, 3)
    assert.equal(await nx.readText('/docs/a.txt'), 'one')
    assert.equal((await nx.stat('/docs/a.txt')).contentType, 'text/x-one')
    assert.deepEqual(await nx.tags.list('/docs/a.txt'), { kept: 'yes' })
    const [newest] = await versions(nx, '/docs/a.txt')
    assert.equal(newest?.origin?.version, 1)
    assert.equal(newest?.origin?.path, '/docs/a.txt')
    assert.equal(newest?.operationId, rolled.operationId)
    const [logged] = await nx.operations.list({ limit: 1 }).toArray()
    assert.equal(logged?.type, 'rollback')
  },
  'a rollback keeps its conditions and needs write': async (world) => {
    const { nx } = world
    const one = await nx.write('/docs/a.txt', 'one')
    const two = await nx.write('/docs/a.txt', 'two')
    await world.refused('CONFLICT', () =>
      nx.versions.rollback('/docs/a.txt', 1, { ifMatch: one.etag }),
    )
    await world.refused('NOT_FOUND', () => nx.versions.rollback('/docs/a.txt', 9))
    await world.refused('READ_ONLY', () => nx.versions.rollback('/archives/a.txt', 1))
    await nx.versions.rollback('/docs/a.txt', 1, { ifMatch: two.etag })
    assert.equal(await nx.readText('/docs/a.txt'), 'one')
  },
  'a rollback brings back what was deleted, as a new file': async ({ nx }) => {
    await nx.write('/docs/a.txt', 'one')
    await nx.write('/docs/a.txt', 'two')
    await nx.delete('/docs/a.txt')
    assert.equal((await nx.versions.rollback('/docs/a.txt', 1)).version, 1)
    assert.equal(await nx.readText('/docs/a.txt'), 'one')
  },
  'lineage lists what a file was copied from and to, the nearest first': async ({ nx }) => {
    await nx.write('/docs/a', 'one')
    await nx.write('/docs/a', 'two')
    await nx.copy('/docs/a', '/docs/b')
    await nx.copy('/docs/b', '/docs/c')
    await nx.copy('/docs/c', '/docs/d')
    await nx.rename('/docs/d', '/docs/e')
    await nx.delete('/docs/a')
    const relatives = (await nx.versions.lineage('/docs/c')).map(
      ({ relation, distance, version, path }) => [relation, distance, version, path],
    )
    assert.deepEqual(relatives, [
      ['ancestor', 1, 1, '/docs/b'],
      ['ancestor', 2, 2, undefined],
      ['descendant', 1, 1, '/docs/e'],
    ])
    await nx.write('/docs/alone', 'x')
    assert.deepEqual(await nx.versions.lineage('/docs/alone'), [])
  },
  'lineage leaves out what the caller may not see': {
    options: { isAdmin: true },
    async run({ nx }) {
      await nx.write('/workspace/acme/a1/secret', 'x')
      await nx.copy('/workspace/acme/a1/secret', '/workspace/acme/a2/copy')
      const agent = nx.as({ tenantId: 'acme', agentId: 'a2', isAdmin: false })
      assert.deepEqual(await agent.versions.lineage('/workspace/acme/a2/copy'), [])
      const [origin] = await agent.versions.list('/workspace/acme/a2/copy').toArray()
      assert.equal(origin?.origin?.path, undefined)
      assert.equal(origin?.operationId, undefined)
      assert.equal((await nx.versions.lineage('/workspace/acme/a2/copy')).length, 1)
    },
  },
  'a diff of two versions is a unified diff': async ({ nx }) => {
    await nx.write('/docs/a.txt', 'a\nb\nc\nd\ne\n')
    await nx.write('/docs/a.txt', 'a\nb\nC\nd\ne')
    const { patch, equal, added, removed, before, after } = await nx.versions.diff(
      '/docs/a.txt',
      1,
      2,
      { context: 1 },
    )
    assert.equal(
      patch,
      [
        '--- /docs/a.txt\tversion 1',
        '+++ /docs/a.txt\tversion 2',
        '@@ -2,4 +2,4 @@',
        ' b',
        '-c',
        '+C',
        ' d',
        '-e',
        '+e',
        '\\ No newline at end of file',
        '',
      ].join('\n'),
    )
    assert.deepEqual([equal, added, removed], [false, 2, 2])
    assert.deepEqual([before?.version, after?.version], [1, 2])
    assert.deepEqual(
      await nx.versions.diff('/docs/a.txt', 1),
      await nx.versions.diff('/docs/a.txt', 1, 2),
    )
  },
  'a diff of equal contents is empty, and of binaries and strangers tells metadata': async ({
    nx,
  }) => {
    await nx.write('/docs/a', 'same')
    await nx.write('/docs/b', 'same', { tags: { k: 'v' }, metadata: { m: 1 } })
    const same = await nx.diff('/docs/a', '/docs/b')
    assert.deepEqual([same.equal, same.patch], [true, ''])
    assert.deepEqual([same.after?.tags, same.after?.metadata], [{ k: 'v' }, { m: 1 }])
    await nx.write('/docs/a', new Uint8Array([1, 0, 2]))
    const binary = await nx.diff('/docs/a', '/docs/b')
    assert.deepEqual([binary.equal, 'patch' in binary], [false, false])
    assert.deepEqual([binary.before?.size, binary.after?.size], [3, 4])
    const lines = (seed: string) => Array.from({ length: 5_000 }, (_, at) => `${seed} ${at}`)
    await nx.write('/docs/a', lines('left').join('\n'))
    await nx.write('/docs/b', lines('right').join('\n'))
    const strangers = await nx.diff('/docs/a', '/docs/b')
    assert.deepEqual([strangers.equal, 'patch' in strangers], [false, false])
  },
  'a diff over time shows files that came and went': async ({ nx }) => {
    const { operationId: none } = await nx.mkdir('/docs')
    const { operationId: at } = await nx.write('/docs/a', 'one\n')
    await nx.delete('/docs/a')
    const came = await nx.diff({ path: '/docs/a', at: none }, { path: '/docs/a', at })
    assert.equal(came.before, undefined)
    assert.match(came.patch ?? '', /^--- \/dev\/null\n\+\+\+ \/docs\/a\tversion 1\n@@ .*\n\+one\n$/)
    const went = await nx.diff({ path: '/docs/a', at }, '/docs/a')
    assert.deepEqual([went.after, went.removed, went.added], [undefined, 1, 0])
    await rejectsWith('NOT_FOUND', nx.diff('/docs/a', '/docs/a'))
    await nx.write('/docs/b', 'x')
    await rejectsWith('NOT_FOUND', nx.diff('/docs/b', '/docs/a'))
    await rejectsWith('IS_A_DIRECTORY', nx.diff('/docs/b', '/docs'))
    await rejectsWith('INVALID_ARGUMENT', nx.diff({ path: '/docs/b', at, version: 1 }, '/docs/b'))
    await rejectsWith('INVALID_ARGUMENT', nx.diff('/docs/b', '/docs/b', { context: -1 }))
  },
  'what came after the directory above went is not at the path': async ({ nx }) => {
    const tenant = nx.as({ tenantId: 'acme' })
    const [one, two] = ['one', 'two'].map((agentId) => tenant.as({ agentId })) as [Nexus, Nexus]
    const was = '/workspace/acme/one/dir/deep/f'
    await one.write(was, 'before')
    await tenant.rename('/workspace/acme/one/dir', '/workspace/acme/two/dir')
    await two.write('/workspace/acme/two/dir/deep/f', 'after')
    await two.write('/workspace/acme/two/dir/deep/g', 'after')
    await two.write('/workspace/acme/two/dir/new/f', 'after')
    assert.deepEqual(
      (await versions(one, was)).map(({ version }) => version),
      [1],
    )
    assert.equal(textOf(await one.versions.read(was, 1)), 'before')
    await assert.rejects(one.versions.read(was, 2))
    await assert.rejects(one.versions.rollback(was, 2))
    for (const never of ['/workspace/acme/one/dir/deep/g', '/workspace/acme/one/dir/new/f']) {
      await rejectsWith('NOT_FOUND', versions(one, never))
      await rejectsWith('NOT_FOUND', one.versions.read(never, 1))
    }
  },
}
