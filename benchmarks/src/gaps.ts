/** Why a goal can be missed, by its id: RESULTS.md prints the text only beside a goal that is. */

const ROWS =
  'a row of twelve values costs about a microsecond to hand from SQLite to JavaScript, so that even 1,000 bare names take as long as readdir; against readdir with a stat of each file, which tells the same, see the row below'

const BATCH =
  'a file is eight entries in indexes and tables (node, id, content, hash, log, …) where the bare statement makes one; in a batch there is no sync left to hide them behind'

const GROWTH =
  'not traced to one cause; likely that with a million files the pages that are touched no longer fit the caches of the processor, and Nexus touches several where the bare statement touches one'

/** The explanations. */
export const gaps: Readonly<Record<string, string>> = {
  list: ROWS,
  stat: 'a path is walked name by name in one statement, then the files that share the content are counted; both are read inside the process, while the kernel answers from its cache of names',
  'batch-1000': BATCH,
  'batch-2000': BATCH,
  'batch-200': BATCH,
  'batch-400': BATCH,
  'delete-batch':
    'each deleted file leaves its last state in the history and its effect in the log, and three indexes, where the bare statement changes one number in place',
  write:
    'a commit carries eleven pages of the database (tables and indexes of nodes, content and log) where the bare statement carries three, and writes them back at each checkpoint; the faster the disk syncs, the more that shows',
  'write-16':
    'the work of a write in the process (hash, path, names, indexes) is what remains once a sync is shared; the faster the disk syncs, the more that shows',
  open: 'settings of the connection, the format of the store and the first use of its statements are read before the first file',
  'open-small':
    'settings of the connection, the format of the store and the first use of its statements are read before the first file',
  'stream-write':
    'every byte is hashed and summed on the thread that also moves it, beside a raw write that only moves it',
  'write-16-unsafe':
    'the thread pool writes files without a sync on both cores, while one thread hashes, names and logs for Nexus, which also syncs',
  duplicates:
    'bytes that are there are read and compared before they are used again, and a commit carries the tables and indexes of nodes and log, where the bare row is one page',
  delete:
    'a deleted file moves to the history and leaves a row in the log, with their indexes, where the bare statement changes one number in place',
  'growth-read': GROWTH,
  'growth-list-1-000': GROWTH,
  'growth-stat': GROWTH,
  'growth-write': GROWTH,
  start:
    'beyond bare Node, modules of Node that it does not load by itself take about 14 ms, the engine and its libraries about 8 ms, configuration and opening about 12 ms, and the native module of SQLite with the adapters about 13 ms',
}
