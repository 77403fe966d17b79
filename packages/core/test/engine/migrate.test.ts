import { type Backend, createMemoryBackend, NexusError } from '@nexusfs/core'
import { faultyBackend, faultyStore, type PlannedFault } from '@nexusfs/testkit'
import { describe, expect, test } from 'vitest'
import { cloudBackend } from './cloud.fixture.ts'
import { createAdapters, damage, keyOf, keysOf, openNexus, pattern, rejection } from './world.ts'

const SETTINGS = { gc: 'manual', cacheSizeMb: 0, inlineMaxBytes: 0 } as const
const FROM_TO = { from: '/', to: '/mnt/new' } as const

/** Files on the default backend, and a second one at /mnt/new. */
async function moving(target: Backend = createMemoryBackend()) {
  const adapters = await createAdapters()
  const mounts = [{ mountPoint: '/mnt/new', backend: target }]
  const world = await openNexus({ ...adapters, ...SETTINGS, mounts })
  const { nx } = world
  const files = new Map<string, Uint8Array>()
  for (const [index, size] of [10, 100_000, 1_300_000, 0, 70_000].entries()) {
    const bytes = pattern(size).slice()
    if (size > 0) bytes[0] = index
    files.set(`/docs/f${index}`, bytes)
    await nx.write(`/docs/f${index}`, bytes)
  }
  await nx.append('/docs/f1', pattern(1000))
  files.set('/docs/f1', await nx.read('/docs/f1'))
  await nx.write('/docs/f4', 'newer')
  files.set('/docs/f4', Buffer.from('newer'))
  await nx.copy('/docs/f2', '/copy')
  files.set('/copy', files.get('/docs/f2') as Uint8Array)
  const check = async (handle = nx) => {
    for (const [path, bytes] of files)
      expect(Buffer.compare(await handle.read(path), bytes), path).toBe(0)
    expect((await handle.versions.read('/docs/f4', 1)).byteLength).toBe(70_000)
    const { problems } = await handle.content.fsck({ deep: true })
    expect(problems.filter(({ kind }) => kind !== 'orphan')).toEqual([])
  }
  return { ...world, adapters, mounts, target, files, check }
}

const objects = async (backend: Backend) =>
  (await keysOf(backend)).filter((key) => key.startsWith('cas/')).length

