import { setImmediate as nextTurn } from 'node:timers/promises'
import type { StoreHealth, StoreIdentity } from '@nexusfs/core/spec'
import { ChangeWatch } from './change-watch.ts'
import { openConnection, readSynchronous } from './connection.ts'
import { isBusy, throwClosed, toNexusError } from './errors.ts'
import { GroupCommit } from './group-commit.ts'
import { LargeCommit } from './large-commit.ts'
import { migrate } from './migrate.ts'
import { NodeReads } from './node-reads.ts'
import type { StoreSettings } from './options.ts'
import { PathIndex } from './path-index.ts'
import { retryBusy } from './retry.ts'
import { Statements } from './statements.ts'
import { Writer } from './writer.ts'

/** The parts of a store with its connection open. */
export class OpenStore {
  readonly settings: StoreSettings
  readonly identity: StoreIdentity
  readonly statements: Statements
  readonly writer: Writer
  readonly nodes: NodeReads
  readonly commits: GroupCommit
  readonly large: LargeCommit
  readonly changes: ChangeWatch
  readonly paths: PathIndex

  private constructor(settings: StoreSettings, identity: StoreIdentity, statements: Statements) {
    this.settings = settings
    this.identity = identity
    this.statements = statements
    this.writer = new Writer(statements, settings)
    this.nodes = new NodeReads(statements, this.writer.directories)
    this.changes = new ChangeWatch(() => statements)
    this.commits = new GroupCommit(this.writer, () => {
      this.changes.tell()
      this.paths.noteCommit()
    })
    this.paths = new PathIndex(statements, this.commits, this.pause)
    this.large = new LargeCommit(settings)
  }

  /** Opens the file and brings its tables up to date. */
  static async open(settings: StoreSettings): Promise<OpenStore> {
    const db = await openConnection(settings.path, settings.durability, settings)
    try {
      const identity = await migrate(db, settings)
      return new OpenStore(settings, identity, new Statements(db))
    } catch (error) {
      db.close()
      throw error
    }
  }

  /** Runs a read at once, and again where another process was in its way. @throws translated errors. */
  async read<Result>(action: () => Result): Promise<Result> {
    if (this.commits.sliced !== undefined) await this.#untilCommitted()
    try {
      return action()
    } catch (error) {
      if (!isBusy(error)) throw toNexusError(error, this.settings.path)
    }
    return this.readInSlices(async () => action())
  }

  /** As `read`, for reads that yield. */
  async readInSlices<Result>(action: () => Promise<Result>): Promise<Result> {
    try {
      await this.#untilCommitted()
      return await retryBusy(this.settings, action)
    } catch (error) {
      throw toNexusError(error, this.settings.path)
    }
  }

  /** Lets others run in the middle of a long read. @throws `CLOSED` when the store was closed meanwhile. */
  readonly pause = async (): Promise<void> => {
    await nextTurn()
    await this.#untilCommitted()
    if (!this.statements.db.open) throwClosed(this.settings.path)
  }

  /** A long commit's transaction must not be seen before it is committed. */
  async #untilCommitted(): Promise<void> {
    while (this.commits.sliced !== undefined) await this.commits.sliced
  }

  /** What the connection really is set to. */
  health(): StoreHealth {
    const { db } = this.statements
    const synchronous = readSynchronous(db)
    const expected = this.settings.durability === 'full' ? 2 : 1
    const ok = synchronous >= expected
    const problem = `synchronous is ${synchronous}: acknowledged commits may be lost at a power cut`
    return {
      ok,
      problems: ok ? [] : [{ problem, hint: 'Close the store and open it again.' }],
      details: {
        synchronous,
        journalMode: db.pragma('journal_mode', { simple: true }) as string,
        durability: this.settings.durability,
        format: this.identity.format,
        storeId: this.identity.storeId,
        pageSize: db.pragma('page_size', { simple: true }) as number,
        pages: db.pragma('page_count', { simple: true }) as number,
        freePages: db.pragma('freelist_count', { simple: true }) as number,
        sqlite: db.prepare('SELECT sqlite_version()').pluck().get() as string,
      },
    }
  }

  /** Finishes what waits, writes the log back into the database as far as others let it, and closes. */
  async close(): Promise<void> {
    const { db } = this.statements
    try {
      await this.paths.close()
      await this.commits.close()
      await this.large.close()
    } finally {
      this.changes.close()
      try {
        db.pragma('wal_checkpoint(PASSIVE)')
      } catch {
        // On a full disk, say. What is not written back stays in the log, which the next opening reads.
      } finally {
        db.close()
      }
    }
  }
}
