import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { startRecordingServer } from '../../../test/servers/index.ts'
import { createGcsBackend, type GcsBackendOptions } from '../src/index.ts'
import { answerLikeGoogle, recorded } from './recorded.ts'

const folder = mkdtempSync(join(tmpdir(), 'nexus-gcs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => vi.unstubAllEnvs())

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

function file(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

/** Workload identity federation, whose tokens come from `url`. */
const workload = (url: string) => ({
  type: 'external_account',
  audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
  subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  token_url: url,
  credential_source: { file: file('subject', 'subject-token') },
})

const serviceAccount = () =>
  file('account.json', {
    type: 'service_account',
    project_id: 'project-of-the-file',
    private_key_id: '1',
    private_key: privateKey,
    client_email: 'nexus@project-of-the-file.iam.gserviceaccount.com',
    token_uri: 'http://127.0.0.1:9/token',
  })

async function authorizationOf(
  options: Partial<GcsBackendOptions>,
): Promise<(string | undefined)[]> {
  const { backend, requests, close } = await recorded(answerLikeGoogle, options)
  await backend.head('a')
  await backend.head('a')
  await close()
  return requests.map(({ headers }) => headers.authorization)
}

describe('credentials', () => {
  test('another host than Google’s is called without any, unless they are given', async () => {
    expect(await authorizationOf({})).toEqual([undefined, undefined])
  })

  test('a token counts before a file', async () => {
    const credentialsPath = join(folder, 'missing.json')
    expect(await authorizationOf({ accessToken: 'token-1', credentialsPath })).toEqual([
      'Bearer token-1',
      'Bearer token-1',
    ])
  })

  test('a function is asked for a token for every request', async () => {
    let count = 0
    const accessToken = async () => `token-${++count}`
    expect(await authorizationOf({ accessToken })).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  test('a function that throws, or gives nothing, is NO_CREDENTIALS', async () => {
    const { backend, close } = await recorded(undefined, { accessToken: () => '' })
    await expect(backend.head('a')).rejects.toMatchObject({ code: 'NO_CREDENTIALS' })
    await close()
  })

  test.each([
    ['that is missing', 'missing.json', undefined],
    ['that is no JSON', 'broken.json', '{ "type": '],
    ['that is something else', 'other.json', { type: 'nothing we know' }],
  ])('a file %s is NO_CREDENTIALS and says which option', async (_, name, content) => {
    if (content !== undefined) file(name, content)
    const credentialsPath = join(folder, name)
    const { backend, close } = await recorded(undefined, { credentialsPath })
    expect(await backend.check()).toMatchObject({
      ok: false,
      code: 'NO_CREDENTIALS',
      hint: expect.stringContaining('credentials_path'),
    })
    await close()
  })

  test('Application Default Credentials are taken for Google’s own endpoint', () => {
    const { details } = createGcsBackend({ bucket: 'bucket' }).describe()
    expect(details).toMatchObject({
      credentials: 'application default credentials',
      endpoint: 'storage.googleapis.com',
    })
  })

  test('a file of workload identity is exchanged for a token, which is kept', async () => {
    const tokens = await startRecordingServer(() => ({
      body: {
        access_token: 'exchanged',
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        token_type: 'Bearer',
        expires_in: 3600,
      },
    }))
    const credentialsPath = file('workload.json', workload(tokens.url))
    expect(await authorizationOf({ credentialsPath })).toEqual(Array(2).fill('Bearer exchanged'))
    expect(tokens.requests).toHaveLength(1)
    await tokens.close()
  })

  test('credentials that are revoked are NO_CREDENTIALS and say how to sign in', async () => {
    const tokens = await startRecordingServer(() => ({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
    }))
    const credentialsPath = file('revoked.json', workload(tokens.url))
    const { backend, close } = await recorded(undefined, { credentialsPath })
    const expected = { ok: false, code: 'NO_CREDENTIALS', hint: expect.stringMatching(/gcloud/) }
    expect(await backend.check()).toMatchObject(expected)
    await Promise.all([close(), tokens.close()])
  })

  test('a file that comes later is taken', async () => {
    const credentialsPath = join(folder, 'later.json')
    const { backend, close } = await recorded(undefined, { credentialsPath })
    await expect(backend.head('a')).rejects.toMatchObject({ code: 'NO_CREDENTIALS' })
    const tokens = await startRecordingServer(() => ({
      body: { access_token: 'exchanged', token_type: 'Bearer', expires_in: 3600 },
    }))
    file('later.json', workload(tokens.url))
    expect(await backend.head('a')).toBeDefined()
    await Promise.all([close(), tokens.close()])
  })
})

describe('signed addresses', () => {
  const options = () => ({ bucket: 'bucket', prefix: 'base', credentialsPath: serviceAccount() })

  test('are made with the key of a service account, without a request', async () => {
    const clock = () => Date.now()
    const backend = createGcsBackend({ ...options(), clock })
    expect(backend.capabilities.presign).toBe(true)
    const signed = await backend.presign?.('a b/ü.txt', {
      method: 'GET',
      expiresIn: 60,
      fileName: 'Übersicht "1".txt',
      contentType: 'text/plain',
    })
    const url = new URL(signed ?? '')
    expect(url.host).toBe('storage.googleapis.com')
    expect(decodeURIComponent(url.pathname)).toBe('/bucket/base/a b/ü.txt')
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      'X-Goog-Expires': '60',
      'X-Goog-SignedHeaders': 'host',
      'response-content-type': 'text/plain',
      'response-content-disposition': `attachment; filename="_bersicht _1_.txt"; filename*=UTF-8''%C3%9Cbersicht%20%221%22.txt`,
    })
    await backend.close()
  })

  test('of a PUT bind the content type', async () => {
    const backend = createGcsBackend(options())
    const signed = await backend.presign?.('a', {
      method: 'PUT',
      expiresIn: 60,
      contentType: 'text/plain',
    })
    expect(new URL(signed ?? '').searchParams.get('X-Goog-SignedHeaders')).toBe('content-type;host')
    await backend.close()
  })

  test.each([0, 1.5, 604_801])('are not good for %d seconds', async (expiresIn) => {
    const backend = createGcsBackend(options())
    const presign = backend.presign?.('a', { method: 'GET', expiresIn })
    await expect(presign).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await backend.close()
  })

  test('need the file of a service account', () => {
    const credentialsPath = file('other.json', workload('http://127.0.0.1:9'))
    for (const other of [{}, { accessToken: 'x' }, { credentialsPath }]) {
      const backend = createGcsBackend({ bucket: 'bucket', ...other })
      expect([backend.capabilities.presign, backend.presign]).toEqual([false, undefined])
    }
  })
})

describe('clients', () => {
  test('are shared by backends with the same endpoint and credentials, whatever the bucket', async () => {
    const same = { apiEndpoint: 'http://127.0.0.1:9', accessToken: 'x' }
    const one = createGcsBackend({ bucket: 'one', ...same })
    const two = createGcsBackend({ bucket: 'two', prefix: 'p', ...same })
    const other = createGcsBackend({ bucket: 'one', ...same, accessToken: 'y' })
    const client = await one.native()
    expect(await two.native()).toBe(client)
    expect(await other.native()).not.toBe(client)
    await one.close()
    expect(await two.native()).toBe(client)
    await Promise.all([two.close(), other.close()])
  })

  test('the SDK tries once, and counts its limit in seconds', async () => {
    const backend = createGcsBackend({ bucket: 'one', apiEndpoint: 'http://127.0.0.1:9' })
    const { retryOptions } = await backend.native()
    expect(retryOptions).toMatchObject({ autoRetry: false, totalTimeout: 120 })
    await backend.close()
  })
})
