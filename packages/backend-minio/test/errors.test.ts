import { inspect } from 'node:util'
import { bytesSource, collectBytes, isNexusError } from '@nexusfs/core/kit'
import { describe, expect, test, vi } from 'vitest'
import { createMinioBackend, type MinioBackend } from '../src/index.ts'
import { type Answer, CANARY, record, refusal } from './recorded.ts'

const BYTES = new Uint8Array(Buffer.from('hello'))

/** What the server answers, the code that it becomes, and what the hint names. */
const REFUSALS: readonly [Answer, string, RegExp][] = [
  [refusal(404, 'NoSuchBucket'), 'BUCKET_NOT_FOUND', /mc mb ALIAS\/bucket/],
  [refusal(404, 'NoSuchKey'), 'NOT_FOUND', /List the keys/],
  [refusal(403, 'AccessDenied'), 'BACKEND_DENIED', /mc admin policy attach/],
  [refusal(403, 'InvalidAccessKeyId'), 'BACKEND_DENIED', /access_key/],
  [refusal(403, 'SignatureDoesNotMatch'), 'BACKEND_DENIED', /secret_key/],
  [refusal(403, 'RequestTimeTooSkewed'), 'BACKEND_DENIED', /timedatectl/],
  [refusal(403, 'ExpiredToken'), 'BACKEND_DENIED', /mc admin accesskey create/],
  [refusal(403, 'InvalidObjectState'), 'ARCHIVED', /mc ilm restore/],
  [refusal(400, 'AuthorizationHeaderMalformed'), 'WRONG_REGION', /region/],
  [refusal(503, 'SlowDownWrite'), 'THROTTLED', /requests_max/],
  [refusal(503, 'SlowDownRead'), 'THROTTLED', /requests_max/],
  [refusal(429, 'TooManyRequests'), 'THROTTLED', /requests_max/],
  [refusal(500, 'InternalError'), 'UNAVAILABLE', /mc admin info/],
  [refusal(503, 'XMinioServerNotInitialized'), 'UNAVAILABLE', /mc admin info/],
  [refusal(507, 'XMinioStorageFull'), 'NO_SPACE', /mc admin info/],
  [refusal(400, 'XMinioAdminBucketQuotaExceeded'), 'QUOTA_EXCEEDED', /mc quota set/],
  [refusal(400, 'EntityTooLarge'), 'TOO_LARGE', /Split/],
  [refusal(400, 'KeyTooLongError'), 'PATH_TOO_LONG', /shorter/],
  [refusal(400, 'InvalidStorageClass'), 'INVALID_ARGUMENT', /REDUCED_REDUNDANCY/],
  [refusal(400, 'MetadataTooLarge'), 'INVALID_ARGUMENT', /less/],
  [refusal(400, 'XMinioInvalidResourceName'), 'INVALID_ARGUMENT', /white space/],
  [refusal(400, 'XMinioParentIsObject'), 'NOT_A_DIRECTORY', /object/],
  [refusal(409, 'XMinioObjectExistsAsDirectory'), 'IS_A_DIRECTORY', /below/],
  [refusal(409, 'OperationAborted'), 'BUSY', /again/],
  [refusal(501, 'NotImplemented'), 'NOT_SUPPORTED', /KMS/],
  [refusal(404, 'kms:KeyNotFound'), 'BACKEND_DENIED', /mc admin kms/],
  [refusal(418, 'Teapot'), 'INTERNAL', /mc admin logs/],
  [
    { status: 400, body: 'Client sent an HTTP request to an HTTPS server.\n' },
    'UNAVAILABLE',
    /secure/,
  ],
  [{ status: 403, body: '<html>MinIO Console</html>' }, 'BACKEND_DENIED', /console/],
  [{ status: 502, body: '<html>Bad Gateway</html>' }, 'UNAVAILABLE', /mc admin info/],
]

