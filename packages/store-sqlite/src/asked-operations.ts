import type { Id, Sequence } from '@nexusfs/core/spec'
import type { Statements } from './statements.ts'

/** An operation that was asked for by its id; `sequence` is absent when the space has none of that id. */
export interface AskedOperation {
  readonly sequence: Sequence | undefined
  /** It touched several nodes, which are listed in `operation_effects`; else its own row names the one. */
  readonly isListed: boolean
}

const SQL = `SELECT log.sequence, EXISTS (SELECT 1 FROM operation_effects WHERE operation = log.sequence)
  FROM json_each(?) AS asked LEFT JOIN operation_log AS log ON log.id = unhex(asked.value, '-') AND log.space = +?
  ORDER BY asked.key`

/** Operations of a space by their ids, in the order given. */
export function askedOperations(
  statements: Statements,
  space: number,
  ids: readonly Id[],
): readonly AskedOperation[] {
  return statements
    .query<readonly [number | null, number]>(SQL)
    .all(JSON.stringify(ids), space)
    .map(([sequence, listed]) => ({ sequence: sequence ?? undefined, isListed: listed === 1 }))
}
