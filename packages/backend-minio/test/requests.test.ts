import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { bytesSource, collectBytes, onceSource, sha256 } from '@nexusfs/core/kit'
import { describe, expect, test, vi } from 'vitest'
import { openClients } from '../src/client.ts'
import { createMinioBackend, type MinioBackend } from '../src/index.ts'
import { CANARY, nameOf, packageFile, record, refusal } from './recorded.ts'

const BYTES = new Uint8Array(Buffer.from('hello'))
const ETAG = '0cc175b9c0f1b6a831c399e269772661'
const MEBI = 1 << 20

async function* mebibytes(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) yield new Uint8Array(MEBI).fill(index)
}

/** Every method with the requests that it makes. */
const CALLS: Readonly<Record<string, [(backend: MinioBackend) => Promise<unknown>, ...string[]]>> =
  {
    head: [(backend) => backend.head('a'), 'HEAD object'],
    get: [async (backend) => collectBytes((await backend.get('a')).body), 'GET object'],
    'get of no bytes': [
      (backend) => backend.get('a', { range: { start: 2, end: 2 } }),
      'HEAD object',
    ],
    put: [(backend) => backend.put('a', bytesSource(BYTES)), 'PUT object'],
    'put under a condition': [
      (backend) => backend.put('a', bytesSource(BYTES), { precondition: { ifMatch: ETAG } }),
      'PUT object',
    ],
    'put of a short stream of unknown size': [
      (backend) => backend.put('a', onceSource(mebibytes(1))),
      'PUT object',
    ],
    'put of 8 MiB': [(backend) => backend.put('a', onceSource(mebibytes(8))), 'PUT object'],
    'put of 9 MiB': [
      (backend) => backend.put('a', onceSource(mebibytes(9))),
      'POST object?uploads',
      'PUT object?uploadId',
      'PUT object?uploadId',
      'POST object?uploadId',
    ],
    delete: [(backend) => backend.delete('a'), 'DELETE object'],
    deleteMany: [(backend) => backend.deleteMany(['a', 'b']), 'POST bucket?delete'],
    list: [(backend) => backend.list({ limit: 10 }), 'GET bucket?list-type'],
    copy: [(backend) => backend.copy('a', 'b'), 'HEAD object', 'PUT object'],
    'copy under a condition': [
      (backend) => backend.copy('a', 'b', { precondition: { ifNoneMatch: '*' } }),
      'HEAD object',
      'POST object?uploads',
      'PUT object?uploadId',
      'POST object?uploadId',
    ],
    setMetadata: [(backend) => backend.setMetadata('a', { b: 'c' }), 'HEAD object', 'PUT object'],
    setTier: [
      async (backend) => backend.setTier?.('a', 'REDUCED_REDUNDANCY'),
      'HEAD object',
      'PUT object',
    ],
    presign: [(backend) => backend.presign('a', { method: 'GET', expiresIn: 60 })],
    check: [(backend) => backend.check(), 'HEAD bucket', 'GET bucket?list-type'],
    'probe for reading': [
      (backend) => backend.probe({ readonly: true }),
      'HEAD bucket',
      'GET bucket?versioning',
    ],
    listVersions: [
      async (backend) => {
        await backend.enableVersioning()
        await backend.listVersions?.('a', { limit: 1 })
      },
      'HEAD bucket',
      'PUT bucket?versioning',
      'GET bucket?versions',
    ],
    ensureBucket: [(backend) => backend.admin.ensureBucket(), 'HEAD bucket'],
    versioning: [(backend) => backend.admin.versioning(), 'GET bucket?versioning'],
    lifecycleRules: [(backend) => backend.admin.lifecycleRules(), 'GET bucket?lifecycle'],
    'setLifecycleRules of none': [
      (backend) => backend.setLifecycleRules([]),
      'DELETE bucket?lifecycle',
    ],
    setLifecycleRules: [
      (backend) =>
        backend.setLifecycleRules([{ id: 'a', prefix: '', enabled: true, expireAfterDays: 1 }]),
      'HEAD bucket',
      'PUT bucket?lifecycle',
    ],
    listUploads: [(backend) => backend.admin.listUploads(), 'GET bucket?uploads'],
    abortUpload: [
      (backend) => backend.admin.abortUpload({ key: 'a', uploadId: 'b' }),
      'DELETE object?uploadId',
    ],
  }

