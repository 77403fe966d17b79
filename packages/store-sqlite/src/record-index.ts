import type { Collection, Json, RecordIndex } from '@nexusfs/core/spec'

/** Text as an SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A JSON value as SQLite compares it: booleans are 0 and 1, lists and objects their JSON. */
export function sqlValue(value: Json): string | number | null {
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}

/** The expression of a field, given as a dotted path into the value. */
export function fieldExpression(path: string): string {
  const steps = path.split('.').map((name) => `."${name}"`)
  return `json_extract(value, ${sqlText(`$${steps.join('')}`)})`
}

/** The condition of the index: in this collection, and where it is partial, in the index. */
export function indexCondition(collection: string, index: RecordIndex | undefined): string {
  const own = `collection = ${sqlText(collection)}`
  if (index?.where === undefined) return own
  const value = sqlValue(index.where.equals)
  const literal = typeof value === 'string' ? sqlText(value) : String(value ?? 'NULL')
  return `${own} AND ${fieldExpression(index.where.path)} IS ${literal}`
}

/** Statements that make the indexes of all collections, by the name of the index. */
export function recordIndexes(
  collections: Readonly<Record<string, Collection>>,
): ReadonlyMap<string, string> {
  const statements = new Map<string, string>()
  for (const [collection, { indexes = {} }] of Object.entries(collections))
    for (const [name, index] of Object.entries(indexes)) {
      const fields = index.fields.map(
        ({ path, descending }) => `${fieldExpression(path)}${descending === true ? ' DESC' : ''}`,
      )
      const own = `"records_${collection}_${name}"`
      const sql = `CREATE INDEX ${own} ON records(${[...fields, 'key'].join(', ')}) WHERE ${indexCondition(collection, index)}`
      statements.set(`records_${collection}_${name}`, sql)
    }
  return statements
}
