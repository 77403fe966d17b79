/** Why a goal can be missed, by its id: RESULTS.md prints the text only beside a goal that is. */

const ROWS =
  'a row of twelve values costs 0.65 microseconds to hand from SQLite to JavaScript, half of the whole listing, where a name alone would cost 0.2; against readdir with a stat of each file, which tells the same, see the row below'

const BATCH =
  'a file is six entries in tables and indexes (node, its id; content, its hash; log, its id) where the bare statement makes one; in a batch there is no sync left to hide them behind. In processor time a file costs 50 microseconds, 15 of them in five statements, where the bare one costs 16'

const GROWTH_READ =
  'the pages that hold a node and its content are spread over 200 MB instead of 2 MB, which the caches of the processor no longer hold (there is no read call and no page fault), where the bare statement touches one page of 85 MB; reads kept to ten directories of the million grow by 1.05x, and so do repeated reads of one file: the deeper trees themselves cost next to nothing'

const GROWTH_STAT =
  'as for a read: the pages that hold a node and the index of its content no longer lie in the caches of the processor; kept to ten directories of the million it grows by 1.05x'

const GROWTH_LIST =
  'the twenty directories that are listed are 3 MB of pages, ten in the small tree, and no longer fit the cache of one core; kept to ten directories of the million the growth is that of the bare statement, which itself varies by a fifth between repeats'

const GROWTH_WRITE = 'not traced, since it was met when it was measured'

const TREE =
  'besides its row of nodes each file leaves its use of the content and its effect in the log, and a copy gets an id that is made in JavaScript; the worker that writes shares the cores with the reads that are served meanwhile. In processor time a copy costs 10 microseconds a file where the bare statement costs 5'

const ANSWERS =
  'not traced; the writing is in a worker, so likely that the thread of the event loop waits for a core, which it shares with the worker and whatever else the machine does'

const LOG =
  'not traced to one cause; between a log of 10,000 and one of 60,000 the processor time of a listing and of an undo was equal, so that what remains is likely pages of the larger store that the caches of the processor no longer hold'

const UNDO =
  'the operation, what it did and its mark are asked for in ten statements before one commit, which besides node, history and log carries the mark and its image: eleven pages where a write carries ten, without the bytes; what an overwrite replaced must go into the history too. In SQLite it takes 110 microseconds where a write takes 50, the sync apart'

/** The explanations. */
export const gaps: Readonly<Record<string, string>> = {
  list: ROWS,
  stat: 'the node is read in one statement and the files that share its content are counted in a second; both go through SQLite inside the process, while the kernel answers from its cache of names',
  'batch-1000': BATCH,
  'batch-2000': BATCH,
  'batch-200': BATCH,
  'batch-400': BATCH,
  'delete-batch':
    'each deleted file leaves its last state in the history and its effect in the log, and three indexes, where the bare statement changes one number in place',
  write:
    'traced: the commit of SQLite, its sync included, is about 80 % of the time, the statements before it 12 %, the engine 3 %, hash, copy and ids 2 %; a commit carries ten pages of the database (tables and indexes of nodes, content and log; the first page and that of the pointers, since a page was added) where the bare statement carries three',
  'write-raw':
    'both end in a sync; a commit writes ten pages of the database and, now and then, a checkpoint of them, where a durable raw file is one page, its name and its directory: which of the two is quicker depends on what the disk takes for bytes and for a sync',
  overwrite:
    'counted: a commit carries twelve pages of the database (a write ten), since what was there before moves to the history with its index; the bare statement puts the new bytes in place of the old ones, which it forgets, and carries two',
  'undo-0': UNDO,
  'undo-1': UNDO,
  'undo-2': UNDO,
  'write-16':
    'traced: with the sync shared, the commit of SQLite is still about half of the time and its statements a quarter, as each write brings its pages of nodes, content and log; the engine is 7 %, hash, copy and ids 5 %, memory 3 %',
  open: 'settings of the connection, the format of the store and the first use of its statements are read before the first file',
  'open-small':
    'settings of the connection, the format of the store and the first use of its statements are read before the first file',
  'stream-write':
    'every byte is hashed and summed on the thread that also moves it, beside a raw write that only moves it',
  'write-16-unsafe':
    'the thread pool writes files without a sync on both cores; Nexus is one thread, which is in SQLite for about 80 % of the time, its syncs included, and hashes, names and logs in the rest',
  duplicates:
    'bytes that are there are read and compared before they are used again, and a commit carries six pages (tables and indexes of nodes and log, the use of the content) where the bare row is one; seven tenths of the time are the commit itself',
  delete:
    'a deleted file moves to the history and leaves a row in the log, so that a commit carries eight pages of tables and indexes where the bare statement changes one number in place',
  'growth-read': GROWTH_READ,
  'growth-list-1-000': GROWTH_LIST,
  'growth-stat': GROWTH_STAT,
  'growth-write': GROWTH_WRITE,
  'tree-copy': TREE,
  'tree-fork': TREE,
  'tree-restore':
    'what is there, what was there and what becomes of it are found before anything is written, in three tables of their own, which take two fifths of the time; the rest is that of a copy. In processor time a file costs 10 to 15 microseconds where the bare statement costs 5',
  'tree-loop-copy': ANSWERS,
  'tree-loop-fork': ANSWERS,
  'tree-loop-restore': ANSWERS,
  'tree-read-copy': ANSWERS,
  'tree-read-fork': ANSWERS,
  'tree-read-restore': ANSWERS,
  export:
    'a file costs some 4 microseconds of processor time, a third of it to read its row with where its content lies, the rest to make the line and write it, and all lines end in a sync, which a busy disk makes long; the bare statement hands over the row of nodes in 2.5 and writes nothing',
  import:
    'traced: a line costs some 26 microseconds of processor time. 11 commit it as any write, the node in two trees, its use of content and what the operation touched in one each; 14 come before: 4 find its content and hash it, 6 parse, check and plan, 4 manage the memory of what one commit must hold. The bare statement inserts a row that is there already, in two trees, in 4.5, and looks at nothing else',
  verify:
    'the states that each operation made are looked up in nodes and history and hashed too, and each link of the chain is a third hash; the bare reading hashes the row of the log alone. In processor time 9.5 microseconds an operation against 6.5',
  'log-newest-50': LOG,
  'log-by-path': LOG,
  'log-by-run': LOG,
  'log-by-id': LOG,
  'log-by-time': LOG,
  'log-under-a-directory':
    'traced: the index by path has a block for each 16,384 operations, and a listing looks into each, newest first, until it has its 50: 0.30 ms where the newest operations are those asked for, and 0.02 to 0.03 ms for each block that has none. A log of 10,000 has no block yet, one of 1,000,000 has 61. Blocks that are merged as they age would need fewer looks',
  'log-undo': LOG,
  'hooks-none-write':
    'no cause was found: a write asks whether there is a hook of its name, and there is none; runs minutes apart gave 0.96x to 1.06x, as each round leaves versions behind whose memory is collected now or later',
  'gc-growth':
    'the work is the same, but the index of contents by hash is spread: 1,000 contents lie on nearly as many pages of a large one and on some fifty of a small one, so that 7 MB are written instead of 1.6 MB; it grows no further than a page for each content',
  start:
    'traced: of what comes on top of bare Node, about 38 % is finding and compiling the adapters and the files of the library for SQLite, 30 % the engine with node:crypto, 13 % the line and standard output, 11 % opening the database, 8 % reading and closing; functions are compiled when they are first called, which the compile cache of Node does not keep',
}
