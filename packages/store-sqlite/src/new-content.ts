import type { NewContent } from '@nexusfs/core/kit'
import type { ContentReference, Id } from '@nexusfs/core/spec'
import { contentStateNumber, HASH, ID } from './codec.ts'
import type { Dictionary } from './dictionary.ts'
import type { Statements } from './statements.ts'

const SQL = {
  newest: 'SELECT ifnull(max(id), 0) FROM content',
  insert: `INSERT INTO content(id, pool, backend, hash, size, state, generation, leases, lease_until, base, part, depth, bytes, locator)
    VALUES (?, ?, ?, ${HASH}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  /** Small content, by far the most frequent; each value that is bound costs time. */
  insertInline: `INSERT INTO content(id, pool, backend, hash, size, state, generation, bytes) VALUES (?, ?, ?, ${HASH}, ?, ?, ?, ?)`,
  insertOwned: `INSERT INTO content(id, pool, backend, hash, size, state, generation, bytes, owner_space, owner)
    VALUES (?, ?, ?, ${HASH}, ?, ?, ?, ?, ?, ${ID})`,
} as const

/** A row that is not written yet. */
interface Held {
  readonly reference: ContentReference
  readonly values: readonly unknown[]
}

/**
 * New rows of content. A small one is held back until the tables of content are asked for anything: the node that is
 * put next is nearly always the one it was made for, and the row names that use itself then.
 */
export class NewContentRows {
  readonly #statements: Statements
  readonly #pools: Dictionary
  readonly #backends: Dictionary
  #held: Held | undefined
  /** The largest reference; `undefined` while this transaction has not asked for it. */
  #newest: ContentReference | undefined

  constructor(statements: Statements, pools: Dictionary, backends: Dictionary) {
    this.#statements = statements
    this.#pools = pools
    this.#backends = backends
  }

  /** A transaction begins, or was rolled back: nothing is held, and others may have inserted rows. */
  begin(): void {
    this.#held = undefined
    this.#newest = undefined
  }

  /** Inserts a row, now or later. The reference is larger than every other. */
  insert(content: NewContent): ContentReference {
    this.flush()
    const { hash, size, state, generation, chain, lease, bytes, locator } = content
    const pool = this.#pools.ensure(content.pool)
    const backend = this.#backends.ensure(content.backend)
    const reference = this.#next()
    const common = [reference, pool, backend, hash, size, contentStateNumber(state), generation]
    if (chain === undefined && lease === undefined && bytes !== undefined)
      this.#held = { reference, values: [...common, bytes] }
    else {
      const made = [chain?.base, chain?.part, chain?.depth]
      const rest = [lease?.count, lease?.until, ...made, bytes, locator]
      const values = [...common, ...rest.map((value) => value ?? null)]
      this.#statements.change(SQL.insert).run(...values)
    }
    return reference
  }

  /** Writes the row that is held with its first use; false when it is another that is held, or none. */
  own(reference: ContentReference, space: number, node: Id): boolean {
    const held = this.#held
    if (held?.reference !== reference) return false
    this.#held = undefined
    this.#statements.change(SQL.insertOwned).run(...held.values, space, node)
    return true
  }

  /** Writes what is held; before the table is read, and at the end of a batch. */
  flush(): void {
    const held = this.#held
    if (held === undefined) return
    this.#held = undefined
    this.#statements.change(SQL.insertInline).run(...held.values)
  }

  #next(): ContentReference {
    this.#newest ??= this.#statements.query<[number]>(SQL.newest).get()?.[0] ?? 0
    this.#newest += 1
    return this.#newest
  }
}
