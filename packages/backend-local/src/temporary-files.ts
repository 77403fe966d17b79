import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  fsync,
  futimesSync,
  openSync,
  unlinkSync,
} from 'node:fs'
import { promisify } from 'node:util'
import type { Source } from '@nexusfs/core/spec'
import { type FileState, stateFrom } from './file-state.ts'
import type { Folder } from './folder.ts'
import type { FolderTree } from './folder-tree.ts'
import { RESERVED } from './key-place.ts'
import { writeAllSync, writeBytes, writeChunks } from './write-chunks.ts'

const syncFile = promisify(fsync)

/** Where files lie until they are whole; on the same disk as the objects, so that a rename is one step. */
export const TEMPORARY_FOLDERS = [RESERVED, 'tmp'] as const

/** Up to here bytes are written on the caller's thread. */
const SMALL_BYTES = 256 * 1024

/** A whole, durable file that is not at its key yet. */
export interface TemporaryFile {
  readonly path: string
  readonly state: FileState
  /** Removes the file, if it is still there, and closes its folder. */
  discard(): void
}

/** Makes temporary files with the content of objects to be. */
export class TemporaryFiles {
  readonly #tree: FolderTree
  readonly #newName: () => string
  readonly #clock: () => number
  #stamp = 0

  constructor(tree: FolderTree, newName: () => string, clock: () => number) {
    this.#tree = tree
    this.#newName = newName
    this.#clock = clock
  }

  /** A file with the bytes of a source, written and durable; nothing is left when the source fails. */
  write(source: Source): Promise<TemporaryFile> {
    return this.#create(async (path) => {
      const fd = openSync(path, 'wx', 0o600)
      return this.#seal(fd, () => fill(fd, source))
    })
  }

  /** A file with the content of another one, sharing its blocks where the disk can. */
  copy(from: string): Promise<TemporaryFile> {
    return this.#create(async (path) => {
      copyFileSync(from, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
      return this.#seal(openSync(path, 'r'), () => undefined)
    })
  }

  async #create(write: (path: string) => Promise<FileState>): Promise<TemporaryFile> {
    const folder = await this.#tree.make(TEMPORARY_FOLDERS)
    const path = folder.at(this.#newName())
    const discard = () => removeAndClose(folder, path)
    try {
      return { path, state: await write(path), discard }
    } catch (error) {
      discard()
      throw error
    }
  }

  /** Fills the file, gives it a time of its own and makes it durable. */
  async #seal(fd: number, fillFile: () => Promise<void> | undefined): Promise<FileState> {
    try {
      const filling = fillFile()
      if (filling !== undefined) await filling
      const seconds = this.#nextStamp() / 1e6
      futimesSync(fd, seconds, seconds)
      await syncFile(fd)
      return stateFrom(fstatSync(fd, { bigint: true }))
    } finally {
      closeSync(fd)
    }
  }

  /** Microseconds UTC, never the same twice. */
  #nextStamp(): number {
    this.#stamp = Math.max(this.#stamp + 1, Math.floor(this.#clock() * 1000))
    return this.#stamp
  }
}

function fill(fd: number, source: Source): Promise<void> | undefined {
  const { bytes } = source
  if (bytes === undefined) return writeChunks(fd, source.open())
  if (bytes.byteLength > SMALL_BYTES) return writeBytes(fd, bytes)
  writeAllSync(fd, bytes)
  return undefined
}

function removeAndClose(folder: Folder, path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // It was moved to its key, or was never made; what remains is swept later.
  } finally {
    folder.close()
  }
}
