import { expect, test } from 'vitest'
import { createIdSource, idFromBytes, idToBytes } from './ids.ts'

const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('ids are UUIDs of version 7, differ, and carry the time', () => {
  const newId = createIdSource()
  const before = Date.now()
  const ids = Array.from({ length: 20_000 }, newId)
  const after = Date.now()
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) {
    expect(id).toMatch(UUID_7)
    const time = idToBytes(id).readUIntBE(0, 6)
    expect(time).toBeGreaterThanOrEqual(before)
    expect(time).toBeLessThanOrEqual(after)
    expect(idFromBytes(idToBytes(id))).toBe(id)
  }
})

test('ids of one source sort in the order in which they were made', () => {
  const newId = createIdSource()
  const ids = Array.from({ length: 2_000 }, newId)
  expect(ids.toSorted()).toEqual(ids)
})
