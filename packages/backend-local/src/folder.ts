import { closeSync, constants, fstatSync, fsync, lstatSync, openSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type FileState, stateFrom } from './file-state.ts'
import { notOrdinary, systemCode } from './local-errors.ts'

const syncFile = promisify(fsync)

/**
 * An open folder. Names in it are reached through the open descriptor (on Linux by `/proc/self/fd`), so nothing that
 * is swapped on the way to it afterwards can lead elsewhere.
 */
export class Folder {
  readonly #fd: number
  readonly #path: string
  readonly #base: string
  readonly #descriptors: boolean

  constructor(fd: number, path: string, descriptors: boolean) {
    this.#fd = fd
    this.#path = path
    this.#descriptors = descriptors
    this.#base = descriptors ? `/proc/self/fd/${fd}` : path
  }

  /** The file number: another folder at the same path has another one. */
  get number(): number {
    return fstatSync(this.#fd).ino
  }

  /** The state of the folder itself. */
  state(): FileState {
    return { ...stateFrom(fstatSync(this.#fd, { bigint: true })), size: 0 }
  }

  /** The path by which the system is asked for a name in this folder. */
  at(name: string): string {
    return `${this.#base}/${name}`
  }

  /** The folder itself, by its descriptor. */
  get itself(): string {
    return `${this.#base}/.`
  }

  /** The path of an open file of this folder. */
  pathOf(fd: number, name: string): string {
    return this.#descriptors ? `/proc/self/fd/${fd}` : this.at(name)
  }

  /** The path of a name, for people. */
  locate(name: string): string {
    return join(this.#path, name)
  }

  /** Makes the names in this folder durable. */
  sync(): Promise<void> {
    return syncFile(this.#fd)
  }

  close(): void {
    closeSync(this.#fd)
  }
}

/**
 * Opens the folder at a path whose beginning `root` is real. `undefined` when it is absent or a file is in the way.
 * `descriptors` says that `/proc/self/fd` is there.
 * @throws `BACKEND_DENIED` when a symbolic link lies between root and folder.
 */
export function openFolder(
  root: string,
  segments: readonly string[],
  descriptors: boolean,
): Folder | undefined {
  const path = segments.length === 0 ? root : `${root === '/' ? '' : root}/${segments.join('/')}`
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants
  let fd: number
  try {
    fd = openSync(path, O_RDONLY | (O_DIRECTORY ?? 0) | (O_NOFOLLOW ?? 0))
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT') return undefined
    if (code !== 'ENOTDIR' && code !== 'ELOOP') throw error
    refuseLinks(root, segments)
    return undefined
  }
  try {
    if (descriptors) verifyByDescriptor(fd, path, root, segments)
    else verifyByNumber(fd, path, root, segments)
    return new Folder(fd, path, descriptors)
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/** The system itself says where the descriptor leads. */
function verifyByDescriptor(
  fd: number,
  path: string,
  root: string,
  segments: readonly string[],
): void {
  const real = readlinkSync(`/proc/self/fd/${fd}`)
  if (real === path || real === `${path} (deleted)`) return
  refuseLinks(root, segments)
  throw notOrdinary(path, 'reached through a symbolic link')
}

/** Elsewhere: no link on the way after it was opened, and the same file number at its end. */
function verifyByNumber(fd: number, path: string, root: string, segments: readonly string[]): void {
  refuseLinks(root, segments)
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (there?.ino !== fstatSync(fd).ino) throw notOrdinary(path, 'no longer what was opened')
}

/** @throws `BACKEND_DENIED` when one of the folders on the way is a symbolic link. */
function refuseLinks(root: string, segments: readonly string[]): void {
  let path = root
  for (const segment of segments) {
    path = join(path, segment)
    const stats = lstatSync(path, { throwIfNoEntry: false })
    if (stats?.isSymbolicLink()) throw notOrdinary(path, 'a symbolic link')
    if (stats === undefined || !stats.isDirectory()) return
  }
}
