const TIME = (column: string): string =>
  `strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch')`

/** Text of an id, of its 32 hexadecimal digits. */
const UUID = (digits: string): string =>
  `substr(${digits}, 1, 8) || '-' || substr(${digits}, 9, 4) || '-' || substr(${digits}, 13, 4) || '-' || substr(${digits}, 17, 4) || '-' || substr(${digits}, 21)`

/** Every live node with its path, walked from the roots down. */
const TREE = `WITH RECURSIVE tree(space, id, path) AS (
    SELECT nodes.space, nodes.id, '/' || nodes.name FROM spaces CROSS JOIN nodes
      ON nodes.space = spaces.id AND nodes.parent = zeroblob(16)
    UNION ALL
    SELECT nodes.space, nodes.id, tree.path || '/' || nodes.name FROM tree CROSS JOIN nodes
      ON nodes.space = tree.space AND nodes.parent = tree.id
  )`

/**
 * Views for people who open the database with their own tools: ids and hashes as text, tenants by
 * name, times as ISO 8601 in UTC. Paths are computed, so a query reads the whole tree.
 *
 * In `operations`, `undo_state` is a JSON list of the states that the operation ended (node as 32 digits,
 * version, hash; empty for what it made anew), and `undone` is 1 while a record of collection `undone` says so.
 */
export const VIEWS: readonly string[] = [
  `CREATE VIEW file_metadata AS ${TREE}
   SELECT spaces.name AS tenant_id, tree.path AS file_path, lower(hex(nodes.hash)) AS content_hash, nodes.size AS size_bytes,
     ${TIME('nodes.created_at')} AS created_at, ${TIME('nodes.modified_at')} AS modified_at
   FROM tree CROSS JOIN nodes ON nodes.id = tree.id AND nodes.space = tree.space CROSS JOIN spaces ON spaces.id = tree.space
   WHERE nodes.type = 1`,
  `CREATE VIEW tags AS ${TREE}
   SELECT spaces.name AS tenant_id, tree.path AS file_path, tag.key AS tag_key, tag.value AS tag_value
   FROM tree CROSS JOIN nodes ON nodes.id = tree.id AND nodes.space = tree.space CROSS JOIN spaces ON spaces.id = tree.space
     CROSS JOIN json_each(nodes.attributes, '$.tags') AS tag
   WHERE nodes.attributes IS NOT NULL`,
  `CREATE VIEW operations AS
   SELECT log.uuid AS id, spaces.name AS tenant_id, log.type AS operation_type, log.path AS file_path,
     ${TIME('log.time')} AS timestamp, log.details AS details,
     (SELECT json_group_array(json_object('node', lower(hex(past.id)), 'version', past.version, 'hash', lower(hex(past.hash))))
       FROM (SELECT log.node AS node UNION SELECT node FROM operation_effects WHERE operation = log.sequence) AS touched
       CROSS JOIN node_history AS past ON past.id = touched.node AND past."to" = log.sequence AND past.space = log.space) AS undo_state,
     EXISTS (SELECT 1 FROM records WHERE records.collection = 'undone' AND records.key = log.uuid) AS undone
   FROM (SELECT *, ${UUID('digits')} AS uuid FROM (SELECT *, lower(hex(id)) AS digits FROM operation_log)) AS log
     CROSS JOIN spaces ON spaces.id = log.space`,
]
