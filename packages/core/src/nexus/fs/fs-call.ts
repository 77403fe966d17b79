import { isNexusError } from '../../errors/index.ts'
import type { Nexus, Stat } from '../types.ts'
import { type FsCall, FsError, toFsError } from './fs-error.ts'
import { givenPath, parentOf } from './fs-path.ts'
import type { FsPath } from './types.ts'

/** What the facade needs of a handle. */
export type FsTree = Pick<
  Nexus,
  | 'read'
  | 'write'
  | 'append'
  | 'delete'
  | 'list'
  | 'tree'
  | 'stat'
  | 'mkdir'
  | 'rmdir'
  | 'copy'
  | 'rename'
> & {
  readonly operations: Pick<Nexus['operations'], 'follow'>
  readonly mounts: Pick<Nexus['mounts'], 'get'>
}

/** What all calls of one facade share. */
export interface FsContext {
  readonly tree: FsTree
  /** Host folder for the temporary copies of files that are open for writing. */
  readonly tmpDir: string
  /** Six characters that were not used before, for names of temporary files and directories. */
  newName(): string
}

/** A call on one path, with what its errors say. */
export interface PathCall extends FsCall {
  readonly path: string
  /** The normalised path. */
  readonly target: string
}

/** Runs a call on a path; what the tree throws becomes an error of `node:fs`. */
export async function onPath<Result>(
  { tree }: FsContext,
  syscall: string,
  given: FsPath,
  run: (target: string, call: PathCall) => Promise<Result>,
): Promise<Result> {
  const { shown, path, directory } = givenPath(given, syscall)
  const call = { syscall, path: shown, target: path }
  try {
    if (directory && path !== '/') await refuseFile(tree, path, call)
    return await run(path, call)
  } catch (error) {
    if (isNexusError(error, 'NOT_FOUND')) throw await missing(tree, path, call, error)
    throw toFsError(error, call)
  }
}

/** Runs a call from one path to another. */
export async function onPaths<Result>(
  context: FsContext,
  syscall: string,
  from: FsPath,
  to: FsPath,
  run: (source: string, target: string, call: FsCall) => Promise<Result>,
): Promise<Result> {
  const source = givenPath(from, syscall)
  const target = givenPath(to, syscall, 'newPath')
  const call = { syscall, path: source.shown, dest: target.shown }
  try {
    const lookup = syscall === 'cp' ? { syscall: 'lstat', path: source.shown } : call
    const stat = await existing(context.tree, source.path, lookup)
    if ((source.directory || target.directory) && stat.type === 'file')
      throw new FsError('ENOTDIR', call)
    return await run(source.path, target.path, call)
  } catch (error) {
    throw toFsError(error, call)
  }
}

/** What is at a path, if anything is. */
export async function findStat(tree: FsTree, path: string): Promise<Stat | undefined> {
  try {
    return await tree.stat(path)
  } catch (error) {
    if (isNexusError(error, 'NOT_FOUND') || isNexusError(error, 'NOT_A_DIRECTORY')) return undefined
    throw error
  }
}

/** What is at a path. @throws `ENOENT`, or `ENOTDIR` when a file lies on the way. */
export async function existing(tree: FsTree, path: string, call: FsCall): Promise<Stat> {
  const stat = await findStat(tree, path)
  if (stat === undefined) throw await missing(tree, path, call)
  return stat
}

/** The tree would make missing parents; `node:fs` does not. @throws `ENOENT`, `ENOTDIR`. */
export async function assertParent(tree: FsTree, path: string, call: FsCall): Promise<void> {
  if (path === '/') return
  const parent = await existing(tree, parentOf(path), call)
  if (parent.type === 'file') throw new FsError('ENOTDIR', call)
}

/** The nearest thing above a path. */
export async function nearestAbove(tree: FsTree, path: string): Promise<Stat | undefined> {
  for (let above = path; above !== '/'; ) {
    above = parentOf(above)
    const stat = await findStat(tree, above)
    if (stat !== undefined) return stat
  }
  return undefined
}

async function missing(
  tree: FsTree,
  path: string,
  call: FsCall,
  cause?: unknown,
): Promise<FsError> {
  const above = await nearestAbove(tree, path)
  return new FsError(above?.type === 'file' ? 'ENOTDIR' : 'ENOENT', call, undefined, cause)
}

async function refuseFile(tree: FsTree, path: string, call: FsCall): Promise<void> {
  const stat = await findStat(tree, path)
  if (stat?.type === 'file') throw new FsError('ENOTDIR', call)
}
