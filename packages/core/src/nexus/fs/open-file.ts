import type { Mode } from 'node:fs'
import type { Stat } from '../types.ts'
import {
  assertParent,
  type FsContext,
  type FsTree,
  findStat,
  onPath,
  type PathCall,
} from './fs-call.ts'
import { FsError } from './fs-error.ts'
import { refuseDirectoryName } from './fs-path.ts'
import { type OpenFlags, parseOpenFlags } from './open-flags.ts'
import { createReadHandle } from './read-handle.ts'
import type { FsFileHandle, FsPath } from './types.ts'
import { createWriteHandle } from './write-handle.ts'

/** Opens a file as `open` of `node:fs/promises` does. */
export async function openFile(
  context: FsContext,
  given: FsPath,
  flags?: string | number,
  mode?: Mode,
): Promise<FsFileHandle> {
  const parsed = parseOpenFlags(flags)
  if (parsed.create) refuseDirectoryName(given, 'open')
  return onPath(context, 'open', given, async (path, call) => {
    const stat = await statToOpen(context.tree, path, parsed, call)
    if (!parsed.write) return createReadHandle(context, stat as Stat, call)
    const bits = typeof mode === 'string' ? Number.parseInt(mode, 8) : mode
    return createWriteHandle(context, { flags: parsed, stat, mode: bits, call })
  })
}

/** What is there to be opened; `undefined` when the file is to be made. */
async function statToOpen(
  tree: FsTree,
  path: string,
  flags: OpenFlags,
  call: PathCall,
): Promise<Stat | undefined> {
  const stat = await findStat(tree, path)
  if (stat === undefined) {
    await assertParent(tree, path, call)
    if (!flags.create) throw new FsError('ENOENT', call)
  } else if (flags.exclusive) throw new FsError('EEXIST', call)
  else if (stat.type === 'directory' && (flags.write || flags.create))
    throw new FsError('EISDIR', call)
  return stat
}
