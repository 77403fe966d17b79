/** The limit of a durable write: one statement of the same bytes in one commit. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { FileStore, FileStoreKind } from './file-store.ts'

/** Opens a database as durably as Nexus does. */
export function openDatabase(path: string): Database.Database {
  const database = new Database(path)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  if (database.pragma('synchronous', { simple: true }) !== 2) {
    throw new Error(`The database ${path} did not keep synchronous = FULL`)
  }
  return database
}

/** One `INSERT` (or `UPDATE`) of the bytes by row number; no names, no hash, no versions. */
export const bareSqlite: FileStoreKind = {
  name: 'bare SQLite',
  note: 'bytes by number only',
  async open(folder): Promise<FileStore> {
    mkdirSync(folder, { recursive: true })
    const database = openDatabase(join(folder, 'bare.db'))
    database.exec('CREATE TABLE content (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)')
    const insert = database.prepare('INSERT INTO content (bytes) VALUES (?)')
    const update = database.prepare('UPDATE content SET bytes = ? WHERE id = ?')
    const select = database.prepare('SELECT bytes FROM content WHERE id = ?').pluck()
    const numbers = new Map<string, number | bigint>()
    const add = (name: string, bytes: Uint8Array): void => {
      numbers.set(name, insert.run(bytes).lastInsertRowid)
    }
    return {
      write: add,
      overwrite: (name, bytes) => update.run(bytes, numbers.get(name)),
      writeBatch: database.transaction((files) => {
        for (const file of files) add(file.name, file.bytes)
      }),
      read: (name) => select.get(numbers.get(name)),
      close: () => {
        database.close()
      },
    }
  },
}
