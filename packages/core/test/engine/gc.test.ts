import {
  createMemoryBackend,
  createMemoryStore,
  type Nexus,
  type NexusOptions,
} from '@nexusfs/core'
import { bytesSource } from '@nexusfs/core/kit'
import { faultyBackend, faultyStore, type PlannedFault } from '@nexusfs/testkit'
import { describe, expect, test } from 'vitest'
import { createTestClock, type TestClock } from './test-clock.ts'
import { chunksOf, damage, keyOf, keysOf, openNexus, pattern, rejection } from './world.ts'

const MARKER = 'nexus.json'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Above what lies in the store. */
const LARGE = 100_000

/** An engine that collects only when told to, on a clock of the test. */
async function openCollecting(options: Partial<NexusOptions> = {}) {
  const clock = createTestClock()
  const store = createMemoryStore({ clock: () => clock.now() })
  const backend = createMemoryBackend()
  const world = await openNexus({ store, backend, clock, gc: 'manual', ...options })
  return { ...world, clock }
}

/** Nothing is kept for anybody. */
const NOTHING_KEPT = { retention: 0, gcGrace: 0, gcDelay: 0 } as const

async function objectKeys({ backend }: { readonly backend: Parameters<typeof keysOf>[0] }) {
  return (await keysOf(backend)).filter((key) => key !== MARKER)
}

async function contentCount(store: NonNullable<NexusOptions['store']>): Promise<number> {
  const { rows } = await store.listContent({ limit: 1000 })
  return rows.filter(({ state }) => state !== 'condemned').length
}

