import {
  type ContentChain,
  type ContentChange,
  type ContentLease,
  isNexusError,
  type NewContent,
  NexusError,
} from '@nexusfs/core/kit'
import type {
  ContentAddress,
  ContentPart,
  ContentPlace,
  ContentReference,
  ContentRow,
  Hash,
  Page,
  PageOptions,
} from '@nexusfs/core/spec'
import { contentStateNumber, contentStateOf, HASH, plainBytes } from './codec.ts'
import type { Dictionary } from './dictionary.ts'
import type { NewContentRows } from './new-content.ts'
import type { Statements } from './statements.ts'

type ContentTuple = readonly [
  reference: number,
  pool: number,
  backend: number,
  hash: string,
  size: number,
  state: number,
  generation: number,
  base: number | null,
  part: number | null,
  checksums: Uint8Array | null,
  locator: string | null,
]

/** Where a node's content lies; `null` where the store has no such content. */
export type PlaceTuple = readonly [
  pool: number | null,
  backend: number | null,
  generation: number | null,
  base: number | null,
  part: number | null,
  /** Only where it is not the node's. */
  hash: string | null,
]

const COLUMNS =
  'content.id, pool, backend, hex(hash), size, state, generation, base, part, checksums, locator'

/** State of a row that only keeps its number from being given again. */
const GONE = 4

/** What a query of nodes `n` needs to select a {@link PlaceTuple} as its last columns. */
export const CONTENT_PLACE = {
  columns: `c.pool, c.backend, c.generation, c.base, c.part, CASE WHEN c.hash <> n.hash THEN hex(c.hash) END`,
  join: `LEFT JOIN content AS c ON c.id = n.content AND c.state <> ${GONE}`,
  size: 6,
} as const

const SQL = {
  at: `SELECT ${COLUMNS} FROM content WHERE substr(hash, 1, 8) = substr(${HASH}, 1, 8) AND pool = ? AND backend = ? AND hash = ${HASH}`,
  by: `SELECT ${COLUMNS} FROM content WHERE id = ?`,
  /** One statement for many: each call from JavaScript costs as much as the look-up. */
  manyAt: `SELECT ${COLUMNS} FROM json_each(?) AS asked CROSS JOIN content
    ON substr(hash, 1, 8) = substr(unhex(asked.value), 1, 8) AND pool = +? AND backend = +? AND hash = unhex(asked.value)`,
  bytes: 'SELECT bytes FROM content WHERE id = ?',
  bytesOfMany: 'SELECT id, bytes FROM content WHERE id IN (SELECT value FROM json_each(?))',
  renew: `UPDATE content SET bytes = NULL, base = NULL, part = NULL, depth = NULL, checksums = NULL,
    leases = NULL, lease_until = NULL WHERE id = ? AND generation <> ?`,
  chain: 'SELECT base, part, depth FROM content WHERE id = ? AND base IS NOT NULL',
  lease: 'SELECT leases, lease_until FROM content WHERE id = ? AND leases IS NOT NULL',
  isPiece: `SELECT 1 FROM content WHERE base = ? UNION ALL SELECT 1 FROM content WHERE part = ? LIMIT 1`,
  page: `SELECT ${COLUMNS} FROM content WHERE id > ? AND state <> ${GONE} ORDER BY id LIMIT +?`,
  delete: 'DELETE FROM content WHERE id = ?',
  newest: 'SELECT id, state FROM content ORDER BY id DESC LIMIT 1',
  insertGone: `INSERT INTO content(id, pool, backend, hash, size, state, generation) VALUES (?, 0, 0, x'', 0, ${GONE}, 0)`,
} as const

/** Content of all pools. */
export class ContentTable {
  readonly #statements: Statements
  readonly #pools: Dictionary
  readonly #backends: Dictionary
  readonly #rows: NewContentRows

  constructor(
    statements: Statements,
    pools: Dictionary,
    backends: Dictionary,
    rows: NewContentRows,
  ) {
    this.#statements = statements
    this.#pools = pools
    this.#backends = backends
    this.#rows = rows
  }

