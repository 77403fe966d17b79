import { randomBytes } from 'node:crypto'
import { bytesSource, collectBytes, onceSource } from '@nexusfs/core/kit'
import { describe, expect, test } from 'vitest'
import { serverOf } from '../../../test/servers/index.ts'
import { createMinioBackend, type MinioBackend, type MinioBackendOptions } from '../src/index.ts'

const { server, missing } = serverOf('minio')
const { url: endpointUrl = '', accessKey = '', secretKey = '' } = server ?? {}
const MEBI = 1 << 20

type Opened = MinioBackend & AsyncDisposable

function open(options: Partial<MinioBackendOptions> = {}): Opened {
  const bucket = `extras-${randomBytes(8).toString('hex')}`
  const backend = createMinioBackend({ endpointUrl, accessKey, secretKey, bucket, ...options })
  return Object.assign(backend, { [Symbol.asyncDispose]: () => backend.close() })
}

const textSource = (text: string) => bytesSource(new Uint8Array(Buffer.from(text)))

async function* mebibytes(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) yield new Uint8Array(MEBI).fill(index)
}

describe.skipIf(missing)('what MinIO really does', () => {
  test('a probe finds conditions on puts and copies, tiers, no conditional deletes, and makes the bucket', async () => {
    await using backend = open()
    await backend.probe({ readonly: false })
    expect(backend.capabilities).toMatchObject({
      origin: 'probed',
      putIfAbsent: true,
      putIfMatch: true,
      copyConditions: true,
      verifiesDigest: true,
      tier: true,
      deleteIfMatch: false,
      versions: false,
    })
    expect(await backend.list({ limit: 1 })).toEqual({ objects: [], prefixes: [] })
  })

  test('a probe of a bucket with versions finds them, and leaves none', async () => {
    await using backend = open()
    await backend.enableVersioning()
    await backend.probe({ readonly: false })
    expect(backend.capabilities.versions).toBe(true)
    const { sdk } = { sdk: await backend.native() }
    const { bucket } = backend.describe().details ?? {}
    const left: unknown[] = []
    const listing = sdk.listObjects(String(bucket), '', true, { IncludeVersion: true })
    for await (const row of listing) left.push(row)
    expect(left).toEqual([])
  })

  test('conditions hold for objects in parts, and the etag that is there comes along', async () => {
    await using backend = open()
    const { etag } = await backend.put('a', textSource('here'))
    for (const precondition of [{ ifNoneMatch: '*' }, { ifMatch: '0'.repeat(32) }] as const) {
      const put = backend.put('a', onceSource(mebibytes(9)), { precondition })
      const code = 'ifMatch' in precondition ? 'CONFLICT' : 'ALREADY_EXISTS'
      await expect(put).rejects.toMatchObject({ code })
    }
    await backend.put('a', onceSource(mebibytes(9)), { precondition: { ifMatch: etag } })
    expect((await backend.head('a'))?.size).toBe(9 * MEBI)
    expect(await backend.admin.listUploads()).toEqual([])
  })

  test('32 first writes at once find no bucket, make it, and all succeed', async () => {
    await using backend = open()
    const keys = Array.from({ length: 32 }, (_, index) => `key-${index}`)
    await Promise.all(keys.map((key) => backend.put(key, textSource(key))))
    expect((await backend.list({ limit: 100 })).objects).toHaveLength(32)
  })

  test('a conditional copy of 16 racing writers has one winner, and an empty object can be copied so', async () => {
    await using backend = open()
    await backend.put('from', textSource('x'))
    await backend.put('empty', textSource(''))
    const precondition = { ifNoneMatch: '*' } as const
    const copies = Array.from({ length: 16 }, () => backend.copy('from', 'to', { precondition }))
    const results = await Promise.allSettled(copies)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await backend.copy('empty', 'empty-too', { precondition })
    expect((await backend.head('empty-too'))?.size).toBe(0)
  })

  test('keys of a prefix are apart from those of another, and from their uploads and rules', async () => {
    await using one = open({ prefix: 'one' })
    const bucket = String(one.describe().details?.bucket)
    await using two = open({ bucket, prefix: 'two' })
    await one.put('a', textSource('1'))
    await two.put('a', textSource('2'))
    expect((await one.list({ limit: 10 })).objects.map(({ key }) => key)).toEqual(['a'])
    const rule = { enabled: true, prefix: 'tmp/', expireAfterDays: 1 }
    await one.setLifecycleRules([{ ...rule, id: 'one' }])
    await two.setLifecycleRules([{ ...rule, id: 'two', expireNoncurrentAfterDays: 3 }])
    expect(await one.admin.lifecycleRules()).toEqual([{ ...rule, id: 'one' }])
    await one.setLifecycleRules([])
    expect(await one.admin.lifecycleRules()).toEqual([])
    expect(await two.admin.lifecycleRules()).toEqual([
      { ...rule, id: 'two', expireNoncurrentAfterDays: 3 },
    ])
    const dropped = one.setLifecycleRules([{ ...rule, id: 'three', abortUploadsAfterDays: 1 }])
    await expect(dropped).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
  })

  test.each(['AES256', 'aws:kms'])(
    'objects are encrypted with sse %s, small and large',
    async (sse) => {
      await using backend = open({ sse })
      await backend.put('a', textSource('secret'))
      await backend.put('b', onceSource(mebibytes(9)))
      await backend.copy('a', 'c')
      const { body } = await backend.get('c')
      expect(Buffer.from(await collectBytes(body)).toString()).toBe('secret')
      const rows = (await backend.list({ limit: 10 })).objects
      for (const { key, etag, size } of rows) {
        const head = await backend.head(key)
        expect({ etag: head?.etag, size: head?.size }).toEqual({ etag, size })
      }
    },
  )

  test('sse with a key that the KMS does not have is BACKEND_DENIED, and names sse', async () => {
    await using backend = open({ sse: 'aws:kms:no-such-key' })
    const put = backend.put('a', textSource('secret'))
    await expect(put).rejects.toMatchObject({
      code: 'BACKEND_DENIED',
      hint: expect.stringContaining('sse'),
    })
  })

  test('listings agree with a model for random keys and options', async () => {
    await using backend = open()
    const random = randomFrom(20_261_121)
    const parts = [
      'a',
      'b',
      'a.b',
      'a-b',
      'a0',
      '..x',
      'ü',
      '🎉',
      '\uffee',
      'A',
      'x ',
      '1e5',
      '007',
    ]
    const keys = randomKeys(random, parts, 60)
    await Promise.all(keys.map((key) => backend.put(key, textSource(''))))
    for (let round = 0; round < 40; round++) {
      const pick = () => {
        const key = [...(keys[Math.floor(random() * keys.length)] ?? '')]
        return key.slice(0, Math.floor(random() * (key.length + 1))).join('')
      }
      const options = {
        limit: 1 + Math.floor(random() * 12),
        prefix: random() < 0.5 ? pick() : '',
        ...(random() < 0.5 && { delimiter: '/' }),
        ...(random() < 0.4 && { startAfter: pick() }),
      }
      expect(await namesOf(backend, options), JSON.stringify(options)).toEqual(
        expected(keys, options),
      )
    }
  })
})

