/** Many small objects in a bucket, faster than by one request each. */
import { crc32 } from 'node:zlib'
import { timed } from '../harness/measure.ts'
import { s3ClientOf } from './bare-s3.ts'
import type { Place } from './cloud-kind.ts'

/** Keys of a directory. */
const PER_DIRECTORY = 1000
const BLOCK = 512

/** Key of the object of that number, from 0. */
export function keyOf(index: number): string {
  const directory = String(Math.floor(index / PER_DIRECTORY)).padStart(4, '0')
  return `directory-${directory}/file-${String(index % PER_DIRECTORY).padStart(4, '0')}`
}

/** Puts objects of 8 bytes below a prefix: MinIO takes an archive apart (`x-amz-meta-snowball-auto-extract`). */
export async function fillBucket(place: Place, prefix: string, count: number): Promise<void> {
  const client = s3ClientOf(place)
  try {
    await timed(Math.ceil(count / PER_DIRECTORY), 4, (archive) => {
      const start = archive * PER_DIRECTORY
      const length = Math.min(PER_DIRECTORY, count - start)
      const keys = Array.from({ length }, (_, index) => keyOf(start + index))
      return client.putObject({
        Bucket: place.bucket,
        Key: `archives/${start}.tar`,
        Body: archiveOf(keys),
        Metadata: { 'snowball-auto-extract': 'true', 'minio-snowball-prefix': prefix },
      })
    })
  } finally {
    client.destroy()
  }
}

function archiveOf(keys: readonly string[]): Buffer {
  const files = keys.flatMap((key) => [headerOf(key, 8), contentOf(key)])
  return Buffer.concat([...files, Buffer.alloc(2 * BLOCK)])
}

function contentOf(key: string): Buffer {
  const block = Buffer.alloc(BLOCK)
  block.write(crc32(key).toString(16).padStart(8, '0'))
  return block
}

/** A header of POSIX.1-1988 (ustar). */
function headerOf(name: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK)
  header.write(name, 0)
  header.write('0000644\0', 100)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  header.write(`${'0'.repeat(11)}\0`, 136)
  header.write(' '.repeat(8), 148)
  header.write('0ustar\0' + '00', 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}
