import type { OperationQuery } from '@nexusfs/core/spec'
import { ID } from './codec.ts'

/** Conditions on rows of the log, each beginning with ` AND `. */
export interface OperationFilter {
  readonly sql: string
  readonly values: readonly unknown[]
}

/** A condition on paths: any of some ranges, each with the name of the column left open. */
export interface PathFilter {
  readonly ranges: readonly ((column: string) => string)[]
  /** Of each range. */
  readonly values: readonly (readonly unknown[])[]
}

/** Sequences of the operations that changed one of some nodes, which come as a JSON list. */
const CHANGED = `WITH asked(id) AS (SELECT unhex(value, '-') FROM json_each(?))
  SELECT "from" FROM asked CROSS JOIN nodes ON nodes.id = asked.id
  UNION SELECT h."from" FROM asked CROSS JOIN node_history AS h ON h.id = asked.id
  UNION SELECT h."to" FROM asked CROSS JOIN node_history AS h ON h.id = asked.id`

/** What a query asks for besides space, time and paths. */
export function rowFilter(query: OperationQuery): OperationFilter {
  const { nodes, id, run, agent, tenant, types } = query
  const conditions: string[] = []
  const values: unknown[] = []
  const add = (sql: string, value: unknown): void => {
    conditions.push(sql)
    values.push(value)
  }
  if (id !== undefined) add(`id = ${ID}`, id)
  if (nodes !== undefined) add(`sequence IN (${CHANGED})`, JSON.stringify(nodes))
  if (run !== undefined) add('run = ?', run)
  if (agent !== undefined) add('agent = ?', agent)
  if (tenant !== undefined) add('tenant = ?', tenant)
  if (types !== undefined) add('type IN (SELECT value FROM json_each(?))', JSON.stringify(types))
  return { sql: conditions.map((sql) => ` AND ${sql}`).join(''), values }
}

/** Whether an index leads to the rows, so that no scan in slices is needed; or nothing filters them. */
export function isServedByIndex({ nodes, id, run, agent, tenant, types }: OperationQuery): boolean {
  if (id !== undefined || nodes !== undefined || run !== undefined) return true
  return agent === undefined && tenant === undefined && types === undefined
}

/** The conditions on paths; all must hold of path or target. */
export function pathFilters({ path, under }: OperationQuery): readonly PathFilter[] {
  const filters: PathFilter[] = []
  if (path !== undefined) filters.push({ ranges: [(column) => `${column} = +?`], values: [[path]] })
  // Everything lies under the root.
  if (under !== undefined && under !== '/')
    filters.push({
      // `0` is the character after `/`, so the range holds exactly what is below.
      ranges: [(column) => `${column} = +?`, (column) => `${column} >= +? AND ${column} < +?`],
      values: [[under], [`${under}/`, `${under}0`]],
    })
  return filters
}

/** A condition on paths as one on rows of the log. */
export function onRows({ ranges, values }: PathFilter): OperationFilter {
  const any = (column: string) => ranges.map((range) => `(${range(column)})`).join(' OR ')
  return { sql: ` AND (${any('path')} OR ${any('target')})`, values: [...values, ...values].flat() }
}