describe('a refusal', () => {
  test.each(REFUSALS)('%j is %s with its hint', async (answer, code, hint) => {
    await using recorded = await record(() => answer, { autoCreateBucket: false })
    const put = recorded.backend.put('a', bytesSource(BYTES))
    await expect(put).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) })
  })

  test.each(['NoSuchBucket', 'AccessDenied', 'SignatureDoesNotMatch', 'RequestTimeTooSkewed'])(
    '%s of a HEAD, which has no body, is told apart by its header',
    async (code) => {
      const answer = {
        status: code === 'NoSuchBucket' ? 404 : 403,
        headers: { 'x-minio-error-code': code },
      }
      await using recorded = await record(() => answer, { autoCreateBucket: false })
      const expected = code === 'NoSuchBucket' ? 'BUCKET_NOT_FOUND' : 'BACKEND_DENIED'
      await expect(recorded.backend.head('a')).rejects.toMatchObject({ code: expected })
    },
  )

  test('of bytes whose digest was given is CORRUPT; where the hash is our own it passes', async () => {
    await using recorded = await record(() => refusal(400, 'XAmzContentSHA256Mismatch'))
    const given = recorded.backend.put('a', bytesSource(BYTES), { digest: '0'.repeat(64) })
    await expect(given).rejects.toMatchObject({ code: 'CORRUPT' })
    const own = recorded.backend.put('a', bytesSource(BYTES))
    await expect(own).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })

  test('of a condition has the etag that is there', async () => {
    const lost = refusal(412, 'PreconditionFailed')
    const answer = { ...lost, headers: { ...lost.headers, etag: '"now"' } }
    await using recorded = await record(() => answer)
    const put = recorded.backend.put('a', bytesSource(BYTES), { precondition: { ifMatch: 'then' } })
    await expect(put).rejects.toMatchObject({ code: 'CONFLICT', etag: 'now' })
    const create = recorded.backend.put('a', bytesSource(BYTES), {
      precondition: { ifNoneMatch: '*' },
    })
    await expect(create).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
  })

  test('says by how much the clocks differ', async () => {
    const skewed = refusal(403, 'RequestTimeTooSkewed')
    const date = new Date(Date.now() - 3_600_000).toUTCString()
    await using recorded = await record(() => ({ ...skewed, headers: { ...skewed.headers, date } }))
    await expect(recorded.backend.list({ limit: 1 })).rejects.toThrow(/3[56]\d\d seconds ahead/)
  })

  test('of one key of many is thrown with its key', async () => {
    const body =
      '<DeleteResult><Error><Key>data/b</Key><Code>AccessDenied</Code></Error></DeleteResult>'
    await using recorded = await record(() => ({ body }), { prefix: 'data' })
    const deleted = recorded.backend.deleteMany(['a', 'b'])
    await expect(deleted).rejects.toMatchObject({
      code: 'BACKEND_DENIED',
      message: expect.stringContaining('"b"'),
    })
  })

  test('of a write that worked before is asked again, as a server with one drive refuses by mistake', async () => {
    let refusals = 0
    await using recorded = await record(() =>
      refusals-- > 0 ? refusal(403, 'AccessDenied') : undefined,
    )
    await recorded.backend.put('a', bytesSource(BYTES))
    refusals = 2
    await recorded.backend.put('b', bytesSource(BYTES))
    refusals = 3
    await expect(recorded.backend.put('c', bytesSource(BYTES))).rejects.toMatchObject({
      code: 'BACKEND_DENIED',
    })
    expect(recorded.requests).toHaveLength(7)
  })
})

