import type { Dirent, MakeDirectoryOptions, Mode, RmOptions } from 'node:fs'
import { posix } from 'node:path'
import { isNexusError } from '../../errors/index.ts'
import type { Entry } from '../types.ts'
import { assertParent, existing, type FsContext, type FsTree, findStat, onPath } from './fs-call.ts'
import { FsError, invalidArgument } from './fs-error.ts'
import { parentOf } from './fs-path.ts'
import { direntOf, statsOf } from './stats.ts'
import type { FsDirectory, FsPath, FsReaddirOptions, NexusFs } from './types.ts'

type DirectoryCalls = Pick<
  NexusFs,
  'stat' | 'lstat' | 'readdir' | 'opendir' | 'mkdir' | 'mkdtemp' | 'rm' | 'rmdir' | 'realpath'
>

/** The calls on directories, and those that tell what is at a path. */
export function createDirectoryCalls(context: FsContext): DirectoryCalls {
  const stat = async (syscall: string, path: FsPath) =>
    statsOf(await onPath(context, syscall, path, (target) => context.tree.stat(target)))
  return {
    stat: (path) => stat('stat', path),
    lstat: (path) => stat('lstat', path),
    readdir: ((path, options) => readdir(context, path, options)) as NexusFs['readdir'],
    opendir: (path) => opendir(context, path),
    mkdir: (path, options) => mkdir(context, path, options),
    mkdtemp: (prefix) => mkdtemp(context, prefix),
    rm: (path, options) => rm(context, path, options),
    rmdir: (path) => rmdir(context, path),
    realpath: (path) =>
      onPath(context, 'realpath', path, async (target) => (await context.tree.stat(target)).path),
  }
}

async function readdir(
  context: FsContext,
  given: FsPath,
  options?: FsReaddirOptions | 'utf8' | 'utf-8' | null,
): Promise<string[] | Dirent[]> {
  const { recursive = false, withFileTypes = false } =
    typeof options === 'object' ? (options ?? {}) : {}
  return onPath(context, 'scandir', given, async (path, call) => {
    const entries = await childrenOf(context.tree, path, recursive)
    if (!withFileTypes) return entries.map((entry) => posix.relative(path, entry.path))
    return entries.map((entry) =>
      direntOf(entry, posix.join(call.path, posix.relative(path, parentOf(entry.path)))),
    )
  })
}

async function childrenOf(tree: FsTree, path: string, recursive: boolean): Promise<Entry[]> {
  return recursive ? tree.tree(path).toArray() : tree.list(path, { recursive: false }).toArray()
}

async function opendir(context: FsContext, given: FsPath): Promise<FsDirectory> {
  const path = await onPath(context, 'opendir', given, async (target, call) => {
    if ((await existing(context.tree, target, call)).type === 'file')
      throw new FsError('ENOTDIR', call)
    return target
  })
  const entries = direntsOf(context.tree, path)
  const close = async (): Promise<void> => void (await entries.return(undefined))
  return {
    path: String(given),
    async read() {
      const { done, value } = await entries.next()
      return done ? null : value
    },
    close,
    [Symbol.asyncIterator]: () => entries,
    [Symbol.asyncDispose]: close,
  }
}

async function* direntsOf(tree: FsTree, path: string): AsyncGenerator<Dirent, undefined> {
  for await (const entry of tree.list(path, { recursive: false })) yield direntOf(entry, path)
  return undefined
}

async function mkdir(
  context: FsContext,
  given: FsPath,
  options?: MakeDirectoryOptions | Mode | null,
): Promise<string | undefined> {
  const recursive = typeof options === 'object' && options?.recursive === true
  return onPath(context, 'mkdir', given, async (path, call) => {
    if (recursive) return makeAll(context.tree, path, call)
    await assertParent(context.tree, path, call)
    await context.tree.mkdir(path)
    return undefined
  })
}

async function makeAll(
  tree: FsTree,
  path: string,
  call: { syscall: string; path: string },
): Promise<string | undefined> {
  let first: string | undefined
  let stat = await findStat(tree, path)
  if (stat?.type === 'file') throw new FsError('EEXIST', call)
  for (let above = path; stat === undefined; stat = await findStat(tree, above)) {
    first = above
    above = parentOf(above)
  }
  if (stat.type === 'file') throw new FsError('ENOTDIR', call)
  if (first !== undefined) await tree.mkdir(path, { parents: true, existOk: true })
  return first
}

async function mkdtemp(context: FsContext, prefix: string): Promise<string> {
  if (typeof prefix !== 'string') throw invalidArgument('prefix', prefix, 'of type string')
  for (;;) {
    const name = prefix + context.newName()
    const made = await onPath(context, 'mkdtemp', name, async (path, call) => {
      await assertParent(context.tree, path, call)
      try {
        await context.tree.mkdir(path)
        return true
      } catch (error) {
        if (isNexusError(error, 'ALREADY_EXISTS')) return false
        throw error
      }
    })
    if (made) return name
  }
}

async function rm(
  context: FsContext,
  given: FsPath,
  { recursive = false, force = false }: RmOptions = {},
): Promise<void> {
  await onPath(context, 'rm', given, async (path, call) => {
    const { tree } = context
    try {
      const { type } = await existing(tree, path, { ...call, syscall: 'lstat' })
      if (type === 'file') await tree.delete(path)
      else if (recursive) await tree.rmdir(path, { recursive })
      else throw isADirectory(call.path)
    } catch (error) {
      if (!force || !isMissing(error)) throw error
    }
  })
}

function isMissing(error: unknown): boolean {
  return error instanceof FsError ? error.code === 'ENOENT' : isNexusError(error, 'NOT_FOUND')
}

function isADirectory(path: string): FsError {
  return new FsError('ERR_FS_EISDIR', { syscall: 'rm', path }, 'is a directory')
}

async function rmdir(context: FsContext, given: FsPath): Promise<void> {
  await onPath(context, 'rmdir', given, (path) => context.tree.rmdir(path))
}
