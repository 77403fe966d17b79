import { bytesSource, onceSource } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import { MAX_PARTS, PartReader, planParts } from '../src/parts.ts'

const MEBI = 1 << 20
const ANY = { equal: false, hashed: false }

test('a body of known size goes in at most 10,000 parts of one size', () => {
  for (const size of [0, 1, 8 * MEBI * MAX_PARTS, 8 * MEBI * MAX_PARTS + 1, 5 * 2 ** 40]) {
    const { sizeOf } = planParts(size, 8 * MEBI, ANY)
    expect(sizeOf(1)).toBe(sizeOf(MAX_PARTS))
    expect(Math.ceil(size / sizeOf(1))).toBeLessThanOrEqual(MAX_PARTS)
  }
  expect(planParts(100 * MEBI, 8 * MEBI, ANY).sizeOf(1)).toBe(8 * MEBI)
})

test('parts of a body of unknown size grow to 64 MiB and no further, unless they must be alike', () => {
  const growing = planParts(undefined, 8 * MEBI, ANY)
  expect([1, 1000, 1001, 2001, 3001, MAX_PARTS].map(growing.sizeOf)).toEqual(
    [8, 8, 16, 32, 64, 64].map((count) => count * MEBI),
  )
  const alike = planParts(undefined, 8 * MEBI, { equal: true, hashed: false })
  expect(alike.sizeOf(MAX_PARTS)).toBe(8 * MEBI)
})

test.each([0, 1, 9, 10, 11, 20, 25])(
  '%i bytes are cut into parts of ten whose last says so, from bytes and from a stream',
  async (size) => {
    const bytes = Buffer.from(Array.from({ length: size }, (_, index) => index))
    async function* pieces() {
      for (let start = 0; start < size; start += 3) yield bytes.subarray(start, start + 3)
    }
    for (const source of [bytesSource(bytes), onceSource(pieces()), onceSource(pieces(), size)]) {
      const reader = new PartReader(source, { sizeOf: () => 10, hashed: true })
      const seen: Buffer[] = []
      const lasts: boolean[] = []
      for await (const part of reader.parts()) {
        seen.push(Buffer.from(part.bytes))
        lasts.push(part.last)
        expect(part.number).toBe(seen.length)
        part.release()
      }
      expect(Buffer.concat(seen)).toEqual(bytes)
      expect(reader.size).toBe(size)
      expect(lasts).toEqual(seen.map((_, index) => index === seen.length - 1))
      expect(seen.slice(0, -1).every(({ byteLength }) => byteLength === 10)).toBe(true)
      expect(seen).toHaveLength(Math.max(1, Math.ceil(size / 10)))
    }
  },
)
