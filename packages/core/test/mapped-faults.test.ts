import { createMemoryBackend, createMemoryStore, createNexus } from '@nexusfs/core'
import type { Backend } from '@nexusfs/core/spec'
import { type Fault, faultyBackend } from '@nexusfs/testkit'
import { expect, onTestFinished, test } from 'vitest'

const FAULTS: readonly Fault[] = ['errorBefore', 'timeoutAfter', 'partial']
const METHODS = ['put', 'delete', 'copy', 'deleteMany', 'head', 'list', 'get', 'rename']
/** Which call of a method fails. */
const CALLS = [1, 2, 3]

/** Whether files are renamed by the provider, or copied and deleted. */
for (const rename of [true, false])
  test.each(FAULTS)(
    `a %s at any call of a bucket ${rename ? 'with' : 'without'} renames leaves all as if there had been none`,
    async (fault) => {
      const plans = METHODS.flatMap((method) => CALLS.map((nth) => ({ method, nth, fault })))
      const found = await Promise.all(plans.map((plan) => changes([plan], rename)))
      for (const [index, plan] of plans.entries())
        expect({ ...plan, ...found[index] }).toEqual({ ...plan, ...EXPECTED })
    },
  )

const EXPECTED = {
  versions: [1, 2, 3],
  left: ['/bucket/kept'],
  log: ['write', 'write', 'write', 'copy', 'rename', 'rename', 'write', 'delete', 'rmdir'],
  intents: 0,
}

/** Changes of every kind, and what they leave. */
async function changes(plan: Parameters<typeof faultyBackend>[1], rename: boolean) {
  const store = createMemoryStore()
  const bucket = faultyBackend(withRename(createMemoryBackend(), rename), plan)
  const mounts = [{ mountPoint: '/bucket', backend: bucket, layout: 'path' as const }]
  const nx = await createNexus({ store, backend: createMemoryBackend(), mounts })
  onTestFinished(() => nx.close())
  const versions: number[] = []
  for (const text of ['one', 'two', 'three'])
    versions.push((await nx.write('/bucket/a', text)).version)
  await nx.copy('/bucket/a', '/bucket/c')
  await nx.rename('/bucket/a', '/bucket/d/e')
  await nx.rename('/bucket/d', '/bucket/f')
  await nx.write('/bucket/kept', 'kept')
  await nx.delete('/bucket/c')
  expect(await nx.readText('/bucket/f/e')).toBe('three')
  await nx.rmdir('/bucket/f', { recursive: true })
  const rows = await nx.operations.list().toArray()
  const log = rows.map(({ type }) => type).filter((type) => type !== 'mount')
  const left = (await nx.list('/bucket').toArray()).map(({ path }) => path)
  const intents = (await store.scanRecords('intent', { index: 'mount', prefix: [], limit: 10 }))
    .rows
  return { versions, left, log: log.reverse(), intents: intents.length }
}

function withRename(backend: Backend, rename: boolean): Backend {
  const capabilities = { ...backend.capabilities, rename }
  return new Proxy(backend, {
    get(target, name) {
      if (name === 'capabilities') return capabilities
      const member: unknown = Reflect.get(target, name, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}
