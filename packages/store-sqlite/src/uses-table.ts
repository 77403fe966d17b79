import type { ContentReference, Id } from '@nexusfs/core/spec'
import { ID } from './codec.ts'
import type { NewContentRows } from './new-content.ts'
import type { Statements } from './statements.ts'

/** Whether no state of a node has content; both given as columns of a row that notes the use. */
const isOver = (content: string, space: string, node: string): string =>
  `NOT EXISTS (SELECT 1 FROM nodes AS n WHERE n.id = ${node} AND n.space = ${space} AND n.content = ${content})
    AND NOT EXISTS (SELECT 1 FROM node_history AS h WHERE h.id = ${node} AND +h.space = ${space} AND h.content = ${content})`

const SQL = {
  add: `INSERT OR IGNORE INTO content_uses(content, space, node) SELECT ?, ?, ${ID}
    WHERE NOT EXISTS (SELECT 1 FROM content WHERE id = ? AND owner = ${ID} AND owner_space = ?)`,
  drop: `DELETE FROM content_uses WHERE content = ? AND space = ? AND node = ${ID}
    AND ${isOver('content_uses.content', 'content_uses.space', 'content_uses.node')}`,
  /** A value of the same length, so that only the page with the beginning of the row is written. */
  disown: `UPDATE content SET owner = zeroblob(16) WHERE id = ? AND owner_space = ? AND owner = ${ID}
    AND ${isOver('content.id', 'content.owner_space', 'content.owner')}`,
  isUsed: `SELECT 1 FROM content WHERE id = ? AND owner > zeroblob(16)
    UNION ALL SELECT 1 FROM content_uses WHERE content = ? LIMIT 1`,
  countLive: `SELECT (SELECT count(*) FROM content AS c CROSS JOIN nodes AS n
      ON n.id = c.owner AND n.space = c.owner_space AND n.content = c.id WHERE c.id = +? AND c.owner_space = +?) +
    (SELECT count(*) FROM content_uses AS u CROSS JOIN nodes AS n
      ON n.id = u.node AND n.space = u.space AND n.content = u.content WHERE u.content = +? AND u.space = +?)`,
} as const

/**
 * Which nodes use which content, noted as long as any state of a node, live or past, has the content. The use by the
 * node that content was made for is in the row of the content, so that a new file writes no other; all others have rows
 * of their own. Spaces are given by number.
 */
export class UsesTable {
  readonly #statements: Statements
  readonly #rows: NewContentRows

  constructor(statements: Statements, rows: NewContentRows) {
    this.#statements = statements
    this.#rows = rows
  }

  /** Idempotent. */
  add(space: number, content: ContentReference, node: Id): void {
    if (this.#rows.own(content, space, node)) return
    this.#statements.change(SQL.add).run(content, space, node, content, node, space)
  }

  /** Takes the use away unless a state of the node has the content still; true when it was taken. */
  drop(space: number, content: ContentReference, node: Id): boolean {
    this.#rows.flush()
    const values = [content, space, node]
    if (this.#statements.change(SQL.drop).run(...values).changes > 0) return true
    return this.#statements.change(SQL.disown).run(...values).changes > 0
  }

  /** Whether a state of any node of any space has the content. */
  isUsed(content: ContentReference): boolean {
    this.#rows.flush()
    return this.#statements.query(SQL.isUsed).get(content, content) !== undefined
  }

  /** Live files of the space that have the content now. */
  countLive(space: number, content: ContentReference): number {
    const values = [content, space, content, space]
    return this.#statements.query<[number]>(SQL.countLive).get(...values)?.[0] ?? 0
  }
}
