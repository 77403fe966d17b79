import { createHash } from 'node:crypto'
import { bytesSource, collectBytes, onceSource } from '@nexusfs/core/kit'
import { expect, test, vi } from 'vitest'
import { codeOf, errorAnswer, errorOf, fakeS3, OBJECT, willing, xmlAnswer } from './fake-s3.ts'

const X = bytesSource(Buffer.from('x'))
const sha = (bytes: string | Uint8Array, form: 'hex' | 'base64') =>
  createHash('sha256').update(bytes).digest(form)

async function* chunks(count: number, size: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) yield Buffer.alloc(size, index)
}

test('each operation makes the calls that it needs, and no more', async () => {
  await using s3 = await fakeS3(willing, { partBytes: 1000, prefix: 'p' })
  const { backend } = s3
  const asked = async (call: Promise<unknown> | undefined) => {
    s3.server.requests.length = 0
    await call
    return s3.calls()
  }
  await backend.list({ limit: 1 })
  expect(await asked(backend.head('a'))).toEqual(['HEAD /bucket/p/a'])
  expect(await asked(backend.get('a').then(({ body }) => collectBytes(body)))).toEqual([
    'GET /bucket/p/a',
  ])
  expect(await asked(backend.put('a', X))).toEqual(['PUT /bucket/p/a'])
  expect(await asked(backend.put('a', onceSource(chunks(2, 500))))).toEqual(['PUT /bucket/p/a'])
  expect(await asked(backend.put('a', X, { precondition: { ifMatch: 'e' } }))).toEqual([
    'PUT /bucket/p/a',
  ])
  expect(await asked(backend.delete('a'))).toEqual(['DELETE /bucket/p/a'])
  expect(await asked(backend.deleteMany?.(['a', 'b']))).toEqual(['POST /bucket/?delete'])
  expect(await asked(backend.list({ limit: 10, prefix: 'x' }))).toEqual(['GET /bucket/?list-type'])
  expect(await asked(backend.copy?.('a', 'b'))).toEqual([
    'HEAD /bucket/p/a',
    'PUT /bucket/p/b copy',
  ])
  expect(await asked(backend.setMetadata?.('a', { x: '1' }))).toEqual([
    'HEAD /bucket/p/a',
    'PUT /bucket/p/a copy',
  ])
  expect(await asked(backend.setTier?.('a', 'STANDARD_IA'))).toEqual([
    'HEAD /bucket/p/a',
    'PUT /bucket/p/a copy',
  ])
  expect(await asked(backend.check())).toEqual(['HEAD /bucket/', 'GET /bucket/?list-type'])
  expect(await asked(backend.presign?.('a', { method: 'GET', expiresIn: 60 }))).toEqual([])
  expect(await asked(backend.probe?.({ readonly: true }))).toEqual(['GET /bucket/?versioning'])
  expect(await asked(backend.listVersions?.('a', { limit: 10 }))).toEqual(['GET /bucket/?versions'])
  expect((await asked(backend.put('a', onceSource(chunks(5, 500))))).toSorted()).toEqual(
    [
      'POST /bucket/p/a?uploads',
      ...Array(3).fill('PUT /bucket/p/a?partNumber'),
      'POST /bucket/p/a?uploadId',
    ].toSorted(),
  )
})

test('bytes are sent once, with their SHA-256 as checksum and in the signature, and never in pieces', async () => {
  await using s3 = await fakeS3(willing)
  await s3.backend.put('a', X)
  await s3.backend.put('b', onceSource(chunks(3, 10)))
  await s3.backend.put('c', X, { digest: sha('other', 'hex') })
  const [first, second, third] = s3.server.requests
  expect(first?.headers['x-amz-checksum-sha256']).toBe(sha('x', 'base64'))
  expect(first?.headers['x-amz-content-sha256']).toBe(sha('x', 'hex'))
  expect(second?.headers['content-length']).toBe('30')
  // What was announced goes out, so that the server finds the difference.
  expect(third?.headers['x-amz-content-sha256']).toBe(sha('other', 'hex'))
  for (const { headers } of s3.server.requests) {
    expect(headers['content-encoding']).toBeUndefined()
    expect(headers['transfer-encoding']).toBeUndefined()
    expect(headers.expect).toBeUndefined()
    expect(headers['x-amz-checksum-crc32']).toBeUndefined()
  }
})

