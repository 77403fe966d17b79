import { describe, expect, test } from 'vitest'
import { isNexusError, NexusError } from '../errors/index.ts'
import { bytesSource } from '../kit/index.ts'
import { createMemoryBackend } from '../memory/index.ts'
import type { Backend } from '../spec/index.ts'
import { createBucket } from './bucket.ts'
import { mountedBucket } from './mounted-bucket.ts'

const bytes = bytesSource(Buffer.from('bytes'))

/** A memory backend that learns by a probe that its conditional puts are none, and notes what it is asked. */
function probing(failures = 0) {
  const calls: string[] = []
  let left = failures
  const memory = createMemoryBackend()
  let { capabilities } = memory
  const driver: Backend = new Proxy(memory, {
    get(target, name) {
      if (name === 'capabilities') return capabilities
      if (name === 'probe')
        return async ({ readonly }: { readonly readonly: boolean }) => {
          calls.push(readonly ? 'probe by reads' : 'probe')
          if (left-- > 0) throw new NexusError('BUCKET_NOT_FOUND', 'There is no bucket.')
          capabilities = { ...capabilities, origin: 'probed', putIfAbsent: false }
        }
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function' || name === 'describe') return member
      return (...given: readonly unknown[]) => {
        calls.push(String(name))
        return Reflect.apply(member, target, given)
      }
    },
  })
  return { driver, calls }
}

const rules = { mountPoint: '/mnt/x', readonly: false, probed: true }

describe('a mounted bucket', () => {
  test('asks nothing before its first call, then probes once for all that came', async () => {
    const { driver, calls } = probing()
    const bucket = mountedBucket(createBucket(driver), rules)
    expect(bucket.probing.state).toBe('waiting')
    expect(calls).toEqual([])
    await Promise.all(['a', 'b', 'c'].map((key) => bucket.head(key)))
    expect(calls).toEqual(['probe', 'head', 'head', 'head'])
    expect(bucket.probing.state).toBe('done')
    expect(bucket.counters.calls).toEqual({ probe: 1, head: 3 })
  })

  test('knows what was probed before the first call is checked', async () => {
    const { driver, calls } = probing()
    const bucket = mountedBucket(createBucket(driver), rules)
    const put = bucket.put('a', bytes, { precondition: { ifNoneMatch: '*' } })
    await expect(put).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
    expect(calls).toEqual(['probe'])
  })

  test('tries a probe that failed again, and says why until it works', async () => {
    const { driver, calls } = probing(2)
    const bucket = mountedBucket(createBucket(driver), rules)
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(bucket.put('a', bytes)).rejects.toMatchObject({ code: 'BUCKET_NOT_FOUND' })
      expect(bucket.probing).toMatchObject({ state: 'failed', error: { code: 'BUCKET_NOT_FOUND' } })
    }
    await bucket.put('a', bytes)
    expect(calls).toEqual(['probe', 'probe', 'probe', 'put'])
  })

  test('that is not to be probed is used at once', async () => {
    const { driver, calls } = probing()
    await mountedBucket(createBucket(driver), { ...rules, probed: false }).head('a')
    expect(calls).toEqual(['head'])
  })

  test('that is read-only lets nothing through that writes', async () => {
    const { driver, calls } = probing()
    const bucket = mountedBucket(createBucket(driver), { ...rules, readonly: true })
    const changes = [
      () => bucket.put('a', bytes),
      () => bucket.delete('a'),
      () => bucket.deleteMany(['a']),
      () => bucket.copy('a', 'b'),
      () => bucket.rename('a', 'b'),
      () => bucket.setMetadata('a', {}),
      () => bucket.setTier('a', 'COLD'),
      () => bucket.presign('a', { method: 'PUT', expiresIn: 60 }),
    ]
    for (const change of changes) {
      const error = await change().catch((thrown: unknown) => thrown)
      expect(isNexusError(error, 'READ_ONLY')).toBe(true)
    }
    await bucket.head('a')
    await bucket.list({ limit: 10 })
    expect(calls).toEqual(['probe by reads', 'head', 'list'])
  })
})
