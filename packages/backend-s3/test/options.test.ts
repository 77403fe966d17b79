import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRegistry } from '@nexusfs/core'
import { bytesSource } from '@nexusfs/core/kit'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import definition, { createS3Backend, s3 } from '../src/index.ts'
import { codeOf, errorAnswer, errorOf, type FakeS3, fakeS3, SECRETS, willing } from './fake-s3.ts'

const { accessKeyId, secretAccessKey, sessionToken } = SECRETS
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nexus-s3-'))
  for (const name of Object.keys(process.env))
    if (name.startsWith('AWS_')) vi.stubEnv(name, undefined)
  // Neither a profile nor a machine's role of whoever runs the tests.
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'))
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'shared'))
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

const NONE = {
  accessKeyId: undefined,
  secretAccessKey: undefined,
  sessionToken: undefined,
  regionName: undefined,
}

/** Access key and region that requests are signed with. */
async function signedWith(server: FakeS3, options: Parameters<FakeS3['open']>[0]): Promise<string> {
  await server.open(options).get('a')
  const { authorization = '' } = server.server.requests.at(-1)?.headers ?? {}
  const [, key, , region] = /Credential=([^/]+)\/(\d+)\/([^/]+)\//.exec(authorization) ?? []
  return `${key} ${region}`
}

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