test.each([
  ['aws', 'the whole body', sha('abc', 'base64'), 'FULL_OBJECT', sha('abc', 'hex')],
  ['aws', 'a body in parts', `${sha('abc', 'base64')}-2`, 'COMPOSITE', undefined],
  ['minio', 'parts, of which the type alone tells', sha('abc', 'base64'), 'COMPOSITE', undefined],
  ['ceph', 'what was not asked for', undefined, undefined, undefined],
] as const)('at %s, the checksum of %s in one HEAD', async (preset, _, checksum, type, digest) => {
  const headers = {
    ...OBJECT.headers,
    ...(checksum && { 'x-amz-checksum-sha256': checksum, 'x-amz-checksum-type': type }),
  }
  await using s3 = await fakeS3(() => ({ ...OBJECT, headers }), { preset })
  expect((await s3.backend.head('a'))?.digest).toBe(digest)
  expect(s3.calls()).toEqual(['HEAD /bucket/a'])
  const asked = preset === 'ceph' ? undefined : 'ENABLED'
  expect(s3.server.requests[0]?.headers['x-amz-checksum-mode']).toBe(asked)
})

test('a server without checksum headers gets the hash in the signature alone, and Content-MD5 where keys are deleted', async () => {
  await using s3 = await fakeS3(willing, { preset: 'ceph' })
  await s3.backend.put('a', X)
  await s3.backend.deleteMany?.(['a<&b'])
  const [put, deleted] = s3.server.requests
  expect(put?.headers['x-amz-checksum-sha256']).toBeUndefined()
  expect(put?.headers['x-amz-content-sha256']).toBe(sha('x', 'hex'))
  const md5 = createHash('md5')
    .update(deleted?.body ?? '')
    .digest('base64')
  expect(deleted?.headers['content-md5']).toBe(md5)
  expect(deleted?.body.toString()).toContain('a&lt;&amp;b')
})

test('conditions go out on every path: put, delete, copy, and the end of an upload', async () => {
  await using s3 = await fakeS3(willing, { partBytes: 1000 })
  const { backend, server } = s3
  const last = () => server.requests.at(-1)?.headers ?? {}
  await backend.put('a', X, { precondition: { ifNoneMatch: '*' } })
  expect(last()['if-none-match']).toBe('*')
  const info = await backend.head('a')
  if (info === undefined) throw new Error('it is there')
  await backend.put('a', X, { precondition: { ifUnchanged: info } })
  expect(last()['if-match']).toBe('"tag"')
  await backend.delete('a', { precondition: { ifMatch: 'e' } })
  expect(last()['if-match']).toBe('"e"')
  await backend.copy?.('a', 'b', { precondition: { ifNoneMatch: '*' } })
  expect(last()).toMatchObject({ 'if-none-match': '*', 'x-amz-copy-source-if-match': '"tag"' })
  await backend.put('a', onceSource(chunks(3, 900)), { precondition: { ifNoneMatch: '*' } })
  expect(last()['if-none-match']).toBe('*')
  await backend.put('a', onceSource(chunks(3, 900)), { precondition: { ifMatch: 'e' } })
  expect(last()['if-match']).toBe('"e"')
})

test('a condition on a version looks at it first, and then asks for its etag', async () => {
  const versioned = { ...OBJECT, headers: { ...OBJECT.headers, 'x-amz-version-id': 'v2' } }
  await using s3 = await fakeS3((request) =>
    request.method === 'HEAD' ? versioned : willing(request),
  )
  await s3.backend.put('a', X, { precondition: { ifVersion: 'v2' } })
  expect(s3.server.requests.at(-1)?.headers['if-match']).toBe('"tag"')
  expect(await codeOf(s3.backend.put('a', X, { precondition: { ifVersion: 'v1' } }))).toBe(
    'CONFLICT',
  )
  expect(s3.calls()).toEqual(['HEAD /bucket/a', 'PUT /bucket/a', 'HEAD /bucket/a'])
})

