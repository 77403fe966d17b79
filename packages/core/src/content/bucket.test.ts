import { faultyBackend, type PlannedFault } from '@nexusfs/testkit'
import { describe, expect, test } from 'vitest'
import { isNexusError, NexusError } from '../errors/index.ts'
import { bytesSource, collectBytes, onceSource, sha256 } from '../kit/index.ts'
import { createMemoryBackend } from '../memory/index.ts'
import type { Backend, BackendCapabilities, Source } from '../spec/index.ts'
import { createBucket } from './bucket.ts'
import type { BucketOptions } from './bucket-types.ts'

const X = bytesSource(Buffer.from('x'))

/** A bucket over memory with planned faults, and what it slept between attempts. */
function faulty(plan: readonly PlannedFault[], options: BucketOptions = {}) {
  const memory = createMemoryBackend()
  const pauses: number[] = []
  const sleep = async (milliseconds: number) => void pauses.push(milliseconds)
  const bucket = createBucket(faultyBackend(memory, plan), { sleep, random: () => 1, ...options })
  return { bucket, memory, pauses }
}

/** A driver over memory with some members of its own. */
function driverWith(members: Partial<Backend>): Backend {
  const memory = createMemoryBackend()
  return new Proxy(memory, {
    get(target, name) {
      const own: unknown = Reflect.get(members, name)
      if (own !== undefined) return own
      const member: unknown = Reflect.get(target, name, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

function capabilities(changes: Partial<BackendCapabilities>): Partial<Backend> {
  return { capabilities: { ...createMemoryBackend().capabilities, ...changes } }
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'none'
  } catch (error) {
    return isNexusError(error) ? error.code : String(error)
  }
}

const never = () => new Promise<never>(() => undefined)

describe('wrapping', () => {
  test('a bucket is not wrapped again', () => {
    const bucket = createBucket(createMemoryBackend())
    expect(createBucket(bucket)).toBe(bucket)
  })

  test('a driver of another contract version is PLUGIN_API_VERSION', () => {
    const driver = driverWith({ apiVersion: 2 as unknown as 1 })
    expect(() => createBucket(driver)).toThrow(
      expect.objectContaining({ code: 'PLUGIN_API_VERSION' }),
    )
  })

  test('refused arguments reach no driver', async () => {
    const bucket = createBucket(driverWith(capabilities({ putIfMatch: false, maxKeyBytes: 5 })))
    const calls = [
      bucket.delete(''),
      bucket.delete('..'),
      bucket.put('a', X, { precondition: { ifMatch: 'e' } }),
      bucket.head('123456'),
      bucket.list({ limit: 0 }),
    ]
    const codes = await Promise.all(calls.map(codeOf))
    expect(codes).toEqual([
      'INVALID_ARGUMENT',
      'INVALID_ARGUMENT',
      'NOT_SUPPORTED',
      'PATH_TOO_LONG',
      'INVALID_ARGUMENT',
    ])
    expect(bucket.counters.calls).toEqual({})
  })

  test('an object above the limit is TOO_LARGE, announced or not, and leaves nothing', async () => {
    const bucket = createBucket(driverWith(capabilities({ maxObjectBytes: 3 })))
    const chunks = async function* () {
      for (let count = 0; count < 4; count++) yield Buffer.from('x')
    }
    expect(await codeOf(bucket.put('a', bytesSource(Buffer.from('long'))))).toBe('TOO_LARGE')
    expect(await codeOf(bucket.put('a', onceSource(chunks())))).toBe('TOO_LARGE')
    expect(await bucket.head('a')).toBeUndefined()
  })

  test('a declared method that is missing is PLUGIN_CONTRACT', async () => {
    const memory = createMemoryBackend()
    const { head, get, put, list, check, close, describe: tell } = memory
    const driver = {
      ...memory,
      head,
      get,
      put,
      list,
      check,
      close,
      describe: tell,
      delete: memory.delete,
    }
    const bucket = createBucket({
      ...driver,
      apiVersion: 1,
      type: 'bare',
      capabilities: memory.capabilities,
    })
    expect(await codeOf(bucket.rename('a', 'b'))).toBe('PLUGIN_CONTRACT')
  })
})

describe('errors', () => {
  test('what a driver throws from an SDK is INTERNAL with the cause, not quoted', async () => {
    const cause = new Error('key AKIA-SECRET was refused')
    const bucket = createBucket(driverWith({ head: () => Promise.reject(cause) }))
    const error = await bucket.head('a').catch((thrown: NexusError) => thrown)
    expect(error).toMatchObject({ code: 'INTERNAL', cause })
    expect(JSON.stringify(error)).not.toContain('SECRET')
  })

  test('a lost connection is UNAVAILABLE', async () => {
    const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' })
    const bucket = createBucket(driverWith({ head: () => Promise.reject(reset) }), { attempts: 1 })
    expect(await codeOf(bucket.head('a'))).toBe('UNAVAILABLE')
  })

  test('an error of another copy of core passes as it is', async () => {
    const foreign = Object.assign(new Error('gone'), {
      code: 'BUCKET_NOT_FOUND',
      [Symbol.for('nexusfs.error')]: true,
    })
    const bucket = createBucket(driverWith({ head: () => Promise.reject(foreign) }))
    await expect(bucket.head('a')).rejects.toBe(foreign)
  })

  test('a driver that throws at once instead of rejecting is caught', async () => {
    const bucket = createBucket(
      driverWith({
        head() {
          throw new TypeError('not a function')
        },
      }),
    )
    expect(await codeOf(bucket.head('a'))).toBe('INTERNAL')
  })

  test('check tells a problem that the driver threw', async () => {
    const bucket = createBucket(
      driverWith({ check: () => Promise.reject(new NexusError('NO_CREDENTIALS', 'None.')) }),
    )
    expect(await bucket.check()).toMatchObject({
      ok: false,
      code: 'NO_CREDENTIALS',
      problem: 'None.',
    })
  })
})

describe('retries', () => {
  test('a passing failure is tried again, with growing pauses', async () => {
    const plan: PlannedFault[] = [
      { method: 'head', nth: 1, fault: 'errorBefore' },
      {
        method: 'head',
        nth: 2,
        fault: 'errorBefore',
        error: new NexusError('THROTTLED', 'Slow down.'),
      },
    ]
    const { bucket, pauses } = faulty(plan)
    expect(await bucket.head('a')).toBeUndefined()
    expect(pauses).toEqual([100, 200])
    expect(bucket.counters).toMatchObject({ calls: { head: 1 }, retries: 2, failures: 0 })
  })

  test('after the last attempt the failure is told', async () => {
    const { bucket } = faulty([{ method: 'list', fault: 'errorBefore' }], { attempts: 4 })
    expect(await codeOf(bucket.list({ limit: 1 }))).toBe('UNAVAILABLE')
    expect(bucket.counters).toMatchObject({ retries: 3, failures: 1 })
  })

  test('a failure that stays is not tried again', async () => {
    const { bucket } = faulty([
      { method: 'head', fault: 'errorBefore', error: new NexusError('BACKEND_DENIED', 'No.') },
    ])
    expect(await codeOf(bucket.head('a'))).toBe('BACKEND_DENIED')
    expect(bucket.counters.retries).toBe(0)
  })

  test('a put of a rewindable source is sent again whole', async () => {
    const { bucket } = faulty([{ method: 'put', nth: 1, fault: 'partial' }])
    const source: Source = { rewindable: true, open: () => twoChunks() }
    await bucket.put('a', source)
    expect(await text(bucket, 'a')).toBe('onetwo')
    expect(bucket.counters.retries).toBe(1)
  })

  test('a once-only source that was opened is not sent again', async () => {
    const { bucket } = faulty([{ method: 'put', nth: 1, fault: 'partial' }])
    expect(await codeOf(bucket.put('a', onceSource(twoChunks())))).toBe('TIMEOUT')
    expect(bucket.counters.retries).toBe(0)
    expect(await bucket.head('a')).toBeUndefined()
  })

  test('a once-only source that was not opened yet is sent again', async () => {
    const { bucket } = faulty([{ method: 'put', nth: 1, fault: 'errorBefore' }])
    await bucket.put('a', onceSource(twoChunks()))
    expect(await text(bucket, 'a')).toBe('onetwo')
  })

  test('an unconditional put whose answer was lost is repeated', async () => {
    const { bucket } = faulty([{ method: 'put', nth: 1, fault: 'timeoutAfter' }])
    expect(await bucket.put('a', X)).toMatchObject({ size: 1 })
  })

  test('a conditional put whose answer was lost, repeated, is OUTCOME_UNKNOWN and not ALREADY_EXISTS', async () => {
    const { bucket } = faulty([{ method: 'put', nth: 1, fault: 'timeoutAfter' }])
    expect(await codeOf(bucket.put('a', X, { precondition: { ifNoneMatch: '*' } }))).toBe(
      'OUTCOME_UNKNOWN',
    )
  })

  test('a conditional put that never arrived is repeated', async () => {
    const { bucket } = faulty([{ method: 'put', nth: 1, fault: 'errorBefore' }])
    await bucket.put('a', X, { precondition: { ifNoneMatch: '*' } })
    expect(await codeOf(bucket.put('a', X, { precondition: { ifNoneMatch: '*' } }))).toBe(
      'ALREADY_EXISTS',
    )
  })

  test('a rename and a conditional delete whose answers were lost are OUTCOME_UNKNOWN', async () => {
    const { bucket } = faulty([
      { method: 'rename', nth: 1, fault: 'timeoutAfter' },
      { method: 'delete', nth: 1, fault: 'timeoutAfter' },
    ])
    await bucket.put('a', X)
    expect(await codeOf(bucket.rename('a', 'b'))).toBe('OUTCOME_UNKNOWN')
    const { etag } = (await bucket.head('b')) ?? expect.fail('it was renamed')
    expect(await codeOf(bucket.delete('b', { precondition: { ifMatch: etag } }))).toBe(
      'OUTCOME_UNKNOWN',
    )
  })

  test('a signal ends the pause between attempts', async () => {
    const controller = new AbortController()
    const backend = faultyBackend(createMemoryBackend(), [{ method: 'head', fault: 'errorBefore' }])
    const call = createBucket(backend, { random: () => 1 }).head('a', { signal: controller.signal })
    setTimeout(() => controller.abort(), 10)
    expect(await codeOf(call)).toBe('ABORTED')
  })
})

describe('time-outs', () => {
  test('a driver that is told to stop and does is TIMEOUT, and tried again', async () => {
    let attempts = 0
    const driver = driverWith({
      head: (_, { signal } = {}) =>
        new Promise((_resolve, reject) => {
          attempts++
          signal?.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')))
        }),
    })
    const bucket = createBucket(driver, { timeoutMs: 5, attempts: 3, sleep: async () => undefined })
    expect(await codeOf(bucket.head('a'))).toBe('TIMEOUT')
    expect(attempts).toBe(3)
  })

  test('a driver that does not react is given up after a moment', async () => {
    const bucket = createBucket(driverWith({ head: never }), { timeoutMs: 5, attempts: 1 })
    expect(await codeOf(bucket.head('a'))).toBe('TIMEOUT')
  })

  test('a stream that moves is not timed out, one that hangs is', async () => {
    const bucket = createBucket(createMemoryBackend(), { timeoutMs: 60, attempts: 1 })
    const chunks = async function* (pauses: readonly number[]) {
      for (const milliseconds of pauses) {
        await new Promise((resolve) => setTimeout(resolve, milliseconds))
        yield Buffer.from('x')
      }
    }
    await bucket.put('slow', onceSource(chunks(Array.from({ length: 10 }, () => 15))))
    expect(await codeOf(bucket.put('hangs', onceSource(chunks([1, 100_000]))))).toBe('TIMEOUT')
    expect(await bucket.head('hangs')).toBeUndefined()
  })
})

test('a rewindable source that hung once is opened again', async () => {
  const bucket = createBucket(createMemoryBackend(), {
    timeoutMs: 20,
    sleep: async () => undefined,
  })
  let opened = 0
  const source: Source = {
    rewindable: true,
    async *open() {
      if (++opened === 1) await never()
      yield Buffer.from('whole')
    },
  }
  await bucket.put('a', source)
  expect(await text(bucket, 'a')).toBe('whole')
  expect(bucket.counters.retries).toBe(1)
})

test('a body that hangs is TIMEOUT', async () => {
  const memory = createMemoryBackend()
  await memory.put('a', X)
  const body = { [Symbol.asyncIterator]: () => ({ next: never }) }
  const driver = driverWith({ get: async (key) => ({ ...(await memory.get(key)), body }) })
  expect(await codeOf(text(createBucket(driver, { timeoutMs: 5 }), 'a'))).toBe('TIMEOUT')
})

describe('integrity', () => {
  test('a body that ends early is CORRUPT', async () => {
    const memory = createMemoryBackend()
    await memory.put('a', bytesSource(Buffer.from('whole')))
    const bucket = createBucket(
      driverWith({
        get: async (key) => ({
          ...(await memory.get(key)),
          body: bytesSource(Buffer.from('who')).open(),
        }),
      }),
    )
    expect(await codeOf(text(bucket, 'a'))).toBe('CORRUPT')
  })

  test('a body that is too long is CORRUPT', async () => {
    const memory = createMemoryBackend()
    await memory.put('a', X)
    const bucket = createBucket(
      driverWith({
        get: async (key) => ({
          ...(await memory.get(key)),
          body: bytesSource(Buffer.from('xx')).open(),
        }),
      }),
    )
    expect(await codeOf(text(bucket, 'a'))).toBe('CORRUPT')
  })

  test('a driver that ignores the range breaks the contract', async () => {
    const memory = createMemoryBackend()
    await memory.put('a', bytesSource(Buffer.from('whole')))
    const bucket = createBucket(driverWith({ get: (key) => memory.get(key) }))
    expect(await codeOf(bucket.get('a', { range: { start: 1 } }))).toBe('PLUGIN_CONTRACT')
  })

  test('a driver that stored fewer bytes is CORRUPT', async () => {
    const bucket = createBucket(driverWith({ put: async () => ({ etag: 'e', size: 3 }) }))
    expect(await codeOf(bucket.put('a', bytesSource(Buffer.from('whole'))))).toBe('CORRUPT')
  })

  test('a driver that did not read its source breaks the contract', async () => {
    const bucket = createBucket(driverWith({ put: async () => ({ etag: 'e', size: 6 }) }))
    expect(await codeOf(bucket.put('a', onceSource(twoChunks())))).toBe('PLUGIN_CONTRACT')
  })

  test('the digest is checked here where the driver does not', async () => {
    const memory = createMemoryBackend()
    const bucket = createBucket(
      driverWith({
        ...capabilities({ verifiesDigest: false }),
        put: (key, source, { digest: _, ...options } = {}) => memory.put(key, source, options),
      }),
    )
    const digest = sha256(Buffer.from('onetwo'))
    await bucket.put('a', onceSource(twoChunks()), { digest })
    expect(
      await codeOf(bucket.put('b', onceSource(twoChunks()), { digest: sha256(Buffer.from('x')) })),
    ).toBe('CORRUPT')
    expect(await codeOf(bucket.put('b', X, { digest }))).toBe('CORRUPT')
    expect(await memory.head('b')).toBeUndefined()
  })
})

describe('concurrency', () => {
  test('no more calls run at once than allowed, and all are run in order', async () => {
    let running = 0
    let most = 0
    const seen: string[] = []
    const driver = driverWith({
      async head(key) {
        most = Math.max(most, ++running)
        seen.push(key)
        await new Promise((resolve) => setTimeout(resolve, 1))
        running--
        return undefined
      },
    })
    const bucket = createBucket(driver, { concurrency: 3 })
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}`)
    await Promise.all(keys.map((key) => bucket.head(key)))
    expect(most).toBe(3)
    expect(seen).toEqual(keys)
  })

  test('a call that waits for its turn can be stopped, and gives its place to nobody', async () => {
    const controller = new AbortController()
    let release: () => void = () => undefined
    const gate = new Promise<undefined>((resolve) => {
      release = () => resolve(undefined)
    })
    const bucket = createBucket(driverWith({ head: () => gate }), { concurrency: 1 })
    const first = bucket.head('a')
    const second = bucket.head('b', { signal: controller.signal })
    controller.abort()
    expect(await codeOf(second)).toBe('ABORTED')
    release()
    await first
    expect(await bucket.head('c')).toBeUndefined()
  })
})

test('each provider call is logged at debug with its outcome', async () => {
  const lines: Readonly<Record<string, unknown>>[] = []
  const ignore = () => undefined
  const logger = {
    debug: (fields: Readonly<Record<string, unknown>>) => void lines.push(fields),
    info: ignore,
    warn: ignore,
    error: ignore,
  }
  let now = 0
  const bucket = createBucket(createMemoryBackend(), { logger, clock: () => (now += 5) })
  await bucket.put('a', X)
  await codeOf(bucket.get('absent'))
  expect(lines).toEqual([
    { backend: 'memory', method: 'put', key: 'a', outcome: 'ok', milliseconds: 5 },
    { backend: 'memory', method: 'get', key: 'absent', outcome: 'NOT_FOUND', milliseconds: 5 },
  ])
})

async function* twoChunks(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('one')
  yield Buffer.from('two')
}

async function text(backend: Backend, key: string): Promise<string> {
  return Buffer.from(await collectBytes((await backend.get(key)).body)).toString()
}