describe('the requests of', () => {
  for (const [name, [call, ...expected]] of Object.entries(CALLS)) {
    test(`${name} are ${expected.length === 0 ? 'none' : expected.join(', ')}`, async () => {
      await using recorded = await record()
      await call(recorded.backend)
      expect(recorded.requests.map(nameOf)).toEqual(expected)
      for (const { path } of recorded.requests) expect(path).toMatch(/^\/bucket(\/|$)/)
    })
  }
})

/** The action that a request needs (S3 API). */
const ACTIONS: Readonly<Record<string, string>> = {
  'HEAD object': 's3:GetObject',
  'GET object': 's3:GetObject',
  'PUT object': 's3:PutObject',
  'POST object?uploads': 's3:PutObject',
  'PUT object?uploadId': 's3:PutObject',
  'POST object?uploadId': 's3:PutObject',
  'DELETE object?uploadId': 's3:AbortMultipartUpload',
  'DELETE object': 's3:DeleteObject',
  'POST bucket?delete': 's3:DeleteObject',
  'GET bucket?list-type': 's3:ListBucket',
  'HEAD bucket': 's3:ListBucket',
  'PUT bucket': 's3:CreateBucket',
  'GET bucket?versions': 's3:ListBucketVersions',
  'GET bucket?versioning': 's3:GetBucketVersioning',
  'PUT bucket?versioning': 's3:PutBucketVersioning',
  'GET bucket?lifecycle': 's3:GetLifecycleConfiguration',
  'PUT bucket?lifecycle': 's3:PutLifecycleConfiguration',
  'DELETE bucket?lifecycle': 's3:PutLifecycleConfiguration',
  'GET bucket?uploads': 's3:ListBucketMultipartUploads',
}

const READS = ['head', 'get', 'list', 'check', 'probe for reading', 'get of no bytes']
const OWNS = [
  'ensureBucket',
  'versioning',
  'lifecycleRules',
  'setLifecycleRules',
  'setLifecycleRules of none',
  'listUploads',
  'abortUpload',
  'listVersions',
]

/** What the requests of some calls need. Those of versions are needed where the bucket keeps them. */
function needed(names: readonly string[]): ReadonlySet<string | undefined> {
  return new Set(
    names
      .flatMap((name) => (CALLS[name] ?? []).slice(1))
      .map((request) => ACTIONS[String(request)]),
  )
}

async function allowed(policy: string): Promise<ReadonlySet<string>> {
  const { Statement } = JSON.parse(
    await readFile(packageFile(`policies/${policy}.json`), 'utf8'),
  ) as {
    readonly Statement: readonly { readonly Effect: string; readonly Action: readonly string[] }[]
  }
  return new Set(Statement.flatMap(({ Action }) => Action))
}

describe('the policy', () => {
  test('read-only allows what reads need, of versions too, and no more', async () => {
    expect(await allowed('read-only')).toEqual(
      new Set([...needed(READS), 's3:GetObjectVersion', 's3:ListBucketVersions']),
    )
  })

  test('read-write allows what all calls but those of owners need, and to make the bucket', async () => {
    const names = Object.keys(CALLS).filter((name) => !OWNS.includes(name))
    expect(await allowed('read-write')).toEqual(
      new Set([
        ...needed(names),
        's3:AbortMultipartUpload',
        's3:CreateBucket',
        's3:DeleteObjectVersion',
        's3:GetObjectVersion',
        's3:ListBucketVersions',
      ]),
    )
  })

  test('owner allows what every call needs', async () => {
    const all = await allowed('owner')
    for (const action of needed(Object.keys(CALLS))) expect(all).toContain(action)
    for (const action of await allowed('read-write')) expect(all).toContain(action)
    const extra = [...all].filter((action) => !Object.values(ACTIONS).includes(action))
    expect(extra.sort()).toEqual(['s3:DeleteObjectVersion', 's3:GetObjectVersion'])
  })
})

