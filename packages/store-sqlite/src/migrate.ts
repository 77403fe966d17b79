import { idFromBytes, idToBytes, NexusError } from '@nexusfs/core/kit'
import type { StoreIdentity } from '@nexusfs/core/spec'
import type { Database } from 'better-sqlite3'
import type { StoreSettings } from './options.ts'
import { recordIndexes } from './record-index.ts'
import { retryBusy } from './retry.ts'
import { FORMAT, MIN_READER, TABLES } from './schema.ts'
import { VIEWS } from './views.ts'

type StoreTuple = readonly [format: number, minReader: number, id: Uint8Array]

/**
 * Makes the tables where there are none, and the indexes of records where they differ from what is
 * declared, under the write lock, so that two processes may start at once. A store that is as it
 * should be is only read.
 * @throws `STORE_FORMAT` when the file is of a newer version or of another program; `BUSY`.
 */
export async function migrate(db: Database, settings: StoreSettings): Promise<StoreIdentity> {
  const found = await retryBusy(settings, () => findIdentity(db))
  if (found !== undefined && !needsIndexes(db, settings)) return found
  return retryBusy(settings, () => db.transaction(() => prepare(db, settings)).immediate())
}

function prepare(db: Database, settings: StoreSettings): StoreIdentity {
  if (findIdentity(db) === undefined) createTables(db, settings)
  declareIndexes(db, settings)
  return findIdentity(db) as StoreIdentity
}

function createTables(db: Database, settings: StoreSettings): void {
  for (const sql of [...TABLES, ...VIEWS]) db.exec(sql)
  db.prepare('INSERT INTO store(one, format, min_reader, id) VALUES (1, ?, ?, ?)').run(
    FORMAT,
    MIN_READER,
    idToBytes(settings.ids()),
  )
}

function findIdentity(db: Database): StoreIdentity | undefined {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
  if (tables.length === 0) return undefined
  if (!tables.includes('store') || !tables.includes('operation_log')) throw foreignDatabase(db)
  const row = db.prepare<[], StoreTuple>('SELECT format, min_reader, id FROM store').raw().get() as
    | StoreTuple
    | undefined
  if (row === undefined) throw foreignDatabase(db)
  const [format, minReader, id] = row
  if (minReader > FORMAT) throw tooNew(db, format, minReader)
  return { storeId: idFromBytes(id), format }
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

function presentIndexes(db: Database): ReadonlyMap<string, string> {
  const rows = db
    .prepare<[], readonly [string, string]>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'records' AND sql IS NOT NULL",
    )
    .raw()
    .all() as readonly (readonly [string, string])[]
  return new Map(rows)
}

function needsIndexes(db: Database, { collections }: StoreSettings): boolean {
  const present = presentIndexes(db)
  return [...recordIndexes(collections)].some(([name, sql]) => present.get(name) !== sql)
}

/** Indexes that another version declared stay: its processes may be running. */
function declareIndexes(db: Database, { collections }: StoreSettings): void {
  const present = presentIndexes(db)
  for (const [name, sql] of recordIndexes(collections)) {
    if (present.get(name) === sql) continue
    db.exec(`DROP INDEX IF EXISTS "${name}"`)
    db.exec(sql)
  }
}
