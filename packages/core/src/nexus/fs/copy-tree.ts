import type { CopyOptions } from 'node:fs'
import { posix } from 'node:path'
import type { Stat } from '../types.ts'
import {
  existing,
  type FsContext,
  type FsTree,
  findStat,
  nearestAbove,
  onPaths,
} from './fs-call.ts'
import { FsError } from './fs-error.ts'
import type { FsPath } from './types.ts'

/** `cp`: a file, or with `recursive` a directory that is merged into the one at the target. */
export async function copyTree(
  context: FsContext,
  from: FsPath,
  to: FsPath,
  options: CopyOptions = {},
): Promise<void> {
  const { tree } = context
  await onPaths(context, 'cp', from, to, async (source, target) => {
    if (options.filter !== undefined && !(await options.filter(source, target))) return
    const stat = await existing(tree, source, { syscall: 'lstat', path: source })
    await assertCopyable(tree, stat, target, options)
    await copyNode(tree, stat, target, options)
  })
}

async function assertCopyable(
  tree: FsTree,
  { path, type }: Stat,
  target: string,
  { recursive = false }: CopyOptions,
): Promise<void> {
  const refuse = (code: string, text: string): never => {
    throw new FsError(code, { syscall: 'cp', path, dest: target }, text)
  }
  if (path === target) refuse('ERR_FS_CP_EINVAL', 'src and dest cannot be the same')
  if (type === 'directory') {
    if (!recursive) refuse('ERR_FS_EISDIR', 'is a directory (not copied)')
    if (target.startsWith(path === '/' ? '/' : `${path}/`))
      refuse('ERR_FS_CP_EINVAL', 'cannot copy a directory to a subdirectory of itself')
  }
  if ((await nearestAbove(tree, target))?.type === 'file') refuse('ENOTDIR', 'not a directory')
}

async function copyNode(
  tree: FsTree,
  stat: Stat,
  target: string,
  options: CopyOptions,
): Promise<void> {
  const there = await findStat(tree, target)
  if (stat.type === 'file') return copyFile(tree, stat.path, target, there, options)
  if (there?.type === 'file')
    throw new FsError(
      'ERR_FS_CP_DIR_TO_NON_DIR',
      { syscall: 'cp', path: stat.path, dest: target },
      'cannot overwrite non-directory with directory',
    )
  if (there === undefined && options.filter === undefined) {
    await tree.copy(stat.path, target)
    return
  }
  await tree.mkdir(target, { parents: true, existOk: true })
  for await (const { path, name } of tree.list(stat.path, { recursive: false })) {
    const child = posix.join(target, name)
    if (options.filter !== undefined && !(await options.filter(path, child))) continue
    await copyNode(tree, await tree.stat(path), child, options)
  }
}

async function copyFile(
  tree: FsTree,
  source: string,
  target: string,
  there: Stat | undefined,
  { force = true, errorOnExist = false }: CopyOptions,
): Promise<void> {
  const call = { syscall: 'cp', path: source, dest: target }
  if (there?.type === 'directory')
    throw new FsError(
      'ERR_FS_CP_NON_DIR_TO_DIR',
      call,
      'cannot overwrite directory with non-directory',
    )
  if (there !== undefined && !force) {
    if (errorOnExist) throw new FsError('ERR_FS_CP_EEXIST', call, 'target already exists')
    return
  }
  await tree.copy(source, target, { overwrite: true })
}
