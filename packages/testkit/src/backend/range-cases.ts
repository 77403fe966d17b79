import assert from 'node:assert/strict'
import { collectBytes } from '@nexusfs/core/kit'
import type { ByteRange } from '@nexusfs/core/spec'
import type { BackendCases } from './backend-case.ts'
import { type BackendWorld, patternBytes, refused } from './backend-world.ts'

const DIGITS = '0123456789'

const GIVEN: Readonly<Record<string, readonly [ByteRange, string]>> = {
  'the first byte': [{ start: 0, end: 1 }, '0'],
  'the last byte': [{ start: 9, end: 10 }, '9'],
  'the last byte, open': [{ start: 9 }, '9'],
  'the middle': [{ start: 3, end: 7 }, '3456'],
  'all, open': [{ start: 0 }, DIGITS],
  'all, to the end': [{ start: 0, end: 10 }, DIGITS],
  'all but the last': [{ start: 0, end: 9 }, '012345678'],
  'past the end, which is cut': [{ start: 8, end: 1000 }, '89'],
  'no bytes at the start': [{ start: 0, end: 0 }, ''],
  'no bytes in the middle': [{ start: 5, end: 5 }, ''],
  'a suffix of one': [{ suffix: 1 }, '9'],
  'a suffix of all': [{ suffix: 10 }, DIGITS],
  'a suffix longer than the object': [{ suffix: 11 }, DIGITS],
}

const REFUSED: Readonly<Record<string, ByteRange>> = {
  'starts at the end': { start: 10 },
  'starts past the end': { start: 11, end: 20 },
  'starts before 0': { start: -1 },
  'ends before it starts': { start: 5, end: 4 },
  'is not whole numbers': { start: 0.5 },
  'is not a number': { start: Number.NaN },
  'is a suffix of 0': { suffix: 0 },
  'is a negative suffix': { suffix: -1 },
}

/** Ranges at every edge of an object of ten bytes, and across the chunks of a large one. */
export const rangeCases: BackendCases = {
  ...Object.fromEntries(
    Object.entries(GIVEN).map(([name, [range, expected]]) => [
      `range of ${name} gives exactly those bytes`,
      async (world: BackendWorld) => {
        await world.put('digits', DIGITS)
        const result = await world.bucket.get('digits', { range })
        assert.equal(Buffer.from(await collectBytes(result.body)).toString(), expected)
        assert.equal(result.range.end - result.range.start, expected.length)
        assert.equal(result.info.size, 10)
      },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(REFUSED).map(([name, range]) => [
      `range that ${name} is INVALID_RANGE`,
      async (world: BackendWorld) => {
        await world.put('digits', DIGITS)
        await refused(world.bucket.get('digits', { range }), 'INVALID_RANGE')
      },
    ]),
  ),
  'range of an empty object: the whole is given, anything past it is INVALID_RANGE': async (
    world,
  ) => {
    await world.put('empty', '')
    assert.equal(await world.text('empty', { range: { start: 0 } }), '')
    assert.equal(await world.text('empty', { range: { start: 0, end: 5 } }), '')
    assert.equal(await world.text('empty', { range: { suffix: 5 } }), '')
    await refused(world.bucket.get('empty', { range: { start: 1 } }), 'INVALID_RANGE')
  },
  'range of an absent object is NOT_FOUND': async (world) => {
    await refused(world.bucket.get('absent', { range: { start: 0, end: 0 } }), 'NOT_FOUND')
    await refused(world.bucket.get('absent', { range: { start: 100 } }), 'NOT_FOUND')
  },
  'ranges across chunk borders of a large object agree with its bytes': async (world) => {
    const bytes = patternBytes((8 << 20) + 1, 11)
    await world.put('large', bytes)
    const mebi = 1 << 20
    const edges = [0, 1, mebi - 1, mebi, mebi + 1, 5 * mebi, 8 * mebi - 1, 8 * mebi]
    for (const start of edges) {
      for (const length of [1, 2, mebi, mebi + 1]) {
        const read = await world.bytes('large', { range: { start, end: start + length } })
        assert.ok(
          Buffer.from(read).equals(bytes.subarray(start, start + length)),
          `${start}+${length}`,
        )
      }
    }
    const tail = await world.bytes('large', { range: { suffix: mebi + 3 } })
    assert.ok(Buffer.from(tail).equals(bytes.subarray(bytes.length - mebi - 3)))
  },
}
