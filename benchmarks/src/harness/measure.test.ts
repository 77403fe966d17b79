import { expect, test } from 'vitest'
import { formatGoal } from './format.ts'
import { interleave, median, quantile, timed } from './measure.ts'
import { floorGoal, isMet, ratioGoal } from './scenario.ts'

test('the median of an even number of values lies between the middle two', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(quantile([1, 2, 3, 4, 5], 0.25)).toBe(2)
  expect(median([])).toBeNaN()
})

test('contestants take turns, each first once, after one warm-up', async () => {
  const order: string[] = []
  const contestant = (name: string) => ({
    name,
    async round(round: number) {
      order.push(`${name}${round}`)
      return { operations: 2, milliseconds: 4 }
    },
  })
  const [first] = await interleave([contestant('a'), contestant('b')], 2)
  expect(order).toEqual(['a-1', 'b-1', 'b0', 'a0', 'a1', 'b1'])
  expect(first).toMatchObject({ milliseconds: 2, rate: 500, spread: 0 })
})

test('a contestant that throws is out with its problem and no path of the machine', async () => {
  const failing = {
    name: 'failing',
    async round(): Promise<never> {
      throw new Error('no such file: /tmp/some-folder/file\nat line 1')
    },
  }
  const [row] = await interleave([failing], 3)
  expect(row?.problem).toBe('no such file: <path>')
  expect(row?.rate).toBeNaN()
})

test('a missing number meets no goal', () => {
  const goal = floorGoal('id', 'write < 100 ms', Number.NaN, 'atMost', 100, 'ms')
  expect(isMet(goal)).toBe(false)
  expect(formatGoal(goal)).toBe('- ms (goal <= 100 ms) MISSED')
})

test('a ratio compares rates', () => {
  const row = (name: string, rate: number) => ({ name, rate, milliseconds: 1000 / rate, spread: 0 })
  const goal = ratioGoal('id', [row('nexus', 300), row('raw', 100)], 'raw', 2)
  expect(goal.measured).toBe(3)
  expect(isMet(goal)).toBe(true)
})

test('no more calls are in flight than were asked for, and all are made', async () => {
  let running = 0
  let most = 0
  const seen = new Set<number>()
  const round = await timed(20, 4, async (index) => {
    running++
    most = Math.max(most, running)
    seen.add(index)
    await Promise.resolve()
    running--
  })
  expect(most).toBe(4)
  expect(seen.size).toBe(20)
  expect(round.operations).toBe(20)
})
