import { isDeepStrictEqual } from 'node:util'
import type { SubtreeRestore } from '@nexusfs/core/kit'
import type { Id } from '@nexusfs/core/spec'
import type { Database } from 'better-sqlite3'
import { ID, idOf, STATE_COLUMNS } from './codec.ts'
import type { Statements } from './statements.ts'
import type { Writer } from './writer.ts'

/** What a state carries besides id, place, type and history. */
const CARRIED =
  'version, size, hash, content, content_type, created_at, modified_at, created_by, attributes'
const carried = (table: string): string => `${table}.${CARRIED.replaceAll(', ', `, ${table}.`)}`

const TABLES = `
  CREATE TEMP TABLE IF NOT EXISTS restore_now(id BLOB PRIMARY KEY) WITHOUT ROWID;
  CREATE TEMP TABLE IF NOT EXISTS restore_past(id BLOB PRIMARY KEY, new BLOB, ended INTEGER, live INTEGER, parent BLOB,
    name TEXT, type INTEGER, ${CARRIED}, origin_node BLOB, origin_version INTEGER) WITHOUT ROWID;
  CREATE TEMP TABLE IF NOT EXISTS restore_plan(id BLOB PRIMARY KEY, copied INTEGER, parent BLOB, name TEXT, type INTEGER,
    ${CARRIED}, origin_node BLOB, origin_version INTEGER) WITHOUT ROWID;
  DELETE FROM temp.restore_now; DELETE FROM temp.restore_past; DELETE FROM temp.restore_plan;`

/** A place as it was: live rows that are old enough, and past ones that ended later. */
const step = (table: string, ended: string, live: string, condition: string): string =>
  `SELECT n.id, ${ended}, ${live}, n.parent, n.name, n.type, ${carried('n')}, n.origin_node, n.origin_version
     FROM tree CROSS JOIN ${table} AS n
     ON n.space = +? AND n.parent = tree.id WHERE tree.type = 0 AND ${condition}`

/** Whether the node of a past state is live now. */
const LIVE = 'EXISTS (SELECT 1 FROM nodes WHERE nodes.id = n.id AND nodes.space = n.space)'

const SQL = {
  /** Everything below two directories. */
  now: `INSERT INTO temp.restore_now(id) WITH RECURSIVE tree(id, type) AS (
      SELECT id, type FROM nodes WHERE space = ? AND parent = ${ID}
      UNION ALL SELECT id, type FROM nodes WHERE space = ? AND parent = ${ID}
      UNION ALL SELECT n.id, n.type FROM tree CROSS JOIN nodes AS n ON n.space = +? AND n.parent = tree.id WHERE tree.type = 0
    ) SELECT id FROM tree`,
  /** Everything that was below a directory; `new` differs from `id` for what lives elsewhere now, which is copied. */
  past: `INSERT INTO temp.restore_past(id, ended, live, parent, name, type, ${CARRIED}, origin_node, origin_version, new)
    WITH RECURSIVE tree(id, ended, live, parent, name, type, ${CARRIED}, origin_node, origin_version) AS (
      VALUES (${ID}, NULL, NULL, NULL, NULL, 0${', NULL'.repeat(CARRIED.split(',').length + 2)})
      UNION ALL ${step('nodes', 'NULL', '1', 'n."from" <= +?')}
      UNION ALL ${step('node_history', 'n."to"', LIVE, 'n."to" > +? AND n."from" <= +?')}
    ) SELECT tree.*, CASE WHEN tree.live AND NOT EXISTS (SELECT 1 FROM temp.restore_now AS now WHERE now.id = tree.id)
      THEN nexus_new_id() ELSE tree.id END
    FROM tree WHERE tree.parent IS NOT NULL`,
  /**
   * As `restoredNode` of the kit says; without what `isRestored`. The newest state is the live one, else the last past
   * one, which is mostly the very state that is restored.
   */
  kept: `INSERT INTO temp.restore_plan(id, copied, parent, name, type, ${CARRIED}, origin_node, origin_version)
    SELECT p.id, 0, ifnull(above.new, ${ID}), p.name, p.type,
      coalesce(live.version, last.version, p.version) + (p.content IS NOT coalesce(live.content, last.content, p.content)),
      p.size, p.hash, p.content, p.content_type, p.created_at, p.modified_at, p.created_by, p.attributes,
      CASE WHEN p.content IS NOT coalesce(live.content, last.content, p.content) THEN p.id
        WHEN live.id IS NOT NULL THEN live.origin_node WHEN last.id IS NOT NULL THEN last.origin_node ELSE p.origin_node END,
      CASE WHEN p.content IS NOT coalesce(live.content, last.content, p.content) THEN p.version
        WHEN live.id IS NOT NULL THEN live.origin_version WHEN last.id IS NOT NULL THEN last.origin_version
        ELSE p.origin_version END
    FROM temp.restore_past AS p
      LEFT JOIN temp.restore_past AS above ON above.id = p.parent
      LEFT JOIN nodes AS live ON live.id = CASE WHEN p.live THEN p.id END AND live.space = +?
      LEFT JOIN node_history AS last ON live.id IS NULL AND last.id = p.id AND +last.space = ? AND last."to" =
        (SELECT nullif(max("to"), p.ended) FROM node_history AS h WHERE live.id IS NULL AND h.id = p.id AND +h.space = +?)
    WHERE p.new = p.id AND NOT (live.id IS NOT NULL AND live.parent = ifnull(above.new, ${ID}) AND live.name = p.name
      AND live.content IS p.content AND live.content_type IS p.content_type AND live.modified_at = p.modified_at
      AND (live.attributes IS p.attributes OR nexus_same_json(live.attributes, p.attributes)))`,
  /** As `copyOfNode` of the kit says. */
  copied: `INSERT INTO temp.restore_plan(id, copied, parent, name, type, ${CARRIED}, origin_node, origin_version)
    SELECT p.new, 1, ifnull(above.new, ${ID}), p.name, p.type, p.type, p.size, p.hash, p.content, p.content_type, ?, ?, ?,
      p.attributes, CASE p.type WHEN 1 THEN p.id END, CASE p.type WHEN 1 THEN p.version END
    FROM temp.restore_past AS p LEFT JOIN temp.restore_past AS above ON above.id = p.parent
    WHERE p.new <> p.id`,
  /** What is as it was stays; the rest leaves its place. */
  untouched: `DELETE FROM temp.restore_now WHERE id IN (SELECT id FROM temp.restore_past)
    AND id NOT IN (SELECT id FROM temp.restore_plan)`,
  countEnded:
    'SELECT count(*) FROM temp.restore_now WHERE id NOT IN (SELECT id FROM temp.restore_plan)',
  history: `INSERT INTO node_history(space, parent, name, "to", ${STATE_COLUMNS})
    SELECT space, parent, name, ?, ${STATE_COLUMNS} FROM nodes
    WHERE id IN (SELECT id FROM temp.restore_now) AND space = ? AND "from" <> ?`,
  /** Content of states that the operation made itself, which are not kept. */
  own: `SELECT content, hex(id) FROM nodes
    WHERE id IN (SELECT id FROM temp.restore_now) AND space = ? AND "from" = ? AND content IS NOT NULL`,
  leave: 'DELETE FROM nodes WHERE id IN (SELECT id FROM temp.restore_now) AND space = ?',
  take: `INSERT INTO nodes(space, parent, name, id, type, "from", ${CARRIED}, origin_node, origin_version)
    SELECT ?, parent, name, id, type, ?, ${CARRIED}, origin_node, origin_version FROM temp.restore_plan`,
  /** What is restored has its use from the state that it is restored from. */
  uses: `INSERT OR IGNORE INTO content_uses(content, space, node)
    SELECT content, ?, id FROM temp.restore_plan WHERE copied AND content IS NOT NULL`,
  effectsEnded:
    'INSERT OR IGNORE INTO operation_effects(operation, node) SELECT ?, id FROM temp.restore_now',
  effectsMade:
    'INSERT OR IGNORE INTO operation_effects(operation, node) SELECT ?, id FROM temp.restore_plan',
} as const