describe('options', () => {
  const { validate } = definition.options['~standard']

  test('the definition makes a backend from options, and both names of the factory are one', async () => {
    createRegistry().register(definition)
    const checked = await validate({ bucket: 'b', regionName: 'eu-west-1' })
    if (checked.issues !== undefined) throw new Error('it is sound')
    expect(definition.create(checked.value, { logger: console }).describe().location).toBe(
      's3://b/',
    )
    expect(s3).toBe(createS3Backend)
  })

  test.each([
    [{}],
    [{ bucket: '' }],
    [{ bucket: 'a/b' }],
    [{ bucket: 's3://b' }],
    [{ bucket: 'b', sse: 'rot13' }],
    [{ bucket: 'b', accessKeyId: 'x' }],
    [{ bucket: 'b', secretAccessKey: 'x' }],
    [{ bucket: 'b', sessionToken: 'x' }],
    [{ bucket: 'b', sseKmsKeyId: 'x' }],
    [{ bucket: 'b', storageClass: 'cold one' }],
    [{ bucket: 'b', preset: 'azure' }],
    [{ bucket: 'b', endpoint: 'host:9000' }],
    [{ bucket: 'b', endpoint: 'https://me:secret@host' }],
    [{ bucket: 'b', endpoint: 'ftp://host' }],
    [{ bucket: 'b', forcePathStyle: 'yes' }],
  ])('%j is refused, by the schema and in code', async (options) => {
    expect((await validate(options)).issues).toHaveLength(1)
    expect(() => createS3Backend(options as never)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  })

  test.each([
    ['region', 'regionName'],
    ['basePath', 'prefix'],
    ['containerName', 'bucket'],
    ['bucketName', 'bucket'],
    ['accessKey', 'accessKeyId'],
    ['storage_class', 'storageClass'],
  ])('a wrong spelling is answered by the right one: %s', async (wrong, right) => {
    const options = { bucket: 'b', [wrong]: 'canary-value' }
    const message = (() => {
      try {
        createS3Backend(options)
      } catch (error) {
        return (error as Error).message
      }
      return ''
    })()
    expect(message).toContain(`did you mean "${right}"?`)
    expect(message).not.toContain('canary')
    const [issue] = (await validate({ bucket: 'b', [wrong]: 'canary-value' })).issues ?? []
    expect(issue).toBeDefined()
  })

  test('a prefix is taken with or without slashes, and stripped from answers', async () => {
    for (const prefix of ['p/q', '/p/q/', 'p/q//']) {
      await using server = await fakeS3(willing, { prefix })
      await server.backend.get('a')
      expect(server.calls()).toEqual(['GET /bucket/p/q/a'])
      expect(server.backend.describe().location).toBe('s3://bucket/p/q/')
      expect(server.backend.capabilities.maxKeyBytes).toBe(1020)
    }
  })

  test('the kind of server is told from the endpoint, unless it is named', () => {
    const preset = (options: object) =>
      createS3Backend({ bucket: 'b', ...options }).describe().details?.preset
    expect(preset({})).toBe('aws')
    expect(preset({ endpoint: 'https://s3.eu-west-1.amazonaws.com' })).toBe('aws')
    expect(preset({ endpoint: 'https://x.r2.cloudflarestorage.com' })).toBe('r2')
    expect(preset({ endpoint: 'https://storage.googleapis.com' })).toBe('gcs-hmac')
    expect(preset({ endpoint: 'http://127.0.0.1:9000' })).toBe('other')
    expect(preset({ endpoint: 'http://127.0.0.1:9000', preset: 'minio' })).toBe('minio')
  })

  test('compatible servers have the bucket in the path, Amazon in the host; acceleration has a host of its own', async () => {
    const hosts: string[] = []
    const requestHandler = {
      async handle({ hostname, path }: { hostname: string; path: string }): Promise<never> {
        hosts.push(hostname + path)
        throw Object.assign(new Error('no network here'), { code: 'ECONNREFUSED' })
      },
      metadata: { handlerProtocol: 'http/1.1' },
      updateHttpClientConfig() {},
      httpHandlerConfigs: () => ({}),
    }
    const base = {
      bucket: 'bkt',
      regionName: 'eu-west-1',
      accessKeyId,
      secretAccessKey,
      requestHandler: requestHandler as never,
    }
    const precondition = { ifNoneMatch: '*' } as const
    for (const options of [
      {},
      { useAccelerateEndpoint: true },
      { endpoint: 'https://s3.example.org' },
      { endpoint: 'https://s3.example.org', forcePathStyle: false },
    ]) {
      const backend = createS3Backend({ ...base, ...options })
      expect(await codeOf(backend.put('a', bytesSource(Buffer.from('x')), { precondition }))).toBe(
        'UNAVAILABLE',
      )
      await backend.close()
    }
    expect(hosts).toEqual([
      'bkt.s3.eu-west-1.amazonaws.com/a',
      'bkt.s3-accelerate.amazonaws.com/a',
      's3.example.org/bkt/a',
      'bkt.s3.example.org/a',
    ])
  })

  test('description names the place and the kind of credentials, and no credential', () => {
    const kind = (options: object) =>
      createS3Backend({ bucket: 'b', ...options }).describe().details?.credentials
    expect(kind({ accessKeyId, secretAccessKey })).toBe('options')
    expect(kind({ credentialsPath: '/x' })).toBe('file')
    expect(kind({ profile: 'x' })).toBe('profile')
    expect(kind({})).toBe('default chain')
  })
})

describe('credentials', () => {
  test('options come before the file, the file before the environment, the environment before the profile', async () => {
    await using server = await fakeS3(willing, { ...NONE, regionName: 'r' })
    await file('shared', '[default]\naws_access_key_id = FROMPROFILE\naws_secret_access_key = x\n')
    expect(await signedWith(server, {})).toBe('FROMPROFILE r')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'FROMENV')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x')
    expect(await signedWith(server, {})).toBe('FROMENV r')
    const credentialsPath = await file(
      'keys.json',
      '{ "access_key_id": "FROMFILE", "secret_access_key": "x" }',
    )
    expect(await signedWith(server, { credentialsPath })).toBe('FROMFILE r')
    expect(await signedWith(server, { credentialsPath, accessKeyId, secretAccessKey })).toBe(
      `${accessKeyId} r`,
    )
  })

  test('the two forms of the file are told apart by their content, whatever its name', async () => {
    await using server = await fakeS3(willing, { ...NONE, regionName: 'r' })
    const ini = await file(
      'keys.json',
      '# mine\n[default]\naws_access_key_id=ONE\naws_secret_access_key=x\n[two]\naws_access_key_id=TWO\naws_secret_access_key=x\naws_session_token=t\n',
    )
    expect(await signedWith(server, { credentialsPath: ini })).toBe('ONE r')
    expect(await signedWith(server, { credentialsPath: ini, profile: 'two' })).toBe('TWO r')
    expect(server.server.requests.at(-1)?.headers['x-amz-security-token']).toBe('t')
    const json = await file(
      'credentials',
      JSON.stringify({
        access_key_id: 'THREE',
        secret_access_key: 'x',
        session_token: 't3',
        region_name: 'ignored',
      }),
    )
    expect(await signedWith(server, { credentialsPath: json })).toBe('THREE r')
    expect(server.server.requests.at(-1)?.headers['x-amz-security-token']).toBe('t3')
  })

  test.each([
    ['does not exist', undefined],
    ['is neither JSON nor', 'hello canary-secret'],
    ['is not sound JSON', '{ "access_key_id": "canary-secret'],
    ['has a problem with secret_access_key', '{ "access_key_id": "canary-secret" }'],
    [
      'has a problem with region',
      '{ "access_key_id": "a", "secret_access_key": "canary-secret", "region": "x" }',
    ],
  ])(
    'a file that %s is NO_CREDENTIALS and shows nothing of its content',
    async (problem, content) => {
      const credentialsPath =
        content === undefined ? join(folder, 'absent') : await file('f', content)
      const backend = createS3Backend({ bucket: 'b', regionName: 'r', credentialsPath })
      const error = await errorOf(backend.get('a'))
      expect(error.code).toBe('NO_CREDENTIALS')
      expect(error.message).toContain(problem)
      expect(`${error.message} ${error.hint} ${error.cause}`).not.toContain('canary')
    },
  )

  test('where there are none at all the call is NO_CREDENTIALS and says where to put them', async () => {
    await using server = await fakeS3(willing, { ...NONE, regionName: 'r' })
    const error = await errorOf(server.backend.get('a'))
    expect(error.code).toBe('NO_CREDENTIALS')
    expect(error.hint).toContain('access_key_id')
    expect(server.calls()).toEqual([])
  })
})

