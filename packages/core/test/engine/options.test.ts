import { createMemoryBackend, createMemoryStore, createNexus } from '@nexusfs/core'
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

describe('an option that cannot be kept is refused by name, and nothing is written', () => {
  test.each([
    [{ modifiedAt: Number.NaN }],
    [{ modifiedAt: 1.5 }],
    [{ modifiedAt: new Date() }],
    [{ mode: -1 }],
    [{ mode: '644' }],
    [{ contentType: '' }],
    [{ contentType: 'text/plain\r\nx: y' }],
    [{ contentType: 5 }],
    [{ ifMatch: 5 }],
    [{ ifMatch: '' }],
    [{ ifNoneMatch: 'abc' }],
    [{ metadata: null }],
    [{ metadata: [] }],
    [{ metadata: { a: undefined } }],
    [{ metadata: { a: Number.NaN } }],
    [{ metadata: { a: new Date() } }],
    [{ metadata: { a: new Map() } }],
    [{ metadata: { a: 1n } }],
    [{ metadata: { '': 1 } }],
    [{ metadata: { a: '\ud800' } }],
    [{ tags: null }],
    [{ tags: { a: 1 } }],
    [{ tags: { ['k'.repeat(256)]: 'v' } }],
  ])('%o', async (options) => {
    const { nx } = await openNexus()
    for (const call of [
      nx.write('/a', 'a', options as never),
      nx.append('/a', 'a', options as never),
      nx.writeBatch([{ path: '/a', content: 'a', ...(options as object) }]),
    ]) {
      const error = await rejection(call, 'INVALID_ARGUMENT')
      expect(error.path).toBe('/a')
    }
    expect(await operationCount(nx)).toBe(0)
  })

  test('metadata and tags above 64 KiB are TOO_LARGE', async () => {
    const { nx } = await openNexus()
    await nx.write('/a', 'a')
    const long = 'x'.repeat(65_536)
    await rejection(nx.write('/a', 'a', { metadata: { long } }), 'TOO_LARGE')
    await rejection(nx.write('/a', 'a', { tags: { long } }), 'TOO_LARGE')
    await nx.metadata.set('/a', 'half', 'x'.repeat(40_000))
    const error = await rejection(nx.metadata.set('/a', 'other', 'x'.repeat(40_000)), 'TOO_LARGE')
    expect(error.path).toBe('/a')
    await rejection(nx.metadata.set('/a', null as never), 'INVALID_ARGUMENT')
    await rejection(nx.metadata.set('/a', 'k', undefined as never), 'INVALID_ARGUMENT')
    await rejection(nx.tags.set('/a', 'k', 5 as never), 'INVALID_ARGUMENT')
    await rejection(nx.metadata.set('/a', 'k', 1, { ifNoneMatch: '*' }), 'INVALID_ARGUMENT')
    expect(Object.keys(await nx.metadata.get('/a'))).toEqual(['half'])
  })

  test.each([
    [undefined],
    [null],
    ['x'],
    [[]],
    [[null]],
    [[{ old: '', new: 'x' }]],
    [[{ old: 'a' }]],
    [[{ old: 'missing', new: 'x' }]],
    [[{ old: 'a', new: 'x' }]],
  ])('edits %j', async (edits) => {
    const { nx } = await openNexus()
    await nx.write('/a', 'a a')
    const error = await rejection(nx.edit('/a', edits as never), 'INVALID_ARGUMENT')
    expect(error.path).toBe('/a')
    expect(await nx.readText('/a')).toBe('a a')
  })

  test.each([
    [{ inlineMaxBytes: -1 }, 'INVALID_ARGUMENT'],
    [{ inlineMaxBytes: 2 << 20 }, 'INVALID_ARGUMENT'],
    [{ cacheSizeMb: -1 }, 'INVALID_ARGUMENT'],
    [{ cacheSizeMb: Number.NaN }, 'INVALID_ARGUMENT'],
    [{ dedup: 'all' }, 'INVALID_ARGUMENT'],
    [{ tenantId: 'a/b' }, 'INVALID_ARGUMENT'],
    [{ tenantId: 'default' }, 'INVALID_ARGUMENT'],
    [{ agentId: 'one' }, 'INVALID_ARGUMENT'],
    [{ tenantId: 'a', agentId: '..' }, 'INVALID_ARGUMENT'],
    [{ run: '' }, 'INVALID_ARGUMENT'],
    [{ namespaces: [{ name: 'shared' }] }, 'CONFIG_INVALID'],
    [{ namespaces: [{ name: 'a/b' }] }, 'CONFIG_INVALID'],
    [{ store: undefined }, 'INVALID_ARGUMENT'],
    [{ backend: undefined }, 'INVALID_ARGUMENT'],
    [{ backend: { apiVersion: 2, type: 'odd' } }, 'PLUGIN_API_VERSION'],
  ])('createNexus(%o)', async (options, code) => {
    const given = { store: createMemoryStore(), backend: createMemoryBackend(), ...options }
    await rejection(createNexus(given as never), code)
  })
})

