import { createMemoryBackend, createMemoryStore, createNexus } from '@nexusfs/core'
import { bytesSource } from '@nexusfs/core/kit'
import { faultyStore, type PlannedFault } from '@nexusfs/testkit'
import { expect, test } from 'vitest'
import { Process } from './mortal.fixture.ts'

/** A write that ends between the put and its outcome, and another program that writes before the next start. */
async function cutOff() {
  const [store, backend, bucket] = [
    createMemoryStore(),
    createMemoryBackend(),
    createMemoryBackend(),
  ]
  const open = (process: Process) =>
    createNexus({
      store: process.using(store, ['commit']),
      backend,
      mounts: [
        { mountPoint: '/m', backend: process.using(bucket, ['put']), layout: 'path' as const },
      ],
      ownsAdapters: false,
    })
  const process = new Process()
  const first = await open(process)
  await first.write('/m/a', 'before')
  process.calls = 0
  // The intent, the put; the outcome no more.
  process.endsAt = 3
  await expect(first.write('/m/a', 'ours')).rejects.toThrow()
  await first.close().catch(() => undefined)
  await bucket.put('a', bytesSource(Buffer.from('theirs')))
  return { open: () => open(new Process()), bucket }
}

test('a change of which nobody can tell is in the log as such and in the health, until something else is changed there', async () => {
  const { open } = await cutOff()
  const next = await open()
  expect(await next.readText('/m/a')).toBe('theirs')
  const { unknownChanges = [] } = await next.health()
  expect(unknownChanges).toMatchObject([{ mountPoint: '/m', type: 'write', path: '/m/a' }])
  const report = await next.operations.get(unknownChanges[0]?.operation ?? '')
  expect(report).toMatchObject({ details: { outcome: 'unknown' }, undoable: false, changes: [] })
  await next.write('/m/a', 'after')
  expect((await next.health()).unknownChanges).toBeUndefined()
  await next.close()
  const last = await open()
  await last.list('/m').toArray()
  expect((await last.health()).unknownChanges).toBeUndefined()
  expect((await last.versions.list('/m/a').toArray()).map(({ size }) => size)).toEqual([5, 6, 6])
  await last.close()
})

test('a tenant does not see what is unknown of others', async () => {
  const { open } = await cutOff()
  const next = await open()
  await next.list('/m').toArray()
  expect((await next.as({ tenantId: 'acme' }).health()).unknownChanges).toBeUndefined()
  await next.close()
})

test.each([false, true])(
  'a change whose outcome the store did not take is settled before the next one of the file (versions: %s)',
  async (versioning) => {
    const plan: PlannedFault[] = []
    const backend = createMemoryBackend()
    const bucket = createMemoryBackend({ versioning })
    const mounts = [{ mountPoint: '/m', backend: bucket, layout: 'path' as const }]
    const process = new Process()
    const store = process.using(faultyStore(createMemoryStore(), plan), ['commit'])
    const nx = await createNexus({ store, backend, mounts })
    await nx.write('/m/a', 'one')
    // The next commit is the intent, the one after it the outcome.
    const nth = process.calls + 2
    const error = new Error('The store is away.')
    plan.push({ method: 'commit', nth, fault: 'errorBefore', error })
    await expect(nx.write('/m/a', 'two')).rejects.toThrow('The store is away.')
    plan.length = 0
    await nx.write('/m/a', 'three')
    const versions = await nx.versions.list('/m/a').toArray()
    expect(versions.map(({ version, size }) => [version, size])).toEqual([
      [3, 5],
      [2, 3],
      [1, 3],
    ])
    const rows = await nx.operations.list({ under: '/m/a' }).toArray()
    expect(rows.map(({ type }) => type)).toEqual(['write', 'write', 'write'])
    await nx.undo({ last: 2 })
    expect(await nx.readText('/m/a')).toBe('one')
    await nx.close()
  },
)

test('what is said for all mounts holds for those that say nothing themselves', async () => {
  const given = { store: createMemoryStore(), backend: createMemoryBackend() }
  const mountOf = (mountPoint: string) => {
    return { mountPoint, backend: createMemoryBackend(), layout: 'path' as const }
  }
  const mounts = [mountOf('/a'), { ...mountOf('/b'), history: 'cas' as const }]
  const nx = await createNexus({ ...given, mounts, history: 'none' })
  const [none, kept] = [await nx.write('/a/f', 'x'), await nx.write('/b/f', 'x')]
  expect((await nx.operations.get(none.operationId)).undoable).toBe(false)
  expect((await nx.operations.get(kept.operationId)).undoable).toBe(true)
  await nx.close()
  const adapters = { store: createMemoryStore(), backend: createMemoryBackend() }
  const wrong = { ...adapters, history: 'all' } as unknown as Parameters<typeof createNexus>[0]
  await expect(createNexus(wrong)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})