describe('collection', () => {
  test('without retention the content of a deleted file goes, inline and as an object', async () => {
    const world = await openCollecting(NOTHING_KEPT)
    const { nx, store } = world
    await nx.write('/small', 'a few bytes')
    await nx.write('/large', pattern(LARGE))
    await nx.write('/kept', pattern(LARGE, 1))
    await nx.delete('/small')
    await nx.delete('/large')
    const report = await nx.content.gc({ apply: true })
    expect(report).toMatchObject({
      applied: true,
      prunedStates: 2,
      contents: 2,
      bytes: LARGE + 11,
      objectsDeleted: 1,
      objectsWaiting: 0,
    })
    expect(await objectKeys(world)).toHaveLength(1)
    expect(await contentCount(store)).toBe(1)
    expect(await nx.read('/kept')).toEqual(pattern(LARGE, 1))
  })

  test('a dry run says what would go and changes nothing', async () => {
    const world = await openCollecting(NOTHING_KEPT)
    const { nx } = world
    await nx.write('/large', pattern(LARGE))
    await nx.delete('/large')
    const report = await nx.content.gc()
    expect(report).toMatchObject({ applied: false, prunedStates: 1, contents: 1, bytes: LARGE })
    expect(await objectKeys(world)).toHaveLength(1)
    expect(await nx.content.gc()).toEqual(report)
  })

  test('grace and delay hold content back, one after the other', async () => {
    const world = await openCollecting({ retention: 0, gcGrace: HOUR, gcDelay: HOUR })
    const { nx, clock } = world
    await nx.write('/large', pattern(LARGE))
    clock.advance(2 * HOUR)
    await nx.delete('/large')
    expect(await nx.content.gc({ apply: true })).toMatchObject({ prunedStates: 1, contents: 0 })
    clock.advance(HOUR + 1)
    expect(await nx.content.gc({ apply: true, confirmClock: true })).toMatchObject({
      contents: 1,
      objectsDeleted: 0,
      objectsWaiting: 1,
    })
    expect(await objectKeys(world)).toHaveLength(1)
    clock.advance(HOUR + 1)
    expect(await nx.content.gc({ apply: true, confirmClock: true })).toMatchObject({
      objectsDeleted: 1,
      objectsWaiting: 0,
    })
    expect(await objectKeys(world)).toEqual([])
  })

  test('content that another file, a version or appended content needs stays', async () => {
    const { nx } = await openCollecting({ ...NOTHING_KEPT, inlineMaxBytes: 0 })
    await nx.write('/a', pattern(LARGE))
    await nx.copy('/a', '/copy')
    await nx.append('/log', pattern(LARGE, 1))
    await nx.append('/log', pattern(LARGE, 2))
    await nx.delete('/a')
    await nx.content.gc({ apply: true })
    expect(await nx.read('/copy')).toEqual(pattern(LARGE))
    const log = Buffer.concat([pattern(LARGE, 1), pattern(LARGE, 2)])
    expect(Buffer.from(await nx.read('/log')).equals(log)).toBe(true)
  })

  test('the parts of appended content go with it', async () => {
    const world = await openCollecting({ ...NOTHING_KEPT, inlineMaxBytes: 0 })
    const { nx } = world
    for (let index = 0; index < 5; index++) await nx.append('/log', pattern(LARGE, index))
    await nx.delete('/log')
    await nx.content.gc({ apply: true })
    expect(await objectKeys(world)).toEqual([])
  })

  test('content that is written again after it was collected has another key', async () => {
    const world = await openCollecting(NOTHING_KEPT)
    const { nx } = world
    const { etag } = await nx.write('/a', pattern(LARGE))
    await nx.delete('/a')
    await nx.content.gc({ apply: true })
    await nx.write('/a', pattern(LARGE))
    expect(await objectKeys(world)).toEqual([`${keyOf(etag)}.2`])
    expect(await nx.read('/a')).toEqual(pattern(LARGE))
  })

  test('a change that was refused leaves nothing that waits for its lease', async () => {
    const world = await openCollecting(NOTHING_KEPT)
    const { nx } = world
    await nx.write('/taken', 'x')
    const source = new ReadableStream({
      async start(controller) {
        for await (const chunk of chunksOf(pattern(LARGE, 9))) controller.enqueue(chunk)
        controller.close()
      },
    })
    await rejection(nx.write('/taken', source, { ifMatch: 'f'.repeat(64) }), 'CONFLICT')
    await nx.content.gc({ apply: true })
    expect(await objectKeys(world)).toEqual([])
  })

  test('only administrators and callers without tenant may collect and check', async () => {
    const { nx } = await openCollecting()
    const tenant = nx.as({ tenantId: 'acme' })
    await rejection(tenant.content.gc(), 'ACCESS_DENIED')
    await rejection(tenant.content.fsck(), 'ACCESS_DENIED')
    const { nx: admin } = await openCollecting({ tenantId: 'acme', isAdmin: true })
    expect(await admin.content.gc()).toMatchObject({ applied: false })
  })

  test('two at once: one collects, the other is told, or both agree', async () => {
    const world = await openCollecting(NOTHING_KEPT)
    const { nx } = world
    for (let index = 0; index < 20; index++) await nx.write(`/f${index}`, pattern(LARGE, index))
    for (let index = 0; index < 20; index++) await nx.delete(`/f${index}`)
    const cycles = await Promise.allSettled([
      nx.content.gc({ apply: true }),
      nx.content.gc({ apply: true }),
    ])
    const reasons = cycles.flatMap((cycle) =>
      cycle.status === 'rejected' ? [cycle.reason.code] : [],
    )
    expect(reasons).toEqual(['BUSY'])
    expect(await objectKeys(world)).toEqual([])
  })

  test('it stops when it is aborted', async () => {
    const { nx } = await openCollecting(NOTHING_KEPT)
    await rejection(nx.content.gc({ apply: true, signal: AbortSignal.abort() }), 'ABORTED')
  })
})

