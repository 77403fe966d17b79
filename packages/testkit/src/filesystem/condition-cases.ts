import assert from 'node:assert/strict'
import type { MutationOptions, Nexus } from '@nexusfs/core'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'
import { rejectsWith } from './filesystem-world.ts'

type Mutation = (nexus: Nexus, options: MutationOptions) => Promise<unknown>

/** Mutations of the file `/docs/a`, which holds "hello". */
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  write: (nx, options) => nx.write('/docs/a', 'new', options),
  writeBatch: (nx, { signal, ...options }) =>
    nx.writeBatch([{ path: '/docs/a', content: 'new', ...options }], { signal }),
  append: (nx, options) => nx.append('/docs/a', ' more', options),
  edit: (nx, options) => nx.edit('/docs/a', [{ old: 'hello', new: 'bye' }], options),
  delete: (nx, options) => nx.delete('/docs/a', options),
  'metadata.set': (nx, options) => nx.metadata.set('/docs/a', { key: 1 }, options),
  'metadata.remove': (nx, options) => nx.metadata.remove('/docs/a', 'kept', options),
  'tags.set': (nx, options) => nx.tags.set('/docs/a', 'key', 'value', options),
  'tags.remove': (nx, options) => nx.tags.remove('/docs/a', 'kept', options),
}

/** Mutations that can make a file. */
const CREATIONS = ['write', 'writeBatch', 'append'] as const

const NOWHERE = '0'.repeat(64)

/** Conditions and signals, on each mutation. */
export const conditionCases: FilesystemCases = {
  ...eachCase(
    Object.entries(MUTATIONS),
    ([name]) => `${name} with the right ifMatch succeeds`,
    async ({ nx }, [, mutate]) => {
      const { etag } = await nx.write('/docs/a', 'hello')
      await mutate(nx, { ifMatch: etag })
    },
  ),
  ...eachCase(
    Object.entries(MUTATIONS),
    ([name]) =>
      `${name} with a stale ifMatch is CONFLICT with the present etag, and changes nothing`,
    async (world, [, mutate]) => {
      const { nx } = world
      const old = await nx.write('/docs/a', 'hello', { metadata: { kept: 1 }, tags: { kept: 'x' } })
      const { etag } = await nx.write('/docs/a', 'hello, again')
      const error = await world.refused('CONFLICT', () => mutate(nx, { ifMatch: old.etag }))
      assert.equal(error.etag, etag)
      assert.equal(await nx.readText('/docs/a'), 'hello, again')
      assert.deepEqual(await nx.metadata.get('/docs/a'), { kept: 1 })
      assert.deepEqual(await nx.tags.list('/docs/a'), { kept: 'x' })
    },
  ),
  ...eachCase(
    CREATIONS,
    (name) => `${name} with ifMatch where nothing is fails and makes nothing`,
    async (world, name) => {
      const { nx } = world
      const call = () => MUTATIONS[name]?.(nx, { ifMatch: NOWHERE }) ?? assert.fail()
      await assert.rejects(call(), { code: /^(CONFLICT|NOT_FOUND)$/ })
      assert.equal(await nx.exists('/docs/a'), false)
    },
  ),
  ...eachCase(
    CREATIONS,
    (name) => `${name} with ifNoneMatch makes a file once, then is ALREADY_EXISTS`,
    async (world, name) => {
      const { nx } = world
      const call = () => MUTATIONS[name]?.(nx, { ifNoneMatch: '*' }) ?? assert.fail()
      await call()
      const text = await nx.readText('/docs/a')
      await world.refused('ALREADY_EXISTS', call)
      assert.equal(await nx.readText('/docs/a'), text)
    },
  ),
  ...eachCase(
    [1, 200_000],
    (size) =>
      `onto a directory ${size} bytes with ifNoneMatch are ALREADY_EXISTS, with ifMatch CONFLICT`,
    async (world, size) => {
      const { nx } = world
      await world.files('/docs/a/below')
      const bytes = new Uint8Array(size)
      await world.refused('ALREADY_EXISTS', () => nx.write('/docs/a', bytes, { ifNoneMatch: '*' }))
      await world.refused('ALREADY_EXISTS', () => nx.append('/docs/a', bytes, { ifNoneMatch: '*' }))
      await world.refused('CONFLICT', () => nx.write('/docs/a', bytes, { ifMatch: NOWHERE }))
      await world.refused('IS_A_DIRECTORY', () => nx.write('/docs/a', bytes))
    },
  ),
  'ifNoneMatch succeeds where a file was deleted': async ({ nx }) => {
    await nx.write('/docs/a', 'x')
    await nx.delete('/docs/a')
    assert.equal((await nx.write('/docs/a', 'y', { ifNoneMatch: '*' })).version, 1)
  },
  'copy and rename hold ifMatch to the source': async (world) => {
    const { nx } = world
    const { etag } = await nx.write('/docs/a', 'hello')
    await world.refused('CONFLICT', () => nx.copy('/docs/a', '/docs/b', { ifMatch: NOWHERE }))
    await world.refused('CONFLICT', () => nx.rename('/docs/a', '/docs/b', { ifMatch: NOWHERE }))
    await nx.copy('/docs/a', '/docs/b', { ifMatch: etag })
    await nx.rename('/docs/a', '/docs/c', { ifMatch: etag })
    assert.deepEqual(await world.paths(), ['/docs/b', '/docs/c'])
  },
  ...eachCase(
    Object.entries(MUTATIONS),
    ([name]) => `${name} with a raised signal is ABORTED and changes nothing`,
    async (world, [, mutate]) => {
      const { nx } = world
      const { etag } = await nx.write('/docs/a', 'hello')
      await world.refused('ABORTED', () => mutate(nx, { signal: AbortSignal.abort() }))
      assert.equal((await nx.stat('/docs/a')).etag, etag)
    },
  ),
  'reads, listings and searches with a raised signal are ABORTED': async (world) => {
    const { nx } = world
    await world.files('/docs/a', '/docs/b/c')
    const signal = AbortSignal.abort()
    const calls: readonly (() => Promise<unknown>)[] = [
      () => nx.read('/docs/a', { signal }),
      () => nx.readText('/docs/a', { signal }),
      () => nx.stat('/docs/a', { signal }),
      () => nx.exists('/docs/a', { signal }),
      () => nx.list('/docs', { signal }).toArray(),
      () => nx.tree('/docs', { signal }).toArray(),
      () => nx.glob('**', { signal }).toArray(),
      () => nx.grep('a', { signal }).toArray(),
      () => nx.mkdir('/docs/d', { signal }),
      () => nx.rmdir('/docs/b', { recursive: true, signal }),
      () => nx.copy('/docs/a', '/docs/e', { signal }),
      () => nx.rename('/docs/a', '/docs/e', { signal }),
    ]
    for (const call of calls) await rejectsWith('ABORTED', call())
    assert.deepEqual(await world.paths(), ['/docs/a', '/docs/b/c'])
  },
  'a signal that is raised while a stream flows in leaves nothing': async ({ nx }) => {
    const controller = new AbortController()
    async function* content() {
      yield new Uint8Array(100_000)
      controller.abort()
      yield new Uint8Array(100_000)
    }
    await rejectsWith('ABORTED', nx.write('/docs/a', content(), { signal: controller.signal }))
    assert.equal(await nx.exists('/docs/a'), false)
  },
}