describe('a connection', () => {
  const open = (endpointUrl: string) =>
    createMinioBackend({ endpointUrl, bucket: 'bucket', ...CANARY })

  test('that is refused is UNAVAILABLE, and check says so', async () => {
    await using backend = disposable(open('http://127.0.0.1:1'))
    await expect(backend.head('a')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('127.0.0.1:1'),
    })
    expect(await backend.check()).toMatchObject({ ok: false, code: 'UNAVAILABLE' })
  })

  test('to a host that nobody knows is UNAVAILABLE', async () => {
    await using backend = disposable(open('http://no-such-host.invalid'))
    await expect(backend.head('a')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })

  test('by TLS to a server without is UNAVAILABLE, with the option that fixes it', async () => {
    await using recorded = await record()
    await using backend = disposable(open(recorded.server.url.replace('http:', 'https:')))
    await expect(backend.head('a')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      hint: expect.stringContaining('secure'),
    })
  })

  test('that is cut is UNAVAILABLE', async () => {
    await using recorded = await record(() => 'reset')
    await expect(recorded.backend.put('a', bytesSource(BYTES))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    })
  })

  test('that is aborted is ABORTED, before and while it waits', async () => {
    const controller = new AbortController()
    await using recorded = await record(() => {
      controller.abort()
      return undefined
    })
    const { signal } = controller
    await expect(recorded.backend.head('a', { signal })).rejects.toMatchObject({ code: 'ABORTED' })
    await expect(recorded.backend.head('a', { signal })).rejects.toMatchObject({ code: 'ABORTED' })
    expect(recorded.requests).toHaveLength(1)
  })
})

test('without credentials every call is NO_CREDENTIALS, and nothing is sent', async () => {
  for (const name of [
    'MINIO_ACCESS_KEY',
    'MINIO_SECRET_KEY',
    'MINIO_ROOT_USER',
    'MINIO_ROOT_PASSWORD',
  ])
    vi.stubEnv(name, undefined)
  await using recorded = await record(undefined, { accessKey: undefined, secretKey: undefined })
  await expect(recorded.backend.head('a')).rejects.toMatchObject({ code: 'NO_CREDENTIALS' })
  expect(await recorded.backend.check()).toMatchObject({ ok: false, code: 'NO_CREDENTIALS' })
  expect(recorded.backend.describe().details?.credentials).toBe('none')
  expect(recorded.requests).toEqual([])
  vi.unstubAllEnvs()
})

describe('no secret shows', () => {
  const CALLS: readonly ((backend: MinioBackend) => Promise<unknown>)[] = [
    (backend) => backend.head('a'),
    async (backend) => collectBytes((await backend.get('a')).body),
    (backend) => backend.put('a', bytesSource(BYTES)),
    (backend) => backend.delete('a', { precondition: { ifMatch: 'x' } }),
    (backend) => backend.deleteMany(['a']),
    (backend) => backend.list({ limit: 1 }),
    (backend) => backend.copy('a', 'b'),
    (backend) => backend.setMetadata('a', {}),
    (backend) => backend.admin.versioning(),
    (backend) => backend.admin.lifecycleRules(),
    (backend) => backend.probe({ readonly: false }),
  ]

  const shown = (error: unknown): string => {
    const { message, hint } = error as { message: string; hint?: string }
    return `${message} ${hint} ${JSON.stringify(error)} ${inspect(error, { depth: 20, showHidden: true })}`
  }

  test.each([
    ['every refusal that quotes them', () => refusal(403, 'SignatureDoesNotMatch')],
    ['a refusal that nobody knows', () => refusal(400, CANARY.secretKey.length > 0 ? 'Odd' : '')],
    ['a failure of the server', () => refusal(500, 'InternalError')],
    ['a cut connection', () => 'reset' as const],
  ])('in errors of %s', async (_, answer) => {
    await using recorded = await record(answer)
    for (const call of CALLS) {
      const error = await call(recorded.backend).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      expect(isNexusError(error)).toBe(true)
      for (const secret of [...Object.values(CANARY), 'Signature=', 'AWS4-HMAC'])
        expect(shown(error)).not.toContain(secret)
    }
  })

  test('in what a backend says of itself', async () => {
    await using recorded = await record()
    const { backend } = recorded
    await backend.list({ limit: 1 })
    const said = `${JSON.stringify(backend.describe())} ${JSON.stringify(backend)} ${inspect(backend, { depth: 20, showHidden: true })}`
    for (const secret of Object.values(CANARY)) expect(said).not.toContain(secret)
    expect(backend.describe().details?.credentials).toBe('options')
  })
})

function disposable(backend: MinioBackend): MinioBackend & AsyncDisposable {
  return Object.assign(backend, { [Symbol.asyncDispose]: () => backend.close() })
}