describe('what leaves the client', () => {
  test('the SHA-256 of the bytes, which is the given one where there is one, and no MD5', async () => {
    await using recorded = await record()
    await recorded.backend.put('a', bytesSource(BYTES))
    await recorded.backend.put('a', bytesSource(BYTES), { digest: hash('sha256', 'other') })
    const [own, given] = recorded.requests
    expect(own?.headers['x-amz-content-sha256']).toBe(sha256(BYTES))
    expect(given?.headers['x-amz-content-sha256']).toBe(hash('sha256', 'other'))
    expect(own?.headers).not.toHaveProperty('content-md5')
    expect(own?.headers.authorization).toContain('/us-east-1/s3/')
  })

  test('a condition on the request that makes the object, small or in parts', async () => {
    await using recorded = await record()
    const options = { precondition: { ifNoneMatch: '*' } } as const
    await recorded.backend.put('a', bytesSource(BYTES), options)
    await recorded.backend.put('a', onceSource(mebibytes(9)), options)
    const conditional = recorded.requests.filter(({ headers }) => 'if-none-match' in headers)
    expect(conditional.map(nameOf)).toEqual(['PUT object', 'POST object?uploadId'])
    await recorded.backend.put('a', onceSource(mebibytes(9)), { precondition: { ifMatch: ETAG } })
    expect(recorded.requests.at(-1)?.headers['if-match']).toBe(`"${ETAG}"`)
  })

  test('ifVersion is the etag of that version, and CONFLICT where it is no longer the current one', async () => {
    const head = { etag: `"${ETAG}"`, 'x-amz-version-id': 'v1', 'content-length': '1' }
    await using recorded = await record(({ method }) =>
      method === 'HEAD' ? { headers: head } : undefined,
    )
    await recorded.backend.put('a', bytesSource(BYTES), { precondition: { ifVersion: 'v1' } })
    expect(recorded.requests.map(nameOf)).toEqual(['HEAD object', 'PUT object'])
    expect(recorded.requests[1]?.headers['if-match']).toBe(`"${ETAG}"`)
    const stale = recorded.backend.put('a', bytesSource(BYTES), {
      precondition: { ifVersion: 'v0' },
    })
    await expect(stale).rejects.toMatchObject({ code: 'CONFLICT', etag: ETAG })
    expect(recorded.requests.map(nameOf).slice(2)).toEqual(['HEAD object'])
  })

  test('type, metadata, tier and encryption go with small objects and with the beginning of large ones', async () => {
    await using recorded = await record(undefined, { sse: 'aws:kms:my-key' })
    const options = {
      contentType: 'text/plain',
      metadata: { owner: 'me' },
      tier: 'REDUCED_REDUNDANCY',
    }
    await recorded.backend.put('a', bytesSource(BYTES), options)
    await recorded.backend.put('a', onceSource(mebibytes(9)), options)
    for (const request of recorded.requests.filter((one) =>
      /^(PUT object|.*uploads)$/.test(nameOf(one)),
    )) {
      expect(request.headers).toMatchObject({
        'content-type': 'text/plain',
        'x-amz-meta-owner': 'me',
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': 'my-key',
      })
    }
    const part = recorded.requests.find((one) => nameOf(one) === 'PUT object?uploadId')
    expect(part?.headers).not.toHaveProperty('x-amz-server-side-encryption')
  })

  test('a conditional delete has its header, for the servers that look at it', async () => {
    await using recorded = await record()
    await recorded.backend.delete('a', { precondition: { ifMatch: ETAG } })
    expect(recorded.requests[0]?.headers['if-match']).toBe(`"${ETAG}"`)
  })

  test('a copy names its source escaped and as it was observed', async () => {
    await using recorded = await record(undefined, { prefix: 'data' })
    await recorded.backend.copy("a b+c%20ü?'", 'to')
    const copy = recorded.requests[1]
    expect(copy?.path).toBe('/bucket/data/to')
    expect(copy?.headers['x-amz-copy-source']).toBe('/bucket/data/a%20b%2Bc%2520%C3%BC%3F%27')
    expect(copy?.headers['x-amz-copy-source-if-match']).toBe(`"${ETAG}"`)
  })

  test('metadata that is replaced leaves what other programs set', async () => {
    const headers = {
      etag: `"${ETAG}"`,
      'content-length': '1',
      'cache-control': 'no-store',
      'content-type': 'text/css',
    }
    await using recorded = await record(({ method }) =>
      method === 'HEAD' ? { headers } : undefined,
    )
    await recorded.backend.setMetadata('a', { b: 'c' })
    expect(recorded.requests[1]?.headers).toMatchObject({
      'x-amz-metadata-directive': 'REPLACE',
      'cache-control': 'no-store',
      'content-type': 'text/css',
      'x-amz-meta-b': 'c',
    })
  })

  test('an object above 5 GiB is copied in parts of 5 GiB', async () => {
    const size = 11 * 2 ** 30
    await using recorded = await record(({ method }) =>
      method === 'HEAD'
        ? { headers: { etag: `"${ETAG}"`, 'content-length': String(size) } }
        : undefined,
    )
    expect((await recorded.backend.copy('a', 'b')).size).toBe(size)
    const ranges = recorded.requests.map(({ headers }) => headers['x-amz-copy-source-range'])
    expect(ranges.filter((range) => range !== undefined)).toEqual([
      'bytes=0-5368709119',
      'bytes=5368709120-10737418239',
      'bytes=10737418240-11811160063',
    ])
  })

  test('a part that fails is sent again, up to three times', async () => {
    let failures = 2
    await using recorded = await record((request) =>
      request.query.partNumber === '1' && failures-- > 0
        ? refusal(503, 'SlowDownWrite')
        : undefined,
    )
    await recorded.backend.put('a', onceSource(mebibytes(9)))
    const first = recorded.requests.filter(({ query }) => query.partNumber === '1')
    expect(first).toHaveLength(3)
    expect(new Set(first.map(({ body }) => sha256(body))).size).toBe(1)
  })

  test('an upload whose part fails for good is aborted, with nothing sent after', async () => {
    await using recorded = await record((request) =>
      request.query.partNumber === '2' ? refusal(403, 'AccessDenied') : undefined,
    )
    const put = recorded.backend.put('a', onceSource(mebibytes(30)))
    await expect(put).rejects.toMatchObject({ code: 'BACKEND_DENIED' })
    expect(nameOf(recorded.requests.at(-1) ?? expect.unreachable())).toBe('DELETE object?uploadId')
    expect(recorded.requests.map(nameOf)).not.toContain('POST object?uploadId')
  })

  test('an upload that ends in an error with status 200 is none', async () => {
    await using recorded = await record((request) =>
      nameOf(request) === 'POST object?uploadId'
        ? { ...refusal(200, 'InternalError'), status: 200 }
        : undefined,
    )
    const put = recorded.backend.put('a', onceSource(mebibytes(9)))
    await expect(put).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(nameOf(recorded.requests.at(-1) ?? expect.unreachable())).toBe('DELETE object?uploadId')
  })
})

