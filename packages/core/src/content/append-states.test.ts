import { describe, expect, test } from 'vitest'
import { joinRuns, type Run } from './append-states.ts'

/** Appends pieces of one size; gives the bytes of the parts and how much was written in all. */
function appendAll(count: number, size: number, limit: number) {
  let state: { parts: number; runs: readonly Run[] } = { parts: 0, runs: [] }
  const parts: number[] = []
  let written = 0
  for (let index = 0; index < count; index++) {
    const current = index === 0 ? undefined : index
    const { joined, runs } = joinRuns(state, current, new Uint8Array(size).fill(index), limit)
    parts.splice(joined.baseParts, Number.POSITIVE_INFINITY, joined.bytes.byteLength)
    written += joined.bytes.byteLength
    state = { parts: joined.baseParts + 1, runs }
  }
  return { parts, written, total: parts.reduce((sum, part) => sum + part, 0), runs: state.runs }
}

describe('joining runs', () => {
  test.each([
    [10_000, 64, 32_768],
    [1000, 100, 32_768],
    [300, 20_000, 32_768],
    [300, 40_000, 32_768],
    [300, 64, 0],
  ])('%i additions of %i bytes with limit %i keep every byte', (count, size, limit) => {
    const { parts, total, written, runs } = appendAll(count, size, limit)
    expect(total).toBe(count * size)
    const most = Math.max(limit, size)
    expect(Math.max(...parts)).toBeLessThanOrEqual(most)
    expect(parts.length).toBeLessThanOrEqual(Math.ceil((2 * count * size) / most) + 16)
    expect(written).toBeLessThanOrEqual(total * 16)
    expect(runs.length).toBeLessThanOrEqual(16)
  })

  test('ten thousand of 64 bytes are a few dozen parts', () => {
    expect(appendAll(10_000, 64, 32_768).parts.length).toBeLessThan(40)
  })

  test('a long addition takes the short ones before it along', () => {
    const { joined } = joinRuns(
      { parts: 1, runs: [{ base: undefined, baseParts: 0, bytes: new Uint8Array(10) }] },
      5,
      new Uint8Array(100),
      1000,
    )
    expect(joined).toMatchObject({ base: undefined, baseParts: 0 })
    expect(joined.bytes.byteLength).toBe(110)
  })
})