describe('region', () => {
  test('region_name, the file, AWS_REGION, AWS_DEFAULT_REGION, the profile, in this order', async () => {
    await using server = await fakeS3(willing, { ...NONE, accessKeyId, secretAccessKey })
    const region = async (options: object) => (await signedWith(server, options)).split(' ')[1]
    await file('config', '[default]\nregion = from-profile\n[profile two]\nregion = from-two\n')
    expect(await region({ profile: 'two' })).toBe('from-two')
    expect(await region({})).toBe('from-profile')
    vi.stubEnv('AWS_DEFAULT_REGION', 'from-default')
    expect(await region({})).toBe('from-default')
    vi.stubEnv('AWS_REGION', 'from-env')
    expect(await region({})).toBe('from-env')
    const json = await file(
      'k',
      JSON.stringify({ access_key_id: 'A', secret_access_key: 'x', region_name: 'from-file' }),
    )
    expect(
      await region({ accessKeyId: undefined, secretAccessKey: undefined, credentialsPath: json }),
    ).toBe('from-file')
    expect(await region({ regionName: 'given' })).toBe('given')
  })

  test('with none of them the bucket is asked, once, also where it refuses', async () => {
    for (const status of [200, 301, 403]) {
      await using server = await fakeS3(
        ({ method, path }) =>
          method === 'HEAD' && path === '/bucket/'
            ? { status, headers: { 'x-amz-bucket-region': 'ap-south-1' } }
            : willing({
                method,
                path,
                query: {},
                headers: {},
                target: path,
                body: Buffer.alloc(0),
              }),
        { ...NONE, accessKeyId, secretAccessKey },
      )
      await server.backend.get('a')
      await server.backend.get('b')
      expect(server.calls()).toEqual(['HEAD /bucket/', 'GET /bucket/a', 'GET /bucket/b'])
      expect(server.server.requests[1]?.headers.authorization).toContain('/ap-south-1/')
      expect(server.backend.describe().details?.region).toBe('ap-south-1')
    }
  })

  test('a bucket that is missing is BUCKET_NOT_FOUND to a read, and can be made', async () => {
    await using server = await fakeS3(
      ({ method }) => (method === 'PUT' ? {} : errorAnswer(404, 'NoSuchBucket')),
      { ...NONE, accessKeyId, secretAccessKey },
    )
    expect(await codeOf(server.backend.get('a'))).toBe('BUCKET_NOT_FOUND')
    expect(await server.backend.admin.ensureBucket()).toBe(true)
    expect(server.calls().at(-1)).toBe('PUT /bucket/')
  })

  test('compatible servers have a usual one, and nobody is asked', async () => {
    await using server = await fakeS3(willing, { ...NONE, accessKeyId, secretAccessKey })
    expect(await signedWith(server, { preset: 'garage' })).toBe(`${accessKeyId} garage`)
    expect(await signedWith(server, { preset: 'other' })).toBe(`${accessKeyId} us-east-1`)
  })
})

describe('clients', () => {
  test('backends of one connection share a client, whatever their buckets and prefixes; others have their own', async () => {
    await using server = await fakeS3(willing)
    const client = (options: object) => server.open(options).native()
    const first = await server.backend.native()
    expect(await client({ bucket: 'other', prefix: 'x' })).toBe(first)
    expect(await client({ secretAccessKey: 'another' })).not.toBe(first)
    expect(await client({ regionName: 'r2' })).not.toBe(first)
    expect(await client({ preset: 'ceph' })).not.toBe(first)
  })

  test('closing one backend leaves the other its client', async () => {
    await using server = await fakeS3(willing)
    const other = server.open({ bucket: 'other' })
    await server.backend.get('a')
    await other.get('a')
    await server.backend.close()
    expect(await codeOf(other.get('b'))).toBe('done')
  })

  test('a backend that is not used loads nothing and asks nothing', async () => {
    await using server = await fakeS3(willing, { sessionToken })
    await server.open().close()
    expect(server.calls()).toEqual([])
  })
})
