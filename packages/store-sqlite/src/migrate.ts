import { idToBytes, NexusError } from '@nexusfs/core/kit'
import type { StoreIdentity } from '@nexusfs/core/spec'
import type { Database } from 'better-sqlite3'
import { idOf } from './codec.ts'
import { sqliteCode } from './errors.ts'
import type { StoreSettings } from './options.ts'
import { recordIndexes } from './record-index.ts'
import { retryBusy } from './retry.ts'
import { FORMAT, MIN_READER, TABLES } from './schema.ts'
import { VIEWS } from './views.ts'

interface FoundStore extends StoreIdentity {
  /** The declarations of records' indexes that were made last. */
  readonly indexes: string
}

/**
 * Makes the tables where there are none, and the indexes of records where they differ from what is
 * declared, under the write lock, so that two processes may start at once. A store that is as it
 * should be is read with one statement and not written.
 * @throws `STORE_FORMAT` when the file is of a newer version or of another program; `BUSY`.
 */
export async function migrate(db: Database, settings: StoreSettings): Promise<StoreIdentity> {
  const declared = recordIndexes(settings.collections)
  let found = await retryBusy(settings, () => findStore(db))
  if (found?.indexes !== signatureOf(declared))
    found = await retryBusy(settings, () =>
      db.transaction(() => prepare(db, settings, declared)).immediate(),
    )
  return { storeId: found.storeId, format: found.format }
}

function prepare(
  db: Database,
  settings: StoreSettings,
  declared: ReadonlyMap<string, string>,
): FoundStore {
  if (findStore(db) === undefined) createTables(db, settings)
  declareIndexes(db, declared)
  return findStore(db) as FoundStore
}

function createTables(db: Database, settings: StoreSettings): void {
  for (const sql of [...TABLES, ...VIEWS]) db.exec(sql)
  db.prepare('INSERT INTO store(one, format, min_reader, id) VALUES (1, ?, ?, ?)').run(
    FORMAT,
    MIN_READER,
    idToBytes(settings.ids()),
  )
}

type StoreTuple = readonly [format: number, minReader: number, id: string, indexes: string]

/** `undefined` in a database without tables. */
function findStore(db: Database): FoundStore | undefined {
  const row = readStore(db)
  if (row === undefined) return undefined
  const [format, minReader, id, indexes] = row
  if (minReader > FORMAT) throw tooNew(db, format, minReader)
  return { storeId: idOf(id), format, indexes }
}

/** One statement for a store of this format; another may lack the table or a column. */
function readStore(db: Database): StoreTuple | undefined {
  try {
    const sql = 'SELECT format, min_reader, hex(id), indexes FROM store'
    return db.prepare(sql).raw().get() as StoreTuple | undefined
  } catch (error) {
    if (sqliteCode(error) !== 'SQLITE_ERROR') throw error
  }
  if (!hasStoreTable(db)) return undefined
  const row = db.prepare('SELECT format, min_reader FROM store').raw().get()
  if (row === undefined) throw foreignDatabase(db)
  const [format, minReader] = row as readonly [number, number]
  throw tooNew(db, format, minReader)
}

function hasStoreTable(db: Database): boolean {
  const tables = `SELECT name = 'store' FROM sqlite_schema WHERE type = 'table' ORDER BY 1 DESC LIMIT 1`
  const isStore = db.prepare(tables).pluck().get()
  if (isStore === 0) throw foreignDatabase(db)
  return isStore === 1
}

function foreignDatabase(db: Database): NexusError {
  return new NexusError('STORE_FORMAT', `${db.name} is an SQLite database of another program.`, {
    hint: 'Give the path of a Nexus store, or of a file that is not there yet.',
  })
}

function tooNew(db: Database, format: number, minReader: number): NexusError {
  return new NexusError(
    'STORE_FORMAT',
    `The store ${db.name} has format ${format}, which needs a reader of format ${minReader} or newer; this version reads up to ${FORMAT}.`,
    { hint: 'Install a newer @nexusfs/store-sqlite.' },
  )
}

function signatureOf(declared: ReadonlyMap<string, string>): string {
  return [...declared.values()].join('\n')
}

/** Indexes that another version declared under other names stay: its processes may be running. */
function declareIndexes(db: Database, declared: ReadonlyMap<string, string>): void {
  const find = db.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck()
  for (const [name, sql] of declared) {
    if (find.get(name) === sql) continue
    db.exec(`DROP INDEX IF EXISTS "${name}"`)
    db.exec(sql)
  }
  db.prepare('UPDATE store SET indexes = ?').run(signatureOf(declared))
}
