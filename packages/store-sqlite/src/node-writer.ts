import { type IdSource, idToBytes, NexusError } from '@nexusfs/core/kit'
import type { ContentReference, Id, NodeRow, Sequence } from '@nexusfs/core/spec'
import {
  childColumns,
  childOf,
  HASH,
  ID,
  idOf,
  type NodeTuple,
  nodeColumns,
  nodeOf,
  originValues,
  PLAIN_COLUMNS,
  PLAIN_PLACEHOLDERS,
  STATE_COLUMNS,
  STATE_PLACEHOLDERS,
  stateValues,
} from './codec.ts'
import type { DirectoryCache } from './directory-cache.ts'
import { sqliteCode } from './errors.ts'
import type { Statements } from './statements.ts'
import { emptySubtree } from './subtree.ts'
import type { UsesTable } from './uses-table.ts'

const PLACE = `space = ? AND parent = ${ID} AND name = ?`

const SQL = {
  byId: `SELECT ${nodeColumns('nodes')} FROM nodes WHERE id = ${ID} AND space = ?`,
  child: `SELECT ${childColumns('nodes')} FROM nodes WHERE ${PLACE}`,
  anyChild: `SELECT 1 FROM nodes WHERE space = ? AND parent = ${ID} LIMIT 1`,
  insert: `INSERT INTO nodes(space, parent, name, ${STATE_COLUMNS}) VALUES (?, ${ID}, ?, ${STATE_PLACEHOLDERS})`,
  insertPlain: `INSERT INTO nodes(space, parent, name, ${PLAIN_COLUMNS}) VALUES (?, ${ID}, ?, ${PLAIN_PLACEHOLDERS})`,
  keep: `INSERT INTO node_history(space, parent, name, "to", ${STATE_COLUMNS})
    SELECT space, parent, name, ?, ${STATE_COLUMNS} FROM nodes WHERE ${PLACE}`,
  change: `UPDATE nodes SET "from" = ?, version = ?, size = ?, hash = ${HASH}, content = ?, content_type = ?,
    created_at = ?, modified_at = ?, created_by = ?, attributes = ?, origin_node = ${ID}, origin_version = ? WHERE ${PLACE}`,
  move: `UPDATE nodes SET parent = ${ID}, name = ?, "from" = ? WHERE ${PLACE}`,
  remove: `DELETE FROM nodes WHERE ${PLACE}`,
  /** Directories at and below one. */
  endedDirectories: `INSERT INTO temp.subtree(old) WITH RECURSIVE tree(id) AS (
      VALUES (${ID}) UNION ALL
      SELECT nodes.id FROM tree CROSS JOIN nodes ON nodes.space = +? AND nodes.parent = tree.id WHERE nodes.type = 0
    ) SELECT id FROM tree`,
  endedEffects: `INSERT OR IGNORE INTO operation_effects(operation, node)
    SELECT ?, id FROM nodes WHERE space = ? AND parent IN (SELECT old FROM temp.subtree)`,
  endedHistory: `INSERT INTO node_history(space, parent, name, "to", ${STATE_COLUMNS})
    SELECT space, parent, name, ?, ${STATE_COLUMNS} FROM nodes
    WHERE space = ? AND parent IN (SELECT old FROM temp.subtree) AND "from" <> ?`,
  /** Content of states that the operation made itself, which are not kept. */
  endedOwn: `SELECT content, hex(id) FROM nodes
    WHERE space = ? AND parent IN (SELECT old FROM temp.subtree) AND "from" = ? AND content IS NOT NULL`,
  endedDirectory: 'SELECT hex(old) FROM temp.subtree',
  /** One directory: with a list of them SQLite would collect the keys of all rows before it deletes the first. */
  endedNodes: `DELETE FROM nodes WHERE space = ? AND parent = unhex(?)`,
} as const

/** Reads and writes the nodes of a space inside a transaction. Spaces are given by number. */
export class NodeWriter {
  readonly #statements: Statements
  readonly #uses: UsesTable
  readonly #directories: DirectoryCache

  constructor(statements: Statements, uses: UsesTable, ids: IdSource, directories: DirectoryCache) {
    this.#statements = statements
    this.#uses = uses
    this.#directories = directories
    statements.db.function('nexus_new_id', { directOnly: true }, () => idToBytes(ids()))
  }

