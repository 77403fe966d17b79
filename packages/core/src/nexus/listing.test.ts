import { expect, test } from 'vitest'
import { createListing, decodeCursor, encodeCursor } from './listing.ts'

async function* count(to: number, from = 1): AsyncGenerator<number> {
  for (let number = from; number <= to; number++) yield number
}

test('iterating twice asks twice', async () => {
  let asked = 0
  const listing = createListing(() => {
    asked += 1
    return count(3)
  })
  expect(await listing.toArray()).toEqual([1, 2, 3])
  const again: number[] = []
  for await (const row of listing) again.push(row)
  expect(again).toEqual([1, 2, 3])
  expect(asked).toBe(2)
})

test('the cursor follows the rows and is undefined before the first and at the end', async () => {
  const listing = createListing(() => count(2), { cursorOf: String })
  const cursors = [listing.cursor]
  for await (const _ of listing) cursors.push(listing.cursor)
  expect([...cursors, listing.cursor]).toEqual([undefined, '1', '2', undefined])
})

test('limit ends the rows; the cursor is left only when more follow', async () => {
  const limited = createListing(() => count(5), { limit: 2, cursorOf: String })
  expect(await limited.toArray()).toEqual([1, 2])
  expect(limited.cursor).toBe('2')
  const exact = createListing(() => count(2), { limit: 2, cursorOf: String })
  expect(await exact.toArray()).toEqual([1, 2])
  expect(exact.cursor).toBeUndefined()
})

test('breaking off leaves the cursor of the last row and ends the source', async () => {
  let ended = false
  const listing = createListing(
    async function* () {
      try {
        yield* count(9)
      } finally {
        ended = true
      }
    },
    { cursorOf: String },
  )
  for await (const row of listing) if (row === 4) break
  expect([listing.cursor, ended]).toEqual(['4', true])
})

test.each([0, -1, 1.5, Number.NaN])('the limit %s is INVALID_ARGUMENT', async (limit) => {
  const listing = createListing(() => count(1), { limit })
  await expect(listing.toArray()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})

test('a cursor keeps its value, and any other text is INVALID_ARGUMENT', () => {
  const isText = (value: unknown): value is string => typeof value === 'string'
  expect(decodeCursor(encodeCursor('/ä/😀'), isText)).toBe('/ä/😀')
  for (const cursor of ['', 'x', encodeCursor(5)])
    expect(() => decodeCursor(cursor, isText)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    )
})
