import { expect, test } from 'vitest'
import { MAXIMUM_OBJECT, MAXIMUM_PARTS, partSize } from './part-size.ts'

test('parts are 8 MiB up to 7.8 GiB, and never more than 64 MiB', () => {
  expect(
    [1, 1000, 1001, 2000, 2001, 3000, 3001, 10_000].map((part) => partSize(part) >> 20),
  ).toEqual([8, 8, 16, 16, 32, 32, 64, 64])
})

test('the largest object is the sum of 10,000 parts', () => {
  let sum = 0
  for (let part = 1; part <= MAXIMUM_PARTS; part++) sum += partSize(part)
  expect(MAXIMUM_OBJECT).toBe(sum)
})
