import { openAsBlob } from 'node:fs'
import { type FileHandle, open, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Stat, WriteResult } from '../types.ts'
import type { FsContext, PathCall } from './fs-call.ts'
import { FsError, toFsError } from './fs-error.ts'
import { closedHandle } from './handle-arguments.ts'
import type { OpenFlags } from './open-flags.ts'
import { statsOf } from './stats.ts'
import type { FsFileHandle } from './types.ts'

/** How a file is opened for writing. */
export interface WriteHandleOptions {
  readonly flags: OpenFlags
  /** What is there; absent when the file is to be made. */
  readonly stat: Stat | undefined
  readonly mode: number | undefined
  readonly call: PathCall
}

/** A handle on a temporary copy; what was written becomes one version at `close`, or at `sync`. */
export async function createWriteHandle(
  context: FsContext,
  options: WriteHandleOptions,
): Promise<FsFileHandle> {
  const file = join(context.tmpDir, `nexus-open-${context.newName()}${context.newName()}`)
  const { flags, stat } = options
  const isCopied = stat !== undefined && !flags.truncate && !isAppendOnly(flags)
  const content = isCopied ? await context.tree.read(options.call.target) : ''
  await writeFile(file, content, { flag: 'wx', mode: 0o600 })
  const host = await open(file, flags.append ? (flags.read ? 'a+' : 'a') : 'r+')
  return new WriteHandle(
    context,
    options,
    file,
    host,
    isCopied ? stat.size : 0,
  ) as unknown as FsFileHandle
}

function isAppendOnly({ append, read }: OpenFlags): boolean {
  return append && !read
}

class WriteHandle {
  readonly #context: FsContext
  readonly #options: WriteHandleOptions
  readonly #file: string
  readonly #host: FileHandle
  /** Bytes of the temporary copy that the tree has already. */
  #published: number
  #dirty: boolean
  /** The etag that the copy was made of. */
  #etag: string | undefined
  #isNew: boolean
  #closing: Promise<void> | undefined

  constructor(
    context: FsContext,
    options: WriteHandleOptions,
    file: string,
    host: FileHandle,
    published: number,
  ) {
    this.#context = context
    this.#options = options
    this.#file = file
    this.#host = host
    this.#published = published
    this.#isNew = options.stat === undefined
    this.#dirty = this.#isNew || options.flags.truncate
    this.#etag = options.flags.truncate ? undefined : options.stat?.etag
  }

  read(...given: Parameters<FileHandle['read']>): Promise<unknown> {
    return this.#run('read', () => {
      this.#assertReadable()
      return this.#host.read(...given)
    })
  }

  readFile(...given: Parameters<FileHandle['readFile']>): Promise<unknown> {
    return this.#run('read', () => {
      this.#assertReadable()
      return this.#host.readFile(...given)
    })
  }

  write(...given: Parameters<FileHandle['write']>): Promise<unknown> {
    return this.#change('write', () => this.#host.write(...given))
  }

  writeFile(...given: Parameters<FileHandle['writeFile']>): Promise<void> {
    return this.#change('write', () => this.#host.writeFile(...given))
  }

  appendFile(...given: Parameters<FileHandle['writeFile']>): Promise<void> {
    return this.#change('write', () => this.#host.writeFile(...given))
  }

  truncate(length?: number | null): Promise<void> {
    return this.#change('ftruncate', async () => {
      if (this.#options.flags.append) throw new FsError('EINVAL', { syscall: 'ftruncate' })
      await this.#host.truncate(length ?? 0)
    })
  }

  stat(): Promise<unknown> {
    return this.#run('fstat', async () => {
      const { size, mtimeMs } = await this.#host.stat()
      const { stat, flags, mode, call } = this.#options
      const before = isAppendOnly(flags) ? (stat?.size ?? 0) : 0
      const made = { path: call.target, name: '', type: 'file', version: 0, refCount: 1 } as const
      const modifiedAt = this.#dirty ? mtimeMs : (stat?.modifiedAt ?? mtimeMs)
      return statsOf({
        ...made,
        createdAt: modifiedAt,
        mode,
        ...stat,
        modifiedAt,
        size: before + size,
      })
    })
  }

  sync(): Promise<void> {
    return this.#run('fsync', () => this.#publish())
  }

  datasync(): Promise<void> {
    return this.#run('fdatasync', () => this.#publish())
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #end(): Promise<void> {
    try {
      await this.#publish()
    } catch (error) {
      throw toFsError(error, { syscall: 'close', path: this.#options.call.path })
    } finally {
      await this.#host.close()
      await rm(this.#file, { force: true })
    }
  }

  async #publish(): Promise<void> {
    if (!this.#dirty) return
    this.#dirty = false
    try {
      const copy = await openAsBlob(this.#file)
      const { etag } = await this.#send(copy)
      this.#etag = etag
      this.#isNew = false
      this.#published = copy.size
    } catch (error) {
      this.#dirty = true
      throw error
    }
  }

  #send(copy: Blob): Promise<WriteResult> {
    const { flags, mode, call } = this.#options
    const { tree } = this.#context
    const ifNoneMatch = this.#isNew && flags.exclusive ? ('*' as const) : undefined
    if (flags.append)
      return tree.append(call.target, copy.slice(this.#published), { ifNoneMatch, mode })
    return tree.write(call.target, copy, { ifNoneMatch, ifMatch: this.#etag, mode })
  }

  #change<Result>(syscall: string, work: () => Promise<Result>): Promise<Result> {
    return this.#run(syscall, async () => {
      const result = await work()
      this.#dirty = true
      return result
    })
  }

  async #run<Result>(syscall: string, work: () => Promise<Result>): Promise<Result> {
    if (this.#closing !== undefined) throw closedHandle(syscall)
    try {
      return await work()
    } catch (error) {
      throw toFsError(error, { syscall, path: this.#options.call.path })
    }
  }

  #assertReadable(): void {
    if (!this.#options.flags.read) throw new FsError('EBADF', { syscall: 'read' })
  }
}
