import assert from 'node:assert/strict'
import type { Json } from '@nexusfs/core'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'

/** Custom metadata and tags. */
export const attributeCases: FilesystemCases = {
  'metadata is set by key or as a whole, read by key or as a whole, and removed': async ({
    nx,
  }) => {
    await nx.write('/docs/a', 'x')
    assert.deepEqual(await nx.metadata.get('/docs/a'), {})
    await nx.metadata.set('/docs/a', 'one', 1)
    await nx.metadata.set('/docs/a', { two: [2], three: null })
    assert.deepEqual(await nx.metadata.get('/docs/a'), { one: 1, two: [2], three: null })
    assert.deepEqual(await nx.metadata.get('/docs/a', 'two'), [2])
    assert.equal(await nx.metadata.get('/docs/a', 'none'), undefined)
    assert.equal(await nx.metadata.get('/docs/a', 'toString'), undefined)
    await nx.metadata.remove('/docs/a', 'two')
    await nx.metadata.remove('/docs/a', 'none')
    assert.deepEqual(await nx.metadata.get('/docs/a'), { one: 1, three: null })
  },
  'metadata of a directory': async ({ nx }) => {
    await nx.mkdir('/docs/dir', { parents: true })
    await nx.metadata.set('/docs/dir', 'a', { b: 'c' })
    assert.deepEqual(await nx.metadata.get('/docs/dir'), { a: { b: 'c' } })
  },
  'a change of metadata is no new version of the content': async ({ nx }) => {
    await nx.write('/docs/a', 'x')
    await nx.metadata.set('/docs/a', 'one', 1)
    await nx.tags.set('/docs/a', 'one', '1')
    assert.equal((await nx.stat('/docs/a')).version, 1)
  },
  ...eachCase(
    [
      undefined,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      () => 1,
      Symbol('s'),
      5n,
    ] as unknown as Json[],
    (value) => `metadata ${String(value)} is INVALID_ARGUMENT`,
    async (world, value) => {
      await world.files('/docs/a')
      await world.refused('INVALID_ARGUMENT', () => world.nx.metadata.set('/docs/a', 'key', value))
      await world.refused('INVALID_ARGUMENT', () =>
        world.nx.write('/docs/a', 'x', { metadata: { key: value } }),
      )
      assert.deepEqual(await world.nx.metadata.get('/docs/a'), {})
    },
  ),
  'tags are set, listed, removed': async ({ nx }) => {
    await nx.write('/docs/a', 'x')
    await nx.tags.set('/docs/a', 'stage', 'draft')
    await nx.tags.set('/docs/a', 'ünï 😀', '')
    await nx.tags.set('/docs/a', 'stage', 'final')
    assert.deepEqual(await nx.tags.list('/docs/a'), { stage: 'final', 'ünï 😀': '' })
    await nx.tags.remove('/docs/a', 'stage')
    await nx.tags.remove('/docs/a', 'none')
    assert.deepEqual(await nx.tags.list('/docs/a'), { 'ünï 😀': '' })
  },
  ...eachCase(
    [
      ['an empty key', '', 'x'],
      ['a key over 255 bytes', 'ü'.repeat(128), 'x'],
      ['a value that is no text', 'key', 5 as unknown as string],
    ] as const,
    ([what]) => `a tag with ${what} is INVALID_ARGUMENT`,
    async (world, [, key, value]) => {
      await world.files('/docs/a')
      await world.refused('INVALID_ARGUMENT', () => world.nx.tags.set('/docs/a', key, value))
    },
  ),
  'find gives what carries a tag, by value and below a path': async (world) => {
    const { nx } = world
    await world.files('/docs/a', '/docs/b', '/docs/dir/c', '/docs/d')
    for (const [path, value] of [
      ['/docs/a', 'draft'],
      ['/docs/dir/c', 'draft'],
      ['/docs/b', 'final'],
    ] as const)
      await nx.tags.set(path, 'stage', value)
    const found = async (query: Parameters<typeof nx.tags.find>[0]) =>
      (await nx.tags.find(query).toArray()).map(({ path }) => path)
    assert.deepEqual(await found({ key: 'stage' }), ['/docs/a', '/docs/b', '/docs/dir/c'])
    assert.deepEqual(await found({ key: 'stage', value: 'draft' }), ['/docs/a', '/docs/dir/c'])
    assert.deepEqual(await found({ key: 'stage', path: '/docs/dir' }), ['/docs/dir/c'])
    assert.deepEqual(await found({ key: 'none' }), [])
  },
  'attributes of nothing are NOT_FOUND': async (world) => {
    const { nx } = world
    await world.refused('NOT_FOUND', () => nx.metadata.get('/docs/none'))
    await world.refused('NOT_FOUND', () => nx.metadata.set('/docs/none', 'a', 1))
    await world.refused('NOT_FOUND', () => nx.tags.set('/docs/none', 'a', 'b'))
    await world.refused('NOT_FOUND', () => nx.tags.list('/docs/none'))
  },
  'what the caller does to its objects afterwards changes nothing': async ({ nx }) => {
    const values = { list: [1] }
    await nx.write('/docs/a', 'x', { metadata: values })
    values.list.push(2)
    const got = (await nx.metadata.get('/docs/a')) as { list: number[] }
    got.list.push(3)
    assert.deepEqual(await nx.metadata.get('/docs/a'), { list: [1] })
  },
}
