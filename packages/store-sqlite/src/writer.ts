import { CandidateTable } from './candidate-table.ts'
import { ContentTable } from './content-table.ts'
import { Dictionary } from './dictionary.ts'
import { DirectoryCache } from './directory-cache.ts'
import { DoomedTable } from './doomed-table.ts'
import { LeaseTable } from './lease-table.ts'
import { LogWriter } from './log-writer.ts'
import { NewContentRows } from './new-content.ts'
import { NodeWriter } from './node-writer.ts'
import type { StoreSettings } from './options.ts'
import { RecordTable } from './record-table.ts'
import { addRestoreFunctions } from './restore-tree.ts'
import { LOG_BY_SPACE } from './schema.ts'
import type { Statements } from './statements.ts'
import { UsesTable } from './uses-table.ts'

/** All tables of one connection, as transactions write them. */
export class Writer {
  readonly statements: Statements
  readonly settings: StoreSettings
  readonly spaces: Dictionary
  readonly content: ContentTable
  readonly newContent: NewContentRows
  readonly uses: UsesTable
  readonly candidates: CandidateTable
  readonly doomed: DoomedTable
  readonly records: RecordTable
  readonly leases: LeaseTable
  readonly nodes: NodeWriter
  readonly log: LogWriter
  readonly directories = new DirectoryCache()
  /** Whether the member that runs now has written something. */
  hasWritten = false
  readonly #dictionaries: readonly Dictionary[]

  constructor(statements: Statements, settings: StoreSettings) {
    this.statements = statements
    this.settings = settings
    this.spaces = new Dictionary(statements, 'spaces', (id) => {
      if (id > 1) statements.db.exec(LOG_BY_SPACE)
    })
    const pools = new Dictionary(statements, 'pools')
    const backends = new Dictionary(statements, 'backends')
    this.#dictionaries = [this.spaces, pools, backends]
    this.newContent = new NewContentRows(statements, pools, backends)
    this.content = new ContentTable(statements, pools, backends, this.newContent)
    this.uses = new UsesTable(statements, this.newContent)
    this.candidates = new CandidateTable(statements, backends)
    this.doomed = new DoomedTable(statements, pools, backends)
    this.records = new RecordTable(statements, settings.collections)
    this.leases = new LeaseTable(statements, this.records, settings.clock)
    this.nodes = new NodeWriter(statements, this.uses, settings.ids, this.directories)
    this.log = new LogWriter(statements)
    addRestoreFunctions(statements.db)
  }

  /** A transaction began. */
  begin(): void {
    this.log.begin()
    this.newContent.begin()
  }

  /** What the member that runs now left is given up: it was refused, or rolled back. */
  discard(): void {
    this.log.discard()
    this.newContent.begin()
  }

  /** Ends the transaction. */
  commit(): void {
    this.statements.change('COMMIT').run()
    this.directories.committed(this.log.begun, this.log.logged)
  }

  /** After a transaction or savepoint was rolled back: nothing it added may be believed. */
  forget(): void {
    for (const dictionary of this.#dictionaries) dictionary.forget()
  }
}