test('a conditional call is never sent twice by the SDK, an unconditional one is', async () => {
  await using s3 = await fakeS3(() => errorAnswer(500, 'InternalError'))
  expect(await codeOf(s3.backend.put('a', X, { precondition: { ifNoneMatch: '*' } }))).toBe(
    'UNAVAILABLE',
  )
  expect(await codeOf(s3.backend.delete('a', { precondition: { ifMatch: 'e' } }))).toBe(
    'UNAVAILABLE',
  )
  expect(s3.calls()).toHaveLength(2)
  expect(await codeOf(s3.backend.put('a', X))).toBe('UNAVAILABLE')
  expect(s3.calls()).toHaveLength(2 + 3)
}, 30_000)

test('an upload that fails is removed after its last part has ended, whatever failed', async () => {
  for (const failing of ['part', 'source', 'end'] as const) {
    await using s3 = await fakeS3(
      (request) => {
        const { method, query } = request
        if (failing === 'part' && query.partNumber === '2') return errorAnswer(403, 'AccessDenied')
        if (failing === 'end' && method === 'POST' && 'uploadId' in query)
          return errorAnswer(412, 'PreconditionFailed')
        return willing(request)
      },
      { partBytes: 1000 },
    )
    const source = async function* () {
      yield* chunks(6, 1000)
      if (failing === 'source') throw new Error('the line broke')
    }
    const put = s3.backend.put('a', onceSource(source()), { precondition: { ifNoneMatch: '*' } })
    const codes = { part: 'BACKEND_DENIED', source: 'INTERNAL', end: 'ALREADY_EXISTS' }
    expect(await codeOf(put)).toBe(codes[failing])
    expect(s3.calls().at(-1)).toBe('DELETE /bucket/a?uploadId')
    expect(s3.calls().filter((call) => call.startsWith('DELETE'))).toHaveLength(1)
  }
})

test('a part that fails ends an upload whose source hangs', async () => {
  await using s3 = await fakeS3(
    (request) =>
      request.query.partNumber === '1' ? errorAnswer(403, 'AccessDenied') : willing(request),
    { partBytes: 1000 },
  )
  const source = async function* () {
    yield* chunks(3, 1000)
    await new Promise(() => undefined)
  }
  expect(await codeOf(s3.backend.put('a', onceSource(source())))).toBe('BACKEND_DENIED')
  expect(s3.calls().at(-1)).toBe('DELETE /bucket/a?uploadId')
})

test('parts carry their SHA-256, and a whole with another digest than announced is never completed', async () => {
  await using s3 = await fakeS3(willing, { partBytes: 1000 })
  const bytes = Buffer.alloc(2500, 7)
  await s3.backend.put('a', bytesSource(bytes), { digest: sha(bytes, 'hex') })
  const part = s3.server.requests.find(({ query }) => query.partNumber === '3')
  expect(part?.headers['x-amz-checksum-sha256']).toBe(sha(bytes.subarray(2000), 'base64'))
  expect(s3.server.requests[0]?.headers['x-amz-checksum-algorithm']).toBe('SHA256')
  const end = s3.server.requests.at(-1)?.body.toString()
  expect(end?.match(/<PartNumber>\d/g)).toEqual(['<PartNumber>1', '<PartNumber>2', '<PartNumber>3'])
  s3.server.requests.length = 0
  expect(await codeOf(s3.backend.put('a', bytesSource(bytes), { digest: sha('x', 'hex') }))).toBe(
    'CORRUPT',
  )
  expect(s3.calls()).not.toContain('POST /bucket/a?uploadId')
})

test('the place of a copy’s source is encoded, its version included', async () => {
  await using s3 = await fakeS3(willing)
  await s3.backend.copy?.('a b+c%20/ü?', 'b', { versionId: 'v+1' })
  expect(s3.server.requests.at(-1)?.headers['x-amz-copy-source']).toBe(
    'bucket/a%20b%2Bc%2520/%C3%BC%3F?versionId=v%2B1',
  )
})

