import { bytesSource, collectBytes } from '@nexusfs/core/kit'
import { afterEach, describe, expect, test } from 'vitest'
import type { GcsBackend } from '../src/index.ts'
import { md5 } from './md5.ts'
import {
  answerLikeGoogle,
  GENERATION,
  partsOf,
  READ_HEADERS,
  RESOURCE,
  recorded,
} from './recorded.ts'

let close = async () => undefined as unknown
afterEach(() => close())

async function start(...args: Parameters<typeof recorded>) {
  const started = await recorded(...args)
  close = started.close
  return started
}

const bytes = (text: string) => bytesSource(Buffer.from(text))

const CALLS: Readonly<
  Record<string, readonly [(backend: GcsBackend) => Promise<unknown>, string[]]>
> = {
  head: [(backend) => backend.head('a'), ['GET /storage/v1/b/bucket/o/a']],
  get: [readAll, ['GET /bucket/a']],
  'get of a range': [(backend) => readAll(backend, { start: 0, end: 5 }), ['GET /bucket/a']],
  put: [(backend) => backend.put('a', bytes('hello')), ['POST /upload/storage/v1/b/bucket/o']],
  delete: [(backend) => backend.delete('a'), ['DELETE /storage/v1/b/bucket/o/a']],
  list: [(backend) => backend.list({ limit: 10 }), ['GET /storage/v1/b/bucket/o']],
  check: [(backend) => backend.check(), ['GET /storage/v1/b/bucket/o']],
  copy: [
    (backend) => backend.copy?.('a', 'b') as Promise<unknown>,
    ['POST /storage/v1/b/bucket/o/a/rewriteTo/b/bucket/o/b'],
  ],
  setMetadata: [
    (backend) => backend.setMetadata?.('a', { owner: 'two' }) as Promise<unknown>,
    ['GET /storage/v1/b/bucket/o/a', 'PATCH /storage/v1/b/bucket/o/a'],
  ],
  setTier: [
    (backend) => backend.setTier?.('a', 'ARCHIVE') as Promise<unknown>,
    ['GET /storage/v1/b/bucket/o/a', 'POST /storage/v1/b/bucket/o/a/rewriteTo/b/bucket/o/a'],
  ],
  'setTier to the class that it has': [
    (backend) => backend.setTier?.('a', 'NEARLINE') as Promise<unknown>,
    ['GET /storage/v1/b/bucket/o/a'],
  ],
  'ensureBucket of one that is there': [
    (backend) => backend.admin?.ensureBucket() as Promise<unknown>,
    ['GET /storage/v1/b/bucket/o'],
  ],
  'a probe that only reads': [
    (backend) => backend.probe?.({ readonly: true }) as Promise<unknown>,
    ['GET /storage/v1/b/bucket'],
  ],
}

describe('requests per call', () => {
  test.each(Object.entries(CALLS))('%s', async (_, [call, expected]) => {
    const { backend, sent } = await start()
    await call(backend)
    expect(sent()).toEqual(expected)
  })

  test('making a backend, describing and closing it sends nothing', async () => {
    const { backend, sent } = await start()
    backend.describe()
    await backend.close()
    expect(sent()).toEqual([])
  })
})

describe('uploads', () => {
  test('a small put is one request with the checksum in it, and no session', async () => {
    const { backend, requests } = await start(undefined, {
      prefix: '/base/',
      storageClass: 'COLDLINE',
      kmsKeyName: 'projects/p/locations/l/keyRings/r/cryptoKeys/k',
    })
    const result = await backend.put('a b/ü', bytes('hi'), {
      contentType: 'text/x-own',
      metadata: { owner: 'one', Name: 'Grüße' },
    })
    expect(result).toMatchObject({ etag: GENERATION, modifiedAt: Date.parse(RESOURCE.updated) })
    expect(requests).toHaveLength(1)
    const [request] = requests
    expect(request?.query).toMatchObject({
      uploadType: 'multipart',
      kmsKeyName: 'projects/p/locations/l/keyRings/r/cryptoKeys/k',
    })
    expect(request?.query).not.toHaveProperty('ifGenerationMatch')
    const { resource, type, bytes: content } = partsOf(request ?? expect.unreachable())
    expect(resource).toEqual({
      name: 'base/a b/ü',
      contentType: 'text/x-own',
      storageClass: 'COLDLINE',
      md5Hash: md5('hi'),
      metadata: { owner: 'one', 'nexusfs-name-4e616d65': '=?UTF-8?B?R3LDvMOfZQ==?=' },
    })
    expect([type, content]).toEqual(['text/x-own', 'hi'])
  })

  test('a tier that is given counts before the option', async () => {
    const { backend, requests } = await start(undefined, { storageClass: 'COLDLINE' })
    await backend.put('a', bytes('hi'), { tier: 'ARCHIVE' })
    expect(partsOf(requests[0] ?? expect.unreachable()).resource.storageClass).toBe('ARCHIVE')
  })

  test('other bytes in the bucket than were sent are CORRUPT, and no key is deleted', async () => {
    const { backend, sent } = await start(() => ({ body: { ...RESOURCE, md5Hash: 'AAAA' } }))
    await expect(backend.put('a', bytes('hello'))).rejects.toMatchObject({ code: 'CORRUPT' })
    expect(sent()).toEqual(['POST /upload/storage/v1/b/bucket/o'])
  })

  test('a content type that would begin a header of its own is INVALID_ARGUMENT', async () => {
    const { backend, sent } = await start()
    const put = backend.put('a', bytes('x'), { contentType: 'text/plain\r\nx-own: 1' })
    await expect(put).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect(sent()).toEqual([])
  })
})