describe('reads', () => {
  test.each([
    [{ start: -1 }],
    [{ start: 4 }],
    [{ start: 2, end: 1 }],
    [{ start: 0.5 }],
    [{ end: -1 }],
    [{ start: Number.NaN }],
  ])('range %j is INVALID_RANGE, naming the file and its size', async (range) => {
    const { nx } = await openNexus()
    await nx.write('/a', 'abc')
    const error = await rejection(nx.read('/a', range), 'INVALID_RANGE')
    expect(error.path).toBe('/a')
    expect(error.message).toContain('3 bytes')
    await rejection(nx.readStream('/a', range).getReader().read(), 'INVALID_RANGE')
  })

  test('ranges of any alignment give those bytes, of one object and of parts', async () => {
    for (const inlineMaxBytes of [0, 65_536]) {
      const { nx } = await openNexus({ inlineMaxBytes })
      const bytes = pattern(3_500_000, 3)
      await nx.write('/one', bytes)
      for (let start = 0, size = 1; start < bytes.length; start += size, size = size * 7 + 11)
        await nx.append('/parts', bytes.subarray(start, start + size))
      for (const [start, end] of [
        [0, 1],
        [0, 3_500_000],
        [1, 3_500_000],
        [1_048_575, 1_048_577],
        [1_048_576, 2_097_152],
        [3_499_999, 3_500_000],
        [100, 3_400_000],
      ] as const) {
        for (const path of ['/one', '/parts']) {
          const expected = Buffer.from(bytes.subarray(start, end))
          expect(expected.equals(await nx.read(path, { start, end }))).toBe(true)
          const streamed = await new Response(nx.readStream(path, { start, end })).arrayBuffer()
          expect(expected.equals(Buffer.from(streamed))).toBe(true)
        }
      }
    }
  })

  test('a signal that was raised before, and one raised midway, stop them', async () => {
    const { nx } = await openNexus()
    await nx.write('/a', pattern(5 << 20))
    const raised = AbortSignal.abort()
    const controller = new AbortController()
    const reader = nx.readStream('/a', { signal: controller.signal }).getReader()
    await reader.read()
    controller.abort(new Error('enough'))
    const error = await rejection(reader.read(), 'ABORTED')
    expect((error.cause as Error).message).toBe('enough')
    const signal = { signal: raised }
    const codes = await outcomes([
      nx.read('/a', signal),
      nx.stat('/a', signal),
      nx.exists('/a', signal),
      nx.list('/', signal).toArray(),
      nx.glob('/**', signal).toArray(),
      nx.grep('x', signal).toArray(),
      nx.operations.list(signal).toArray(),
      nx.write('/b', 'b', signal),
      nx.writeBatch([{ path: '/b', content: 'b' }], signal),
      nx.append('/b', 'b', signal),
      nx.edit('/a', [{ old: 'a', new: 'b' }], signal),
      nx.delete('/a', signal),
      nx.mkdir('/d', signal),
      nx.rmdir('/d', signal),
      nx.copy('/a', '/b', signal),
      nx.rename('/a', '/b', signal),
      nx.tags.set('/a', 'k', 'v', signal),
      nx.metadata.set('/a', 'k', 1, signal),
    ])
    expect(new Set(codes)).toEqual(new Set(['ABORTED']))
    expect(await operationCount(nx)).toBe(1)
  })
})