test('an object above the limit is copied in parts that must still be what was looked at', async () => {
  await using s3 = await fakeS3(willing, { copyPartBytes: 2 })
  expect(await s3.backend.copy?.('a', 'b', { precondition: { ifNoneMatch: '*' } })).toEqual({
    etag: 'whole-2',
    size: 3,
  })
  const parts = s3.server.requests.filter(({ query }) => 'partNumber' in query)
  expect(parts.map(({ headers }) => headers['x-amz-copy-source-range']).toSorted()).toEqual([
    'bytes=0-1',
    'bytes=2-2',
  ])
  expect(parts.every(({ headers }) => headers['x-amz-copy-source-if-match'] === '"tag"')).toBe(true)
  expect(s3.server.requests.at(-1)?.headers['if-none-match']).toBe('*')
})

test('encryption and storage class: those of the options, and the class of the call before them', async () => {
  await using s3 = await fakeS3(willing, {
    sse: 'aws:kms',
    sseKmsKeyId: 'key-1',
    storageClass: 'STANDARD_IA',
    partBytes: 1000,
  })
  await s3.backend.put('a', X)
  await s3.backend.put('a', X, { tier: 'GLACIER' })
  await s3.backend.put('a', onceSource(chunks(3, 900)))
  const [plain, archived, upload] = s3.server.requests
  for (const request of [plain, upload]) {
    expect(request?.headers).toMatchObject({
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'key-1',
      'x-amz-storage-class': 'STANDARD_IA',
    })
  }
  expect(archived?.headers['x-amz-storage-class']).toBe('GLACIER')
  for (const [preset, sse] of [
    ['aws', 'AES256'],
    ['minio', undefined],
  ] as const) {
    await using other = await fakeS3(willing, { preset })
    await other.backend.put('a', X)
    expect(other.server.requests[0]?.headers['x-amz-server-side-encryption']).toBe(sse)
  }
})

test('archives: moved to by a copy onto itself, restored by a request, status by a HEAD', async () => {
  let restore = ''
  await using s3 = await fakeS3((request) => {
    const { method, query } = request
    if ('restore' in query && restore !== '') return errorAnswer(409, 'RestoreAlreadyInProgress')
    if (method === 'HEAD')
      return {
        ...OBJECT,
        headers: {
          ...OBJECT.headers,
          'x-amz-storage-class': 'GLACIER',
          ...(restore !== '' && { 'x-amz-restore': restore }),
        },
      }
    return willing(request)
  })
  const { backend } = s3
  await backend.transitionToGlacier('a', 'DEEP_ARCHIVE')
  expect(s3.server.requests.at(-1)?.headers).toMatchObject({
    'x-amz-storage-class': 'DEEP_ARCHIVE',
    'x-amz-metadata-directive': 'COPY',
  })
  expect(await codeOf(backend.transitionToGlacier('a', 'COLD' as 'GLACIER'))).toBe(
    'INVALID_ARGUMENT',
  )
  await backend.restoreFromGlacier('a', { days: 3, tier: 'Bulk' })
  expect(s3.server.requests.at(-1)?.body.toString()).toMatch(/<Days>3<\/Days>.*<Tier>Bulk<\/Tier>/)
  expect((await backend.head('a'))?.archive).toBe('archived')
  expect(await backend.restoreStatus('a')).toEqual({ state: 'archived' })
  restore = 'ongoing-request="true"'
  await backend.restoreFromGlacier('a', { days: 3 })
  expect(await backend.restoreStatus('a')).toEqual({ state: 'restoring' })
  restore = 'ongoing-request="false", expiry-date="Fri, 21 Dec 2026 00:00:00 GMT"'
  expect(await backend.restoreStatus('a')).toEqual({
    state: 'restored',
    expiresAt: Date.UTC(2026, 11, 21),
  })
  expect((await backend.head('a'))?.archive).toBe('restored')
  expect(await codeOf(backend.restoreFromGlacier('a', { days: 0 }))).toBe('INVALID_ARGUMENT')
})