interface Listing {
  readonly limit: number
  readonly prefix: string
  readonly delimiter?: string
  readonly startAfter?: string
}

async function namesOf(backend: MinioBackend, options: Listing): Promise<readonly string[]> {
  const names: string[] = []
  let cursor: string | undefined
  do {
    const page = await backend.list({ ...options, cursor })
    expect(page.objects.length + page.prefixes.length).toBeLessThanOrEqual(options.limit)
    names.push(...inByteOrder([...page.objects.map(({ key }) => key), ...page.prefixes]))
    cursor = page.cursor
  } while (cursor !== undefined)
  return names
}

function expected(keys: readonly string[], { prefix, delimiter, startAfter = '' }: Listing) {
  const after = keys.filter(
    (key) =>
      key.startsWith(prefix) && Buffer.compare(Buffer.from(key), Buffer.from(startAfter)) > 0,
  )
  const names = after.map((key) => {
    const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length)
    return end === -1 ? key : key.slice(0, end + 1)
  })
  return [...new Set(names)]
}

function randomKeys(random: () => number, parts: readonly string[], count: number): string[] {
  const keys: string[] = []
  const part = () => parts[Math.floor(random() * parts.length)] ?? ''
  while (keys.length < count) {
    const key = Array.from({ length: 1 + Math.floor(random() * 4) }, () => part() + part()).join(
      '/',
    )
    const clash = keys.some(
      (one) => one === key || one.startsWith(`${key}/`) || key.startsWith(`${one}/`),
    )
    if (!clash) keys.push(key)
  }
  return inByteOrder(keys)
}

function inByteOrder(names: readonly string[]): string[] {
  return names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
