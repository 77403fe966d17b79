/** One table of calls for `nx.fs` and the real `node:fs/promises`: both must answer alike. */
import { directories } from './fs-cases/directories.ts'
import { facts } from './fs-cases/facts.ts'
import type { FsCase } from './fs-cases/fs-case.ts'
import { handles } from './fs-cases/handles.ts'
import { names } from './fs-cases/names.ts'
import { reading } from './fs-cases/reading.ts'
import { writing } from './fs-cases/writing.ts'

export type { FsCase }

/** What lies in the folder before each case. */
export const FILES: Readonly<Record<string, string>> = {
  'file.txt': 'hello',
  'empty.txt': '',
  'dir/inner.txt': 'inner',
  'dir/sub/deep.txt': 'deep',
  '.hidden': 'hidden',
  'näme with ünicode 😀.txt': 'ünicode',
}

/** Empty directories that lie there too. */
export const DIRECTORIES: readonly string[] = ['hollow']

/** All cases. */
export const FS_CASES: readonly FsCase[] = [
  ...reading,
  ...writing,
  ...names,
  ...directories,
  ...facts,
  ...handles,
]
