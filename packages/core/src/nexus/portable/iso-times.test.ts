import { expect, test } from 'vitest'
import { IsoTimes } from './iso-times.ts'

const LAST = 8.64e15

test('times are as Date writes them, in any order', () => {
  const times = new IsoTimes()
  const now = Date.UTC(2026, 10, 21, 9, 30, 59, 999)
  const near = [0, 1, 999, 1_000, 59_999, 60_000, 3_600_000].flatMap((step) => [step, -step])
  const given = near.flatMap((step) => [step, now + step, now, LAST - step, step - LAST])
  for (const time of given) {
    const shown = Math.max(-LAST, Math.min(LAST, time))
    expect(times.textOf(time)).toBe(new Date(shown).toISOString())
  }
})

test('a part of a millisecond is left out, and a time past all dates is the last one', () => {
  const times = new IsoTimes()
  expect(times.textOf(1.9)).toBe(new Date(1.9).toISOString())
  expect(times.textOf(-1.9)).toBe(new Date(-1.9).toISOString())
  expect(times.textOf(Number.MAX_SAFE_INTEGER)).toBe('+275760-09-13T00:00:00.000Z')
  expect(times.textOf(-Number.MAX_SAFE_INTEGER)).toBe('-271821-04-20T00:00:00.000Z')
})