describe('collection in the background', () => {
  async function eventually(isTrue: () => Promise<boolean>, clock: TestClock): Promise<void> {
    for (let turn = 0; turn < 200; turn++) {
      if (await isTrue()) return
      clock.advance(1_000)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await isTrue()).toBe(true)
  }

  test('without retention it starts within seconds after the last reference went', async () => {
    const world = await openCollecting({ retention: 0, gcDelay: 0, gc: 'auto' })
    const { nx, clock } = world
    await nx.write('/a', pattern(LARGE))
    await nx.delete('/a')
    const begun = clock.now()
    await eventually(async () => (await objectKeys(world)).length === 0, clock)
    expect(clock.now() - begun).toBeLessThan(60_000)
  })

  test('with retention it comes hourly', async () => {
    const world = await openCollecting({ retention: DAY, gcGrace: 0, gcDelay: 0, gc: 'auto' })
    const { nx, clock } = world
    await nx.write('/a', pattern(LARGE))
    await nx.delete('/a')
    for (let hour = 0; hour < 23; hour++) {
      clock.advance(HOUR)
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await objectKeys(world)).toHaveLength(1)
    for (let hour = 0; hour < 3; hour++) {
      clock.advance(HOUR)
      for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await objectKeys(world)).toEqual([])
  })
})

describe('collection in doubt', () => {
  async function garbage(nx: Nexus): Promise<void> {
    await nx.write('/a', pattern(LARGE))
    await nx.write('/b', pattern(LARGE, 1))
    await nx.delete('/a')
  }

  test('a clock that leaps or steps back stops it until it is confirmed', async () => {
    for (const step of [HOUR + MINUTE, -2 * MINUTE]) {
      const world = await openCollecting(NOTHING_KEPT)
      const { nx, clock } = world
      await garbage(nx)
      clock.leap(step)
      const error = await rejection(nx.content.gc({ apply: true }), 'CLOCK_DOUBTFUL')
      expect(error.hint).toContain('confirm')
      expect(await objectKeys(world)).toHaveLength(2)
      await nx.content.gc({ apply: true, confirmClock: true })
      expect(await objectKeys(world)).toHaveLength(1)
    }
  })

  test('a clock behind the last collection stops another process too', async () => {
    const world = await openCollecting(NOTHING_KEPT)
    const { nx, store, backend, clock } = world
    await garbage(nx)
    await nx.content.gc({ apply: true })
    await nx.delete('/b')
    clock.leap(-HOUR)
    const { nx: other } = await openNexus({ store, backend, clock, gc: 'manual', ...NOTHING_KEPT })
    await rejection(other.content.gc({ apply: true }), 'CLOCK_DOUBTFUL')
    await other.content.gc({ apply: true, confirmClock: true })
    expect(await objectKeys(world)).toEqual([])
  })

  test('a store that is older than its backend collects only after fsck has passed', async () => {
    const world = await openCollecting(NOTHING_KEPT)
    const { nx, backend } = world
    await garbage(nx)
    const { body } = await backend.get(MARKER)
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    const marker = JSON.parse(Buffer.concat(chunks).toString())
    await backend.put(MARKER, bytesSource(Buffer.from(JSON.stringify({ ...marker, cycle: 7 }))))
    const error = await rejection(nx.content.gc({ apply: true }), 'STORE_OUTDATED')
    expect(error.hint).toContain('fsck')
    expect(await objectKeys(world)).toHaveLength(2)
    const report = await nx.content.fsck()
    expect(report.ok).toBe(true)
    expect(report.problems.map(({ kind }) => kind)).toEqual(['marker'])
    await nx.content.gc({ apply: true })
    expect(await objectKeys(world)).toHaveLength(1)
  })

  test('a store that is older than its backend and has lost content does not collect', async () => {
    const world = await openCollecting(NOTHING_KEPT)
    const { nx, backend } = world
    await garbage(nx)
    const { etag } = await nx.stat('/b')
    await backend.delete(keyOf(etag as string))
    const { body } = await backend.get(MARKER)
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    const marker = JSON.parse(Buffer.concat(chunks).toString())
    await backend.put(MARKER, bytesSource(Buffer.from(JSON.stringify({ ...marker, cycle: 7 }))))
    expect((await nx.content.fsck()).ok).toBe(false)
    await rejection(nx.content.gc({ apply: true }), 'STORE_OUTDATED')
  })

  const QUERIES = [
    'collectable',
    'doomed',
    'settled',
    'listSpaces',
    'changes',
    'effects',
    'getRecords',
    'claim',
  ]
  test.each(QUERIES)(
    'when %s fails nothing is deleted, and the next cycle goes on',
    async (method) => {
      const plan: PlannedFault[] = []
      const clock = createTestClock()
      const store = faultyStore(createMemoryStore({ clock: () => clock.now() }), plan)
      const backend = createMemoryBackend()
      const { nx } = await openNexus({ store, backend, clock, gc: 'manual', ...NOTHING_KEPT })
      await garbage(nx)
      plan.push({ method, fault: 'errorBefore' })
      await rejection(nx.content.gc({ apply: true }), 'UNAVAILABLE')
      expect(await objectKeys({ backend })).toHaveLength(2)
      plan.length = 0
      await nx.content.gc({ apply: true })
      expect(await objectKeys({ backend })).toHaveLength(1)
      expect(await nx.read('/b')).toEqual(pattern(LARGE, 1))
    },
  )

  test.each(['commit', 'get', 'put', 'deleteMany'])(
    'when %s fails at any time, also with a lost answer, nothing that is needed goes, and later cycles end the work',
    async (method) => {
      for (const fault of ['errorBefore', 'timeoutAfter', 'partial'] as const)
        for (let nth = 1; nth < 8; nth++) {
          const plan: PlannedFault[] = []
          const clock = createTestClock()
          const memory = createMemoryStore({ clock: () => clock.now() })
          const objects = createMemoryBackend()
          const store = method === 'commit' ? faultyStore(memory, plan) : memory
          const backend = method === 'commit' ? objects : faultyBackend(objects, plan)
          const { nx } = await openNexus({ store, backend, clock, gc: 'manual', ...NOTHING_KEPT })
          await garbage(nx)
          plan.push({ method, nth: nth + 5, fault }, { method, nth, fault })
          await nx.content.gc({ apply: true }).catch(() => undefined)
          plan.length = 0
          clock.leap(MINUTE)
          await nx.content.gc({ apply: true })
          expect(await objectKeys({ backend: objects })).toHaveLength(1)
          expect(await nx.read('/b')).toEqual(pattern(LARGE, 1))
          expect((await nx.content.fsck({ deep: true })).problems).toEqual([])
        }
    },
  )
})

