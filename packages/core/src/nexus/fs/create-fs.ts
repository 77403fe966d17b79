import { randomInt } from 'node:crypto'
import { tmpdir } from 'node:os'
import { copyTree } from './copy-tree.ts'
import { createDirectoryCalls } from './directories.ts'
import { createFileCalls } from './files.ts'
import type { FsContext, FsTree } from './fs-call.ts'
import type { NexusFs } from './types.ts'
import { createUnsupportedCalls } from './unsupported.ts'
import { watchPath } from './watch.ts'

/** Options of {@link createFs}. */
export interface FsOptions {
  /** Host folder for the copies of files that are open for writing. Default: the system's temporary folder. */
  readonly tmpDir?: string | undefined
  /** Six characters for names of temporary files and directories. Default: random letters and digits. */
  readonly newName?: (() => string) | undefined
}

/** The `node:fs/promises` facade over a handle. */
export function createFs(
  tree: FsTree,
  { tmpDir = tmpdir(), newName = randomName }: FsOptions = {},
): NexusFs {
  const context: FsContext = { tree, tmpDir, newName }
  return {
    ...createFileCalls(context),
    ...createDirectoryCalls(context),
    ...createUnsupportedCalls(),
    cp: (from, to, options) => copyTree(context, from, to, options),
    watch: (path, options) => watchPath(context, path, options),
  }
}

const NAME_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function randomName(): string {
  return Array.from({ length: 6 }, () => NAME_CHARACTERS[randomInt(NAME_CHARACTERS.length)]).join(
    '',
  )
}
