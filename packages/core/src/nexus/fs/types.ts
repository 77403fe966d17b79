/** The types of `nx.fs`: those of `node:fs/promises` as far as they can be kept. */

import type { Abortable } from 'node:events'
import type {
  CopyOptions,
  Dirent,
  MakeDirectoryOptions,
  Mode,
  ObjectEncodingOptions,
  RmOptions,
  StatOptions,
  Stats,
  TimeLike,
} from 'node:fs'

/** A path as `node:fs` takes it: text, its bytes, or a `file:` URL. Relative paths count from the root. */
export type FsPath = string | Buffer | URL

/** Content as `node:fs` takes it. */
export type FsData =
  | string
  | NodeJS.ArrayBufferView
  | Iterable<string | NodeJS.ArrayBufferView>
  | AsyncIterable<string | NodeJS.ArrayBufferView>
  | NodeJS.ReadableStream

/** Options of `readFile`: text in an encoding, or a Buffer without one. */
export type FsReadOptions<Encoding> = ({ encoding: Encoding; flag?: string } & Abortable) | Encoding

/** Options of `writeFile` and `appendFile`. */
export type FsWriteOptions =
  | (ObjectEncodingOptions & { mode?: Mode | undefined; flag?: string | undefined } & Abortable)
  | BufferEncoding
  | null

/** An open file. Reading asks the tree; writing works on a temporary copy that becomes one version at `close` or `sync`. */
export interface FsFileHandle extends AsyncDisposable {
  /** Reads into a buffer; without a position from where the handle stands. `bytesRead` is 0 at the end. */
  read<Data extends NodeJS.ArrayBufferView>(
    buffer: Data,
    offset?: number | null,
    length?: number | null,
    position?: number | null,
  ): Promise<{ bytesRead: number; buffer: Data }>
  read<Data extends NodeJS.ArrayBufferView = Buffer>(options?: {
    buffer?: Data
    offset?: number | null
    length?: number | null
    position?: number | null
  }): Promise<{ bytesRead: number; buffer: Data }>
  /** Writes bytes; without a position where the handle stands, or at the end with an `a` flag. */
  write<Data extends NodeJS.ArrayBufferView>(
    buffer: Data,
    offset?: number | null,
    length?: number | null,
    position?: number | null,
  ): Promise<{ bytesWritten: number; buffer: Data }>
  write(
    text: string,
    position?: number | null,
    encoding?: BufferEncoding | null,
  ): Promise<{ bytesWritten: number; buffer: string }>
  /** From where the handle stands to the end. */
  readFile(options?: FsReadOptions<null | undefined> | null): Promise<Buffer>
  readFile(options: FsReadOptions<BufferEncoding>): Promise<string>
  /** Writes where the handle stands. */
  writeFile(data: FsData, options?: FsWriteOptions): Promise<void>
  appendFile(data: FsData, options?: FsWriteOptions): Promise<void>
  stat(): Promise<Stats>
  truncate(length?: number | null): Promise<void>
  /** Makes what was written so far a durable version. */
  sync(): Promise<void>
  /** As `sync`. */
  datasync(): Promise<void>
  /** Makes what was written a version, durable when it resolves; idempotent. */
  close(): Promise<void>
}

/** An open directory. */
export interface FsDirectory extends AsyncIterable<Dirent>, AsyncDisposable {
  readonly path: string
  /** The next entry, `null` at the end. */
  read(): Promise<Dirent | null>
  close(): Promise<void>
}

/** A change that `watch` tells of. */
export interface FsChange {
  /** `rename` when a name came or went, else `change`. */
  readonly eventType: 'rename' | 'change'
  /** Relative to the watched directory; the name of the watched file. */
  readonly filename: string
}

/** Options of `watch`. */
export interface FsWatchOptions extends Abortable {
  /** Also what lies deeper. Default false. */
  recursive?: boolean | undefined
}

/** Options of `readdir`. */
export interface FsReaddirOptions {
  encoding?: 'utf8' | 'utf-8' | null | undefined
  recursive?: boolean | undefined
  withFileTypes?: boolean | undefined
}

/** What `node:fs/promises` has and Nexus does not: every call is `ENOSYS`. */
export interface UnsupportedFs {
  symlink(target: FsPath, path: FsPath, type?: string | null): Promise<never>
  readlink(path: FsPath): Promise<never>
  link(existing: FsPath, path: FsPath): Promise<never>
  chmod(path: FsPath, mode: Mode): Promise<never>
  chown(path: FsPath, uid: number, gid: number): Promise<never>
  lchown(path: FsPath, uid: number, gid: number): Promise<never>
  utimes(path: FsPath, atime: TimeLike, mtime: TimeLike): Promise<never>
  lutimes(path: FsPath, atime: TimeLike, mtime: TimeLike): Promise<never>
}

/**
 * The `node:fs/promises` facade: same arguments, same answers, errors with `code`, `errno`, `syscall` and `path` of
 * POSIX and the `NexusError` as `cause`. Paths are normalised, so `.` and `..` are allowed.
 */
export interface NexusFs extends UnsupportedFs {
  readFile(
    path: FsPath | FsFileHandle,
    options?: FsReadOptions<null | undefined> | null,
  ): Promise<Buffer>
  readFile(path: FsPath | FsFileHandle, options: FsReadOptions<BufferEncoding>): Promise<string>
  /** One version; `wx` fails where there is a file, `a` appends. */
  writeFile(path: FsPath | FsFileHandle, data: FsData, options?: FsWriteOptions): Promise<void>
  appendFile(path: FsPath | FsFileHandle, data: FsData, options?: FsWriteOptions): Promise<void>
  /** Names in byte order. */
  readdir(
    path: FsPath,
    options?: (FsReaddirOptions & { withFileTypes?: false | undefined }) | 'utf8' | 'utf-8' | null,
  ): Promise<string[]>
  readdir(path: FsPath, options: FsReaddirOptions & { withFileTypes: true }): Promise<Dirent[]>
  stat(path: FsPath, options?: StatOptions & { bigint?: false | undefined }): Promise<Stats>
  /** As `stat`: there are no links. */
  lstat(path: FsPath, options?: StatOptions & { bigint?: false | undefined }): Promise<Stats>
  access(path: FsPath, mode?: number): Promise<void>
  /** With `recursive` the first directory that was made. */
  mkdir(path: FsPath, options?: MakeDirectoryOptions | Mode | null): Promise<string | undefined>
  rm(path: FsPath, options?: RmOptions): Promise<void>
  rmdir(path: FsPath): Promise<void>
  unlink(path: FsPath): Promise<void>
  /** Replaces as POSIX does. */
  rename(from: FsPath, to: FsPath): Promise<void>
  copyFile(from: FsPath, to: FsPath, mode?: number): Promise<void>
  cp(from: FsPath, to: FsPath, options?: CopyOptions): Promise<void>
  truncate(path: FsPath, length?: number | null): Promise<void>
  open(path: FsPath, flags?: string | number, mode?: Mode): Promise<FsFileHandle>
  opendir(path: FsPath): Promise<FsDirectory>
  mkdtemp(prefix: string): Promise<string>
  /** Tells of changes from now on, those of other processes included, until the loop ends or the signal is raised. */
  watch(path: FsPath, options?: FsWatchOptions): AsyncIterable<FsChange>
  realpath(path: FsPath): Promise<string>
}
