/** The format of the tables that this version writes. */
export const FORMAT = 1
/** The oldest code, by format, that may use tables written by this version. */
export const MIN_READER = 1

/** Columns that a node's state has in `nodes` and in `node_history`, without place and history. */
const STATE = `
  id BLOB NOT NULL,
  type INTEGER NOT NULL,
  "from" INTEGER NOT NULL,
  version INTEGER NOT NULL,
  size INTEGER NOT NULL,
  hash BLOB,
  content INTEGER,
  content_type TEXT,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  created_by TEXT,
  attributes TEXT,
  origin_node BLOB,
  origin_version INTEGER`

const DICTIONARIES = ['spaces', 'pools', 'backends'].map(
  (name) => `CREATE TABLE ${name}(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT`,
)

/**
 * Made with the second space: until then every row of the log is in the one space, and the index would only be one
 * more page that each commit writes.
 */
export const LOG_BY_SPACE = 'CREATE INDEX IF NOT EXISTS operation_log_space ON operation_log(space)'

/**
 * Format 1. Ids are blobs of 16 bytes and hashes of 32, spaces, pools and backends small integers;
 * `type` is 0 for directories and 1 for files. The root of a space has no row.
 */
export const TABLES: readonly string[] = [
  `CREATE TABLE store(
    one INTEGER PRIMARY KEY CHECK (one = 1),
    format INTEGER NOT NULL,
    min_reader INTEGER NOT NULL,
    id BLOB NOT NULL,
    indexes TEXT NOT NULL DEFAULT '',
    taken INTEGER NOT NULL DEFAULT 0,
    synced INTEGER NOT NULL DEFAULT 0
  ) STRICT`,
  ...DICTIONARIES,
  `CREATE TABLE nodes(
    space INTEGER NOT NULL,
    parent BLOB NOT NULL,
    name TEXT NOT NULL,${STATE},
    PRIMARY KEY (space, parent, name)
  ) WITHOUT ROWID, STRICT`,
  'CREATE UNIQUE INDEX nodes_id ON nodes(id, space)',
  'CREATE INDEX nodes_content ON nodes(content, space) WHERE content IS NOT NULL',
  `CREATE TABLE node_history(
    space INTEGER NOT NULL,
    parent BLOB NOT NULL,
    name TEXT NOT NULL,
    "to" INTEGER NOT NULL,${STATE},
    PRIMARY KEY (space, parent, name, "to")
  ) WITHOUT ROWID, STRICT`,
  'CREATE INDEX node_history_node ON node_history(id, "to", space)',
  `CREATE TABLE content(
    id INTEGER PRIMARY KEY,
    pool INTEGER NOT NULL,
    backend INTEGER NOT NULL,
    hash BLOB NOT NULL,
    size INTEGER NOT NULL,
    state INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    lease_until INTEGER,
    base INTEGER,
    part INTEGER,
    depth INTEGER,
    checksums BLOB,
    bytes BLOB
  ) STRICT`,
  // Eight bytes tell hashes apart; the row has the rest. A third of the size, so that a batch, which
  // hits this index everywhere, changes fewer pages. One row an address: commits look before they insert.
  'CREATE INDEX content_address ON content(substr(hash, 1, 8), pool, backend)',
  `CREATE TABLE operation_log(
    sequence INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    space INTEGER NOT NULL,
    type TEXT NOT NULL,
    path TEXT NOT NULL,
    target TEXT,
    node BLOB,
    tenant TEXT,
    agent TEXT,
    user TEXT,
    run TEXT,
    request_id TEXT,
    batch BLOB,
    time INTEGER NOT NULL,
    details TEXT
  ) STRICT`,
  'CREATE INDEX operation_log_run ON operation_log(run, space) WHERE run IS NOT NULL',
  `CREATE INDEX operation_log_undo ON operation_log(space) WHERE type = 'undo'`,
  `CREATE TRIGGER operation_log_update BEFORE UPDATE ON operation_log
    BEGIN SELECT RAISE(ABORT, 'the operation log is append-only'); END`,
  `CREATE TRIGGER operation_log_delete BEFORE DELETE ON operation_log
    BEGIN SELECT RAISE(ABORT, 'the operation log is append-only'); END`,
  // Only operations that touched several nodes have rows here; else the log's own `node` is the one.
  `CREATE TABLE operation_effects(
    operation INTEGER NOT NULL,
    node BLOB NOT NULL,
    PRIMARY KEY (operation, node)
  ) WITHOUT ROWID, STRICT`,
  `CREATE TABLE records(
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (collection, key)
  ) WITHOUT ROWID, STRICT`,
  `CREATE TABLE record_history(
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    "to" INTEGER NOT NULL,
    value TEXT,
    version INTEGER,
    PRIMARY KEY (collection, key, "to")
  ) WITHOUT ROWID, STRICT`,
  'CREATE INDEX record_history_to ON record_history("to")',
  `CREATE TABLE leases(
    queue TEXT NOT NULL,
    key TEXT NOT NULL,
    token INTEGER NOT NULL,
    worker TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (queue, key)
  ) WITHOUT ROWID, STRICT`,
]