describe('conditions', () => {
  const generationOf = (requests: readonly { query: Readonly<Record<string, string>> }[]) =>
    requests.map(({ query }) => query.ifGenerationMatch)

  test.each([
    ['an absent key', { ifNoneMatch: '*' }, '0'],
    ['an etag', { ifMatch: GENERATION }, GENERATION],
    ['a version', { ifVersion: GENERATION }, GENERATION],
    [
      'what was seen',
      { ifUnchanged: { key: 'a', size: 1, etag: GENERATION, modifiedAt: 0 } },
      GENERATION,
    ],
  ] as const)('%s is a generation in the same request', async (_, precondition, expected) => {
    const { backend, requests } = await start()
    await backend.put('a', bytes('hello'), { precondition })
    await backend.copy?.('a', 'b', { precondition })
    if (!('ifNoneMatch' in precondition)) await backend.delete('a', { precondition })
    expect(new Set(generationOf(requests))).toEqual(new Set([expected]))
  })

  test('a large upload has the condition in its session', async () => {
    const { backend, requests } = await start()
    const put = backend.put('a', bytesSource(Buffer.alloc((8 << 20) + 1)), {
      precondition: { ifNoneMatch: '*' },
    })
    await expect(put).rejects.toBeDefined()
    expect(requests[0]?.query).toMatchObject({ uploadType: 'resumable', ifGenerationMatch: '0' })
  })

  test.each(['x', '0', '', '12345678901234567890'])(
    'the etag %j, which no object has, is CONFLICT without a request',
    async (ifMatch) => {
      const { backend, sent } = await start()
      const precondition = { ifMatch }
      for (const call of [
        backend.put('a', bytes('x'), { precondition }),
        backend.delete('a', { precondition }),
        backend.get('a', { precondition }),
      ]) {
        await expect(call).rejects.toMatchObject({ code: 'CONFLICT' })
      }
      expect(sent()).toEqual([])
    },
  )

  test('a condition that does not hold is ALREADY_EXISTS or CONFLICT', async () => {
    const { backend } = await start(() => ({ status: 412, body: { error: { message: 'no' } } }))
    const put = (precondition: { ifNoneMatch: '*' } | { ifMatch: string }) =>
      backend.put('a', bytes('x'), { precondition })
    await expect(put({ ifNoneMatch: '*' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
    await expect(put({ ifMatch: '5' })).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test('a read that gives another generation than the condition is CONFLICT with the one that is there', async () => {
    const { backend, requests } = await start()
    const get = backend.get('a', { precondition: { ifMatch: '5' } })
    await expect(get).rejects.toMatchObject({ code: 'CONFLICT', etag: GENERATION })
    expect(requests[0]?.headers['x-goog-if-generation-match']).toBe('5')
  })

  test('a conditional delete of an absent key is CONFLICT, any other delete is done', async () => {
    const { backend } = await start(() => ({
      status: 404,
      body: { error: { message: 'No such object' } },
    }))
    await backend.delete('a')
    const precondition = { ifMatch: '5' }
    await expect(backend.delete('a', { precondition })).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})

describe('reads', () => {
  test('head and get tell the same, and generations stay text', async () => {
    const { backend } = await start()
    const head = await backend.head('a')
    expect(head).toEqual({
      key: 'a',
      size: 5,
      etag: GENERATION,
      modifiedAt: Date.parse(RESOURCE.updated),
      contentType: 'text/plain',
      metadata: { owner: 'one' },
      tier: 'NEARLINE',
    })
    const { info, body } = await backend.get('a')
    // A header is exact to a second.
    expect(info).toEqual({ ...head, modifiedAt: Date.parse(READ_HEADERS['last-modified']) })
    expect(Buffer.from(await collectBytes(body)).toString()).toBe('hello')
  })

  test.each([
    [undefined, undefined],
    [{ start: 0 }, undefined],
    [{ start: 2 }, 'bytes=2-'],
    [{ start: 2, end: 4 }, 'bytes=2-3'],
    [{ suffix: 3 }, 'bytes=-3'],
  ])('the range %j is sent as %j', async (range, header) => {
    const { backend, requests } = await start()
    const { body } = await backend.get('a', { range })
    await collectBytes(body)
    expect(requests[0]?.headers.range).toBe(header)
  })

  test('what is stored compressed is given as it is stored', async () => {
    const stored = Buffer.from('not really gzip')
    const { backend, requests } = await start(() => ({
      headers: {
        ...READ_HEADERS,
        'content-encoding': 'gzip',
        'x-goog-stored-content-length': String(stored.byteLength),
      },
      body: stored,
    }))
    const { info, body } = await backend.get('a')
    expect(requests[0]?.headers['accept-encoding']).toBe('gzip')
    expect(info.size).toBe(stored.byteLength)
    expect(Buffer.from(await collectBytes(body))).toEqual(stored)
  })

  test('an old generation is read by its number', async () => {
    const { backend, requests } = await start()
    await backend.head('a', { versionId: '17' })
    await readAll(backend, undefined, '17')
    expect(requests.map(({ query }) => query.generation)).toEqual(['17', '17'])
  })

  test('a version that no generation can be is absent without a request', async () => {
    const { backend, sent } = await start()
    expect(await backend.head('a', { versionId: '17.deleted' })).toBeUndefined()
    await expect(backend.get('a', { versionId: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(sent()).toEqual([])
  })
})

describe('copies', () => {
  test('a large copy goes on with the token until it is done', async () => {
    const tokens: (string | undefined)[] = []
    const { backend } = await start(({ query }) => {
      tokens.push(query.rewriteToken)
      if (tokens.length < 3)
        return { body: { done: false, rewriteToken: `token-${tokens.length}` } }
      return { body: { done: true, resource: RESOURCE } }
    })
    expect(await backend.copy?.('a', 'b')).toMatchObject({ etag: GENERATION })
    expect(tokens).toEqual([undefined, 'token-1', 'token-2'])
  })

  test('another class keeps content type and metadata, and holds only for what was looked at', async () => {
    const { backend, requests } = await start()
    await backend.setStorageClass('a', 'ARCHIVE')
    const [, rewrite] = requests
    expect(rewrite?.query).toEqual({ sourceGeneration: GENERATION, ifGenerationMatch: GENERATION })
    expect(JSON.parse(rewrite?.body.toString() ?? '')).toEqual({
      contentType: 'text/plain',
      metadata: { owner: 'one' },
      storageClass: 'ARCHIVE',
    })
  })

  test('metadata that is replaced is named to be dropped, under the generation that was looked at', async () => {
    const { backend, requests } = await start()
    await backend.setMetadata?.('a', { editor: 'two' })
    expect(requests[1]?.query).toMatchObject({
      ifGenerationMatch: GENERATION,
      ifMetagenerationMatch: '3',
    })
    expect(JSON.parse(requests[1]?.body.toString() ?? '')).toEqual({
      metadata: { owner: null, editor: 'two' },
    })
  })

  test('metadata that others change in between is looked at again', async () => {
    let refused = 0
    const { backend, requests } = await start((request) => {
      if (request.method !== 'PATCH' || refused++ > 0) return answerLikeGoogle(request)
      return { status: 412, body: {} }
    })
    await backend.setMetadata?.('a', {})
    expect(requests.map(({ method }) => method)).toEqual(['GET', 'PATCH', 'GET', 'PATCH'])
  })

  test('a generation is deleted by its number', async () => {
    const { backend, requests } = await start()
    await backend.deleteGeneration('a', '17')
    await backend.deleteGeneration('a', 'none')
    expect(requests.map(({ target }) => target)).toEqual(['/storage/v1/b/bucket/o/a?generation=17'])
  })
})

describe('listings', () => {
  test('a page begins after a name below the prefix of the backend', async () => {
    const { backend, requests } = await start(() => ({ body: {} }), { prefix: 'base' })
    await backend.list({ prefix: 'x/', startAfter: 'x/y', delimiter: '/', limit: 7 })
    expect(requests[0]?.query).toMatchObject({
      prefix: 'base/x/',
      startOffset: 'base/x/y ',
      delimiter: '/',
      maxResults: '7',
    })
  })

  test('an empty page with a token goes on from there', async () => {
    const { backend, requests } = await start(({ query }) =>
      query.pageToken === undefined
        ? { body: { nextPageToken: 'next' } }
        : { body: { items: [RESOURCE] } },
    )
    const first = await backend.list({ limit: 5 })
    expect(first).toMatchObject({ objects: [], prefixes: [] })
    const second = await backend.list({ limit: 5, cursor: first.cursor })
    expect(second.objects.map(({ key }) => key)).toEqual(['a'])
    expect(second.cursor).toBeUndefined()
    expect(requests).toHaveLength(2)
  })

  test.each(['x', 't', 'tABC'])('the cursor %j is INVALID_ARGUMENT', async (cursor) => {
    const { backend } = await start()
    const list = backend.list({ limit: 5, cursor })
    await expect(list).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })
})

async function readAll(
  backend: GcsBackend,
  range?: { start: number; end: number },
  versionId?: string,
): Promise<void> {
  await collectBytes((await backend.get('a', { range, versionId })).body)
}
