import { isNexusError } from '../../errors/index.ts'
import type { Stat } from '../types.ts'
import { existing, type FsContext, type PathCall } from './fs-call.ts'
import { bytesOf } from './fs-data.ts'
import { FsError, toFsError } from './fs-error.ts'
import { readArguments } from './handle-arguments.ts'
import { statsOf } from './stats.ts'
import type { FsFileHandle, FsReadOptions } from './types.ts'

/** A handle that reads ranges of what is at the path when it is asked. */
export function createReadHandle({ tree }: FsContext, opened: Stat, call: PathCall): FsFileHandle {
  let position = 0
  let closed = false
  const run = async <Result>(syscall: string, work: () => Promise<Result>): Promise<Result> => {
    if (closed) throw new FsError('EBADF', { syscall })
    if (opened.type === 'directory' && syscall === 'read') throw new FsError('EISDIR', { syscall })
    try {
      return await work()
    } catch (error) {
      throw toFsError(error, { syscall, path: call.path })
    }
  }
  const readOnly = (): Promise<never> =>
    run('write', () => Promise.reject(new FsError('EBADF', { syscall: 'write' })))
  const bytesFrom = async (start: number, end?: number): Promise<Uint8Array> => {
    try {
      return await tree.read(call.target, { start, end })
    } catch (error) {
      if (isNexusError(error, 'INVALID_RANGE')) return new Uint8Array()
      throw error
    }
  }
  const close = async (): Promise<void> => {
    closed = true
  }
  const handle = {
    read: (...given: Parameters<FsFileHandle['read']>) =>
      run('read', async () => {
        const { buffer, offset, length, at } = readArguments(given)
        const start = at ?? position
        const bytes = length === 0 ? new Uint8Array() : await bytesFrom(start, start + length)
        bytesOf(buffer).set(bytes, offset)
        if (at === undefined) position = start + bytes.byteLength
        return { bytesRead: bytes.byteLength, buffer }
      }),
    readFile: (options?: FsReadOptions<BufferEncoding | null | undefined> | null) =>
      run('read', async () => {
        const bytes = await bytesFrom(position)
        position += bytes.byteLength
        const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        const encoding = typeof options === 'string' ? options : options?.encoding
        return encoding == null ? buffer : buffer.toString(encoding)
      }),
    stat: () => run('fstat', async () => statsOf(await existing(tree, call.target, call))),
    write: readOnly,
    writeFile: readOnly,
    appendFile: readOnly,
    truncate: () =>
      run('ftruncate', () => Promise.reject(new FsError('EINVAL', { syscall: 'ftruncate' }))),
    sync: () => run('fsync', async () => {}),
    datasync: () => run('fdatasync', async () => {}),
    close,
    [Symbol.asyncDispose]: close,
  }
  return handle as FsFileHandle
}
