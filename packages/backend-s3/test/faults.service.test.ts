import { randomUUID } from 'node:crypto'
import { createBucket } from '@nexusfs/core'
import { bytesSource, collectBytes, onceSource, sha256 } from '@nexusfs/core/kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FaultyProxy, serverOf, startFaultyProxy } from '../../../test/servers/index.ts'
import { createS3Backend, type S3Backend, type S3BackendOptions } from '../src/index.ts'
import { codeOf, errorOf } from './fake-s3.ts'

const { server, missing } = serverOf('minio')
const PART = 5 << 20
const LARGE = Buffer.alloc(2 * PART + 1, 'large')
const SMALL = bytesSource(Buffer.from('small'))

describe.skipIf(missing)('s3 at minio through a proxy that breaks', () => {
  if (server === undefined) return
  const opened: S3Backend[] = []
  let proxy: FaultyProxy
  let backend: S3Backend

  const open = (options: Partial<S3BackendOptions> = {}) => {
    const made = createS3Backend({
      bucket: 'faults',
      endpoint: proxy.url,
      regionName: server.region,
      accessKeyId: server.accessKey,
      secretAccessKey: server.secretKey,
      preset: 'minio',
      partBytes: PART,
      prefix: randomUUID(),
      ...options,
    })
    opened.push(made)
    return made
  }

  beforeAll(async () => {
    proxy = await startFaultyProxy(server.url)
    backend = open({ bucket: `faults-${randomUUID()}` })
    await backend.admin.ensureBucket()
  })

  afterAll(async () => {
    for (const made of opened) await made.close()
    await proxy?.close()
  })

  const fresh = (options: Partial<S3BackendOptions> = {}) =>
    open({ bucket: String(backend.describe().details?.bucket), ...options })
  const uploads = () => backend.admin.listUploads()

  test('a body that is cut on its way out is UNAVAILABLE after the bytes that came, and can be read again', async () => {
    await backend.put('cut', bytesSource(LARGE))
    proxy.breakOnce({ cutAnswerAfter: 100_000 }, ({ method }) => method === 'GET')
    const { body } = await backend.get('cut')
    expect(await codeOf(collectBytes(body))).toBe('UNAVAILABLE')
    expect(sha256(await collectBytes((await backend.get('cut')).body))).toBe(sha256(LARGE))
  })

  test('a body that is cut on its way in is sent again where it lies in memory', async () => {
    proxy.breakOnce({ cutRequestAfter: 1000 }, ({ method }) => method === 'PUT')
    await backend.put('in', bytesSource(LARGE.subarray(0, PART)))
    proxy.breakOnce({ cutRequestAfter: 1000 }, ({ target }) => target.includes('partNumber=2'))
    await backend.put('parts', onceSource(bytesSource(LARGE).open()))
    expect(sha256(await collectBytes((await backend.get('parts')).body))).toBe(sha256(LARGE))
  })

  test('parts that never arrive leave no object and no upload', async () => {
    proxy.break(({ target }) => (target.includes('partNumber=2') ? { cutRequestAfter: 1000 } : {}))
    expect(await codeOf(backend.put('never', bytesSource(LARGE)))).toBe('UNAVAILABLE')
    proxy.break(undefined)
    expect(await backend.head('never')).toBeUndefined()
    expect(await uploads()).toEqual([])
  })

  test('a create whose answer is lost is not repeated by the SDK, and the core says that its outcome is unknown', async () => {
    const precondition = { ifNoneMatch: '*' } as const
    proxy.breakOnce({ dropAnswer: true }, ({ method }) => method === 'PUT')
    expect(await codeOf(backend.put('lost', SMALL, { precondition }))).toBe('UNAVAILABLE')
    expect((await backend.head('lost'))?.size).toBe(5)
    proxy.breakOnce({ dropAnswer: true }, ({ method }) => method === 'PUT')
    const bucket = createBucket(backend, { sleep: async () => undefined })
    expect(await codeOf(bucket.put('lost too', SMALL, { precondition }))).toBe('OUTCOME_UNKNOWN')
  })

  test('an upload whose end is lost was stored, whole, and leaves nothing else', async () => {
    proxy.breakOnce(
      { dropAnswer: true },
      ({ method, target }) => method === 'POST' && target.includes('uploadId'),
    )
    expect(await codeOf(backend.put('ended', bytesSource(LARGE)))).toBe('UNAVAILABLE')
    expect((await backend.head('ended'))?.size).toBe(LARGE.byteLength)
    expect(await uploads()).toEqual([])
  })

  test('503 SlowDown is repeated, and THROTTLED when it stays', async () => {
    const answer = {
      status: 503,
      headers: { 'content-type': 'application/xml' },
      body: '<Error><Code>SlowDown</Code></Error>',
    }
    await backend.put('slow', SMALL)
    const own = fresh({ prefix: '' })
    proxy.breakOnce({ answer })
    expect(await codeOf(own.list({ limit: 1 }))).toBe('done')
    proxy.break(() => ({ answer }))
    expect(await codeOf(own.list({ limit: 1 }))).toBe('THROTTLED')
    proxy.break(undefined)
  })

  test('a server that hangs is left when the signal says so', async () => {
    proxy.break(() => ({ hang: true }))
    expect(await codeOf(backend.put('x', SMALL, { signal: AbortSignal.timeout(50) }))).toBe(
      'ABORTED',
    )
    proxy.break(undefined)
  })

  test('a probe learns what the server does, and leaves nothing', async () => {
    const probed = fresh()
    await probed.probe?.({ readonly: false })
    expect(probed.capabilities).toMatchObject({
      origin: 'probed',
      putIfAbsent: true,
      putIfMatch: true,
      deleteIfMatch: false,
      verifiesDigest: true,
      versions: false,
    })
    expect(await probed.list({ limit: 10 })).toMatchObject({ objects: [], prefixes: [] })
  })

  test('a probe of a bucket with versions removes these too', async () => {
    const probed = open({ bucket: `faults-${randomUUID()}` })
    await probed.admin.ensureBucket()
    await probed.admin.setVersioning(true)
    await probed.probe?.({ readonly: false })
    expect(probed.capabilities.versions).toBe(true)
    const client = await probed.native()
    const { Versions: versions, DeleteMarkers: markers } = await client.listObjectVersions({
      Bucket: String(probed.describe().details?.bucket),
    })
    expect([...(versions ?? []), ...(markers ?? [])]).toEqual([])
  })

  test('a read-only probe writes nothing', async () => {
    proxy.requests.length = 0
    await fresh().probe?.({ readonly: true })
    expect(proxy.requests.map(({ method }) => method)).toEqual(['GET'])
  })

  test('an object above the limit is copied in parts, metadata and type included', async () => {
    const copying = fresh({ copyPartBytes: PART })
    await copying.put('from', bytesSource(LARGE), {
      contentType: 'text/x',
      metadata: { Owner: 'Ü' },
    })
    const { size, etag } = (await copying.copy?.('from', 'to')) ?? {}
    const info = await copying.head('to')
    expect(info).toMatchObject({ size, etag, contentType: 'text/x', metadata: { Owner: 'Ü' } })
    expect(sha256(await collectBytes((await copying.get('to')).body))).toBe(sha256(LARGE))
    await copying.setMetadata?.('from', { owner: 'new' })
    expect(await copying.head('from')).toMatchObject({ size, metadata: { owner: 'new' } })
  })

  test('wrong keys are BACKEND_DENIED, a missing bucket is BUCKET_NOT_FOUND, to every call', async () => {
    const denied = fresh({ secretAccessKey: 'wrong-secret' })
    const nowhere = fresh({ bucket: `absent-${randomUUID()}` })
    for (const [wrong, code] of [
      [denied, 'BACKEND_DENIED'],
      [nowhere, 'BUCKET_NOT_FOUND'],
    ] as const) {
      const calls = [
        () => wrong.head('a'),
        () => wrong.get('a'),
        () => wrong.put('a', SMALL),
        () => wrong.list({ limit: 1 }),
        () => wrong.delete('a'),
      ]
      for (const call of calls) expect(await codeOf(call())).toBe(code)
      expect(await wrong.check()).toMatchObject({ ok: false, code })
    }
  })

  test('signed URLs work for whoever has them, and not when they are changed', async () => {
    const url =
      (await backend.presign?.('signed', {
        method: 'PUT',
        expiresIn: 60,
        contentType: 'text/x',
      })) ?? ''
    const send = (type: string) =>
      fetch(url, { method: 'PUT', body: 'hello', headers: { 'content-type': type } })
    expect((await send('text/other')).status).toBe(403)
    expect((await send('text/x')).status).toBe(200)
    const read =
      (await backend.presign?.('signed', { method: 'GET', expiresIn: 60, fileName: 'ü.txt' })) ?? ''
    const answer = await fetch(read)
    expect(await answer.text()).toBe('hello')
    expect(answer.headers.get('content-disposition')).toContain("filename*=UTF-8''%C3%BC.txt")
    expect((await fetch(read.replace('signed', 'other'))).status).toBe(403)
  })
})

const gateway = serverOf('versitygw')

describe.skipIf(gateway.missing)('s3 at versitygw', () => {
  test('a wrong region that was given is WRONG_REGION and names the right one, to HEAD too', async () => {
    if (gateway.server === undefined) return
    const { url, accessKey, secretKey, region } = gateway.server
    const backend = createS3Backend({
      bucket: 'any',
      endpoint: url,
      regionName: 'eu-central-9',
      accessKeyId: accessKey,
      secretAccessKey: secretKey,
    })
    for (const call of [() => backend.list({ limit: 1 }), () => backend.head('a')]) {
      const error = await errorOf(call())
      expect(error.code).toBe('WRONG_REGION')
      expect(error.hint).toBe(`Set region_name: ${region}.`)
    }
    await backend.close()
  })
})
