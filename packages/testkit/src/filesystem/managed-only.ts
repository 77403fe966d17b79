/** Groups of cases about the past of whole trees, which only the store has. Mapped mounts have cases of their own. */
export const MANAGED_GROUPS: ReadonlySet<string> = new Set([
  'time travel',
  'versions',
  'snapshots',
  'undo',
  'undo after later changes',
  'what is undone',
  'restore',
  'export and import',
])

/** Cases by the reason for which they only hold of managed trees. A name stands for all that begin with it. */
export const MANAGED_CASES: Readonly<Record<string, readonly string[]>> = {
  'the etag is the SHA-256 of the content': [
    'text can be written',
    'bytes can be written',
    'a Buffer can be written',
    'a part of a larger buffer can be written',
    'an ArrayBuffer can be written',
    'a Blob can be written',
    'a web stream can be written',
    'a Node stream can be written',
    'an async iterable of bytes can be written',
    'an async iterable of text can be written',
    '0 bytes, written whole',
    '1 bytes, written whole',
    '4096 bytes, written whole',
    '65535 bytes, written whole',
    '65536 bytes, written whole',
    '65537 bytes, written whole',
    '1048576 bytes, written whole',
    '1048577 bytes, written whole',
    '9000000 bytes, written whole',
    'append makes a file, then adds to it',
    'append of a stream, of nothing, and onto a large file',
    '400 appends are read back in order',
    'an operation says what it did, with the paths of then',
    'every write is the next version, also with the same bytes',
  ],
  'files may be given a time': ['metadata, tags, time and mode can be given with the write'],
  'all times are of one clock': [
    'an entry tells path, name, type, size, etag, version, content type and time',
  ],
  'a batch is one commit': [
    'writeBatch',
    'a veto of writeBatch',
    'beforeWrite may replace content and attributes, also of a stream',
    'a directory of 1,500 files is listed whole',
  ],
  'directories stay when they become empty, and have times': [
    'delete leaves the directory',
    "a directory's time is that of the newest change directly in it",
  ],
  'listings are in byte order of names': [
    'a recursive listing gives files only, depth first in byte order of names',
    'a flat listing gives direct children, directories included, in byte order',
    'pages of ',
  ],
  'content is shared, and known by its hash': [
    'stat counts the live files that use the content',
    'usage counts files, bytes and distinct bytes',
    'copy shares content, takes metadata and tags, but neither id nor versions',
    'the same content by 8 writers is counted right',
  ],
  'the nodes of a directory are counted with it': ['copy of a directory copies everything in it'],
  'nothing is mounted': [
    'two directory moves cannot form a loop',
    'each call is one operation of its type, newest first',
    'health is good, and mounts show the root',
    'the feed gives what comes, in order, and goes on after a cursor',
    'verification gives a count and a head that later ones can be held against',
  ],
}

/** Why a case only holds of managed trees; `undefined` where it holds of all. */
export function managedReason(group: string, name: string): string | undefined {
  if (MANAGED_GROUPS.has(group)) return 'the past of whole trees is in the store'
  for (const [reason, names] of Object.entries(MANAGED_CASES))
    if (names.some((begin) => name.startsWith(begin))) return reason
  return undefined
}
