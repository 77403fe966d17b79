import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { NexusError } from '@nexusfs/core/kit'
import Sqlite, { type Database } from 'better-sqlite3'
import type { SqliteDurability } from './options.ts'
import { type RetryPolicy, retryBusy } from './retry.ts'

/** What `PRAGMA synchronous` answers: https://sqlite.org/pragma.html#pragma_synchronous */
const SYNCHRONOUS = { normal: 1, full: 2 } as const

/**
 * Pages of the log after which a commit writes it back into the database; SQLite's own default is 1,000. Pages that
 * every commit changes are written back once for many more commits, and the sync of the database is rarer; a crash leaves
 * 16 MB to be read. No more than the first table of the log's index holds, so that a read looks in one.
 */
const CHECKPOINT_PAGES = 4_000
const CACHE_KIB = 32 * 1024
/**
 * As much of the file as SQLite maps at all (it takes 64 KiB less). Address space, not memory: a page beyond the map
 * costs a call of the system each time it is not in the cache.
 */
const MMAP_BYTES = 2 * 1024 * 1024 * 1024

/** Settings of a connection, in one go since each call costs. */
const SETTINGS = [
  'foreign_keys = ON',
  // Else INSERT OR REPLACE would pass the trigger that refuses deletes from the log.
  'recursive_triggers = ON',
  'temp_store = MEMORY',
  `wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
  `cache_size = -${CACHE_KIB}`,
  `mmap_size = ${MMAP_BYTES}`,
  ...(process.platform === 'darwin' ? ['fullfsync = ON', 'checkpoint_fullfsync = ON'] : []),
]
  .map((setting) => `PRAGMA ${setting};`)
  .join(' ')

/**
 * Opens a connection that keeps the promise of durability: WAL, and `synchronous` set and read back,
 * since a WAL database is opened at NORMAL otherwise. Reads nothing of the content.
 * @throws SQLite's error, or `UNAVAILABLE` when the level does not hold.
 */
export async function openConnection(
  path: string,
  durability: SqliteDurability,
  policy: RetryPolicy,
): Promise<Database> {
  prepareFile(path)
  const db = new Sqlite(path, { timeout: 0 })
  try {
    await retryBusy(policy, () => {
      if (isNew(path)) db.exec('PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL')
      useWriteAheadLog(db)
    })
    db.exec(SETTINGS)
    setSynchronous(db, durability)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Sets how much a commit syncs, and reads it back. @throws `UNAVAILABLE` when it does not hold. */
export function setSynchronous(db: Database, durability: SqliteDurability): void {
  db.pragma(`synchronous = ${durability.toUpperCase()}`)
  const level = readSynchronous(db)
  if (level === SYNCHRONOUS[durability]) return
  throw new NexusError(
    'UNAVAILABLE',
    `Metadata store ${db.name}: synchronous was set to ${durability} and reads back as ${level}, so commits would not be durable.`,
    { hint: 'Use the better-sqlite3 that this package depends on.' },
  )
}

/** The level of `synchronous` of this connection: 2 is FULL, 1 is NORMAL. */
export function readSynchronous(db: Database): number {
  return db.pragma('synchronous', { simple: true }) as number
}

function useWriteAheadLog(db: Database): void {
  const mode = db.pragma('journal_mode = WAL', { simple: true })
  if (mode === 'wal') return
  throw new NexusError(
    'UNAVAILABLE',
    `Metadata store ${db.name}: the journal mode is ${String(mode)}, and WAL cannot be had.`,
    { hint: 'Keep the database on a local file system.' },
  )
}

/**
 * Makes the file for its owner alone, and its folder durably. A file that is there is not opened:
 * closing it would drop the locks of another connection of this process.
 */
function prepareFile(path: string): void {
  if (existsSync(path)) return
  const folder = dirname(resolve(path))
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (first !== undefined)
    for (let made = folder; made !== dirname(first); made = dirname(made)) syncFolder(dirname(made))
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** A database without a page: what is fixed at its creation can still be chosen. */
function isNew(path: string): boolean {
  return statSync(path).size === 0
}

/** Makes the names in a folder durable. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
