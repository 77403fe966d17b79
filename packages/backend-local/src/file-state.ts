import { type BigIntStats, closeSync, constants, fstatSync, lstatSync, openSync } from 'node:fs'
import type { ObjectInfo } from '@nexusfs/core/spec'
import type { Folder } from './folder.ts'
import { notOrdinary, systemCode } from './local-errors.ts'

/** What is known of an ordinary file. */
export interface FileState {
  readonly size: number
  /** Milliseconds UTC. */
  readonly modifiedAt: number
  /** From time, size and file number. Every put gives its file a time of its own, so a reused number does not repeat it. */
  readonly etag: string
}

/** The state of a name in a folder: absent, an ordinary file, or a folder. @throws `BACKEND_DENIED` for anything else. */
export function stateOf(folder: Folder, name: string): FileState | 'folder' | undefined {
  const stats = lstatSync(folder.at(name), { bigint: true, throwIfNoEntry: false })
  if (stats === undefined) return undefined
  if (stats.isDirectory()) return 'folder'
  if (stats.isFile()) return stateFrom(stats)
  throw notOrdinary(folder.locate(name), kindOf(stats))
}

/** The state of an open file. */
export function stateFrom(stats: BigIntStats): FileState {
  const size = Number(stats.size)
  return {
    size,
    modifiedAt: Number(stats.mtimeNs / 1_000_000n),
    etag: `${stats.mtimeNs.toString(36)}-${size.toString(36)}-${stats.ino.toString(36)}`,
  }
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
  const before = stateOf(folder, name)
  if (before === undefined || before === 'folder') return undefined
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

/** What the contract calls the state of a file. */
export function infoOf(key: string, { size, etag, modifiedAt }: FileState): ObjectInfo {
  return { key, size, etag, modifiedAt }
}

function kindOf(stats: BigIntStats): string {
  if (stats.isSymbolicLink()) return 'a symbolic link'
  if (stats.isFIFO()) return 'a fifo'
  if (stats.isSocket()) return 'a socket'
  return 'a device'
}
