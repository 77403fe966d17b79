import { bytesSource, onceSource } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import { PartReader } from './part-reader.ts'

const PART = 8 << 20

async function* chunks(count: number, size: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) yield new Uint8Array(size).fill(index % 251)
}

async function sizes(reader: PartReader): Promise<readonly number[]> {
  const found: number[] = []
  for (;;) {
    const part = await reader.next()
    if (part === undefined) return found
    found.push(part.byteLength)
  }
}

test.each([
  ['nothing', 0, 1, [0]],
  ['one byte', 1, 1, [1]],
  ['one part less a byte', 1, PART - 1, [PART - 1]],
  ['exactly one part', 8, 1 << 20, [PART]],
  ['one part and a byte', 1, PART + 1, [PART, 1]],
  ['three parts of odd chunks', 75, 300_007, [PART, PART, 75 * 300_007 - 2 * PART]],
] as const)(
  '%s is cut into full parts, of a stream and of bytes',
  async (_, count, size, parts) => {
    expect(await sizes(new PartReader(onceSource(chunks(count, size))))).toEqual(parts)
    expect(await sizes(new PartReader(onceSource(chunks(count, size), count * size)))).toEqual(
      parts,
    )
    const bytes = new Uint8Array(count * size)
    expect(await sizes(new PartReader(bytesSource(bytes)))).toEqual(parts)
  },
)

test('what was read to see whether all fits is not lost', async () => {
  const fits = new PartReader(onceSource(chunks(2, 100)))
  expect((await fits.whole())?.byteLength).toBe(200)
  const larger = new PartReader(onceSource(chunks(9, 1 << 20)))
  expect(await larger.whole()).toBeUndefined()
  expect(await sizes(larger)).toEqual([PART, 1 << 20])
})

test('bytes in memory are not copied, and a view keeps to itself', async () => {
  const whole = new Uint8Array(100).fill(7)
  const part = await new PartReader(bytesSource(whole.subarray(10, 20))).next()
  expect(part?.byteLength).toBe(10)
  expect(part?.buffer).toBe(whole.buffer)
})

test('a chunk that its maker uses again does not change a part', async () => {
  const same = new Uint8Array(4)
  const reader = new PartReader(
    onceSource(
      (async function* () {
        for (let value = 1; value <= 3; value++) yield same.fill(value)
      })(),
    ),
  )
  expect([...((await reader.next()) ?? [])]).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3])
})
