/** The table of nodes alone, with its columns and indexes: what copying rows of it must at least cost. */
import { openDatabase } from '../adapters/bare-sqlite.ts'

/** A row with its values in the order of the columns. */
type Row = readonly unknown[]

/** A copy of the nodes of a store, without log, history or anything else. */
export interface BareNodes {
  /** All rows below directories, once more in one statement, under other ids and parents; up to 250 times. */
  copy(): number
  /** All rows as JavaScript values. */
  read(): readonly Row[]
  /** Takes all rows out. */
  empty(): void
  /** Adds rows in one transaction. */
  insert(rows: readonly Row[]): void
  close(): void
}

/** Makes the table from that of a store's file, which nobody writes meanwhile. */
export function createBareNodes(path: string, store: string): BareNodes {
  const database = openDatabase(path)
  database.prepare('ATTACH ? AS store').run(store)
  const schema = database
    .prepare<[], string>(
      `SELECT sql FROM store.sqlite_master WHERE tbl_name = 'nodes' AND sql IS NOT NULL ORDER BY type DESC`,
    )
    .pluck()
    .all()
  for (const sql of schema) database.exec(sql)
  database.exec('INSERT INTO nodes SELECT * FROM store.nodes')
  database.exec('DETACH store')
  database.exec(`CREATE TEMP TABLE directory AS SELECT space, id FROM nodes WHERE type = 0`)
  const columns = database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all('nodes')
  const copied = database.prepare(copySql(columns as readonly string[]))
  const insert = database.prepare(`INSERT INTO nodes VALUES (${columns.map(() => '?').join(', ')})`)
  const all = database.prepare<[], Row>('SELECT * FROM nodes').raw()
  let copies = 0
  return {
    copy() {
      copies += 1
      const prefix = Buffer.from([copies + 4])
      return copied.run({ prefix }).changes
    },
    read: () => all.all(),
    empty: () => database.exec('DELETE FROM nodes'),
    insert: database.transaction((rows: readonly Row[]) => {
      for (const row of rows) insert.run(...row)
    }),
    close: () => database.close(),
  }
}

/** Ids differ in their first byte from those they come from, so they stay in order. */
function copySql(columns: readonly string[]): string {
  const other = (column: string): string => `CAST(@prefix || substr(${column}, 2) AS BLOB)`
  const values: Readonly<Record<string, string>> = {
    parent: other('parent'),
    id: other('id'),
    origin_node: 'id',
    origin_version: 'version',
  }
  const selected = columns.map((column) => values[column] ?? `"${column}"`)
  return `INSERT INTO nodes SELECT ${selected.join(', ')} FROM nodes
    WHERE (space, parent) IN (SELECT space, id FROM directory)`
}
