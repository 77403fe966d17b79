import { createMemoryBackend, createMemoryStore, createNexus } from '@nexusfs/core'
import { bytesSource } from '@nexusfs/core/kit'
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
