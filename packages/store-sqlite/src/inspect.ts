import type { Database } from 'better-sqlite3'
import { idOf } from './codec.ts'
import { PATH_BLOCK } from './path-index.ts'

/** How many of one kind of problem are told one by one. */
const MOST_EACH = 20

/** A rule of the tables: what breaks it, and how to say so. */
interface Rule {
  /** Gives rows of columns that `say` takes; ids in hexadecimal digits. */
  readonly sql: string
  readonly say: (...columns: readonly (string | number | null)[]) => string
}

const uuid = (digits: unknown): string => idOf(String(digits))

const ALL_STATES = `SELECT space, id, parent, name, type, version, content, hash, size, "from", NULL AS "to" FROM nodes
  UNION ALL SELECT space, id, parent, name, type, version, content, hash, size, "from", "to" FROM node_history`

const ALL_USES = `SELECT content, space, node FROM content_uses
  UNION ALL SELECT id, owner_space, owner FROM content WHERE owner > zeroblob(16)`

/** Every directory that hangs on the root of its space. */
const RULES: readonly Rule[] = [
  {
    sql: `SELECT hex(n.id), n.name FROM nodes AS n WHERE n.parent <> zeroblob(16)
      AND NOT EXISTS (SELECT 1 FROM nodes AS p WHERE p.id = n.parent AND p.space = n.space AND p.type = 0)`,
    say: (id, name) => `Node ${uuid(id)} ("${name}") lies in a directory that is not live.`,
  },
  {
    sql: `WITH RECURSIVE tree(id, space) AS (
        SELECT nodes.id, nodes.space FROM spaces CROSS JOIN nodes
          ON nodes.space = spaces.id AND nodes.parent = zeroblob(16) WHERE nodes.type = 0
        UNION SELECT nodes.id, nodes.space FROM tree CROSS JOIN nodes
          ON nodes.space = tree.space AND nodes.parent = tree.id WHERE nodes.type = 0)
      SELECT hex(id), name FROM nodes AS n WHERE type = 0
        AND EXISTS (SELECT 1 FROM nodes AS p WHERE p.id = n.parent AND p.space = n.space)
        AND (id, space) NOT IN (SELECT id, space FROM tree)`,
    say: (id, name) => `Directory ${uuid(id)} ("${name}") cannot be reached from the root.`,
  },
  {
    sql: `SELECT hex(id), name FROM nodes WHERE (type = 0) <> (content IS NULL) OR (type = 0) <> (hash IS NULL)
      OR (type = 0) <> (version = 0)`,
    say: (id, name) => `Node ${uuid(id)} ("${name}") is neither a file nor a directory.`,
  },
  {
    sql: `SELECT hex(s.id), s.version, s.content FROM (${ALL_STATES}) AS s LEFT JOIN content ON content.id = s.content AND content.state <> 4
      WHERE s.content IS NOT NULL AND content.id IS NULL`,
    say: (id, version, content) =>
      `Version ${version} of node ${uuid(id)} names content ${content}, which is not there.`,
  },
  {
    sql: `SELECT hex(s.id), s.version, s.content FROM (${ALL_STATES}) AS s CROSS JOIN content ON content.id = s.content
      WHERE content.hash <> s.hash OR content.size <> s.size`,
    say: (id, version, content) =>
      `Version ${version} of node ${uuid(id)} and its content ${content} differ in hash or size.`,
  },
  {
    sql: `SELECT hex(s.id), s.content FROM (${ALL_STATES}) AS s WHERE s.content IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM content_uses AS u WHERE u.content = s.content AND u.space = s.space AND u.node = s.id)
      AND NOT EXISTS (SELECT 1 FROM content AS c WHERE c.id = s.content AND c.owner_space = s.space AND c.owner = s.id)`,
    say: (id, content) => `The use of content ${content} by node ${uuid(id)} is not noted.`,
  },
  {
    sql: `SELECT hex(u.node), u.content FROM (${ALL_USES}) AS u
      WHERE NOT EXISTS (SELECT 1 FROM nodes AS n WHERE n.id = u.node AND n.space = u.space AND n.content = u.content)
      AND NOT EXISTS (SELECT 1 FROM node_history AS h WHERE h.id = u.node AND h.space = u.space AND h.content = u.content)`,
    say: (id, content) =>
      `A use of content ${content} by node ${uuid(id)} is noted that no state has.`,
  },
  {
    sql: `SELECT hex(node), content FROM (${ALL_USES}) GROUP BY content, space, node HAVING count(*) > 1`,
    say: (id, content) => `The use of content ${content} by node ${uuid(id)} is noted twice.`,
  },
  {
    sql: `SELECT c.id, c.base, c.part FROM content AS c WHERE (c.base IS NULL) <> (c.part IS NULL)
      OR (c.base IS NOT NULL AND (NOT EXISTS (SELECT 1 FROM content WHERE content.id = c.base AND content.state <> 4)
        OR NOT EXISTS (SELECT 1 FROM content WHERE content.id = c.part AND content.state <> 4)))`,
    say: (id) => `Content ${id} is made of content that is not there.`,
  },
  {
    sql: `SELECT content.id FROM content CROSS JOIN backends ON backends.id = content.backend
      WHERE backends.name = 'inline' AND content.state = 1 AND content.base IS NULL
      AND (content.bytes IS NULL OR length(content.bytes) <> content.size)`,
    say: (id) => `The bytes of inline content ${id} are not there, or not all of them.`,
  },
  {
    sql: `SELECT count(*), lower(hex(hash)) FROM content WHERE state <> 4
      GROUP BY substr(hash, 1, 8), pool, backend, hash HAVING count(*) > 1`,
    say: (count, hash) => `${count} rows stand for the one content of hash ${hash}.`,
  },
  {
    sql: `SELECT c.content FROM content_candidates AS c
      WHERE NOT EXISTS (SELECT 1 FROM content WHERE content.id = c.content AND content.state <> 4)`,
    say: (content) => `Content ${content} is a candidate for collection and is not there.`,
  },
  {
    sql: `SELECT hex(id), "from", "to" FROM (SELECT id, "from", "to",
        lag(ifnull("to", ${Number.MAX_SAFE_INTEGER}), 1, 0) OVER node AS ended FROM (${ALL_STATES})
        WINDOW node AS (PARTITION BY space, id ORDER BY "from"))
      WHERE "from" < ended OR "to" <= "from"`,
    say: (id, from) => `The state of node ${uuid(id)} from ${from} on overlaps with another.`,
  },
  {
    sql: `SELECT hex(id), "from" FROM (SELECT id, "from", version, content,
        lag(version, 1, 0) OVER node AS before, lag(content) OVER node AS earlier FROM (${ALL_STATES}) WHERE type = 1
        WINDOW node AS (PARTITION BY space, id ORDER BY "from"))
      WHERE version < before OR version < 1 OR (version = before AND content IS NOT earlier)`,
    say: (id, from) => `The version number of node ${uuid(id)} from ${from} on does not follow.`,
  },
  {
    sql: `SELECT sequence FROM operation_log AS log WHERE sequence < (SELECT path_blocks FROM store) * ${PATH_BLOCK}
      AND NOT EXISTS (SELECT 1 FROM operation_paths AS p WHERE p.block = log.sequence / ${PATH_BLOCK}
        AND p.space = log.space AND p.path = log.path AND p.sequence = log.sequence)`,
    say: (sequence) => `The index by path lacks the operation of sequence ${sequence}.`,
  },
]

/** What is wrong with a database, as sentences. Reads everything, in one transaction, and waits for nothing. */
export function inspect(db: Database): readonly string[] {
  const pages = (db.pragma(`integrity_check(${MOST_EACH})`) as { integrity_check: string }[])
    .map((row) => row.integrity_check)
    .filter((text) => text !== 'ok')
  // What the rules would read is not to be trusted then.
  if (pages.length > 0) return pages.map((text) => `The database file is damaged: ${text}.`)
  return db.transaction(() => RULES.flatMap((rule) => broken(db, rule)))()
}

function broken(db: Database, { sql, say }: Rule): readonly string[] {
  const rows = db.prepare(sql).raw().all() as (string | number | null)[][]
  const told = rows.slice(0, MOST_EACH).map((row) => say(...row))
  const left = rows.length - told.length
  return left > 0 ? [...told, `${left} more of the kind: ${told.at(-1)}`] : told
}