test('signed URLs hold no checksum and no encryption, name the file, and bind the type of an upload', async () => {
  await using s3 = await fakeS3(willing)
  const { backend } = s3
  const sign = async (options: Partial<Parameters<NonNullable<typeof backend.presign>>[1]>) =>
    new URL((await backend.presign?.('a b', { method: 'GET', expiresIn: 60, ...options })) ?? '')
      .searchParams
  const got = await sign({ fileName: 'Grüße "1".txt', contentType: 'text/plain' })
  expect(got.get('response-content-type')).toBe('text/plain')
  expect(got.get('response-content-disposition')).toBe(
    `attachment; filename="Gr__e _1_.txt"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22.txt`,
  )
  const put = await sign({ method: 'PUT', contentType: 'text/plain' })
  expect(put.get('X-Amz-SignedHeaders')).toBe('content-type;host')
  for (const parameters of [got, put]) {
    const names = [...parameters.keys()].join(' ').toLowerCase()
    expect(names).not.toMatch(/checksum|server-side-encryption/)
    expect(parameters.get('X-Amz-Expires')).toBe('60')
  }
  for (const expiresIn of [0, 1.5, 604_801])
    expect(await codeOf(sign({ expiresIn }))).toBe('INVALID_ARGUMENT')
})

test('a listing without content, one whose keys XML cannot hold, and the marker of the own prefix', async () => {
  let body = '<ListBucketResult></ListBucketResult>'
  await using s3 = await fakeS3(() => xmlAnswer(body), { prefix: 'p' })
  expect(await s3.backend.list({ limit: 10 })).toEqual({ objects: [], prefixes: [] })
  const row = (key: string) =>
    `<Contents><Key>${key}</Key><Size>1</Size><ETag>"e"</ETag></Contents>`
  body = `<ListBucketResult><EncodingType>url</EncodingType>${row('p%2F')}${row('p%2Fa+b%01%2B')}</ListBucketResult>`
  const { objects } = await s3.backend.list({ limit: 10 })
  expect(objects.map(({ key }) => key)).toEqual(['a b\u0001+'])
  body = `<ListBucketResult>${row('p/a+b')}</ListBucketResult>`
  expect((await s3.backend.list({ limit: 10 })).objects[0]?.key).toBe('a+b')
  expect(await codeOf(s3.backend.list({ limit: 1, cursor: 'mine' }))).toBe('INVALID_ARGUMENT')
})

test('a delete of many that failed for one key is an error', async () => {
  await using s3 = await fakeS3(() =>
    xmlAnswer(
      '<DeleteResult><Error><Key>a</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>',
    ),
  )
  expect(await codeOf(s3.backend.deleteMany?.(['a', 'b']) ?? Promise.resolve())).toBe(
    'BACKEND_DENIED',
  )
})

test('versions and delete markers come newest first, of the key itself only', async () => {
  const version = (id: string, second: number, more = '', key = 'a') =>
    `<Version><Key>${key}</Key><VersionId>${id}</VersionId><ETag>"${id}"</ETag><Size>1</Size><LastModified>2026-11-21T10:00:0${second}.000Z</LastModified>${more}</Version>`
  await using s3 = await fakeS3((request) =>
    'versions' in request.query
      ? xmlAnswer(
          `<ListVersionsResult><DeleteMarker><Key>a</Key><VersionId>d1</VersionId><LastModified>2026-11-21T10:00:03.000Z</LastModified></DeleteMarker>${version('v3', 4, '<IsLatest>true</IsLatest>')}${version('v2', 2)}${version('v1', 1)}${version('w', 5, '', 'ab')}<IsTruncated>true</IsTruncated><NextKeyMarker>ab</NextKeyMarker></ListVersionsResult>`,
        )
      : willing(request),
  )
  await s3.backend.probe?.({ readonly: true })
  const page = await s3.backend.listVersions?.('a', { limit: 10 })
  expect(page?.versions.map(({ versionId }) => versionId)).toEqual(['v3', 'd1', 'v2', 'v1'])
  expect(page?.versions.map(({ isDeleteMarker }) => isDeleteMarker)).toEqual([
    false,
    true,
    false,
    false,
  ])
  expect(page?.cursor).toBeUndefined()
})

test('an error of a write shows on no console', async () => {
  const printed = vi.spyOn(console, 'warn')
  await using s3 = await fakeS3(() => 'reset')
  expect((await errorOf(s3.backend.put('a', onceSource(chunks(2, 10))))).message).toContain('a')
  expect(printed).not.toHaveBeenCalled()
}, 30_000)
