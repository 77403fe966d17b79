import type { ContentAddress, DoomedObject, Page, PageOptions } from '@nexusfs/core/spec'
import { HASH } from './codec.ts'
import type { Dictionary } from './dictionary.ts'
import type { Statements } from './statements.ts'

type DoomedTuple = readonly [
  id: number,
  pool: number,
  backend: number,
  hash: string,
  generation: number,
  size: number,
  since: number,
]

const SQL = {
  add: `INSERT INTO doomed_objects(pool, backend, hash, generation, size, since) VALUES (?, ?, ${HASH}, ?, ?, ?)
    ON CONFLICT(hash, pool, backend, generation) DO NOTHING`,
  remove: `DELETE FROM doomed_objects WHERE hash = ${HASH} AND pool = ? AND backend = ? AND generation = ?`,
  page: `SELECT id, pool, backend, hex(hash), generation, size, since FROM doomed_objects
    WHERE since < ? AND (since, id) > (?, ?) ORDER BY since, id LIMIT +?`,
} as const

/** The list of objects that are to be deleted. */
export class DoomedTable {
  readonly #statements: Statements
  readonly #pools: Dictionary
  readonly #backends: Dictionary

  constructor(statements: Statements, pools: Dictionary, backends: Dictionary) {
    this.#statements = statements
    this.#pools = pools
    this.#backends = backends
  }

  /** An address and generation that is on the list stays as it is. */
  add({ pool, backend, hash, generation, size, since }: DoomedObject): void {
    const place = [this.#pools.ensure(pool), this.#backends.ensure(backend)]
    this.#statements.change(SQL.add).run(...place, hash, generation, size, since)
  }

  /** Idempotent. */
  remove({ pool, backend, hash }: ContentAddress, generation: number): void {
    const poolId = this.#pools.find(pool)
    const backendId = this.#backends.find(backend)
    if (poolId !== undefined && backendId !== undefined)
      this.#statements.change(SQL.remove).run(hash, poolId, backendId, generation)
  }

  /** A page of those since before `before` (milliseconds UTC), oldest first. Cursors are the time and number of the last row. */
  page({
    before,
    after = '-1 0',
    limit,
  }: PageOptions & { readonly before: number }): Page<DoomedObject> {
    const cursor = after.split(' ').map(Number)
    const found = this.#statements.query<DoomedTuple>(SQL.page).all(before, ...cursor, limit + 1)
    const last = found[limit - 1]
    const more = found.length > limit && last !== undefined
    return {
      rows: found.slice(0, limit).map((row) => this.#objectOf(row)),
      ...(more && { next: `${last[6]} ${last[0]}` }),
    }
  }

  #objectOf([, pool, backend, hash, generation, size, since]: DoomedTuple): DoomedObject {
    return {
      pool: this.#pools.nameOf(pool),
      backend: this.#backends.nameOf(backend),
      hash: hash.toLowerCase(),
      generation,
      size,
      since,
    }
  }
}
