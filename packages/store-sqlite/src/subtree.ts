import type { Statements } from './statements.ts'

/**
 * Makes an empty table `temp.subtree` for the directories of a subtree and, where it is copied, their new ids. It goes
 * with a transaction that is rolled back, so it is made anew when missing.
 */
export function emptySubtree(statements: Statements): void {
  statements.db.exec(
    'CREATE TEMP TABLE IF NOT EXISTS subtree(old BLOB PRIMARY KEY, new BLOB) WITHOUT ROWID',
  )
  statements.change('DELETE FROM temp.subtree').run()
}
