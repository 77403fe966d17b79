import { constants } from 'node:fs'
import { isNexusError } from '../../errors/index.ts'
import { assertParent, existing, type FsContext, findStat, onPath, onPaths } from './fs-call.ts'
import { contentOf } from './fs-data.ts'
import { FsError } from './fs-error.ts'
import { refuseDirectoryName } from './fs-path.ts'
import { openFile } from './open-file.ts'
import type {
  FsData,
  FsFileHandle,
  FsPath,
  FsReadOptions,
  FsWriteOptions,
  NexusFs,
} from './types.ts'

type FileCalls = Pick<
  NexusFs,
  | 'readFile'
  | 'writeFile'
  | 'appendFile'
  | 'access'
  | 'unlink'
  | 'rename'
  | 'copyFile'
  | 'truncate'
  | 'open'
>

/** The calls on files. */
export function createFileCalls(context: FsContext): FileCalls {
  return {
    readFile: ((file, options) => readFile(context, file, options)) as NexusFs['readFile'],
    writeFile: (file, data, options) => writeFile(context, file, data, options, 'w'),
    appendFile: (file, data, options) => writeFile(context, file, data, options, 'a'),
    access: (path, mode) => access(context, path, mode),
    unlink: (path) => unlink(context, path),
    rename: (from, to) => rename(context, from, to),
    copyFile: (from, to, mode) => copyFile(context, from, to, mode),
    async truncate(path, length = 0) {
      await using handle = await openFile(context, path, 'r+')
      await handle.truncate(length ?? 0)
    },
    open: (path, flags, mode) => openFile(context, path, flags, mode),
  }
}

async function readFile(
  context: FsContext,
  file: FsPath | FsFileHandle,
  options?: FsReadOptions<BufferEncoding | null | undefined> | null,
): Promise<Buffer | string> {
  const { encoding, flag = 'r', signal } = optionsOf(options)
  if (isHandle(file)) return file.readFile(encoding as BufferEncoding)
  if (flag !== 'r') {
    await using handle = await openFile(context, file, flag)
    return await handle.readFile(encoding as BufferEncoding)
  }
  const bytes = await onPath(context, 'open', file, (path) => readWhole(context, path, signal))
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return encoding == null ? buffer : buffer.toString(encoding)
}

async function readWhole(
  { tree }: FsContext,
  path: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  try {
    return await tree.read(path, { signal })
  } catch (error) {
    if (!isNexusError(error, 'IS_A_DIRECTORY')) throw error
    throw new FsError('EISDIR', { syscall: 'read' }, undefined, error)
  }
}

async function writeFile(
  context: FsContext,
  file: FsPath | FsFileHandle,
  data: FsData,
  options: FsWriteOptions | undefined,
  defaultFlag: 'w' | 'a',
): Promise<void> {
  const { encoding, flag = defaultFlag, mode, signal } = optionsOf(options)
  if (isHandle(file)) return file.writeFile(data, options)
  const content = contentOf(data, encoding ?? 'utf8')
  const isExclusive = flag === 'wx' || flag === 'ax' || flag === 'xw' || flag === 'xa'
  if (flag !== 'w' && flag !== 'a' && !isExclusive) {
    await using handle = await openFile(context, file, flag, mode)
    return await handle.writeFile(data, options)
  }
  refuseDirectoryName(file, 'open')
  await onPath(context, 'open', file, async (path, call) => {
    await assertParent(context.tree, path, call)
    const change = {
      signal,
      mode: modeOf(mode),
      ifNoneMatch: isExclusive ? ('*' as const) : undefined,
    }
    await (flag === 'a'
      ? context.tree.append(path, content, change)
      : context.tree.write(path, content, change))
  })
}

/** Options of `node:fs`, of which an encoding alone may stand for all. */
function optionsOf<Options extends object>(
  options: Options | BufferEncoding | null | undefined,
): Partial<Options> & { encoding?: BufferEncoding | null | undefined; flag?: string | undefined } {
  return typeof options === 'string' ? ({ encoding: options } as never) : { ...options }
}

/** Permission bits as a number; text is octal. */
export function modeOf(mode: string | number | null | undefined): number | undefined {
  return typeof mode === 'string' ? Number.parseInt(mode, 8) : (mode ?? undefined)
}

function isHandle(file: FsPath | FsFileHandle): file is FsFileHandle {
  return typeof file === 'object' && file !== null && 'readFile' in file
}

async function access(context: FsContext, given: FsPath, mode = constants.F_OK): Promise<void> {
  await onPath(context, 'access', given, async (path, call) => {
    const { type, mode: bits = 0 } = await existing(context.tree, path, call)
    if ((mode & constants.X_OK) !== 0 && type === 'file' && (bits & 0o111) === 0)
      throw new FsError('EACCES', call)
    if ((mode & constants.W_OK) !== 0 && (await context.tree.mounts.get(path)).readonly)
      throw new FsError('EROFS', call)
  })
}

async function unlink(context: FsContext, given: FsPath): Promise<void> {
  await onPath(context, 'unlink', given, (path) => context.tree.delete(path))
}

async function rename(context: FsContext, from: FsPath, to: FsPath): Promise<void> {
  const { tree } = context
  await onPaths(context, 'rename', from, to, async (source, target, call) => {
    await assertParent(tree, target, call)
    if (source === target) return
    if (target.startsWith(`${source}/`)) throw new FsError('EINVAL', call)
    const { type } = await existing(tree, source, call)
    const there = await findStat(tree, target)
    if (there !== undefined && there.type !== type)
      throw new FsError(
        source.startsWith(`${target}/`) ? 'ENOTEMPTY' : type === 'file' ? 'EISDIR' : 'ENOTDIR',
        call,
      )
    if (there?.type === 'directory') await tree.rmdir(target)
    await tree.rename(source, target, { overwrite: true })
  })
}

async function copyFile(context: FsContext, from: FsPath, to: FsPath, mode = 0): Promise<void> {
  const { tree } = context
  await onPaths(context, 'copyfile', from, to, async (source, target, call) => {
    if ((await existing(tree, source, call)).type === 'directory') throw new FsError('EISDIR', call)
    await assertParent(tree, target, call)
    if (source === target) {
      if ((mode & constants.COPYFILE_EXCL) !== 0) throw new FsError('EEXIST', call)
      return
    }
    await tree.copy(source, target, { overwrite: (mode & constants.COPYFILE_EXCL) === 0 })
  })
}
