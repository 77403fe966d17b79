import { type Backend, createMemoryBackend, NexusError } from '@nexusfs/core'
import { expect, test } from 'vitest'
import { probeBackend } from './probe-backend.ts'

async function keysOf(backend: Backend): Promise<readonly string[]> {
  const { objects } = await backend.list({ limit: 1000 })
  return objects.map(({ key }) => key)
}

/** A backend that does some calls otherwise. */
function otherwise(calls: Partial<Backend>): Backend {
  const backend = createMemoryBackend()
  return new Proxy(backend, {
    get(target, name) {
      const value: unknown = Reflect.get({ ...calls }, name) ?? Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

test('a sound backend passes everything that it offers and is left as it was', async () => {
  const backend = createMemoryBackend()
  await backend.put('kept.txt', { rewindable: true, async *open() {} })
  const report = await probeBackend(backend)
  expect(report.steps.filter(({ outcome }) => outcome === 'fails')).toEqual([])
  expect(report).toMatchObject({ type: 'memory', ok: true, left: [] })
  expect(report.steps.map(({ name }) => name)).toContain('write if absent')
  expect(await keysOf(backend)).toEqual(['kept.txt'])
})

test('a backend that ignores conditions is found out, and says what that means', async () => {
  const honest = createMemoryBackend()
  const liar = otherwise({
    put: (key, source, { precondition: _, ...options } = {}) => honest.put(key, source, options),
    get: (key, options) => honest.get(key, options),
    head: (key) => honest.head(key),
    list: (options) => honest.list(options),
    delete: (key) => honest.delete(key),
  })
  const { ok, steps } = await probeBackend(liar)
  expect(ok).toBe(false)
  expect(steps.find(({ name }) => name === 'write if absent')).toMatchObject({
    outcome: 'fails',
    found: 'a condition that does not hold is ignored (no ALREADY_EXISTS)',
    hint: expect.stringContaining('overwrite each other'),
  })
  expect(steps.find(({ name }) => name === 'write')).toMatchObject({ outcome: 'works' })
  expect(await keysOf(honest)).toEqual([])
})

test('what a backend does not offer is not tried', async () => {
  const { capabilities } = createMemoryBackend()
  const modest = otherwise({ capabilities: { ...capabilities, putIfAbsent: false, copy: false } })
  const { ok, steps } = await probeBackend(modest)
  expect(ok).toBe(true)
  const modestly = steps.filter(({ outcome }) => outcome === 'not offered').map(({ name }) => name)
  expect(modestly).toEqual(expect.arrayContaining(['write if absent', 'copy']))
})

test('a backend that cannot be reached fails once, and the rest is skipped', async () => {
  const away = otherwise({
    check: async () => ({
      ok: false,
      code: 'UNAVAILABLE',
      problem: 'nobody is there',
      hint: 'Start it.',
    }),
  })
  const { ok, steps } = await probeBackend(away)
  expect(ok).toBe(false)
  expect(steps[0]).toMatchObject({
    name: 'reach',
    outcome: 'fails',
    found: 'UNAVAILABLE: nobody is there',
    hint: 'Start it.',
  })
  expect(steps.find(({ name }) => name === 'write')).toMatchObject({ outcome: 'skipped' })
})

test('one that cannot delete says what is left', async () => {
  const stubborn = otherwise({
    delete: async () => {
      throw new NexusError('BACKEND_DENIED', 'Deleting is not allowed.')
    },
  })
  const { ok, left, steps } = await probeBackend(stubborn)
  expect(ok).toBe(false)
  expect(left.length).toBeGreaterThan(5)
  expect(steps.at(-1)).toMatchObject({ name: 'clean up', outcome: 'fails' })
})

test('an interruption ends it, and what was written is removed', async () => {
  const controller = new AbortController()
  const backend = createMemoryBackend()
  const busy = otherwise({
    put: (key, source, options) => backend.put(key, source, options),
    list: (options) => backend.list(options),
    delete: (key) => backend.delete(key),
    head: async (key) => {
      controller.abort()
      return backend.head(key)
    },
    get: (key, options) => backend.get(key, options),
  })
  await expect(probeBackend(busy, { signal: controller.signal })).rejects.toMatchObject({
    code: 'ABORTED',
  })
  expect(await keysOf(backend)).toEqual([])
})