/**
 * Makes what is below a directory what was below another at a sequence, in set statements, with the effects of the
 * operation. Holds the write lock and its thread for about 40 us a node. Gives the number of nodes that were ended,
 * changed and made.
 */
export function restoreBelow(
  writer: Writer,
  space: number,
  source: Id,
  target: Id,
  restore: SubtreeRestore,
): number {
  const { statements } = writer
  const { operation, time } = restore
  const run = (sql: string, ...values: readonly unknown[]): number =>
    statements.change(sql).run(...values).changes
  writer.directories.forget()
  const hasCopies = plan(statements, space, source, target, restore)
  run(SQL.untouched)
  const ended = statements.query<[number]>(SQL.countEnded).get()?.[0] ?? 0
  run(SQL.history, operation, space, operation)
  const own = statements.query<[number, string]>(SQL.own).all(space, operation)
  run(SQL.leave, space)
  const made = run(SQL.take, space, operation)
  if (hasCopies) run(SQL.uses, space)
  run(SQL.effectsEnded, operation)
  run(SQL.effectsMade, operation)
  for (const [content, id] of own) {
    writer.uses.drop(space, content, idOf(id))
    writer.candidates.add(content, time)
  }
  return ended + made
}

/** Gives a connection the function that restoring needs. */
export function addRestoreFunctions(db: Database): void {
  db.function('nexus_same_json', { directOnly: true, deterministic: true }, isSameJson)
}

/** Finds what is there, what was there, and what becomes of it. True when there is anything to be copied. */
function plan(
  statements: Statements,
  space: number,
  source: Id,
  target: Id,
  { at, time, createdBy, replaced }: SubtreeRestore,
): boolean {
  const run = (sql: string, ...values: readonly unknown[]): number =>
    statements.change(sql).run(...values).changes
  statements.db.exec(TABLES)
  run(SQL.now, space, target, space, replaced ?? NOWHERE, space)
  run(SQL.past, source, space, at, space, at, at)
  run(SQL.kept, target, space, space, space, target)
  return run(SQL.copied, target, time, time, createdBy ?? null) > 0
}

/** No node has this id. */
const NOWHERE = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** 1 for two texts of JSON with the same values, in whatever order their members are. */
function isSameJson(one: unknown, other: unknown): number {
  if (typeof one !== 'string' || typeof other !== 'string') return 0
  return isDeepStrictEqual(JSON.parse(one), JSON.parse(other)) ? 1 : 0
}
