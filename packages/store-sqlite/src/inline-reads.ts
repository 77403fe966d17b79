import { type Hash, INLINE, type InlineContent } from '@nexusfs/core/spec'
import { contentStateNumber, plainBytes } from './codec.ts'
import type { Statements } from './statements.ts'

/** Content up to so many bytes comes as hexadecimal text: a blob of its own costs more, most of it when it is freed. */
const LARGEST_TEXT = 1_024

/** One statement for many: each call from JavaScript costs as much as the look-up. */
const SQL = `SELECT asked.key, content.id,
    CASE WHEN content.size <= ${LARGEST_TEXT} THEN hex(content.bytes) ELSE content.bytes END
  FROM json_each(?) AS asked CROSS JOIN content
  ON substr(content.hash, 1, 8) = substr(unhex(asked.value), 1, 8)
  AND content.pool = (SELECT id FROM pools WHERE name = ?)
  AND content.backend = (SELECT id FROM backends WHERE name = ?)
  AND content.hash = unhex(asked.value)
  WHERE content.state = +? AND content.size <= +? AND content.bytes IS NOT NULL`

/** Small content that is here as one piece, with its bytes, in the order of hashes. */
export function findInline(
  statements: Statements,
  pool: string,
  hashes: readonly Hash[],
  largest: number,
): readonly (InlineContent | undefined)[] {
  const found: (InlineContent | undefined)[] = hashes.map(() => undefined)
  const rows = statements
    .query<readonly [number, number, Uint8Array | string]>(SQL)
    .all(JSON.stringify(hashes), pool, INLINE, contentStateNumber('present'), largest)
  for (const [index, reference, bytes] of rows) found[index] = { reference, bytes: bytesOf(bytes) }
  return found
}

function bytesOf(bytes: Uint8Array | string): Uint8Array {
  return plainBytes(typeof bytes === 'string' ? Buffer.from(bytes, 'hex') : bytes)
}
