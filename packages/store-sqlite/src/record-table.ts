import { NexusError } from '@nexusfs/core/kit'
import type {
  Collection,
  Json,
  JsonObject,
  Page,
  RecordIndex,
  RecordRow,
  ScanOptions,
  Sequence,
} from '@nexusfs/core/spec'
import { fieldExpression, indexCondition, sqlValue } from './record-index.ts'
import type { Statements } from './statements.ts'

type RecordTuple = readonly [key: string, value: string, version: number]

interface Condition {
  readonly sql: string
  readonly values: readonly unknown[]
}

/** A column of a scan's order with the value that the cursor has in it. */
interface OrderedColumn {
  readonly expression: string
  readonly isDescending: boolean
  readonly value: string | number | null
}

/** Records of all declared collections. */
export class RecordTable {
  readonly #statements: Statements
  readonly #declared: Readonly<Record<string, Collection>>

  constructor(statements: Statements, declared: Readonly<Record<string, Collection>>) {
    this.#statements = statements
    this.#declared = declared
  }

  /** @throws `INVALID_ARGUMENT` for a collection that is not declared, as all of these do. */
  find(collection: string, key: string): RecordRow | undefined {
    this.#collection(collection)
    const sql = 'SELECT key, value, version FROM records WHERE collection = ? AND key = ?'
    const row = this.#statements.query<RecordTuple>(sql).get(collection, key)
    return row && recordOf(row)
  }

  put(collection: string, key: string, value: JsonObject, version: Sequence): void {
    this.#keepImage(collection, key, version)
    this.#statements
      .change(
        `INSERT INTO records(collection, key, value, version) VALUES (?, ?, ?, ?)
         ON CONFLICT(collection, key) DO UPDATE SET value = excluded.value, version = excluded.version`,
      )
      .run(collection, key, JSON.stringify(value), version)
  }

  delete(collection: string, key: string, version: Sequence): void {
    this.#keepImage(collection, key, version)
    const sql = 'DELETE FROM records WHERE collection = ? AND key = ?'
    this.#statements.change(sql).run(collection, key)
  }

  /** A page in the order of the index, by default of the key. */
  scan(collection: string, options: ScanOptions): Page<RecordRow> {
    const index = this.#index(collection, options.index)
    const fields = index?.fields ?? []
    const conditions = [
      { sql: indexCondition(collection, index), values: [] },
      ...prefixConditions(fields, options.prefix),
      ...cursorConditions(fields, options),
    ]
    const order = this.orderOf(index, options.reverse === true)
    const where = conditions.map(({ sql }) => sql).join(' AND ')
    const sql = `SELECT key, value, version FROM records WHERE ${where} ORDER BY ${order} LIMIT +?`
    const values = conditions.flatMap((condition) => condition.values)
    const rows = this.#statements.query<RecordTuple>(sql).all(...values, options.limit + 1)
    const records = rows.slice(0, options.limit).map(recordOf)
    const last = records.at(-1)
    const more = rows.length > options.limit && last !== undefined
    return { rows: records, ...(more && { next: formatCursor(last, index) }) }
  }

  /** The index by which a queue's records are claimed. @throws `INVALID_ARGUMENT` for what is no queue. */
  queueIndex(queue: string): RecordIndex | undefined {
    const index = this.#declared[queue]?.queue
    if (index !== undefined) return this.#index(queue, index)
    throw new NexusError('INVALID_ARGUMENT', `Collection "${queue}" is no queue.`, {
      hint: 'Claim from a collection that is declared with a queue index.',
    })
  }

  /** The terms of `ORDER BY` for an index, the key last. */
  orderOf(index: RecordIndex | undefined, reverse = false): string {
    const terms = (index?.fields ?? []).map(({ path, descending }) => ({
      expression: fieldExpression(path),
      isDescending: (descending === true) !== reverse,
    }))
    return [...terms, { expression: 'key', isDescending: reverse }]
      .map(({ expression, isDescending }) => `${expression}${isDescending ? ' DESC' : ''}`)
      .join(', ')
  }