describe('a missing bucket', () => {
  const missing = (made: { yet: boolean }) => (request: Parameters<typeof nameOf>[0]) => {
    if (nameOf(request) === 'PUT bucket') made.yet = true
    return made.yet ? undefined : refusal(404, 'NoSuchBucket')
  }

  test('is made by the first write, and not by reads, to which it is empty', async () => {
    await using recorded = await record(missing({ yet: false }))
    const { backend } = recorded
    expect(await backend.head('a')).toBeUndefined()
    await expect(backend.get('a')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await backend.list({ limit: 1 })).toEqual({ objects: [], prefixes: [] })
    expect(await backend.check()).toEqual({ ok: true })
    await backend.delete('a')
    expect(recorded.requests.map(nameOf)).not.toContain('PUT bucket')
    recorded.server.requests.length = 0
    await backend.put('a', onceSource(mebibytes(1)))
    expect(recorded.requests.map(nameOf)).toEqual(['PUT object', 'PUT bucket', 'PUT object'])
    expect(recorded.requests[0]?.body.equals(recorded.requests[2]?.body ?? Buffer.alloc(0))).toBe(
      true,
    )
  })

  test('is made by a large first write', async () => {
    await using recorded = await record(missing({ yet: false }))
    await recorded.backend.put('a', onceSource(mebibytes(9)))
    expect(recorded.requests.map(nameOf).slice(0, 3)).toEqual([
      'POST object?uploads',
      'PUT bucket',
      'POST object?uploads',
    ])
  })

  test('is BUCKET_NOT_FOUND with auto_create_bucket: false, for reads and writes', async () => {
    await using recorded = await record(missing({ yet: false }), { autoCreateBucket: false })
    const { backend } = recorded
    await expect(backend.head('a')).rejects.toMatchObject({ code: 'BUCKET_NOT_FOUND' })
    await expect(backend.put('a', bytesSource(BYTES))).rejects.toMatchObject({
      code: 'BUCKET_NOT_FOUND',
    })
    expect(await backend.check()).toMatchObject({ ok: false, code: 'BUCKET_NOT_FOUND' })
  })

  test('is BUCKET_NOT_FOUND to a mount that only reads, and stays missing', async () => {
    await using recorded = await record(missing({ yet: false }))
    const { backend } = recorded
    const probe = backend.probe({ readonly: true })
    await expect(probe).rejects.toMatchObject({ code: 'BUCKET_NOT_FOUND' })
    await expect(backend.list({ limit: 1 })).rejects.toMatchObject({ code: 'BUCKET_NOT_FOUND' })
    expect(new Set(recorded.requests.map(({ method }) => method))).toEqual(new Set(['HEAD', 'GET']))
  })

  test('that was seen before is an error, and is not made anew', async () => {
    const state = { yet: true }
    await using recorded = await record(missing(state))
    await recorded.backend.put('a', bytesSource(BYTES))
    state.yet = false
    const put = recorded.backend.put('a', bytesSource(BYTES))
    await expect(put).rejects.toMatchObject({ code: 'BUCKET_NOT_FOUND' })
    await expect(recorded.backend.head('a')).rejects.toMatchObject({ code: 'BUCKET_NOT_FOUND' })
  })

  test('is made in the region that was given', async () => {
    await using recorded = await record(missing({ yet: false }), { region: 'eu-west-1' })
    await recorded.backend.put('a', bytesSource(BYTES))
    expect(recorded.requests[1]?.body.toString()).toContain('<LocationConstraint>eu-west-1<')
  })
})

