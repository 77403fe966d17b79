import { type FaultPlan, faultyStore } from '@nexusfs/testkit'
import { expect, test } from 'vitest'
import { newId } from '../src/kit/index.ts'
import { createMemoryStore } from '../src/memory/memory-store.ts'
import { type Batch, ROOT_ID } from '../src/spec/index.ts'

function makeDirectory(name: string): Batch {
  return {
    space: 'acme',
    operations: [{ id: newId(), type: 'mkdir', path: `/${name}` }],
    mutations: [{ kind: 'ensureDirectory', parent: ROOT_ID, name, id: newId() }],
  }
}

async function openFaulty(plan: FaultPlan) {
  const store = createMemoryStore()
  return { store, faulty: faultyStore(store, plan) }
}

test('an error before the effect leaves nothing, at the planned call only', async () => {
  const { store, faulty } = await openFaulty([{ method: 'commit', nth: 2, fault: 'errorBefore' }])
  await faulty.commit(makeDirectory('a'))
  const code = { code: 'UNAVAILABLE' }
  await expect(faulty.commit(makeDirectory('b'))).rejects.toMatchObject(code)
  await faulty.commit(makeDirectory('c'))
  const { rows } = await store.listChildren('acme', ROOT_ID, { limit: 10 })
  expect(rows.map((row) => row.name)).toEqual(['a', 'c'])
})

test('a time-out after the effect leaves all of it, and the batch can be repeated', async () => {
  const { faulty } = await openFaulty([{ method: 'commit', nth: 1, fault: 'timeoutAfter' }])
  const batch = makeDirectory('a')
  await expect(faulty.commit(batch)).rejects.toMatchObject({ code: 'TIMEOUT' })
  const result = await faulty.commit(batch)
  expect(result.ok && result.mutations[0]?.created).toBe(true)
})

test('a slow call works, a given error is thrown as it is, others are left alone', async () => {
  const error = new Error('planned')
  const { faulty } = await openFaulty([
    { method: 'settled', fault: 'slow', delayMs: 1 },
    { method: 'health', fault: 'errorBefore', error },
  ])
  expect(await faulty.settled()).toBe(0)
  await expect(faulty.health()).rejects.toBe(error)
  expect(faulty.describe().type).toBe('memory')
  expect(faulty.capabilities.inlineContent).toBe(true)
  faulty.onChange(() => undefined)()
  await faulty.close()
})