describe('reading while content goes', () => {
  test('a file that is deleted and collected while it is read is NOT_FOUND, and one that is replaced reads as it is now', async () => {
    for (const isReplaced of [false, true]) {
      const clock = createTestClock()
      const store = createMemoryStore({ clock: () => clock.now() })
      const inner = createMemoryBackend()
      let before: (() => Promise<unknown>) | undefined
      const backend: typeof inner = new Proxy(inner, {
        get(target, name) {
          const member = Reflect.get(target, name, target)
          if (name !== 'get') return typeof member === 'function' ? member.bind(target) : member
          return async (...values: Parameters<typeof inner.get>) => {
            const hook = before
            if (values[0] !== MARKER) before = undefined
            if (values[0] !== MARKER) await hook?.()
            return target.get(...values)
          }
        },
      })
      const { nx } = await openNexus({
        store,
        backend,
        clock,
        gc: 'manual',
        cacheSizeMb: 0,
        ...NOTHING_KEPT,
      })
      await nx.write('/a', pattern(LARGE))
      before = async () => {
        if (isReplaced) await nx.write('/a', pattern(LARGE, 1))
        else await nx.delete('/a')
        await nx.content.gc({ apply: true })
      }
      if (isReplaced) expect(await nx.read('/a')).toEqual(pattern(LARGE, 1))
      else await rejection(nx.read('/a'), 'NOT_FOUND')
    }
  })

  test('content that is damaged stays CORRUPT', async () => {
    const { nx, backend } = await openCollecting({ ...NOTHING_KEPT, cacheSizeMb: 0 })
    const { etag } = await nx.write('/a', pattern(LARGE))
    await damage(backend, etag)
    await rejection(nx.read('/a'), 'CORRUPT')
    await backend.delete(keyOf(etag))
    await rejection(nx.read('/a'), 'CORRUPT')
  })
})