  find(space: number, id: Id): NodeRow | undefined {
    const row = this.#statements.query<NodeTuple>(SQL.byId).get(id, space)
    return row && nodeOf(row)
  }

  findChild(space: number, parent: Id, name: string): NodeRow | undefined {
    const row = this.#statements.query<NodeTuple>(SQL.child).get(space, parent, name)
    return row && childOf(row, parent)
  }

  hasChildren(space: number, parent: Id): boolean {
    return this.#statements.query(SQL.anyChild).get(space, parent) !== undefined
  }

  /** @throws `INVALID_ARGUMENT` when the id is in use. */
  insert(space: number, row: NodeRow): void {
    try {
      const values = [space, row.parent, row.name, ...stateValues(row)]
      if (row.origin === undefined) this.#run(SQL.insertPlain, ...values)
      else this.#run(SQL.insert, ...values, ...originValues(row))
    } catch (error) {
      if (sqliteCode(error)?.startsWith('SQLITE_CONSTRAINT') !== true) throw error
      throw new NexusError('INVALID_ARGUMENT', `The node id ${row.id} is in use already.`, {
        hint: 'Give a fresh id for every new node.',
        cause: error,
      })
    }
    if (row.content !== undefined) this.#uses.add(space, row.content, row.id)
  }

  /** Keeps the state before, unless the same operation made it, and writes the one after. */
  replace(space: number, before: NodeRow, after: NodeRow): void {
    if (before.from !== after.from) this.#keep(space, before, after.from)
    const moved = before.parent !== after.parent || before.name !== after.name
    if (moved && before.type === 'directory') this.#directories.forget()
    if (moved)
      this.#statements
        .change(SQL.move)
        .run(after.parent, after.name, after.from, space, before.parent, before.name)
    if (moved && isSameState(before, after)) return
    const [, , ...state] = stateValues(after)
    this.#run(SQL.change, ...state, ...originValues(after), space, after.parent, after.name)
    if (before.content === after.content) return
    if (after.content !== undefined) this.#uses.add(space, after.content, after.id)
    if (before.from === after.from) this.#dropUse(space, before)
  }

  /** Keeps the state, unless the same operation made it, and takes the node out. */
  end(space: number, row: NodeRow, to: Sequence): void {
    if (row.type === 'directory') this.#directories.forget()
    if (row.from !== to) this.#keep(space, row, to)
    this.#run(SQL.remove, space, row.parent, row.name)
    if (row.from === to) this.#dropUse(space, row)
  }

  /**
   * Ends everything below a directory in set statements, with the effects of the operation. `onReleased` is told the
   * content of states that are not kept. Holds the write lock and its thread for about 20 us a node.
   */
  endBelow(
    space: number,
    directory: Id,
    to: Sequence,
    onReleased: (content: ContentReference) => void,
  ): number {
    this.#directories.forget()
    emptySubtree(this.#statements)
    this.#run(SQL.endedDirectories, directory, space)
    this.#run(SQL.endedEffects, to, space)
    this.#run(SQL.endedHistory, to, space, to)
    const own = this.#statements.query<[number, string]>(SQL.endedOwn).all(space, to)
    const directories = this.#statements.query<[string]>(SQL.endedDirectory).all()
    const count = directories.reduce((sum, [id]) => sum + this.#run(SQL.endedNodes, space, id), 0)
    for (const [content, id] of own) {
      this.#uses.drop(space, content, idOf(id))
      onReleased(content)
    }
    return count
  }

  #keep(space: number, row: NodeRow, to: Sequence): void {
    this.#run(SQL.keep, to, space, row.parent, row.name)
  }

  #dropUse(space: number, { content, id }: NodeRow): void {
    if (content !== undefined) this.#uses.drop(space, content, id)
  }

  #run(sql: string, ...values: readonly unknown[]): number {
    return this.#statements.change(sql).run(...values).changes
  }
}

/** True when a move changed nothing but the place. */
function isSameState(before: NodeRow, after: NodeRow): boolean {
  return (
    before.content === after.content &&
    before.version === after.version &&
    before.attributes === after.attributes &&
    before.modifiedAt === after.modifiedAt
  )
}
