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
    synced INTEGER NOT NULL DEFAULT 0,
    path_blocks INTEGER NOT NULL DEFAULT 0
  ) STRICT`,
  ...DICTIONARIES,
  `CREATE TABLE nodes(
    space INTEGER NOT NULL,
    parent BLOB NOT NULL,
    name TEXT NOT NULL,${STATE},
    PRIMARY KEY (space, parent, name)
  ) WITHOUT ROWID, STRICT`,
  'CREATE UNIQUE INDEX nodes_id ON nodes(id, space)',
  'CREATE INDEX nodes_origin ON nodes(origin_node, space, id) WHERE origin_node IS NOT NULL',
  `CREATE TABLE node_history(
    space INTEGER NOT NULL,
    parent BLOB NOT NULL,
    name TEXT NOT NULL,
    "to" INTEGER NOT NULL,${STATE},
    PRIMARY KEY (space, parent, name, "to")
  ) WITHOUT ROWID, STRICT`,
  // Version and content are there to be found without a look at the row: the first for reads of a version, the
  // second to see whether a node has content in another state.
  'CREATE INDEX node_history_node ON node_history(id, "to", space, version, content)',
  'CREATE INDEX node_history_origin ON node_history(origin_node, space, id) WHERE origin_node IS NOT NULL',
  `CREATE TABLE content(
    id INTEGER PRIMARY KEY,
    pool INTEGER NOT NULL,
    backend INTEGER NOT NULL,
    hash BLOB NOT NULL,
    size INTEGER NOT NULL,
    state INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    leases INTEGER,
    lease_until INTEGER,
    base INTEGER,
    part INTEGER,
    depth INTEGER,
    owner_space INTEGER,
    owner BLOB,
    locator TEXT,
    checksums BLOB,
    bytes BLOB
  ) STRICT`,
  // Eight bytes tell hashes apart; the row has the rest. A third of the size, so that a batch, which
  // hits this index everywhere, changes fewer pages. One row an address: commits look before they insert.
  'CREATE INDEX content_address ON content(substr(hash, 1, 8), pool, backend)',
  'CREATE INDEX content_base ON content(base) WHERE base IS NOT NULL',
  'CREATE INDEX content_part ON content(part) WHERE part IS NOT NULL',
  // A row as long as any state of the node, live or past, has the content. Only the first use and pruning write here:
  // an index on the nodes and their history would be written by every overwrite and every delete. The use by the node
  // that content was made for is noted as the content's owner instead (zeroes once it is over), which costs no page.
  `CREATE TABLE content_uses(
    content INTEGER NOT NULL,
    space INTEGER NOT NULL,
    node BLOB NOT NULL,
    PRIMARY KEY (content, space, node)
  ) WITHOUT ROWID, STRICT`,
  'CREATE TABLE content_candidates(content INTEGER PRIMARY KEY, since INTEGER NOT NULL) STRICT',
  'CREATE INDEX content_candidates_since ON content_candidates(since)',
  `CREATE TABLE doomed_objects(
    id INTEGER PRIMARY KEY,
    pool INTEGER NOT NULL,
    backend INTEGER NOT NULL,
    hash BLOB NOT NULL,
    generation INTEGER NOT NULL,
    size INTEGER NOT NULL,
    since INTEGER NOT NULL,
    UNIQUE (hash, pool, backend, generation)
  ) STRICT`,
  'CREATE INDEX doomed_objects_since ON doomed_objects(since)',
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
  // The index of the log by path, in blocks of so many sequences; see PathIndex.
  `CREATE TABLE operation_paths(
    block INTEGER NOT NULL,
    space INTEGER NOT NULL,
    path TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (block, space, path, sequence)
  ) WITHOUT ROWID, STRICT`,
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
  // With row ids, so that a look-up compares keys alone: in one tree with them, a value that goes on beyond its page is
  // read as a whole for each comparison with its key, and seals have 35 KB.
  `CREATE TABLE records(
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (collection, key)
  ) STRICT`,
  // By the operation that left the image: so is it asked for, and so do new ones come at the end.
  `CREATE TABLE record_history(
    "to" INTEGER NOT NULL,
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT,
    version INTEGER,
    PRIMARY KEY ("to", collection, key)
  ) WITHOUT ROWID, STRICT`,
  `CREATE TABLE leases(
    queue TEXT NOT NULL,
    key TEXT NOT NULL,
    token INTEGER NOT NULL,
    worker TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (queue, key)
  ) WITHOUT ROWID, STRICT`,
]