  /** The first image of an operation stays: it is what there was before. */
  #keepImage(collection: string, key: string, version: Sequence): void {
    if (this.#collection(collection).undoable !== true) return
    const before = this.find(collection, key)
    this.#statements
      .change(
        'INSERT OR IGNORE INTO record_history(collection, key, "to", value, version) VALUES (?, ?, ?, ?, ?)',
      )
      .run(
        collection,
        key,
        version,
        before === undefined ? null : JSON.stringify(before.value),
        before?.version ?? null,
      )
  }

  #collection(name: string): Collection {
    const declared = Object.hasOwn(this.#declared, name) ? this.#declared[name] : undefined
    if (declared !== undefined) return declared
    throw new NexusError('INVALID_ARGUMENT', `There is no collection "${name}".`, {
      hint: `Declared are: ${Object.keys(this.#declared).join(', ')}.`,
    })
  }

  #index(collection: string, name: string | undefined): RecordIndex | undefined {
    const { indexes = {} } = this.#collection(collection)
    if (name === undefined) return undefined
    const index = Object.hasOwn(indexes, name) ? indexes[name] : undefined
    if (index !== undefined) return index
    throw new NexusError('INVALID_ARGUMENT', `Collection "${collection}" has no index "${name}".`, {
      hint: `It has: ${Object.keys(indexes).join(', ') || 'none'}.`,
    })
  }
}

function recordOf([key, value, version]: RecordTuple): RecordRow {
  return { key, value: JSON.parse(value), version }
}

function prefixConditions(
  fields: RecordIndex['fields'],
  prefix: ScanOptions['prefix'],
): readonly Condition[] {
  if (prefix === undefined) return []
  // 0xFF is in no UTF-8 text, so this range holds exactly the keys that begin so.
  if (typeof prefix === 'string')
    return [{ sql: `key >= ? AND key < ? || CAST(x'FF' AS TEXT)`, values: [prefix, prefix] }]
  return prefix.map((value, at) => {
    const field = fields[at]
    if (field === undefined) throw tooLong(prefix.length, fields.length)
    return { sql: `${fieldExpression(field.path)} IS ?`, values: [sqlValue(value)] }
  })
}

function tooLong(given: number, fields: number): NexusError {
  return new NexusError(
    'INVALID_ARGUMENT',
    `A prefix of ${given} values was given for an index of ${fields} fields.`,
    { hint: 'Give values for the first fields of the index only.' },
  )
}

/** Rows past the cursor: larger in the first column, or equal there and larger in the next, and so on. */
function cursorConditions(
  fields: RecordIndex['fields'],
  { after, reverse = false, index }: ScanOptions,
): readonly Condition[] {
  if (after === undefined) return []
  const values: readonly Json[] = index === undefined ? [after] : JSON.parse(after)
  const paths = [...fields.map(({ path }) => fieldExpression(path)), 'key']
  const columns = paths.map((expression, at) => ({
    expression,
    isDescending: (fields[at]?.descending === true) !== reverse,
    value: sqlValue(values[at] ?? null),
  }))
  const cases = columns.map((column, at) => past(columns.slice(0, at), column))
  return [
    {
      sql: `(${cases.map(({ sql }) => `(${sql})`).join(' OR ')})`,
      values: cases.flatMap((condition) => condition.values),
    },
  ]
}

function past(equal: readonly OrderedColumn[], column: OrderedColumn): Condition {
  const same = equal.map(({ expression }) => `${expression} IS ?`)
  const values = equal.map(({ value }) => value)
  const { expression, isDescending, value } = column
  const next = `${same.join(' AND ')}${same.length > 0 ? ' AND ' : ''}`
  if (value === null)
    return { sql: `${next}${isDescending ? '0' : `${expression} IS NOT NULL`}`, values }
  const later = isDescending ? `(${expression} < ? OR ${expression} IS NULL)` : `${expression} > ?`
  return { sql: `${next}${later}`, values: [...values, value] }
}

function formatCursor(record: RecordRow, index: RecordIndex | undefined): string {
  if (index === undefined) return record.key
  const values = index.fields.map(({ path }) => fieldAt(record.value, path) ?? null)
  return JSON.stringify([...values, record.key])
}

function fieldAt(value: Json, path: string): Json | undefined {
  let at: Json | undefined = value
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return undefined
    at = (at as JsonObject)[name]
  }
  return at
}
