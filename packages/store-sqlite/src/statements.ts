import type { Database, Statement } from 'better-sqlite3'

/** Lets others run between two slices of a long read. */
export type Pause = () => Promise<void>

/**
 * Prepared statements of one connection, each made when it is first needed; rows come as arrays.
 *
 * In ranges, joins and limits parameters have a plus sign (`LIMIT +?`): of a bare one SQLite looks at the value while it
 * plans, and then plans the statement anew with every other value, which costs ten times what a small read does.
 */
export class Statements {
  readonly db: Database
  readonly #prepared = new Map<string, Statement<unknown[], unknown>>()

  constructor(db: Database) {
    this.db = db
  }

  /** The statement of a query whose rows have the shape `Row`. */
  query<Row>(sql: string): Statement<unknown[], Row> {
    let statement = this.#prepared.get(sql)
    if (statement === undefined) {
      statement = this.db.prepare<unknown[], unknown>(sql)
      if (statement.reader) statement.raw()
      this.#prepared.set(sql, statement)
    }
    return statement as Statement<unknown[], Row>
  }

  /** The statement of a change. */
  change(sql: string): Statement<unknown[], unknown> {
    return this.query(sql)
  }
}
