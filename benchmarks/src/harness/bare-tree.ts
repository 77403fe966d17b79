/** The least table that can answer look-ups and listings: what any tree in SQLite must at least cost. */
import { openDatabase } from '../adapters/bare-sqlite.ts'

const PER_DIRECTORY = 1000

/** One table keyed by (directory, name). */
export interface BareTree {
  /** The row of file `index`. */
  find(index: number): unknown
  /** The 1,000 rows of a directory. */
  list(directory: number): unknown[]
  /** A row in a commit of its own. */
  add(directory: number, name: string): void
  close(): void
}

/** Makes the database with that many rows. */
export function createBareTree(path: string, files: number): BareTree {
  const database = openDatabase(path)
  database.exec(`CREATE TABLE node (parent INTEGER, name TEXT, id BLOB, hash BLOB, size INTEGER,
    modified INTEGER, content BLOB, PRIMARY KEY (parent, name)) WITHOUT ROWID`)
  database.close()
  const tree = openBareTree(path)
  tree.fill(files)
  return tree
}

/** Opens a database that {@link createBareTree} made. */
export function openBareTree(path: string): BareTree & { fill(files: number): void } {
  const database = openDatabase(path)
  const insert = database.prepare('INSERT INTO node VALUES (?, ?, ?, ?, ?, ?, ?)')
  const find = database.prepare('SELECT * FROM node WHERE parent = ? AND name = ?')
  const list = database.prepare('SELECT * FROM node WHERE parent = ? ORDER BY name LIMIT 1000')
  const row = [Buffer.alloc(16, 1), Buffer.alloc(32, 2), 7, 1, 'content'] as const
  return {
    find: (index) => find.get(...place(index)),
    list: (directory) => list.all(directory),
    add: (directory, name) => void insert.run(directory, name, ...row),
    fill: database.transaction((files: number) => {
      for (let index = 0; index < files; index++) insert.run(...place(index), ...row)
    }),
    close: () => void database.close(),
  }
}

function place(index: number): [number, string] {
  const name = `f${String(index % PER_DIRECTORY).padStart(4, '0')}.txt`
  return [Math.floor(index / PER_DIRECTORY), name]
}
