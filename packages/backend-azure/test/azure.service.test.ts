import { createBucket } from '@nexusfs/core'
import { bytesSource, collectBytes, onceSource } from '@nexusfs/core/kit'
import type { Backend } from '@nexusfs/core/spec'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startFaultyProxy, type TestServer } from '../../../test/servers/index.ts'
import { azure, type TestContainer, testContainer } from './container.ts'

const MEBI = 1 << 20
const X = bytesSource(Buffer.from('x'))
const IF_ABSENT = { precondition: { ifNoneMatch: '*' } } as const

async function* mebibytes(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) yield new Uint8Array(MEBI).fill(index + 1)
}

async function text(backend: Backend, key: string): Promise<string> {
  return Buffer.from(await collectBytes((await backend.get(key)).body)).toString()
}

describe.skipIf(azure.missing !== undefined)('azure beyond the contract', () => {
  const server = azure.server as TestServer
  let container: TestContainer
  beforeAll(async () => {
    container = await testContainer(server, { prefix: 'own' })
  })
  afterAll(() => container.close())

  /** A backend behind a proxy that breaks what it is told to. */
  async function broken() {
    const proxy = await startFaultyProxy(server.url)
    return { proxy, backend: container.open({ endpoint: proxy.url }) }
  }

  test('an archived object is ARCHIVED to readers, and shows that it is being brought back', async () => {
    const { backend } = container
    await backend.put('old', X)
    await backend.setBlobTier('old', 'Archive')
    expect(await backend.head('old')).toMatchObject({ tier: 'Archive', archive: 'archived' })
    await expect(backend.get('old')).rejects.toMatchObject({ code: 'ARCHIVED' })
    await expect(backend.copy?.('old', 'copy')).rejects.toMatchObject({ code: 'ARCHIVED' })
    await backend.setBlobTier('old', 'Hot', { rehydratePriority: 'High' })
    await backend.delete('old')
  })

  test('append and page blobs are read, listed, copied, deleted, and not turned into block blobs', async () => {
    const { backend } = container
    const client = await backend.native()
    const append = client.getAppendBlobClient('own/log')
    await append.create({ metadata: { Owner: 'other tool' } })
    await append.appendBlock('line', 4)
    await client.getPageBlobClient('own/disk').create(512)
    expect(await text(backend, 'log')).toBe('line')
    const info = (await backend.head('log')) ?? expect.fail('it is there')
    expect(info.etag).toMatch(/^append:/)
    expect(info.metadata).toEqual({ owner: 'other tool' })
    for (const key of ['log', 'disk'])
      await expect(backend.put(key, X)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
    const precondition = { ifUnchanged: info }
    await expect(backend.put('log', X, { precondition })).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
    })
    await expect(backend.put('log', onceSource(mebibytes(9)))).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
    })
    expect(await text(backend, 'log')).toBe('line')
    await backend.delete('log', { precondition })
    await backend.delete('disk')
    expect(await backend.head('log')).toBeUndefined()
  })

  test('a leased object is LOCKED to writers, and readable', async () => {
    const { backend } = container
    const { etag } = await backend.put('leased', X)
    const lease = (await backend.native()).getBlobClient('own/leased').getBlobLeaseClient()
    await lease.acquireLease(-1)
    const writes = [
      () => backend.put('leased', X),
      () => backend.put('leased', X, { precondition: { ifMatch: etag } }),
      () => backend.put('leased', onceSource(mebibytes(9))),
      () => backend.delete('leased'),
      () => backend.setMetadata?.('leased', {}),
    ]
    for (const write of writes) await expect(write()).rejects.toMatchObject({ code: 'LOCKED' })
    expect(await text(backend, 'leased')).toBe('x')
    await lease.releaseLease()
    await backend.delete('leased')
  })

  test('an object with snapshots is not deleted along with them', async () => {
    const { backend } = container
    await backend.put('kept', X)
    const blob = (await backend.native()).getBlobClient('own/kept')
    await blob.createSnapshot()
    await expect(backend.delete('kept')).rejects.toMatchObject({
      code: 'BACKEND_DENIED',
      hint: expect.stringContaining('--delete-snapshots'),
    })
    expect(await text(backend, 'kept')).toBe('x')
    await blob.delete({ deleteSnapshots: 'include' })
  })

  test('a probe finds what Azurite does: everything but versions', async () => {
    const { backend } = container
    const declared = { ...backend.capabilities }
    await backend.probe?.({ readonly: false })
    expect(backend.capabilities).toEqual({ ...declared, origin: 'probed' })
    expect((await backend.list({ limit: 10 })).objects).toEqual([])
  })

  test('a probe finds that a server ignores conditions, and leaves nothing', async () => {
    const { proxy } = await broken()
    proxy.break(() => ({ stripHeaders: ['if-match', 'if-none-match'] }))
    // An account key signs the headers too, so Azure would notice.
    const sas = { accountKey: undefined, sasToken: await accountSas() }
    const unsigned = container.open({ ...sas, endpoint: proxy.url })
    await unsigned.probe?.({ readonly: false })
    expect(unsigned.capabilities).toMatchObject({
      origin: 'probed',
      ...{ putIfAbsent: false, putIfMatch: false, deleteIfMatch: false, copyConditions: false },
    })
    expect((await container.backend.list({ limit: 10 })).objects).toEqual([])
    await proxy.close()
  })

  test('everything works with a SAS, and nothing is signed with it', async () => {
    const backend = container.open({ accountKey: undefined, sasToken: await accountSas() })
    await backend.put('a b/ü', X, IF_ABSENT)
    await backend.copy?.('a b/ü', 'copy')
    expect(await text(backend, 'copy')).toBe('x')
    for (const key of ['a b/ü', 'copy']) await backend.delete(key)
    expect((await backend.list({ limit: 10 })).objects).toEqual([])
    expect(backend.presign).toBeUndefined()
  })

  test('everything works with a connection string', async () => {
    const { accessKey, secretKey, url } = server
    const backend = container.open({
      ...{ accountName: undefined, accountKey: undefined, endpoint: undefined },
      connectionString: `DefaultEndpointsProtocol=http;AccountName=${accessKey};AccountKey=${secretKey};BlobEndpoint=${url};`,
    })
    await backend.put('a', X)
    expect(await text(backend, 'a')).toBe('x')
    await backend.delete('a')
  })

  test('a wrong key is BACKEND_DENIED, a missing container BUCKET_NOT_FOUND, for every call and check', async () => {
    const wrong = container.open({ accountKey: Buffer.alloc(64, 1).toString('base64') })
    const missing = container.open({ container: 'nobody-made-it' })
    for (const [backend, code] of [
      [wrong, 'BACKEND_DENIED'],
      [missing, 'BUCKET_NOT_FOUND'],
    ] as const) {
      const calls = [
        () => backend.head('a'),
        () => backend.get('a'),
        () => backend.put('a', X),
        () => backend.put('a', onceSource(mebibytes(9))),
        () => backend.delete('a'),
        () => backend.list({ limit: 1 }),
        () => backend.copy?.('a', 'b'),
      ]
      for (const call of calls) await expect(call(), String(call)).rejects.toMatchObject({ code })
      expect(await backend.check()).toMatchObject({ ok: false, code })
    }
  })

  test('ensureBucket makes a container once', async () => {
    const backend = container.open({ container: `${container.options.container}-new` })
    expect(await backend.admin?.ensureBucket()).toBe(true)
    expect(await backend.admin?.ensureBucket()).toBe(false)
    await (await backend.native()).delete()
  })

  test('a body that is cut on its way here goes on where it broke, and is whole', async () => {
    const { proxy, backend } = await broken()
    const bytes = await collectBytes(mebibytes(3))
    await container.backend.put('body', bytesSource(bytes))
    proxy.breakOnce({ cutAnswerAfter: MEBI })
    const read = await collectBytes((await backend.get('body')).body)
    expect(Buffer.from(read).equals(bytes)).toBe(true)
    const [first, second] = proxy.requests
    expect(first?.headers['x-ms-range']).toBeUndefined()
    expect(second?.headers['x-ms-range']).toMatch(/^bytes=\d+-3145727$/)
    expect(second?.headers['if-match']).toMatch(/^"0x/)
    await container.backend.delete('body')
    await proxy.close()
  })

  test('a body that is cut and replaced meanwhile is CONFLICT, and never a mixture', async () => {
    const { proxy, backend } = await broken()
    await container.backend.put('body', bytesSource(await collectBytes(mebibytes(3))))
    proxy.breakOnce({ cutAnswerAfter: MEBI })
    const { body } = await backend.get('body')
    await container.backend.put('body', bytesSource(await collectBytes(mebibytes(2))))
    await expect(collectBytes(body)).rejects.toMatchObject({ code: 'CONFLICT' })
    await container.backend.delete('body')
    await proxy.close()
  })

  test('a body that is cut again and again is UNAVAILABLE', async () => {
    const { proxy, backend } = await broken()
    await container.backend.put('body', bytesSource(await collectBytes(mebibytes(3))))
    proxy.break(() => ({ cutAnswerAfter: 1000 }))
    const { body } = await backend.get('body')
    await expect(collectBytes(body)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    await container.backend.delete('body')
    await proxy.close()
  })

  test('a body that is cut on its way there leaves nothing, and is sent again where that is safe', async () => {
    const { proxy, backend } = await broken()
    const bucket = createBucket(backend)
    proxy.breakOnce({ cutRequestAfter: 1000 }, ({ method }) => method === 'PUT')
    await bucket.put('sent', bytesSource(await collectBytes(mebibytes(2))), IF_ABSENT)
    expect(bucket.counters.retries).toBe(1)
    proxy.break(({ method }) => (method === 'PUT' ? { cutRequestAfter: 1000 } : undefined))
    const put = createBucket(backend, { attempts: 1 }).put('never', onceSource(mebibytes(2)))
    await expect(put).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(await container.backend.head('never')).toBeUndefined()
    await container.backend.delete('sent')
    await proxy.close()
  })

  test('a block whose connection breaks is sent again, also of a stream that can be read once', async () => {
    const { proxy, backend } = await broken()
    proxy.breakOnce({ cutRequestAfter: 1000 }, ({ target }) => target.includes('comp=block&'))
    await backend.put('large', onceSource(mebibytes(10)))
    const read = await collectBytes((await container.backend.get('large')).body)
    expect(Buffer.from(read).equals(await collectBytes(mebibytes(10)))).toBe(true)
    await container.backend.delete('large')
    await proxy.close()
  })

  test('a conditional put whose answer was lost is OUTCOME_UNKNOWN, and its bytes are there', async () => {
    const { proxy, backend } = await broken()
    proxy.breakOnce({ dropAnswer: true })
    const put = createBucket(backend).put('lost', X, IF_ABSENT)
    await expect(put).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    expect(await text(container.backend, 'lost')).toBe('x')
    await container.backend.delete('lost')
    await proxy.close()
  })

  test('a commit whose answer was lost, without condition, is made again', async () => {
    const { proxy, backend } = await broken()
    proxy.breakOnce({ dropAnswer: true }, ({ target }) => target.includes('comp=blocklist'))
    const bytes = await collectBytes(mebibytes(9))
    await createBucket(backend).put('large', bytesSource(bytes))
    expect((await container.backend.head('large'))?.size).toBe(9 * MEBI)
    await container.backend.delete('large')
    await proxy.close()
  })

  test('a server that is busy is asked again by core, once for each attempt', async () => {
    const { proxy, backend } = await broken()
    proxy.break(({ number }) =>
      number < 3
        ? { answer: { status: 503, headers: { 'x-ms-error-code': 'ServerBusy' } } }
        : undefined,
    )
    expect(await createBucket(backend).head('absent')).toBeUndefined()
    expect(proxy.requests).toHaveLength(3)
    await proxy.close()
  })

  test('a server that never answers is TIMEOUT', async () => {
    const { proxy, backend } = await broken()
    proxy.break(() => ({ hang: true }))
    const bucket = createBucket(backend, { timeoutMs: 100, attempts: 1 })
    await expect(bucket.head('a')).rejects.toMatchObject({ code: 'TIMEOUT' })
    await expect(bucket.put('a', X)).rejects.toMatchObject({ code: 'TIMEOUT' })
    await proxy.close()
  })

  test('of two large writers of one object one is whole, and the other is told to write again', async () => {
    const puts = [1, 2].map((letter) => {
      const bytes = new Uint8Array(9 * MEBI).fill(letter)
      return container.backend.put('race', bytesSource(bytes))
    })
    const results = await Promise.allSettled(puts)
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'BUSY' })
    const read = await collectBytes((await container.backend.get('race')).body)
    expect(new Set(read).size).toBe(1)
    await container.backend.delete('race')
  })

  async function accountSas(): Promise<string> {
    const sdk = await import('@azure/storage-blob')
    const { accessKey, secretKey } = server
    return sdk
      .generateAccountSASQueryParameters(
        {
          expiresOn: new Date(Date.now() + 3_600_000),
          permissions: sdk.AccountSASPermissions.parse('rwdlacux'),
          resourceTypes: sdk.AccountSASResourceTypes.parse('sco').toString(),
          services: sdk.AccountSASServices.parse('b').toString(),
        },
        new sdk.StorageSharedKeyCredential(accessKey, secretKey),
      )
      .toString()
  }
})
