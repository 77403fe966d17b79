import { createBucket } from '@nexusfs/core'
import { bytesSource, collectBytes, onceSource } from '@nexusfs/core/kit'
import { afterEach, describe, expect, test } from 'vitest'
import { type FaultyProxy, serverOf, startFaultyProxy } from '../../../test/servers/index.ts'
import { createGcsBackend, type GcsBackendOptions } from '../src/index.ts'
import { newBucket } from './bucket.ts'

const { server, missing } = serverOf('gcs')
const NOW = { sleep: () => Promise.resolve() }
const hello = () => bytesSource(Buffer.from('hello'))

let close = async () => undefined as unknown
afterEach(() => close())

/** A bucket of the real server, behind a proxy that breaks. */
async function start(options: Partial<GcsBackendOptions> = {}, attempts = 3) {
  if (server === undefined) throw new Error(missing)
  const proxy: FaultyProxy = await startFaultyProxy(server.url, { rewriteHost: true })
  const backend = await newBucket(server, { apiEndpoint: proxy.url, ...options })
  const bucket = createBucket(backend, { attempts, ...NOW })
  close = async () => {
    await bucket.close()
    await proxy.close()
  }
  proxy.requests.length = 0
  return { proxy, bucket }
}

describe.skipIf(server === undefined)(
  `Cloud Storage behind a bad line${missing ? `: ${missing}` : ''}`,
  () => {
    test.each([
      ['a connection that is refused', { refuse: true }],
      ['a body that is cut on its way in', { cutRequestAfter: 100 }],
      ['an answer of 503', { answer: { status: 503 } }],
      ['an answer of 429', { answer: { status: 429 } }],
      ['an answer that is lost', { dropAnswer: true }],
    ])('%s: a put is done again', async (_, fault) => {
      const { proxy, bucket } = await start()
      proxy.breakOnce(fault)
      await bucket.put('a', hello())
      expect(proxy.requests).toHaveLength(2)
      expect(bucket.counters.retries).toBe(1)
      const { body } = await bucket.get('a')
      expect(Buffer.from(await collectBytes(body)).toString()).toBe('hello')
    })

    test('an answer that is lost after a conditional put took effect is OUTCOME_UNKNOWN, never ALREADY_EXISTS', async () => {
      const { proxy, bucket } = await start()
      proxy.breakOnce({ dropAnswer: true })
      const put = bucket.put('a', hello(), { precondition: { ifNoneMatch: '*' } })
      await expect(put).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
      expect((await bucket.head('a'))?.size).toBe(5)
    })

    test('a put and its repetitions that all fail store nothing, and say so', async () => {
      const { proxy, bucket } = await start()
      proxy.break(() => ({ cutRequestAfter: 100 }))
      await expect(bucket.put('a', hello())).rejects.toMatchObject({ code: 'UNAVAILABLE' })
      expect(proxy.requests).toHaveLength(3)
      proxy.break(undefined)
      expect(await bucket.head('a')).toBeUndefined()
    })

    test('a stream that can be read once is not sent a second time', async () => {
      const { proxy, bucket } = await start()
      proxy.breakOnce({ cutRequestAfter: 100 })
      const stream = async function* () {
        yield Buffer.from('hello')
      }
      await expect(bucket.put('a', onceSource(stream()))).rejects.toMatchObject({
        code: 'UNAVAILABLE',
      })
      expect(proxy.requests).toHaveLength(1)
      expect(await bucket.head('a')).toBeUndefined()
    })

    test('a body that is cut on its way out is an error, and no short content', async () => {
      const { proxy, bucket } = await start()
      await bucket.put('a', bytesSource(Buffer.alloc(300_000, 7)))
      proxy.breakOnce({ cutAnswerAfter: 100_000 })
      const { body } = await bucket.get('a')
      await expect(collectBytes(body)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
      expect((await collectBytes((await bucket.get('a')).body)).byteLength).toBe(300_000)
    })

    test('a server that does not answer is TIMEOUT', async () => {
      const { proxy, bucket } = await start()
      const hasty = createBucket(bucket.driver, { attempts: 1, timeoutMs: 200 })
      proxy.break(() => ({ hang: true }))
      await expect(hasty.head('a')).rejects.toMatchObject({ code: 'TIMEOUT' })
      proxy.break(undefined)
    })

    test('a server that ignores conditions is found out by a probe, and not trusted', async () => {
      const { proxy, bucket } = await start()
      proxy.break(() => ({ stripQuery: ['ifgenerationmatch'] }))
      await bucket.probe({ readonly: false })
      expect(bucket.capabilities).toMatchObject({ putIfAbsent: false, putIfMatch: false })
      const put = bucket.put('a', hello(), { precondition: { ifNoneMatch: '*' } })
      await expect(put).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
      expect((await bucket.list({ limit: 10 })).objects).toEqual([])
    })

    test('a missing bucket says so, and how to make it', async () => {
      const { proxy } = await start()
      const options = { bucket: 'not-there', apiEndpoint: proxy.url }
      const absent = createBucket(createGcsBackend(options))
      expect(await absent.check()).toMatchObject({ ok: false, code: 'BUCKET_NOT_FOUND' })
      await absent.close()
    })
  },
)
