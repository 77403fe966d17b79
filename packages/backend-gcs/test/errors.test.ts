import { bytesSource, type NexusError } from '@nexusfs/core/kit'
import { describe, expect, test } from 'vitest'
import { createGcsBackend, type GcsBackend } from '../src/index.ts'
import { recorded } from './recorded.ts'

const json = (status: number, reason: string, message: string) => ({
  status,
  body: { error: { code: status, message, errors: [{ reason, message, domain: 'global' }] } },
})
const xml = (status: number, code: string, message: string) => ({
  status,
  body: `<?xml version='1.0'?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
})

const NO_BUCKET = 'The specified bucket does not exist.'
const SAID: readonly (readonly [string, ReturnType<typeof json | typeof xml>, string, RegExp])[] = [
  ['a missing bucket', json(404, 'notFound', NO_BUCKET), 'BUCKET_NOT_FOUND', /buckets create/],
  [
    'a missing bucket, in XML',
    xml(404, 'NoSuchBucket', NO_BUCKET),
    'BUCKET_NOT_FOUND',
    /gs:\/\/bucket/,
  ],
  [
    'no permission',
    json(403, 'forbidden', 'x does not have storage.objects.get access'),
    'BACKEND_DENIED',
    /add-iam-policy-binding/,
  ],
  [
    'no permission, in XML',
    xml(403, 'AccessDenied', 'Access denied.'),
    'BACKEND_DENIED',
    /roles\/storage/,
  ],
  [
    'a caller without credentials',
    json(401, 'required', 'Anonymous caller does not have access'),
    'NO_CREDENTIALS',
    /credentials_path/,
  ],
  [
    'an expired token',
    json(401, 'authError', 'Invalid Credentials'),
    'NO_CREDENTIALS',
    /credentials/,
  ],
  [
    'an expired token, in XML',
    xml(401, 'AuthenticationRequired', 'Authentication required.'),
    'NO_CREDENTIALS',
    /credentials/,
  ],
  ['too many requests', json(429, 'rateLimitExceeded', 'slow down'), 'THROTTLED', /Slow down/],
  ['a quota', json(403, 'userRateLimitExceeded', 'quota'), 'THROTTLED', /quota/],
  [
    'a server that is busy',
    json(503, 'backendError', 'Backend Error'),
    'UNAVAILABLE',
    /status\.cloud/,
  ],
  [
    'a server that is busy, in XML',
    xml(503, 'ServiceUnavailable', 'later'),
    'UNAVAILABLE',
    /status\.cloud/,
  ],
  ['a proxy that fails', { status: 502, body: '<html>Bad Gateway</html>' }, 'UNAVAILABLE', /again/],
  [
    'a wrong clock',
    xml(403, 'RequestTimeTooSkewed', 'The difference between the request time and'),
    'NO_CREDENTIALS',
    /timedatectl/,
  ],
  [
    'a retention policy',
    json(403, 'retentionPolicyNotMet', 'is subject to the retention policy'),
    'BACKEND_DENIED',
    /retention/,
  ],
  [
    'a key of KMS that may not be used',
    json(403, 'forbidden', 'Permission denied on Cloud KMS key'),
    'BACKEND_DENIED',
    /authorize-cmek/,
  ],
  [
    'a closed billing account',
    json(403, 'accountDisabled', 'The billing account is closed'),
    'BACKEND_DENIED',
    /billing/,
  ],
  [
    'a bucket whose reader pays',
    json(400, 'required', 'Bucket is a requester pays bucket but no user project provided.'),
    'BACKEND_DENIED',
    /requester-pays/,
  ],
  [
    'a wrong checksum',
    json(400, 'invalid', 'Provided CRC32C "a" doesn\'t match calculated CRC32C'),
    'CORRUPT',
    /again/,
  ],
  ['a change under way', json(409, 'conflict', 'conflict'), 'BUSY', /again/],
  ['a call that is wrong', json(400, 'invalid', 'Invalid argument.'), 'INVALID_ARGUMENT', /cause/],
  ['an answer nobody knows', { status: 418, body: 'teapot' }, 'INTERNAL', /cause/],
]

const CALLS: Readonly<Record<string, (backend: GcsBackend) => Promise<unknown>>> = {
  head: (backend) => backend.head('a'),
  get: (backend) => backend.get('a'),
  put: (backend) => backend.put('a', bytesSource(Buffer.from('x'))),
  delete: (backend) => backend.delete('a'),
  list: (backend) => backend.list({ limit: 1 }),
}

describe('what the provider says', () => {
  test.each(SAID)('%s', async (_, answer, code, hint) => {
    const { backend, close } = await recorded(() => answer)
    for (const [name, call] of Object.entries(CALLS)) {
      const error = await failureOf(call(backend))
      expect([name, error.code]).toEqual([name, code])
      expect(error.hint).toMatch(hint)
    }
    const check = await backend.check()
    expect(check).toMatchObject({ ok: false, code })
    await close()
  })

  test('a write that finds nothing finds no bucket, whatever the endpoint says', async () => {
    const { backend, close } = await recorded(() => json(404, 'notFound', 'Not Found'))
    const error = await failureOf(backend.put('a', bytesSource(Buffer.from('x'))))
    expect(error.code).toBe('BUCKET_NOT_FOUND')
    await close()
  })

  test('an absent object is no missing bucket', async () => {
    const { backend, close } = await recorded(() =>
      json(404, 'notFound', 'No such object: bucket/a'),
    )
    expect(await backend.head('a')).toBeUndefined()
    expect((await failureOf(backend.get('a'))).code).toBe('NOT_FOUND')
    expect((await failureOf(backend.copy?.('a', 'b') ?? Promise.resolve())).code).toBe('NOT_FOUND')
    expect((await failureOf(backend.list({ limit: 1 }))).code).toBe('BUCKET_NOT_FOUND')
    await close()
  })

  test.each([
    'The specified bucket does not exist.',
    'bucket not found',
    'ENOENT no such file',
    'CERT.PEM',
    'invalid_grant',
    'requester pays',
  ])('the name of an object, such as %j, does not choose what its error means', async (key) => {
    for (const answer of [
      json(404, 'notFound', `No such object: bucket/base/${key}`),
      xml(404, 'NoSuchKey', `No such object: bucket/base/${key}`),
    ]) {
      const { backend, close } = await recorded(() => answer, { prefix: 'base' })
      expect((await failureOf(backend.get(key))).code).toBe('NOT_FOUND')
      expect(await backend.head(key)).toBeUndefined()
      await close()
    }
  })

  test('an answer of success that is no JSON is UNAVAILABLE', async () => {
    const { backend, close } = await recorded(() => ({ body: '<html>welcome</html>' }))
    expect((await failureOf(backend.head('a'))).code).toBe('UNAVAILABLE')
    await close()
  })
})

describe('no answer', () => {
  test('a connection that is reset or refused is UNAVAILABLE', async () => {
    const { backend, close } = await recorded(() => 'reset')
    expect((await failureOf(backend.head('a'))).code).toBe('UNAVAILABLE')
    await close()
    const refused = createGcsBackend({ bucket: 'bucket', apiEndpoint: 'http://127.0.0.1:9' })
    expect(await refused.check()).toMatchObject({ ok: false, code: 'UNAVAILABLE' })
    await refused.close()
  })

  test('a host that nobody knows names the option', async () => {
    const backend = createGcsBackend({ bucket: 'bucket', apiEndpoint: 'http://storage.invalid' })
    const error = await failureOf(backend.head('a'))
    expect([error.code, error.hint]).toEqual([
      'UNAVAILABLE',
      expect.stringContaining('api_endpoint'),
    ])
    await backend.close()
  })

  test('a signal stops a call that hangs at once, also a body', async () => {
    const { backend, requests, close } = await recorded(() => new Promise(() => undefined))
    const controller = new AbortController()
    const waiting = failureOf(backend.head('a', { signal: controller.signal }))
    await expect.poll(() => requests.length).toBe(1)
    controller.abort()
    expect((await waiting).code).toBe('ABORTED')
    await close()
  })
})

async function failureOf(call: Promise<unknown>): Promise<NexusError> {
  return call.then(
    () => expect.unreachable('the call succeeded'),
    (error: NexusError) => error,
  )
}
