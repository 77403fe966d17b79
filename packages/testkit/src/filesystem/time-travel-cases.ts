import assert from 'node:assert/strict'
import type { Nexus } from '@nexusfs/core'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'
import { collect, rejectsWith, textOf } from './filesystem-world.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'

/** What a tree holds, without the times of directories, which are not kept for the past. */
async function picture(nx: Nexus, directory: string, at?: string): Promise<unknown[]> {
  const entries = await nx.tree(directory, { at }).toArray()
  return Promise.all(
    entries.map(async ({ path, type, size, version, etag, id, modifiedAt }) => [
      path,
      type,
      size,
      version,
      etag,
      id,
      type === 'file' && modifiedAt,
      type === 'file' && (await nx.readText(path, { at })),
    ]),
  )
}

/** Changes of every kind below /docs, each of which gives its operation. */
const STEPS: readonly ((nx: Nexus) => Promise<{ readonly operationId: string }>)[] = [
  (nx) => nx.write('/docs/a.txt', 'one'),
  (nx) => nx.write('/docs/deep/er/b.txt', 'first'),
  (nx) => nx.write('/docs/a.txt', 'three bytes more'),
  (nx) => nx.rename('/docs/deep', '/docs/moved'),
  (nx) => nx.write('/docs/deep/er/b.txt', 'another file at the old path'),
  (nx) => nx.append('/docs/moved/er/b.txt', ', and more'),
  (nx) => nx.rename('/docs/a.txt', '/docs/deep/er/b.txt', { overwrite: true }),
  (nx) => nx.copy('/docs/moved', '/docs/copy'),
  (nx) => nx.rmdir('/docs/moved', { recursive: true }),
  (nx) => nx.delete('/docs/deep/er/b.txt'),
  (nx) => nx.write('/docs/moved', 'now a file'),
  (nx) => nx.rename('/docs/copy', '/elsewhere'),
]

