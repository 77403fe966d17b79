import type { ContentReference, Id } from '@nexusfs/core/spec'
import { ID } from './codec.ts'
import type { Statements } from './statements.ts'

const SQL = {
  add: `INSERT OR IGNORE INTO content_uses(content, space, node) VALUES (?, ?, ${ID})`,
  drop: `DELETE FROM content_uses WHERE content = ? AND space = ? AND node = ${ID}
    AND NOT EXISTS (SELECT 1 FROM nodes WHERE nodes.id = content_uses.node AND nodes.space = content_uses.space
      AND nodes.content = content_uses.content)
    AND NOT EXISTS (SELECT 1 FROM node_history AS h WHERE h.id = content_uses.node AND +h.space = content_uses.space
      AND h.content = content_uses.content)`,
  isUsed: 'SELECT 1 FROM content_uses WHERE content = ? LIMIT 1',
  countLive: `SELECT count(*) FROM content_uses AS u CROSS JOIN nodes AS n
    ON n.id = u.node AND n.space = u.space AND n.content = u.content WHERE u.content = ? AND u.space = ?`,
} as const

/**
 * Which nodes use which content: one row as long as any state of a node, live or past, has the content. Spaces are
 * given by number.
 */
export class UsesTable {
  readonly #statements: Statements

  constructor(statements: Statements) {
    this.#statements = statements
  }

  /** Idempotent. */
  add(space: number, content: ContentReference, node: Id): void {
    this.#statements.change(SQL.add).run(content, space, node)
  }

  /** Takes the use away unless a state of the node has the content still; true when it was the last. */
  drop(space: number, content: ContentReference, node: Id): boolean {
    return this.#statements.change(SQL.drop).run(content, space, node).changes > 0
  }

  /** Whether a state of any node of any space has the content. */
  isUsed(content: ContentReference): boolean {
    return this.#statements.query(SQL.isUsed).get(content) !== undefined
  }

  /** Live files of the space that have the content now. */
  countLive(space: number, content: ContentReference): number {
    return this.#statements.query<[number]>(SQL.countLive).get(content, space)?.[0] ?? 0
  }
}
