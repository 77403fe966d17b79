import { inspect } from 'node:util'
import { createBucket } from '@nexusfs/core'
import { bytesSource, collectBytes } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import { codeOf, errorAnswer, errorOf, fakeS3, SECRETS, willing } from './fake-s3.ts'

const X = bytesSource(Buffer.from('x'))

test.each([
  [404, 'NoSuchKey', 'NOT_FOUND', 'List the keys'],
  [404, 'NoSuchBucket', 'BUCKET_NOT_FOUND', 'aws s3 ls'],
  [403, 'AccessDenied', 'BACKEND_DENIED', 'aws sts get-caller-identity'],
  [403, 'InvalidAccessKeyId', 'BACKEND_DENIED', 'access_key_id'],
  [403, 'SignatureDoesNotMatch', 'BACKEND_DENIED', 'secret_access_key'],
  [400, 'ExpiredToken', 'NO_CREDENTIALS', 'aws sso login'],
  [403, 'RequestTimeTooSkewed', 'BACKEND_DENIED', 'Set the clock'],
  [403, 'InvalidObjectState', 'ARCHIVED', 'aws s3api restore-object'],
  [503, 'SlowDown', 'THROTTLED', 'lower the concurrency'],
  [429, 'TooManyRequests', 'THROTTLED', 'lower the concurrency'],
  [500, 'InternalError', 'UNAVAILABLE', 'Try again'],
  [501, 'NotImplemented', 'NOT_SUPPORTED', 'preset'],
  [507, 'XMinioStorageFull', 'NO_SPACE', 'Free space'],
  [418, 'Teapot', 'INTERNAL', 'cause'],
])(
  'a read that is answered %i %s is %s, and the hint says what to do',
  async (status, name, code, hint) => {
    await using s3 = await fakeS3(() => errorAnswer(status, name))
    const error = await errorOf(s3.backend.get('a/b'))
    expect(error.code).toBe(code)
    expect(error.hint).toContain(hint)
  },
  30_000,
)

test.each([
  [400, 'BadDigest', 'CORRUPT'],
  [400, 'XAmzContentSHA256Mismatch', 'CORRUPT'],
  [400, 'KeyTooLongError', 'PATH_TOO_LONG'],
  [400, 'EntityTooLarge', 'TOO_LARGE'],
  [400, 'InvalidStorageClass', 'INVALID_ARGUMENT'],
  [409, 'OperationAborted', 'BUSY'],
  [400, 'RequestTimeout', 'TIMEOUT'],
])(
  'a write that is answered %i %s is %s',
  async (status, name, code) => {
    await using s3 = await fakeS3(() => errorAnswer(status, name))
    expect(await codeOf(s3.backend.put('a', X))).toBe(code)
  },
  30_000,
)

test('a wrong region that was given stays, and the error names the right one', async () => {
  const answers = [
    { status: 301, headers: { 'x-amz-bucket-region': 'ap-south-1' } },
    errorAnswer(400, 'AuthorizationHeaderMalformed', '<Region>ap-south-1</Region>'),
  ]
  for (const answer of answers) {
    await using s3 = await fakeS3(() => answer as ReturnType<typeof errorAnswer>)
    for (const call of [s3.backend.list({ limit: 1 }), s3.backend.head('a')]) {
      const error = await errorOf(call)
      expect(error.code).toBe('WRONG_REGION')
      expect(error.message).toContain('eu-west-1')
      expect(error.hint).toBe('Set region_name: ap-south-1.')
    }
  }
})

test('a HEAD without an answer’s body asks again for the reason', async () => {
  await using s3 = await fakeS3(({ method }) =>
    method === 'HEAD' ? { status: 403 } : errorAnswer(403, 'RequestTimeTooSkewed'),
  )
  expect((await errorOf(s3.backend.head('a'))).hint).toContain('Set the clock')
})

test('a missing bucket is not a missing object: the first HEAD that finds nothing asks for the bucket', async () => {
  await using missing = await fakeS3(() => ({ status: 404 }))
  expect(await codeOf(missing.backend.head('a'))).toBe('BUCKET_NOT_FOUND')
  await using there = await fakeS3(({ path }) => (path === '/bucket/' ? {} : { status: 404 }))
  expect(await there.backend.head('a')).toBeUndefined()
  expect(await there.backend.head('b')).toBeUndefined()
  expect(there.calls()).toEqual(['HEAD /bucket/a', 'HEAD /bucket/', 'HEAD /bucket/b'])
})

test('lost conditions: ALREADY_EXISTS for one, CONFLICT for the other, also where the key is absent', async () => {
  await using lost = await fakeS3(() => errorAnswer(412, 'PreconditionFailed'))
  const { backend } = lost
  expect(await codeOf(backend.put('a', X, { precondition: { ifNoneMatch: '*' } }))).toBe(
    'ALREADY_EXISTS',
  )
  expect(await codeOf(backend.put('a', X, { precondition: { ifMatch: 'e' } }))).toBe('CONFLICT')
  expect(await codeOf(backend.delete('a', { precondition: { ifMatch: 'e' } }))).toBe('CONFLICT')
  expect(await codeOf(backend.get('a', { precondition: { ifMatch: 'e' } }))).toBe('CONFLICT')
  await using absent = await fakeS3(() => errorAnswer(404, 'NoSuchKey'))
  expect(await codeOf(absent.backend.put('a', X, { precondition: { ifMatch: 'e' } }))).toBe(
    'CONFLICT',
  )
  expect(await codeOf(absent.backend.get('a', { precondition: { ifMatch: 'e' } }))).toBe(
    'NOT_FOUND',
  )
})

