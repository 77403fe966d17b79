import type { Sequence } from '@nexusfs/core/spec'
import type { GroupCommit, Member } from './group-commit.ts'
import { settled } from './log-reads.ts'
import type { Pause, Statements } from './statements.ts'

/** Sequences in one block of the index. */
export const PATH_BLOCK = 16_384
/** Rows that are read or written before others run: about 2 ms. */
const SLICE = 1_024
/** Commits between two looks at how far the log has gone on. */
const LOOK_EVERY = 64

const SQL = {
  blocks: 'SELECT path_blocks FROM store',
  advance: 'UPDATE store SET path_blocks = ? WHERE path_blocks = ?',
  table: `CREATE TEMP TABLE IF NOT EXISTS path_block(space INTEGER, path TEXT, sequence INTEGER,
    PRIMARY KEY (space, path, sequence)) WITHOUT ROWID`,
  empty: 'DELETE FROM temp.path_block',
  sort: `INSERT OR IGNORE INTO temp.path_block(space, path, sequence)
    SELECT space, path, sequence FROM operation_log WHERE sequence >= ? AND sequence < ?
    UNION ALL
    SELECT space, target, sequence FROM operation_log WHERE sequence >= ? AND sequence < ? AND target IS NOT NULL`,
  keyAfter: `SELECT space, path, sequence FROM temp.path_block WHERE (space, path, sequence) > (?, ?, ?)
    ORDER BY space, path, sequence LIMIT 1 OFFSET ${SLICE - 1}`,
  write: `INSERT OR IGNORE INTO operation_paths(block, space, path, sequence)
    SELECT ?, space, path, sequence FROM temp.path_block WHERE (space, path, sequence) > (?, ?, ?)
    ORDER BY space, path, sequence LIMIT ${SLICE}`,
} as const

type Key = readonly [space: number, path: string, sequence: number]

/**
 * The index of the log by path. It follows the log in blocks of 16,384 sequences, each sorted by path and appended in
 * the background once its last sequence is settled, so that no commit writes it and no write goes to a random place.
 * A query looks into each block, newest first, and scans what has no block yet. A block that a crash left unfinished
 * is written again: its rows are the same.
 */
export class PathIndex {
  readonly #statements: Statements
  readonly #commits: GroupCommit
  readonly #pause: Pause
  #commitsSeen = 0
  #following: Promise<void> | undefined
  #isClosed = false

  constructor(statements: Statements, commits: GroupCommit, pause: Pause) {
    this.#statements = statements
    this.#commits = commits
    this.#pause = pause
  }

  /** Blocks that are done, from the first on. */
  get blocks(): number {
    return this.#statements.query<[number]>(SQL.blocks).get()?.[0] ?? 0
  }

  /** Something was committed: now and then looks whether a block is due. */
  noteCommit(): void {
    this.#commitsSeen += 1
    if (this.#commitsSeen % LOOK_EVERY === 0) void this.follow()
  }

  /** Adds the blocks that are due; resolves when it has, or could not and left it for the next time. */
  follow(): Promise<void> {
    this.#following ??= this.#follow().finally(() => {
      this.#following = undefined
    })
    return this.#following
  }

  /** Stops after the slice that is being written. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#following
  }

  async #follow(): Promise<void> {
    try {
      for (;;) {
        await this.#pause()
        const { blocks } = this
        const isDue = settled(this.#statements) >= (blocks + 1) * PATH_BLOCK - 1
        if (this.#isClosed || !isDue || !(await this.#add(blocks))) return
      }
    } catch {
      // The disk is full, another process holds the lock, or the store was closed. Queries scan the log meanwhile, and
      // the next look tries again.
    }
  }

  /** False when the store was closed before the block was done. */
  async #add(block: number): Promise<boolean> {
    await this.#sort(block * PATH_BLOCK)
    let after: Key = [-1, '', 0]
    for (;;) {
      if (this.#isClosed) return false
      const next = this.#statements.query<Key>(SQL.keyAfter).get(...after)
      await this.#commits.run(writeSlice(block, after, next === undefined))
      if (next === undefined) return true
      after = next
      await this.#pause()
    }
  }

  async #sort(start: Sequence): Promise<void> {
    this.#statements.db.exec(SQL.table)
    this.#statements.change(SQL.empty).run()
    for (let from = start; from < start + PATH_BLOCK && !this.#isClosed; from += SLICE) {
      const range = [from, from + SLICE]
      this.#statements.change(SQL.sort).run(...range, ...range)
      await this.#pause()
    }
  }
}

/** Not synced by itself: what a power cut loses of it is written again. */
function writeSlice(block: number, after: Key, isLast: boolean): Member<void> {
  return {
    durability: 'deferred',
    changes: SLICE,
    bytes: 0,
    isRefusal: () => false,
    run(writer) {
      writer.hasWritten = true
      writer.statements.change(SQL.write).run(block, ...after)
      if (isLast) writer.statements.change(SQL.advance).run(block + 1, block)
    },
  }
}
