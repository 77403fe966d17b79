import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { deserialize, serialize } from 'node:v8'
import { newId } from '@nexusfs/core/kit'
import type { Id, StoreIdentity } from '@nexusfs/core/spec'
import { damagedError, formatError, journalError } from './errors.ts'

/** A call that changes the store, with all that it depends on besides the state. */
export interface JournalCall {
  readonly method: 'commit' | 'claim' | 'renew' | 'release'
  readonly arguments: readonly unknown[]
  /** Milliseconds UTC. */
  readonly now: number
  /** The ids that the call makes follow from it. */
  readonly seed: string
}

/** What this version writes. */
const FORMAT = 1

/**
 * The calls that changed the store, in order, each of them on the disk before it has an effect. This one is an SQLite
 * file that one process holds; put the client of your database or log in its place. What matters is that `append` is
 * durable and all or nothing when it returns, and that no second process appends at the same time.
 */
export class Journal {
  readonly #path: string
  #database: DatabaseSync | undefined

  constructor(path: string) {
    this.#path = path
  }

  /** Opens the journal, and makes it when it is absent. @throws `BUSY`, `UNAVAILABLE`, `CORRUPT`, `STORE_FORMAT`. */
  open(): StoreIdentity {
    return this.#run('open', () => {
      mkdirSync(dirname(this.#path), { recursive: true })
      const database = new DatabaseSync(this.#path)
      this.#database = database
      database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL')
      database.exec('PRAGMA synchronous = FULL')
      database.exec('BEGIN EXCLUSIVE')
      const { user_version: format } = database.prepare('PRAGMA user_version').get() as {
        user_version: number
      }
      if (format > FORMAT) throw formatError(this.#path, format)
      if (format === 0) create(database)
      database.exec('COMMIT')
      const { value } = database.prepare('SELECT value FROM identity').get() as { value: Id }
      return { storeId: value, format: FORMAT }
    })
  }

  /** Every call, in the order in which they were appended. @throws `CORRUPT`, `UNAVAILABLE`. */
  *read(): Generator<JournalCall> {
    const rows = this.#run('read', (database) =>
      database.prepare('SELECT call FROM journal ORDER BY number').iterate(),
    )
    for (;;) {
      const { done, value } = this.#run('read', () => rows.next())
      if (done === true) return
      yield this.#run('read', () => callOf(value.call))
    }
  }

  /** Appends calls: all of them, durably, or none. @throws `NO_SPACE`, `UNAVAILABLE`. */
  append(calls: readonly JournalCall[]): void {
    this.#run('write', (database) => {
      database.exec('BEGIN')
      try {
        const insert = database.prepare('INSERT INTO journal (call) VALUES (?)')
        for (const call of calls) insert.run(serialize(call))
        database.exec('COMMIT')
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      }
    })
  }

  /** What SQLite finds wrong with the file, as sentences. */
  inspect(): readonly string[] {
    return this.#run('check', (database) =>
      database
        .prepare('PRAGMA integrity_check')
        .all()
        .map(({ integrity_check: found }) => String(found))
        .filter((found) => found !== 'ok'),
    )
  }

  /** Bytes. */
  size(): number {
    return this.#run('look at', (database) => {
      const pages =
        'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size'
      return Number(database.prepare(pages).get()?.bytes)
    })
  }

  /** Idempotent. */
  close(): void {
    this.#database?.close()
    this.#database = undefined
  }

  #run<Result>(what: string, use: (database: DatabaseSync) => Result): Result {
    try {
      return use(this.#database as DatabaseSync)
    } catch (error) {
      if (what === 'open') this.close()
      throw journalError(error, what, this.#path)
    }
  }
}

function callOf(bytes: unknown): JournalCall {
  try {
    return deserialize(bytes as Uint8Array) as JournalCall
  } catch (error) {
    throw damagedError(error)
  }
}

function create(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE identity (value TEXT NOT NULL);
    CREATE TABLE journal (number INTEGER PRIMARY KEY, call BLOB NOT NULL);
    PRAGMA user_version = ${FORMAT};
  `)
  database.prepare('INSERT INTO identity VALUES (?)').run(newId())
}
