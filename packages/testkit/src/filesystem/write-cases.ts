import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { WriteContent } from '@nexusfs/core'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'
import { patternBytes, rejectsWith } from './filesystem-world.ts'

const TEXT = 'grüße, 😀'
const BYTES = new Uint8Array(Buffer.from(TEXT))

const KINDS: readonly (readonly [what: string, make: () => WriteContent])[] = [
  ['text', () => TEXT],
  ['bytes', () => BYTES],
  ['a Buffer', () => Buffer.from(TEXT)],
  [
    'a part of a larger buffer',
    () => new Uint8Array(Buffer.from(`__${TEXT}__`)).subarray(2, 2 + BYTES.length),
  ],
  ['an ArrayBuffer', () => BYTES.slice().buffer],
  ['a Blob', () => new Blob([TEXT])],
  ['a web stream', () => new Blob([TEXT]).stream()],
  ['a Node stream', () => Readable.from([Buffer.from(TEXT)])],
  ['an async iterable of bytes', () => parts(BYTES.subarray(0, 3), BYTES.subarray(3))],
  ['an async iterable of text', () => parts('grüße', ', 😀')],
]

const SIZES = [0, 1, 4_096, 65_535, 65_536, 65_537, 1_048_576, 1_048_577, 9_000_000]

/** What `write` takes, gives and leaves. */
export const writeCases: FilesystemCases = {
  ...eachCase(
    KINDS,
    ([what]) => `${what} can be written`,
    async ({ nx }, [, make]) => {
      const result = await nx.write('/docs/a', make())
      assert.equal(result.etag, sha256(BYTES))
      assert.equal(result.size, BYTES.byteLength)
      assert.equal(await nx.readText('/docs/a'), TEXT)
    },
  ),
  ...eachCase(
    SIZES,
    (size) => `${size} bytes, written whole and as a stream, come back identical`,
    async ({ nx }, size) => {
      const bytes = patternBytes(size)
      const whole = await nx.write('/docs/whole', bytes)
      const streamed = await nx.write('/docs/streamed', inChunks(bytes, 60_000))
      assert.deepEqual([whole.etag, whole.size], [sha256(bytes), size])
      assert.equal(streamed.etag, whole.etag)
      assert.ok(Buffer.from(bytes).equals(await nx.read('/docs/whole')))
      assert.ok(Buffer.from(bytes).equals(await nx.read('/docs/streamed')))
      assert.equal((await nx.stat('/docs/whole')).refCount, 2)
    },
  ),
  'the answer names path, etag, size, version, operation and time': async ({ nx }) => {
    const before = Date.now() - 5_000
    const result = await nx.write('/docs/a', 'hello')
    assert.deepEqual(Object.keys(result).sort(), [
      'etag',
      'modifiedAt',
      'operationId',
      'path',
      'size',
      'version',
    ])
    assert.equal(result.version, 1)
    assert.ok(result.modifiedAt > before)
    const [operation] = await nx.operations.list({ limit: 1 }).toArray()
    assert.deepEqual([operation?.id, operation?.type], [result.operationId, 'write'])
  },
  'every write is the next version, also with the same bytes': async ({ nx }) => {
    const versions = []
    for (const text of ['a', 'b', 'b']) versions.push((await nx.write('/docs/a', text)).version)
    assert.deepEqual(versions, [1, 2, 3])
    const listed = await nx.versions.list('/docs/a').toArray()
    assert.deepEqual(
      listed.map(({ version, etag }) => [version, etag]),
      [
        [3, sha256('b')],
        [2, sha256('b')],
        [1, sha256('a')],
      ],
    )
  },
  'parents are made': async ({ nx }) => {
    await nx.write('/docs/a/b/c.txt', 'x')
    assert.equal((await nx.stat('/docs/a/b')).type, 'directory')
  },
  'what the caller does to its bytes afterwards changes nothing': async ({ nx }) => {
    const given = new Uint8Array(Buffer.from('given'))
    await nx.write('/docs/a', given)
    given.fill(0)
    const read = await nx.read('/docs/a')
    read.fill(0)
    assert.equal(await nx.readText('/docs/a'), 'given')
  },
  'the content type is the one given, else it comes from the name': async ({ nx }) => {
    await nx.write('/docs/a.json', '{}')
    await nx.write('/docs/b.bin', '{}', { contentType: 'text/x-mine' })
    assert.equal((await nx.stat('/docs/a.json')).contentType, 'application/json')
    assert.equal((await nx.stat('/docs/b.bin')).contentType, 'text/x-mine')
  },
  'metadata, tags, time and mode can be given with the write': async ({ nx }) => {
    await nx.write('/docs/a', 'x', {
      metadata: { author: 'me', nested: { list: [1, null, true] } },
      tags: { stage: 'draft' },
      modifiedAt: 1_000_000_000_000,
      mode: 0o755,
    })
    const stat = await nx.stat('/docs/a')
    assert.deepEqual([stat.modifiedAt, (stat.mode ?? 0) & 0o777], [1_000_000_000_000, 0o755])
    assert.deepEqual(await nx.metadata.get('/docs/a', 'nested'), { list: [1, null, true] })
    assert.deepEqual(await nx.tags.list('/docs/a'), { stage: 'draft' })
  },
  'a write without metadata and tags keeps those that are there': async ({ nx }) => {
    await nx.write('/docs/a', 'x', { metadata: { author: 'me' }, tags: { stage: 'draft' } })
    await nx.write('/docs/a', 'y')
    assert.deepEqual(await nx.metadata.get('/docs/a'), { author: 'me' })
    assert.deepEqual(await nx.tags.list('/docs/a'), { stage: 'draft' })
  },
  ...eachCase(
    [null, undefined, 5, {}, ['a']] as unknown as WriteContent[],
    (content) => `content ${JSON.stringify(content)} is INVALID_ARGUMENT`,
    async (world, content) => {
      await world.refused('INVALID_ARGUMENT', () => world.nx.write('/docs/a', content))
      assert.equal(await world.nx.exists('/docs/a'), false)
    },
  ),
  'a stream that fails leaves nothing of the new and all of the old': async (world) => {
    const { nx } = world
    await nx.write('/docs/old', 'old')
    for (const size of [10, 100_000, 9_000_000]) {
      for (const path of ['/docs/new', '/docs/old', '/docs/deep/new']) {
        const before = await world.operations()
        await assert.rejects(nx.write(path, failingAfter(size)), /the source broke/)
        assert.equal(await world.operations(), before)
      }
    }
    assert.deepEqual(await world.paths(), ['/docs/old'])
    assert.equal(await nx.readText('/docs/old'), 'old')
    assert.equal(await nx.exists('/docs/deep'), false)
  },
  'a stream that gives something else than bytes is INVALID_ARGUMENT': async ({ nx }) => {
    await rejectsWith('INVALID_ARGUMENT', nx.write('/docs/a', parts(5 as never)))
    assert.equal(await nx.exists('/docs/a'), false)
  },
}

async function* parts<Part>(...given: readonly Part[]): AsyncGenerator<Part> {
  yield* given
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size)
}

async function* failingAfter(size: number): AsyncGenerator<Uint8Array> {
  yield* inChunks(patternBytes(size), 64_000)
  throw new Error('the source broke')
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
