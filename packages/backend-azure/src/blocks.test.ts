import { bytesSource, collectBytes, concatBytes } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import {
  BLOCK_BYTES,
  blockBytes,
  blockId,
  blocksAtOnce,
  blocksOf,
  MAXIMUM_BLOCK_BYTES,
  MAXIMUM_BLOCKS,
} from './blocks.ts'

const MEBI = 1 << 20

async function blocks(chunks: readonly number[]): Promise<Uint8Array[]> {
  let next = 0
  const source = {
    rewindable: false,
    async *open() {
      for (const length of chunks) yield Uint8Array.from({ length }, () => next++ % 251)
    },
  }
  const all: Uint8Array[] = []
  for await (const block of blocksOf('k', source)) all.push(block)
  return all
}

test('chunks of any size become blocks of 8 MiB and a rest, with the bytes in order', async () => {
  const lengths = [3, 5 * MEBI, 0, 4 * MEBI + 1, 9 * MEBI]
  const all = await blocks(lengths)
  const total = lengths.reduce((sum, length) => sum + length)
  expect(all.map(({ byteLength }) => byteLength)).toEqual([
    BLOCK_BYTES,
    BLOCK_BYTES,
    total - 2 * BLOCK_BYTES,
  ])
  const whole = concatBytes(all)
  expect([whole[0], whole[total - 1]]).toEqual([0, (total - 1) % 251])
  expect(whole.findIndex((byte, index) => byte !== index % 251)).toBe(-1)
})

test('nothing is one empty block, and 8 MiB are one block', async () => {
  expect((await blocks([])).map(({ byteLength }) => byteLength)).toEqual([0])
  expect((await blocks([BLOCK_BYTES])).map(({ byteLength }) => byteLength)).toEqual([BLOCK_BYTES])
})

test('bytes in memory are not copied', async () => {
  const bytes = new Uint8Array(BLOCK_BYTES + 1)
  for await (const block of blocksOf('k', bytesSource(bytes)))
    expect(block.buffer).toBe(bytes.buffer)
  expect((await collectBytes(blocksOf('k', bytesSource(bytes)))).byteLength).toBe(BLOCK_BYTES + 1)
})

test('the largest object of a known size fits in 50,000 blocks', () => {
  const largest = MAXIMUM_BLOCKS * MAXIMUM_BLOCK_BYTES
  expect(blockBytes(0, largest)).toBe(MAXIMUM_BLOCK_BYTES)
  expect(blockBytes(0, 1)).toBe(BLOCK_BYTES)
  for (const size of [MAXIMUM_BLOCKS * BLOCK_BYTES, MAXIMUM_BLOCKS * BLOCK_BYTES + 1, largest])
    expect(blockBytes(0, size) * MAXIMUM_BLOCKS).toBeGreaterThanOrEqual(size)
})

test('a stream of unknown size has room for more than 2 TiB', () => {
  let bytes = 0
  for (let number = 0; number < MAXIMUM_BLOCKS; number++) bytes += blockBytes(number, undefined)
  expect(bytes).toBeGreaterThan(2 ** 41)
})

test('blocks on their way need no more than 24 MiB, unless one alone does', () => {
  expect([8, 16, 32, 100].map((mebi) => blocksAtOnce(mebi * MEBI))).toEqual([3, 1, 1, 1])
})

test('ids of blocks are as long as those of the SDK, and differ', () => {
  const upload = '0199e5a0-0000-7000-8000-000000000000'
  const ids = [0, 9, 10, 49_999].map((number) => blockId(upload, number))
  expect(new Set(ids.map(({ length }) => length))).toEqual(new Set([64]))
  expect(new Set(ids).size).toBe(4)
})
