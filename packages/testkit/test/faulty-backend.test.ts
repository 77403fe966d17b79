import { createMemoryBackend } from '@nexusfs/core'
import { bytesSource, collectBytes, isNexusError, onceSource } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import { type FaultPlan, faultyBackend } from '../src/index.ts'

const CONTENT = bytesSource(Buffer.from('content'))

async function withFaults(plan: FaultPlan) {
  const memory = createMemoryBackend()
  await memory.put('a', CONTENT)
  return { memory, faulty: faultyBackend(memory, plan) }
}

test('errorBefore has no effect and comes at its call only', async () => {
  const { memory, faulty } = await withFaults([{ method: 'delete', nth: 2, fault: 'errorBefore' }])
  await faulty.delete('absent')
  await expect(faulty.delete('a')).rejects.toSatisfy((error) => isNexusError(error, 'UNAVAILABLE'))
  expect(await memory.head('a')).toBeDefined()
  await faulty.delete('a')
  expect(await memory.head('a')).toBeUndefined()
})

test('timeoutAfter has its effect and fails', async () => {
  const { memory, faulty } = await withFaults([{ method: 'put', fault: 'timeoutAfter' }])
  await expect(faulty.put('b', CONTENT)).rejects.toSatisfy((error) =>
    isNexusError(error, 'TIMEOUT'),
  )
  expect(await memory.head('b')).toBeDefined()
})

test('a partial get gives half of the bytes and fails, a partial put stores nothing', async () => {
  const error = new Error('half')
  const { memory, faulty } = await withFaults([
    { method: 'get', fault: 'partial', error },
    { method: 'put', fault: 'partial', error },
  ])
  const seen: string[] = []
  const read = async () => {
    const { body } = await faulty.get('a')
    for await (const chunk of body) seen.push(Buffer.from(chunk).toString())
  }
  await expect(read()).rejects.toBe(error)
  expect(seen).toEqual(['con'])
  let given = 0
  const chunks = async function* () {
    for (; given < 10; given++) yield Buffer.from('x')
  }
  await expect(faulty.put('b', onceSource(chunks(), 10))).rejects.toBe(error)
  expect(given).toBeLessThan(10)
  expect(await memory.head('b')).toBeUndefined()
})

test('a partial deleteMany removes half of the keys', async () => {
  const { memory, faulty } = await withFaults([{ method: 'deleteMany', fault: 'partial' }])
  for (const key of ['b', 'c', 'd']) await memory.put(key, CONTENT)
  await expect(faulty.deleteMany?.(['a', 'b', 'c', 'd'])).rejects.toThrow()
  const { objects } = await memory.list({ limit: 10 })
  expect(objects.map(({ key }) => key)).toEqual(['c', 'd'])
})

test('slow works later, and what is not planned works as ever', async () => {
  const { faulty } = await withFaults([{ method: 'head', fault: 'slow', delayMs: 20 }])
  const begin = performance.now()
  expect(await faulty.head('a')).toMatchObject({ size: 7 })
  expect(performance.now() - begin).toBeGreaterThan(15)
  expect(await collectBytes((await faulty.get('a')).body)).toHaveLength(7)
  expect(faulty.describe().type).toBe('memory')
})
