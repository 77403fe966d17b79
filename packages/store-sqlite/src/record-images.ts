import type { Id, Page, PageOptions, RecordImage } from '@nexusfs/core/spec'
import { askedOperations } from './asked-operations.ts'
import type { Statements } from './statements.ts'

type ImageTuple = readonly [
  asked: number,
  collection: string,
  key: string,
  to: number,
  value: string | null,
]

const SQL = `SELECT asked.key, image.collection, image.key, image."to", image.value FROM json_each(?) AS asked
  CROSS JOIN record_history AS image ON image."to" = asked.value
  WHERE (asked.key, image.collection, image.key) > (?, ?, ?)
  ORDER BY asked.key, image.collection, image.key LIMIT +?`

/**
 * A page of the images that operations left of records: operation by operation as given, then by collection and key.
 * Cursors are the index of an operation, the collection and the key, as JSON.
 */
export function recordImages(
  statements: Statements,
  space: number,
  operations: readonly Id[],
  { after, limit }: PageOptions,
): Page<RecordImage> {
  const asked = askedOperations(statements, space, operations)
  const sequences = JSON.stringify(asked.map(({ sequence }) => sequence ?? null))
  const cursor: readonly unknown[] = after === undefined ? [-1, '', ''] : JSON.parse(after)
  const found = statements.query<ImageTuple>(SQL).all(sequences, ...cursor, limit + 1)
  const last = found[limit - 1]
  const more = found.length > limit && last !== undefined
  return {
    rows: found.slice(0, limit).map(([, collection, key, to, value]) => ({
      collection,
      key,
      to,
      ...(value !== null && { value: JSON.parse(value) }),
    })),
    ...(more && { next: JSON.stringify(last.slice(0, 3)) }),
  }
}