/** Reads of the past: by operation and by time, across renames and deletes. */
export const timeTravelCases: FilesystemCases = {
  'after every kind of change the tree of each operation is shown as it was': async ({ nx }) => {
    const seen: { readonly at: string; readonly tree: unknown[] }[] = []
    await nx.mkdir('/docs')
    for (const step of STEPS) {
      const { operationId: at } = await step(nx)
      seen.push({ at, tree: await picture(nx, '/docs') })
    }
    for (const { at, tree } of seen) assert.deepEqual(await picture(nx, '/docs', at), tree)
  },
  'every read takes a point of the past': async ({ nx }) => {
    const { operationId: at } = await nx.write('/docs/a.json', '{"n":1}')
    await nx.write('/docs/a.json', '{"n":2, "more": true}')
    await nx.rename('/docs', '/papers')
    assert.equal(textOf(await nx.read('/docs/a.json', { at })), '{"n":1}')
    assert.equal(textOf(await nx.read('/docs/a.json', { at, start: 5 })), '1}')
    assert.equal(await nx.readText('/docs/a.json', { at }), '{"n":1}')
    assert.deepEqual(await nx.readJson('/docs/a.json', { at }), { n: 1 })
    assert.equal(textOf(await collect(nx.readStream('/docs/a.json', { at }))), '{"n":1}')
    const { size, version } = await nx.stat('/docs/a.json', { at })
    assert.deepEqual({ size, version }, { size: 7, version: 1 })
    assert.equal(await nx.exists('/papers', { at }), false)
    assert.equal(await nx.isDirectory('/docs', { at }), true)
    const paths = async (listing: AsyncIterable<{ readonly path: string }>) => {
      const found: string[] = []
      for await (const { path } of listing) found.push(path)
      return found
    }
    assert.deepEqual(await paths(nx.list('/', { at })), ['/docs/a.json'])
    assert.deepEqual(await paths(nx.list('/', { at, prefix: 'docs' })), ['/docs/a.json'])
    assert.deepEqual(await paths(nx.tree('/docs', { at })), ['/docs/a.json'])
    assert.deepEqual(await nx.glob('**/*.json', { at }).toArray(), ['/docs/a.json'])
    assert.deepEqual(await nx.glob('/docs/a.json', { at }).toArray(), ['/docs/a.json'])
    assert.deepEqual(await paths(nx.grep('n', { at })), ['/docs/a.json'])
    assert.deepEqual(await paths(nx.grep('more', { at })), [])
    await rejectsWith('NOT_FOUND', nx.read('/papers/a.json', { at }))
    await rejectsWith('NOT_FOUND', nx.list('/papers', { at }).toArray())
  },
  'a time shows what the last operation by then left': async ({ nx }) => {
    const before = new Date(Date.now() - 60_000)
    await nx.write('/docs/a.txt', 'one')
    const after = new Date(Date.now() + 60_000)
    assert.equal(await nx.exists('/docs/a.txt', { at: before }), false)
    assert.equal(await nx.exists('/docs/a.txt', { at: before.toISOString() }), false)
    assert.equal(await nx.readText('/docs/a.txt', { at: after }), 'one')
    assert.equal(await nx.readText('/docs/a.txt', { at: after.toISOString() }), 'one')
    assert.equal(await nx.exists('/docs/a.txt', { at: '1999-01-01' }), false)
    assert.equal(await nx.readText('/docs/a.txt', { at: '2999-01-01 00:00+02:00' }), 'one')
    assert.deepEqual(await nx.list('/', { at: before }).toArray(), [])
  },
  'a time orders by operation, not by what files say of theirs': async ({ nx }) => {
    const { operationId } = await nx.write('/docs/a.txt', 'one', { modifiedAt: 4_000_000_000_000 })
    await nx.write('/docs/a.txt', 'two', { modifiedAt: 1 })
    assert.equal(await nx.readText('/docs/a.txt', { at: operationId }), 'one')
    assert.equal(await nx.readText('/docs/a.txt', { at: new Date(Date.now() + 1000) }), 'two')
  },
  'a page of the past goes on with its cursor': async (world) => {
    const { nx } = world
    await world.files('/docs/a', '/docs/b/c', '/docs/b/d', '/docs/e')
    const { operationId: at } = await nx.write('/docs/f', 'last')
    await nx.rmdir('/docs', { recursive: true })
    const found: string[] = []
    for (let cursor: string | undefined, more = true; more; ) {
      const page = nx.list('/docs', { at, limit: 2, cursor })
      found.push(...(await page.toArray()).map(({ path }) => path))
      cursor = page.cursor
      more = cursor !== undefined
    }
    assert.deepEqual(found, ['/docs/a', '/docs/b/c', '/docs/b/d', '/docs/e', '/docs/f'])
  },
  'an operation that is not there is NOT_FOUND': async ({ nx }) => {
    await nx.write('/docs/a.txt', 'one')
    await rejectsWith('NOT_FOUND', nx.read('/docs/a.txt', { at: NOBODY }))
    await rejectsWith('NOT_FOUND', nx.glob('**', { at: NOBODY }).toArray())
    await rejectsWith('NOT_FOUND', nx.grep('o', { at: NOBODY }).toArray())
    await rejectsWith('NOT_FOUND', nx.list('/', { at: 'no-such-snapshot' }).toArray())
  },
  ...eachCase(
    ['', ' ', 'a b', '2026-02-30', '2026-13-01T00:00Z', '12:30', 'ä', 'x'.repeat(129)],
    (at) => `${JSON.stringify(at.slice(0, 20))} is no point in time: INVALID_ARGUMENT`,
    async ({ nx }, at) => {
      await nx.write('/docs/a.txt', 'one')
      await rejectsWith('INVALID_ARGUMENT', nx.read('/docs/a.txt', { at }))
      await rejectsWith('INVALID_ARGUMENT', nx.list('/', { at }).toArray())
    },
  ),
  'an invalid Date is INVALID_ARGUMENT': async ({ nx }) => {
    await rejectsWith('INVALID_ARGUMENT', nx.exists('/docs', { at: new Date('never') }))
  },
  'a tenant sees the past of its own space and of the one that all share': async ({ nx }) => {
    const [acme, other] = [nx.as({ tenantId: 'acme' }), nx.as({ tenantId: 'other' })]
    await acme.write('/notes', 'of acme')
    await acme.write('/external/common', 'one')
    const { operationId: at } = await acme.write('/workspace/acme/a', 'one')
    const { operationId: theirs } = await other.write('/workspace/other/b', 'two')
    await acme.write('/external/common', 'two')
    await acme.write('/workspace/acme/a', 'two')
    await acme.delete('/notes')
    const files = await acme.list('/', { at }).toArray()
    const paths = files.map(({ path }) => path).sort()
    assert.deepEqual(paths, ['/external/common', '/notes', '/workspace/acme/a'])
    assert.equal(await acme.readText('/external/common', { at }), 'one')
    assert.equal(await acme.readText('/workspace/acme/a', { at }), 'one')
    await rejectsWith('NOT_FOUND', acme.read('/workspace/acme/a', { at: theirs }))
    await rejectsWith('ACCESS_DENIED', acme.read('/workspace/other/b', { at }))
  },
  'a path of another tenant says nothing of the past to those who may name the same path': async ({
    nx,
  }) => {
    const [acme, other] = [nx.as({ tenantId: 'acme' }), nx.as({ tenantId: 'other' })]
    const { operationId: theirs } = await other.write('/notes', 'theirs')
    await acme.write('/notes', 'ours')
    await rejectsWith('NOT_FOUND', acme.read('/notes', { at: theirs }))
  },
  'an administrator looks back by an operation of any tenant': {
    options: { isAdmin: true },
    async run({ nx }) {
      const acme = nx.as({ tenantId: 'acme', isAdmin: false })
      const { operationId: at } = await acme.write('/workspace/acme/a', 'one')
      await acme.write('/workspace/acme/a', 'two')
      const zeta = await nx.as({ tenantId: 'zeta' }).write('/workspace/zeta/z', 'later')
      assert.equal(await nx.readText('/workspace/acme/a', { at }), 'one')
      assert.equal(await nx.readText('/workspace/acme/a', { at: zeta.operationId }), 'two')
      const paths = (await nx.list('/', { at }).toArray()).map(({ path }) => path)
      assert.deepEqual(paths, ['/workspace/acme/a'])
    },
  },
  'the past is read without a write and leaves no operation': async (world) => {
    const { operationId: at } = await world.nx.write('/docs/a.txt', 'one')
    const before = await world.operations()
    await world.nx.read('/docs/a.txt', { at })
    await world.nx.list('/', { at }).toArray()
    assert.equal(await world.operations(), before)
  },
}