test('a write that met another is sent again, and then BUSY', async () => {
  let refusals = 1
  await using s3 = await fakeS3(() =>
    refusals-- > 0 ? errorAnswer(409, 'ConditionalRequestConflict') : { headers: { etag: '"e"' } },
  )
  const precondition = { ifNoneMatch: '*' } as const
  expect(await codeOf(s3.backend.put('a', X, { precondition }))).toBe('done')
  refusals = 99
  expect(await codeOf(s3.backend.put('a', X, { precondition }))).toBe('BUSY')
  expect(s3.calls()).toHaveLength(2 + 3)
})

test('an error that comes with 200 is an error: of a copy, and of the end of an upload', async () => {
  const options = { partBytes: 1000, copyPartBytes: 1000 }
  await using s3 = await fakeS3((request) => {
    const { method, query, headers } = request
    const ends = method === 'POST' && 'uploadId' in query
    if (ends || 'x-amz-copy-source' in headers)
      return { ...(errorAnswer(200, 'AccessDenied') as object), status: 200 }
    return willing(request)
  }, options)
  expect(await codeOf(s3.backend.copy?.('a', 'b') ?? Promise.resolve())).toBe('BACKEND_DENIED')
  expect(await codeOf(s3.backend.put('a', bytesSource(Buffer.alloc(2500))))).toBe('BACKEND_DENIED')
  expect(s3.calls().at(-1)).toBe('DELETE /bucket/a?uploadId')
})

test('an endpoint that nobody answers at is UNAVAILABLE, and check says so without throwing', async () => {
  await using s3 = await fakeS3()
  const backend = s3.open()
  await s3.server.close()
  expect(await codeOf(backend.get('a'))).toBe('UNAVAILABLE')
  expect(await backend.check()).toMatchObject({ ok: false, code: 'UNAVAILABLE' })
}, 30_000)

test('check names what is wrong, with the words that the answer to a HEAD does not have', async () => {
  for (const [status, name, code] of [
    [404, 'NoSuchBucket', 'BUCKET_NOT_FOUND'],
    [403, 'AccessDenied', 'BACKEND_DENIED'],
    [400, 'ExpiredToken', 'NO_CREDENTIALS'],
  ] as const) {
    await using s3 = await fakeS3(({ method }) =>
      method === 'HEAD' ? { status } : errorAnswer(status, name),
    )
    expect(await s3.backend.check()).toMatchObject({ ok: false, code })
  }
})

test('after close every call is CLOSED, also one under way and a body that was begun', async () => {
  await using s3 = await fakeS3(willing)
  const backend = s3.open()
  const { body } = await backend.get('a')
  await backend.close()
  expect(await codeOf(collectBytes(body))).toBe('CLOSED')
  for (const call of [
    backend.head('a'),
    backend.check(),
    backend.native(),
    backend.admin.versioning(),
  ])
    expect(await codeOf(call)).toBe('CLOSED')
})

test('no credential is in an error, its causes, a description, the log or what a driver looks like', async () => {
  const { accessKeyId, secretAccessKey, sessionToken } = SECRETS
  const leak = `<AWSAccessKeyId>${accessKeyId}</AWSAccessKeyId><StringToSign>${secretAccessKey}</StringToSign><Message>${sessionToken} https://x/?X-Amz-Signature=abcdef0123&amp;X-Amz-Credential=${accessKeyId}%2Feu</Message>`
  for (const name of [
    'SignatureDoesNotMatch',
    'InvalidAccessKeyId',
    'ExpiredToken',
    'Teapot',
    'AccessDenied',
  ]) {
    await using s3 = await fakeS3(() => errorAnswer(403, name, leak))
    const lines: unknown[] = []
    const log = (...line: unknown[]) => void lines.push(line)
    const bucket = createBucket(s3.backend, {
      attempts: 1,
      logger: { debug: log, info: log, warn: log, error: log },
    })
    const errors = await Promise.all(
      [
        bucket.get('a'),
        bucket.head('a'),
        bucket.put('a', X),
        bucket.put('a', X, { precondition: { ifNoneMatch: '*' } }),
        bucket.delete('a'),
        bucket.list({ limit: 1 }),
        bucket.copy('a', 'b'),
        bucket.setTier('a', 'GLACIER'),
        bucket.probe({ readonly: true }),
        s3.backend.admin.ensureBucket(),
        s3.backend.restoreFromGlacier('a', { days: 1 }),
      ].map(async (call) =>
        call.then(
          () => 'done',
          (error: unknown) => error,
        ),
      ),
    )
    const shown = [
      inspect([errors, lines, s3.backend, bucket, await bucket.check()], {
        depth: 12,
        showHidden: true,
      }),
      JSON.stringify([errors, lines, s3.backend, s3.backend.describe()]),
    ].join('\n')
    for (const secret of [accessKeyId, secretAccessKey, sessionToken, 'abcdef0123'])
      expect(shown.includes(secret), `${secret} after ${name}`).toBe(false)
  }
})
