import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BLOCK_BYTES, blockChecksum, Digester } from './digest.ts'

test('however content is cut into chunks, hash and block checksums are the same', () => {
  const bytes = Buffer.alloc(2 * BLOCK_BYTES + 12_345, 'nexus')
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: bytes.length }), { maxLength: 6 }), (cuts) => {
      const digester = new Digester()
      const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      edges.slice(1).forEach((edge, index) => {
        digester.update(bytes.subarray(edges[index], edge))
      })
      const { hash, size, checksums } = digester.finish()
      expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'))
      expect(size).toBe(bytes.length)
      for (let block = 0; block < 3; block++) {
        const part = bytes.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES)
        expect(blockChecksum(checksums as Uint8Array, block)).toBe(crc32(part))
      }
    }),
    { numRuns: 20 },
  )
})

test('content up to 1 MiB has no block checksums', () => {
  const digester = new Digester()
  digester.update(Buffer.alloc(BLOCK_BYTES))
  expect(digester.finish().checksums).toBeUndefined()
})
