import type { Statements } from './statements.ts'

/** One of the tables that give text a small integer; rows are never changed or removed. */
export class Dictionary {
  readonly #statements: Statements
  readonly #table: 'spaces' | 'pools' | 'backends'
  readonly #onAdd: ((id: number) => void) | undefined
  readonly #ids = new Map<string, number>()
  readonly #names = new Map<number, string>()

  /** @param onAdd - told of a new number, in the transaction that gives it. */
  constructor(
    statements: Statements,
    table: 'spaces' | 'pools' | 'backends',
    onAdd?: (id: number) => void,
  ) {
    this.#statements = statements
    this.#table = table
    this.#onAdd = onAdd
  }

  /** The number of a text; `undefined` when it has none yet. */
  find(name: string): number | undefined {
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const row = this.#statements
      .query<[number]>(`SELECT id FROM ${this.#table} WHERE name = ?`)
      .get(name)
    return row === undefined ? undefined : this.#remember(row[0], name)
  }

  /** The number of a text, given now if it has none. Only inside a transaction that writes. */
  ensure(name: string): number {
    const known = this.find(name)
    if (known !== undefined) return known
    const sql = `INSERT INTO ${this.#table}(name) VALUES (?)`
    const id = Number(this.#statements.change(sql).run(name).lastInsertRowid)
    this.#onAdd?.(id)
    return this.#remember(id, name)
  }

  /** The text behind a number. */
  nameOf(id: number): string {
    const known = this.#names.get(id)
    if (known !== undefined) return known
    const sql = `SELECT name FROM ${this.#table} WHERE id = ?`
    const name = this.#statements.query<[string]>(sql).get(id)?.[0] ?? ''
    this.#remember(id, name)
    return name
  }

  /** Forgets what a transaction that was rolled back may have added. */
  forget(): void {
    this.#ids.clear()
    this.#names.clear()
  }

  #remember(id: number, name: string): number {
    this.#ids.set(name, id)
    this.#names.set(id, name)
    return id
  }
}