describe('writes', () => {
  test('keep the attributes that they do not give', async () => {
    const { nx } = await openNexus()
    await nx.write('/a', '1', { tags: { t: '1' }, metadata: { m: 1 }, mode: 0o755 })
    await nx.write('/a', '2', { mode: 0o600 })
    await nx.append('/a', '3', { metadata: { n: 2 } })
    await nx.writeBatch([{ path: '/a', content: '4', tags: { u: '2' } }])
    await nx.write('/a', '5')
    expect(await nx.tags.list('/a')).toEqual({ u: '2' })
    expect(await nx.metadata.get('/a')).toEqual({ n: 2 })
    expect((await nx.stat('/a')).mode).toBe(0o600)
    await nx.write('/a', '6', { metadata: {}, tags: {} })
    expect([await nx.tags.list('/a'), await nx.metadata.get('/a')]).toEqual([{}, {}])
    expect((await nx.stat('/a')).mode).toBe(0o600)
  })

  test('do not share attributes with their callers', async () => {
    const { nx } = await openNexus()
    const metadata = { deep: { list: [1] } }
    const tags = { t: '1' }
    const writing = nx.write('/a', 'a', { metadata, tags })
    metadata.deep.list.push(2)
    tags.t = '2'
    await writing
    const read = (await nx.metadata.get('/a')) as typeof metadata
    read.deep.list.push(3)
    expect(await nx.metadata.get('/a')).toEqual({ deep: { list: [1] } })
    expect(await nx.tags.list('/a')).toEqual({ t: '1' })
  })

  test('that would be refused move no content first', async () => {
    const { nx, backend } = await openNexus()
    await nx.mkdir('/dir')
    const { etag } = await nx.write('/file', 'x')
    const large = pattern(100_000)
    let pulled = 0
    async function* counting() {
      pulled += 1
      yield* chunksOf(large)
    }
    expect(
      await outcomes([
        nx.write('/dir', counting()),
        nx.write('/file/below', counting()),
        nx.write('/file', counting(), { ifNoneMatch: '*' }),
        nx.write('/file', counting(), { ifMatch: 'a'.repeat(64) }),
        nx.write('/none', counting(), { ifMatch: etag }),
        nx.write('/dir', large),
        nx.append('/dir', large),
        nx.write('/archives/x', counting()),
        nx.write('/../x', counting()),
      ]),
    ).toEqual([
      'IS_A_DIRECTORY',
      'NOT_A_DIRECTORY',
      'ALREADY_EXISTS',
      'CONFLICT',
      'CONFLICT',
      'IS_A_DIRECTORY',
      'IS_A_DIRECTORY',
      'READ_ONLY',
      'INVALID_PATH',
    ])
    expect(pulled).toBe(0)
    expect(await keysOf(backend)).toEqual([])
  })

  test('of nothing are files of no bytes; appending nothing adds a version and no part', async () => {
    const { nx, store } = await openNexus()
    await nx.append('/a', '')
    await nx.append('/a', '')
    await nx.append('/a', 'x')
    await nx.append('/a', '')
    await nx.append('/a', 'y')
    await nx.append('/a', new Uint8Array())
    expect(await nx.stat('/a')).toMatchObject({ size: 2, version: 6 })
    const { found } = await store.resolve('default', ['a'])
    expect((await store.getContent(found?.node.content ?? 0)).parts ?? []).toHaveLength(0)
    expect(await nx.readText('/a')).toBe('xy')
  })

  test('make directories on the way; mkdir asks for its parents and says what is there', async () => {
    const { nx } = await openNexus()
    await nx.write('/a/b/c', '')
    const codes = await outcomes([
      nx.mkdir('/a'),
      nx.mkdir('/a/b/c'),
      nx.mkdir('/a/b/c', { existOk: true }),
      nx.mkdir('/a/b/c/d', { parents: true }),
      nx.mkdir('/x/y'),
      nx.mkdir('/'),
      nx.mkdir('/workspace'),
      nx.rmdir('/a'),
      nx.rmdir('/a/b/c'),
      nx.rmdir('/none'),
      nx.delete('/a'),
      nx.delete('/none'),
    ])
    expect(codes).toEqual([
      'ALREADY_EXISTS',
      'ALREADY_EXISTS',
      'NOT_A_DIRECTORY',
      'NOT_A_DIRECTORY',
      'NOT_FOUND',
      'ALREADY_EXISTS',
      'ALREADY_EXISTS',
      'NOT_EMPTY',
      'NOT_A_DIRECTORY',
      'NOT_FOUND',
      'IS_A_DIRECTORY',
      'NOT_FOUND',
    ])
    for (const path of ['/', '/a', '/workspace', '/x/y', '/workspace/z'])
      await nx.mkdir(path, { existOk: true, parents: true })
  })
})