  findAt({ pool, backend, hash }: ContentAddress): ContentRow | undefined {
    const poolId = this.#pools.find(pool)
    const backendId = this.#backends.find(backend)
    if (poolId === undefined || backendId === undefined) return undefined
    const row = this.#settled.query<ContentTuple>(SQL.at).get(hash, poolId, backendId, hash)
    return row && this.#rowOf(row)
  }

  /** In the order of the hashes. */
  findManyAt(
    { pool, backend }: Omit<ContentAddress, 'hash'>,
    hashes: readonly Hash[],
  ): readonly (ContentRow | undefined)[] {
    const found = new Map<Hash, ContentRow>()
    const place = [this.#pools.find(pool), this.#backends.find(backend)]
    const rows = place.includes(undefined)
      ? []
      : this.#settled.query<ContentTuple>(SQL.manyAt).all(JSON.stringify(hashes), ...place)
    for (const row of rows) found.set(row[3].toLowerCase(), this.#rowOf(row))
    return hashes.map((hash) => found.get(hash))
  }

  find(reference: ContentReference): ContentRow | undefined {
    const row = this.#settled.query<ContentTuple>(SQL.by).get(reference)
    return row === undefined || row[5] === GONE ? undefined : this.#rowOf(row)
  }

  /** Where the content of a node with that hash lies; `undefined` when it, or a piece of it, is not there. */
  placeOf(place: PlaceTuple, hash: Hash): ContentPlace | undefined {
    const [pool, backend, generation, base, part, other] = place
    if (pool === null || backend === null || generation === null) return undefined
    const plain = {
      pool: this.#pools.nameOf(pool),
      backend: this.#backends.nameOf(backend),
      hash: other?.toLowerCase() ?? hash,
      generation,
    }
    if (base === null || part === null) return plain
    try {
      return { ...plain, parts: this.#parts([base, part]) }
    } catch (error) {
      if (!isNexusError(error, 'CORRUPT')) throw error
      return undefined
    }
  }

  /** What the content is made of directly. */
  findChain(reference: ContentReference): ContentChain | undefined {
    const row = this.#settled.query<[number, number, number]>(SQL.chain).get(reference)
    return row && { base: row[0], part: row[1], depth: row[2] }
  }

  /** The lease as it was last set. */
  findLease(reference: ContentReference): ContentLease | undefined {
    const row = this.#settled.query<[number, number]>(SQL.lease).get(reference)
    return row && { count: row[0], until: row[1] }
  }

  /** Whether other content is made of it. */
  isPiece(reference: ContentReference): boolean {
    return this.#settled.query(SQL.isPiece).get(reference, reference) !== undefined
  }

  /** A page of all content in the order of references, which are the cursors. */
  page({ after = '0', limit }: PageOptions): Page<ContentRow> {
    const found = this.#settled
      .query<ContentTuple>(SQL.page)
      .all(Number(after), limit + 1)
      .map((row) => this.#rowOf(row))
    const rows = found.slice(0, limit)
    const last = rows.at(-1)
    const more = found.length > limit && last !== undefined
    return { rows, ...(more && { next: String(last.reference) }) }
  }

  /** The bytes of one inline piece. */
  bytes(reference: ContentReference): Uint8Array | undefined {
    const row = this.#settled.query<[Uint8Array | null]>(SQL.bytes).get(reference)
    const bytes = row?.[0]
    return bytes === null || bytes === undefined ? undefined : plainBytes(bytes)
  }

  /** The same of several, in the order of the references. */
  bytesOfMany(references: readonly ContentReference[]): readonly (Uint8Array | undefined)[] {
    const found = new Map<ContentReference, Uint8Array>()
    const rows = this.#settled
      .query<[number, Uint8Array | null]>(SQL.bytesOfMany)
      .all(JSON.stringify(references))
    for (const [reference, bytes] of rows)
      if (bytes !== null) found.set(reference, plainBytes(bytes))
    return references.map((reference) => found.get(reference))
  }

  insert(content: NewContent): ContentReference {
    return this.#rows.insert(content)
  }

  /** Changes what is given. A new generation drops bytes, chain, checksums and lease first. */
  update(reference: ContentReference, change: ContentChange): void {
    if (change.generation !== undefined)
      this.#settled.change(SQL.renew).run(reference, change.generation)
    const [columns, values] = changedColumns(change)
    if (change.backend !== undefined) {
      columns.push('backend = ?')
      values.push(this.#backends.ensure(change.backend))
    }
    if (columns.length === 0) return
    const sql = `UPDATE content SET ${columns.join(', ')} WHERE id = ?`
    if (this.#settled.change(sql).run(...values, reference).changes === 0)
      throw this.#unknown(reference)
  }

  /**
   * Removes a row. SQLite gives a new row the largest number plus one, so where the largest goes, a row of a few bytes
   * keeps it from being given again.
   */
  remove(reference: ContentReference): void {
    this.#settled.change(SQL.delete).run(reference)
    const [newest, state] = this.#settled.query<[number, number]>(SQL.newest).get() ?? [0, 0]
    if (newest > reference) return
    this.#settled.change(SQL.insertGone).run(reference)
    if (state === GONE) this.#settled.change(SQL.delete).run(newest)
  }

  /** The statements, once no row is held back. */
  get #settled(): Statements {
    this.#rows.flush()
    return this.#statements
  }

  #rowOf(row: ContentTuple): ContentRow {
    const [reference, pool, backend, hash, size, state, generation, base, part, ...rest] = row
    const [checksums, locator] = rest
    return {
      reference,
      pool: this.#pools.nameOf(pool),
      backend: this.#backends.nameOf(backend),
      hash: hash.toLowerCase(),
      size,
      state: contentStateOf(state),
      generation,
      ...(base !== null && part !== null && { parts: this.#parts([base, part]) }),
      ...(checksums !== null && { checksums: plainBytes(checksums) }),
      ...(locator !== null && { locator }),
    }
  }

  /** Pieces in order. Walks with a stack of its own: a chain of appends is up to 255 deep. */
  #parts(pieces: readonly ContentReference[]): readonly ContentPart[] {
    const parts: ContentPart[] = []
    const left = pieces.toReversed()
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const row = this.#settled.query<ContentTuple>(SQL.by).get(next)
      if (row === undefined) throw this.#unknown(next)
      const [reference, , backend, hash, size, , generation, base, part] = row
      if (base !== null && part !== null) left.push(part, base)
      else {
        const name = this.#backends.nameOf(backend)
        parts.push({ reference, backend: name, hash: hash.toLowerCase(), size, generation })
      }
    }
    return parts
  }

  #unknown(reference: ContentReference): NexusError {
    return new NexusError('CORRUPT', `The store knows no content ${reference}.`, {
      hint: 'Run fsck: a node names content that is not there.',
    })
  }
}

function changedColumns(change: ContentChange): readonly [string[], unknown[]] {
  const columns: string[] = []
  const values: unknown[] = []
  const set = (column: string, value: unknown): void => {
    columns.push(`${column} = ?`)
    values.push(value)
  }
  if (change.state !== undefined) set('state', contentStateNumber(change.state))
  if (change.generation !== undefined) set('generation', change.generation)
  if (change.size !== undefined) set('size', change.size)
  if (change.bytes !== undefined) set('bytes', change.bytes)
  if (change.checksums !== undefined) set('checksums', change.checksums)
  if (change.chain !== undefined) {
    set('base', change.chain.base)
    set('part', change.chain.part)
    set('depth', change.chain.depth)
  }
  if (change.lease !== undefined) {
    set('leases', change.lease?.count ?? null)
    set('lease_until', change.lease?.until ?? null)
  }
  return [columns, values]
}
