import { isNexusError } from '../../errors/index.ts'
import { sha256 } from '../../kit/index.ts'
import { type ContentRow, type Hash, INLINE, type MetadataStore } from '../../spec/index.ts'

/** Bytes that are read at once. */
const BYTES_AT_ONCE = 4 << 20

/**
 * Content of one pool that the store holds as one piece, read and hashed: in a few calls for all. What is not there, or
 * not what it shall be, is left out.
 */
export async function findInline(
  store: MetadataStore,
  pool: string,
  hashes: readonly Hash[],
): Promise<readonly ContentRow[]> {
  const rows = await store.findContents({ pool, backend: INLINE }, hashes).catch(whenDamaged)
  const sound: ContentRow[] = []
  for (const some of readableAtOnce(rows)) {
    const contents = await store.readInlines(some.map(({ reference }) => reference))
    for (const [index, row] of some.entries()) {
      const bytes = contents[index]
      if (bytes !== undefined && sha256(bytes) === row.hash) sound.push(row)
    }
  }
  return sound
}

function* readableAtOnce(
  rows: readonly (ContentRow | undefined)[],
): Generator<readonly ContentRow[]> {
  let some: ContentRow[] = []
  let bytes = 0
  for (const row of rows) {
    if (row?.state !== 'present' || row.parts !== undefined) continue
    some.push(row)
    bytes += row.size
    if (bytes < BYTES_AT_ONCE) continue
    yield some
    some = []
    bytes = 0
  }
  if (some.length > 0) yield some
}

/** Something is wrong with one of them; which one shows where they are looked at one by one. */
function whenDamaged(error: unknown): readonly ContentRow[] {
  if (isNexusError(error, 'CORRUPT')) return []
  throw error
}
