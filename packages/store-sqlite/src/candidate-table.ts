import type { Collectable, ContentReference, Page, PageOptions } from '@nexusfs/core/spec'
import type { Dictionary } from './dictionary.ts'
import type { Statements } from './statements.ts'

type CandidateTuple = readonly [
  reference: number,
  generation: number,
  size: number,
  backend: number,
  since: number,
]

const SQL = {
  add: `INSERT INTO content_candidates(content, since) VALUES (?, ?)
    ON CONFLICT(content) DO UPDATE SET since = excluded.since WHERE excluded.since > since`,
  has: 'SELECT 1 FROM content_candidates WHERE content = ?',
  remove: 'DELETE FROM content_candidates WHERE content = ?',
  page: `SELECT c.content, content.generation, content.size, content.backend, c.since
    FROM content_candidates AS c CROSS JOIN content ON content.id = c.content
    WHERE c.since < ? AND (c.since, c.content) > (?, ?) ORDER BY c.since, c.content LIMIT +?`,
} as const

/** The list of content that may have lost its last reference. */
export class CandidateTable {
  readonly #statements: Statements
  readonly #backends: Dictionary

  constructor(statements: Statements, backends: Dictionary) {
    this.#statements = statements
    this.#backends = backends
  }

  /** Puts content on the list since a time (milliseconds UTC); the later time stays. */
  add(content: ContentReference, since: number): void {
    this.#statements.change(SQL.add).run(content, since)
  }

  has(content: ContentReference): boolean {
    return this.#statements.query(SQL.has).get(content) !== undefined
  }

  /** Idempotent. */
  remove(content: ContentReference): void {
    this.#statements.change(SQL.remove).run(content)
  }

  /** A page of those since before `before`, oldest first. Cursors are the time and the reference of the last row. */
  page({
    before,
    after = '-1 0',
    limit,
  }: PageOptions & { readonly before: number }): Page<Collectable> {
    const cursor = after.split(' ').map(Number)
    const found = this.#statements
      .query<CandidateTuple>(SQL.page)
      .all(before, ...cursor, limit + 1)
      .map(([reference, generation, size, backend, since]) => ({
        reference,
        generation,
        size,
        backend: this.#backends.nameOf(backend),
        since,
      }))
    const rows = found.slice(0, limit)
    const last = rows.at(-1)
    const more = found.length > limit && last !== undefined
    return { rows, ...(more && { next: `${last.since} ${last.reference}` }) }
  }
}