describe('regions and clients', () => {
  const elsewhere = ({ headers }: { readonly headers: Readonly<Record<string, string>> }) =>
    headers.authorization?.includes('/eu-west-1/')
      ? undefined
      : refusal(400, 'AuthorizationHeaderMalformed', '<Region>eu-west-1</Region>')

  test('the region that the server wants is learned once', async () => {
    await using recorded = await record(elsewhere)
    await recorded.backend.put('a', bytesSource(BYTES))
    await recorded.backend.put('b', bytesSource(BYTES))
    expect(recorded.requests).toHaveLength(3)
  })

  test('a given region that is wrong is WRONG_REGION, which names the right one', async () => {
    await using recorded = await record(elsewhere, { region: 'us-west-2' })
    const list = recorded.backend.list({ limit: 1 })
    await expect(list).rejects.toMatchObject({
      code: 'WRONG_REGION',
      hint: expect.stringContaining('eu-west-1'),
    })
    expect(recorded.requests).toHaveLength(1)
  })

  test('two backends of one server share a client, which ends with the last', async () => {
    await using recorded = await record()
    const before = openClients()
    const options = { endpointUrl: recorded.server.url, ...CANARY }
    const one = createMinioBackend({ ...options, bucket: 'one' })
    const two = createMinioBackend({ ...options, bucket: 'two', prefix: 'x' })
    expect(openClients()).toBe(before)
    expect(await one.native()).toBe(await two.native())
    expect(openClients()).toBe(before + 1)
    await one.close()
    await one.close()
    await two.head('a')
    await two.close()
    expect(openClients()).toBe(before)
    await expect(two.head('a')).rejects.toMatchObject({ code: 'CLOSED' })
  })

  test('nothing is sent or opened before the first call', async () => {
    await using recorded = await record()
    recorded.backend.describe()
    expect(recorded.requests).toEqual([])
  })

  test('nothing is repeated by the client, and nothing printed', async () => {
    const warn = vi.spyOn(console, 'warn')
    await using recorded = await record(() => refusal(503, 'SlowDownWrite'))
    const put = recorded.backend.put('a', bytesSource(BYTES))
    await expect(put).rejects.toMatchObject({ code: 'THROTTLED' })
    expect(recorded.requests).toHaveLength(1)
    expect(warn).not.toHaveBeenCalled()
    warn.mockRestore()
  })
})

describe('signed URLs', () => {
  test('say name and type of a download, and hold as long as asked for', async () => {
    await using recorded = await record()
    const options = {
      method: 'GET',
      expiresIn: 60,
      fileName: 'Ü "a".txt',
      contentType: 'text/plain',
    } as const
    const url = new URL(await recorded.backend.presign('a b', options))
    expect(url.pathname).toBe('/bucket/a%20b')
    expect(url.searchParams.get('X-Amz-Expires')).toBe('60')
    expect(url.searchParams.get('response-content-type')).toBe('text/plain')
    expect(url.searchParams.get('response-content-disposition')).toBe(
      `attachment; filename="_ _a_.txt"; filename*=UTF-8''%C3%9C%20%22a%22.txt`,
    )
    expect(url.href).not.toContain(CANARY.secretKey)
  })

  test.each([0, -1, 1.5, 604_801, Number.NaN])(
    'for %d seconds are INVALID_ARGUMENT',
    async (expiresIn) => {
      await using recorded = await record()
      const signed = recorded.backend.presign('a', { method: 'PUT', expiresIn })
      await expect(signed).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    },
  )
})
