import type { DroppedState } from '@nexusfs/core/kit'
import type { Id, Sequence } from '@nexusfs/core/spec'
import { ID } from './codec.ts'
import type { Statements } from './statements.ts'
import type { UsesTable } from './uses-table.ts'

const SQL = {
  state: `DELETE FROM node_history WHERE id = ${ID} AND "to" = ? AND +space = ? RETURNING content`,
  /** Images of commits without an operation, which nobody can undo, go with those of the space. */
  images: `DELETE FROM record_history WHERE "to" <= ?
    AND NOT EXISTS (SELECT 1 FROM operation_log WHERE sequence = record_history."to" AND space <> ?)`,
} as const

/** Drops a past state with its use of content where that was the last; `undefined` when there is none. */
export function dropState(
  statements: Statements,
  uses: UsesTable,
  space: number,
  node: Id,
  to: Sequence,
): DroppedState | undefined {
  const row = statements.query<[number | null]>(SQL.state).get(node, to, space)
  if (row === undefined) return undefined
  const [content] = row
  const isReleased = content !== null && uses.drop(space, content, node)
  return { released: isReleased ? content : undefined }
}

/** Drops the images that operations of the space left of records, up to a sequence, inclusive. */
export function dropRecordImages(statements: Statements, space: number, upTo: Sequence): void {
  statements.change(SQL.images).run(upTo, space)
}