describe('migrating content', () => {
  test('says first what it would do, and does nothing', async () => {
    const { nx, backend, target } = await moving()
    const before = await keysOf(backend)
    const report = await nx.content.migrate(FROM_TO)
    expect(report).toMatchObject({ applied: false, contents: before.length - 1, reused: 0 })
    expect(await keysOf(backend)).toEqual(before)
    expect(await keysOf(target)).toEqual([])
  })

  test('moves all of it; files, versions and the source stay', async () => {
    const { nx, backend, target, check } = await moving()
    const count = await objects(backend)
    const seen: number[] = []
    const onProgress = ({ done }: { readonly done: number }) => seen.push(done)
    const report = await nx.content.migrate({ ...FROM_TO, apply: true, onProgress })
    expect(report).toMatchObject({ applied: true, contents: count, failures: 0, busy: 0 })
    expect(seen.at(-1)).toBe(count)
    expect([await objects(backend), await objects(target)]).toEqual([count, count])
    await check()
    expect((await nx.content.migrate({ ...FROM_TO, apply: true })).contents).toBe(0)
  })

  test('removes the source on request, and then it can be left out', async () => {
    const { nx, backend, target, adapters, check } = await moving()
    const count = await objects(backend)
    const options = { ...FROM_TO, apply: true, removeSource: true }
    expect(await nx.content.migrate(options)).toMatchObject({ objectsRemoved: count })
    expect(await objects(backend)).toBe(0)
    await check()
    await nx.close()
    const { nx: next } = await openNexus({ ...adapters, ...SETTINGS, backend: target })
    await check(next)
  })

  test('removes later what an earlier run left', async () => {
    const { nx, backend, check } = await moving()
    await nx.content.migrate({ ...FROM_TO, apply: true })
    const left = await objects(backend)
    const options = { ...FROM_TO, apply: true, removeSource: true }
    expect(await nx.content.migrate(options)).toMatchObject({ contents: 0, objectsRemoved: left })
    await check()
  })

  test('sends no body for what is there, also when files use it', async () => {
    const target = cloudBackend()
    const { nx, backend, files, check } = await moving(target)
    await nx.write('/mnt/new/same', files.get('/docs/f2') as Uint8Array)
    await nx.write('/mnt/new/other', files.get('/docs/f0') as Uint8Array)
    const count = await objects(backend)
    target.take()
    const options = { ...FROM_TO, apply: true, removeSource: true }
    expect(await nx.content.migrate(options)).toMatchObject({ contents: count, reused: 2 })
    expect(target.take().put).toBe(count - 2)
    expect(await objects(backend)).toBe(0)
    await check()
    await nx.delete('/mnt/new/same')
    await check()
  })

  const ends = ['put', 'commit'].flatMap((method) =>
    [1, 2, 4].flatMap((nth) =>
      (['errorBefore', 'timeoutAfter'] as const).map((fault) => ({ method, nth, fault })),
    ),
  )
  test.each(ends)('goes on after it was hit by %j, and loses nothing', async (end) => {
    const { nx, adapters, backend, target, check } = await moving()
    await nx.close()
    const plan: PlannedFault[] = []
    const mounts = [{ mountPoint: '/mnt/new', backend: faultyBackend(target, plan) }]
    const store = faultyStore(adapters.store, plan)
    const { nx: first } = await openNexus({ ...adapters, store, ...SETTINGS, mounts })
    plan.push({ ...end, error: new NexusError('INTERNAL', 'killed') })
    const options = { ...FROM_TO, apply: true, removeSource: true }
    await first.content.migrate(options).catch(() => undefined)
    plan.length = 0
    await check(first)
    await first.close()
    const whole = [{ mountPoint: '/mnt/new', backend: target }]
    const { nx: second } = await openNexus({ ...adapters, ...SETTINGS, mounts: whole })
    expect((await second.content.migrate(options)).failures).toBe(0)
    expect(await objects(backend)).toBe(0)
    await check(second)
  })

  test('keeps what is damaged where it is, names it, and removes nothing', async () => {
    const { nx, backend, target } = await moving()
    const { etag } = await nx.stat('/docs/f0')
    const count = await objects(backend)
    await damage(backend, etag as string, '0123456789')
    const options = { ...FROM_TO, apply: true, removeSource: true }
    const report = await nx.content.migrate(options)
    expect(report).toMatchObject({ contents: count - 1, failures: 1, objectsRemoved: 0 })
    expect(report.failed[0]).toMatchObject({
      hash: etag,
      problem: expect.stringContaining('CORRUPT'),
    })
    expect(await target.head(keyOf(etag as string))).toBeUndefined()
  })

  test('of a prefix moves what its files are made of', async () => {
    const { nx, backend, check } = await moving()
    await nx.write('/elsewhere', pattern(5000))
    const report = await nx.content.migrate({ ...FROM_TO, apply: true, prefix: '/docs' })
    expect(report.contents).toBe((await objects(backend)) - 2)
    await check()
    await rejection(nx.content.migrate({ ...FROM_TO, prefix: '/none' }), 'NOT_FOUND')
  })

  test('goes on while others write and delete the same', async () => {
    const { nx, files, check } = await moving()
    const migrating = nx.content.migrate({ ...FROM_TO, apply: true, concurrency: 2 })
    for (let round = 0; round < 20; round++) {
      const bytes = files.get('/docs/f2') as Uint8Array
      await nx.write(`/mnt/new/r${round}`, bytes)
      await nx.write(`/again/r${round}`, bytes)
      if (round % 3 === 0) await nx.delete(`/again/r${round}`)
    }
    await migrating
    const rest = { ...FROM_TO, apply: true, removeSource: true }
    expect((await nx.content.migrate(rest)).failures).toBe(0)
    await check()
    expect(await nx.content.gc({ apply: true })).toMatchObject({ applied: true })
    await check()
  })

  test('is refused where it makes no sense', async () => {
    const { nx } = await moving()
    const migrate = (from: string, to: string, more = {}) =>
      nx.content.migrate({ from, to, ...more })
    await rejection(migrate('/', '/docs'), 'INVALID_ARGUMENT')
    await rejection(migrate('/', '/mnt/new', { concurrency: 0 }), 'INVALID_ARGUMENT')
    await rejection(migrate('none', '/'), 'BACKEND_NOT_CONFIGURED')
    const other = createMemoryBackend()
    await nx.mounts.add({ mountPoint: '/mnt/ro', backend: other, readonly: true })
    await rejection(migrate('/', '/mnt/ro'), 'READ_ONLY')
    await nx.mounts.add({ mountPoint: '/mnt/p', backend: createMemoryBackend(), layout: 'path' })
    await rejection(migrate('/', '/mnt/p'), 'NOT_SUPPORTED')
    const tenant = nx.as({ tenantId: 'acme' })
    await rejection(tenant.content.migrate(FROM_TO), 'ACCESS_DENIED')
  })
})
