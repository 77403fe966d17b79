import { type BigIntStats, closeSync, constants, fstatSync, lstatSync, openSync } from 'node:fs'
import type { Folder } from './folder.ts'
import { notOrdinary, systemCode } from './local-errors.ts'

/** What is known of an ordinary file. */
export interface FileState {
  readonly size: number
  /** Milliseconds UTC. */
  readonly modifiedAt: number
  /**
   * From file number, size, time of change (`mtime`) and time of the last change of anything about the file (`ctime`), in
   * nanoseconds. Every put makes a new file with a time of its own, so a number that is used again repeats no etag. Of what
   * others do it sees every replacement, every change of size, and every write in place, also where the writer sets `mtime`
   * back, since nobody sets `ctime`. It cannot see a second write in place of the same size within one tick of the system's
   * clock (some milliseconds), nor a change through a mapping that has not reached the file yet. It also changes where only
   * permissions, owner or the number of links did: then a condition fails that could have held, which loses nothing.
   */
  readonly etag: string
  /** The part of the etag that stays when a file is moved or linked: it is the same file with the same content. */
  readonly identity: string
  readonly number: bigint
  /** Nanoseconds UTC. */
  readonly time: bigint
}

/** The state of a name in a folder: absent, an ordinary file, or a folder. @throws `BACKEND_DENIED` for anything else. */
export function stateOf(folder: Folder, name: string): FileState | 'folder' | undefined {
  const stats = lstatSync(folder.at(name), { bigint: true, throwIfNoEntry: false })
  if (stats === undefined) return undefined
  if (stats.isDirectory()) return 'folder'
  if (stats.isFile()) return stateFrom(stats)
  throw notOrdinary(folder.locate(name), kindOf(stats))
}

/** The state of an ordinary file; `undefined` also for a folder. */
export function fileStateOf(folder: Folder, name: string): FileState | undefined {
  const state = stateOf(folder, name)
  return state === 'folder' ? undefined : state
}

/** The state of an open file. */
export function stateFrom(stats: BigIntStats): FileState {
  const size = Number(stats.size)
  const { ino: number, mtimeNs: time } = stats
  const identity = `${time.toString(36)}-${size.toString(36)}-${number.toString(36)}`
  const etag = `${identity}-${stats.ctimeNs.toString(36)}`
  return { size, modifiedAt: Number(time / 1_000_000n), etag, identity, number, time }
}

/** An ordinary file, open for reading. */
export interface OpenedFile {
  readonly fd: number
  /** A path that leads to this file and, where the system allows it, to no other. */
  readonly path: string
  readonly state: FileState
}

/** Opens an ordinary file for reading, without following a link. `undefined` when there is none. */
export function openForReading(folder: Folder, name: string): OpenedFile | undefined {
  if (fileStateOf(folder, name) === undefined) return undefined
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  try {
    const fd = openSync(folder.at(name), O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0))
    const stats = fstatSync(fd, { bigint: true })
    if (stats.isFile()) return { fd, path: folder.pathOf(fd, name), state: stateFrom(stats) }
    closeSync(fd)
    throw notOrdinary(folder.locate(name), kindOf(stats))
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function kindOf(stats: BigIntStats): string {
  if (stats.isSymbolicLink()) return 'a symbolic link'
  if (stats.isFIFO()) return 'a fifo'
  if (stats.isSocket()) return 'a socket'
  return 'a device'
}
