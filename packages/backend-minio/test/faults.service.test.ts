import { randomBytes } from 'node:crypto'
import { createBucket } from '@nexusfs/core'
import { bytesSource, collectBytes, onceSource, sha256 } from '@nexusfs/core/kit'
import { describe, expect, test, vi } from 'vitest'
import { type FaultyProxy, serverOf, startFaultyProxy } from '../../../test/servers/index.ts'
import { createMinioBackend, type MinioBackend, type MinioBackendOptions } from '../src/index.ts'

const { server, missing } = serverOf('minio')
const { url = '', accessKey = '', secretKey = '' } = server ?? {}
const MEBI = 1 << 20

interface World extends AsyncDisposable {
  readonly proxy: FaultyProxy
  readonly backend: MinioBackend
  open(options: Partial<MinioBackendOptions>): MinioBackend
}

/** A backend with a bucket of its own, behind a proxy that breaks things. */
async function openWorld(): Promise<World> {
  const proxy = await startFaultyProxy(url)
  const bucket = `faults-${randomBytes(8).toString('hex')}`
  const opened: MinioBackend[] = []
  const open = (options: Partial<MinioBackendOptions>) => {
    const backend = createMinioBackend({
      endpointUrl: proxy.url,
      accessKey,
      secretKey,
      bucket,
      ...options,
    })
    opened.push(backend)
    return backend
  }
  const backend = open({})
  await backend.admin.ensureBucket()
  proxy.requests.length = 0
  return {
    proxy,
    backend,
    open,
    async [Symbol.asyncDispose]() {
      for (const one of opened) await one.close()
      await proxy.close()
    },
  }
}

const bytesOf = (size: number, seed = 1) => new Uint8Array(size).map((_, index) => index * seed)

async function* mebibytes(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) yield bytesOf(MEBI, index + 1)
}

describe.skipIf(missing)('faults between us and MinIO', () => {
  test('a body that is cut on its way in leaves nothing, and core sends it again', async () => {
    await using world = await openWorld()
    const bytes = bytesOf(3 * MEBI)
    world.proxy.breakOnce({ cutRequestAfter: MEBI })
    const put = world.backend.put('a', bytesSource(bytes))
    await expect(put).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(await world.backend.head('a')).toBeUndefined()
    world.proxy.breakOnce({ cutRequestAfter: MEBI })
    await createBucket(world.backend).put('a', bytesSource(bytes))
    const { body } = await world.backend.get('a')
    expect(sha256(await collectBytes(body))).toBe(sha256(bytes))
  })

  test('a part that is cut is sent again, and a stream of unknown size arrives whole', async () => {
    await using world = await openWorld()
    world.proxy.breakOnce({ cutRequestAfter: MEBI }, ({ target }) =>
      target.includes('partNumber=2'),
    )
    const { size } = await world.backend.put('a', onceSource(mebibytes(20)))
    expect(size).toBe(20 * MEBI)
    const sent = await collectBytes(mebibytes(20))
    const { body } = await world.backend.get('a')
    expect(sha256(await collectBytes(body))).toBe(sha256(sent))
    expect(await world.backend.admin.listUploads()).toEqual([])
  })

  test('a body that is cut on its way out is UNAVAILABLE, never a short one', async () => {
    await using world = await openWorld()
    await world.backend.put('a', bytesSource(bytesOf(4 * MEBI)))
    world.proxy.breakOnce({ cutAnswerAfter: MEBI })
    const { body } = await world.backend.get('a')
    await expect(collectBytes(body)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })

  test('503 SlowDownWrite is THROTTLED, and core tries again', async () => {
    await using world = await openWorld()
    const body = '<Error><Code>SlowDownWrite</Code></Error>'
    world.proxy.breakOnce({ answer: { status: 503, body } })
    const put = world.backend.put('a', bytesSource(bytesOf(10)))
    await expect(put).rejects.toMatchObject({ code: 'THROTTLED' })
    world.proxy.breakOnce({ answer: { status: 503, body } })
    await createBucket(world.backend).put('a', bytesSource(bytesOf(10)))
    expect((await world.backend.head('a'))?.size).toBe(10)
  })

  test('a conditional put whose answer is lost is OUTCOME_UNKNOWN, and the bytes are there', async () => {
    await using world = await openWorld()
    world.proxy.breakOnce({ dropAnswer: true }, ({ method }) => method === 'PUT')
    const precondition = { ifNoneMatch: '*' } as const
    const put = createBucket(world.backend).put('a', bytesSource(bytesOf(10)), { precondition })
    await expect(put).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    expect((await world.backend.head('a'))?.size).toBe(10)
  })

  test('a server that ignores conditions is found out by a probe', async () => {
    await using world = await openWorld()
    world.proxy.break(() => ({ stripHeaders: ['if-none-match', 'if-match'] }))
    // Their absence would break the signature, so that such a server refuses: what counts is that nothing is believed.
    const probe = world.backend.probe({ readonly: false })
    await expect(probe).rejects.toMatchObject({ code: 'BACKEND_DENIED' })
  })

  test('a request that hangs ends with its signal', async () => {
    await using world = await openWorld()
    const controller = new AbortController()
    world.proxy.break(() => {
      setImmediate(() => controller.abort())
      return { hang: true }
    })
    const { signal } = controller
    await expect(world.backend.head('a', { signal })).rejects.toMatchObject({ code: 'ABORTED' })
  })

  test('a wrong secret, an unknown key and a wrong clock are told apart, on every method', async () => {
    await using world = await openWorld()
    const secret = world.open({ secretKey: 'wrong-secret' })
    const key = world.open({ accessKey: 'unknown-key' })
    for (const call of [
      (one: MinioBackend) => one.head('a'),
      (one: MinioBackend) => one.list({ limit: 1 }),
    ]) {
      await expect(call(secret)).rejects.toMatchObject({
        code: 'BACKEND_DENIED',
        hint: /secret_key/,
      })
      await expect(call(key)).rejects.toMatchObject({ code: 'BACKEND_DENIED', hint: /access_key/ })
    }
    expect(await secret.check()).toMatchObject({ ok: false, code: 'BACKEND_DENIED' })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
    try {
      const late = world.backend.list({ limit: 1 })
      await expect(late).rejects.toMatchObject({
        code: 'BACKEND_DENIED',
        message: /3[56]\d\d seconds ahead/,
      })
    } finally {
      vi.useRealTimers()
    }
  })
})
