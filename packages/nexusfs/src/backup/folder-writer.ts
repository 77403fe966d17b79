import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { NexusError } from '@nexusfs/core'
import { throwIfAborted } from '@nexusfs/core/kit'

/** What was written, or read, of a file. */
export interface WrittenFile {
  readonly size: number
  readonly sha256: string
}

/** Writes files below a new folder; all of it is durable once `sync` resolves. */
export class FolderWriter {
  readonly #root: string
  readonly #folders = new Map<string, Promise<void>>()

  constructor(root: string) {
    this.#root = root
  }

  /** A file for its owner alone, synced. One that failed is not there. @throws `CORRUPT` when it is not what is expected. */
  async write(
    path: string,
    chunks: AsyncIterable<Uint8Array>,
    expected?: WrittenFile,
  ): Promise<WrittenFile> {
    const file = join(this.#root, path)
    await this.#ensure(dirname(file))
    const handle = await open(file, 'wx', 0o600)
    try {
      const hash = createHash('sha256')
      let size = 0
      for await (const chunk of chunks) {
        hash.update(chunk)
        for (let start = 0; start < chunk.byteLength; )
          start += (await handle.write(chunk, start)).bytesWritten
        size += chunk.byteLength
      }
      const written = { size, sha256: hash.digest('hex') }
      if (expected !== undefined && !isSame(written, expected)) throw notExpected(path)
      await handle.sync()
      return written
    } catch (error) {
      await rm(file, { force: true })
      throw error
    } finally {
      await handle.close()
    }
  }

  /** Takes a file of the same disk in, synced. */
  async adopt(from: string, path: string): Promise<WrittenFile> {
    const file = join(this.#root, path)
    await this.#ensure(dirname(file))
    await rename(from, file)
    const handle = await open(file, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
    return hashFile(file)
  }

  /** Syncs the folders that were made, so that the names in them survive a power cut. */
  async sync(): Promise<void> {
    for (const folder of this.#folders.keys()) await syncFolder(folder)
    await syncFolder(this.#root)
  }

  #ensure(folder: string): Promise<void> {
    if (folder === this.#root) return Promise.resolve()
    const known = this.#folders.get(folder)
    if (known !== undefined) return known
    const making = this.#ensure(dirname(folder)).then(async () => {
      await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
      })
    })
    this.#folders.set(folder, making)
    return making
  }
}

/** Size and hash of a file. */
export async function hashFile(file: string, signal?: AbortSignal): Promise<WrittenFile> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of chunksOf(file)) {
    throwIfAborted(signal)
    hash.update(chunk)
    size += chunk.byteLength
  }
  return { size, sha256: hash.digest('hex') }
}

/** The bytes of a file. */
export function chunksOf(file: string): AsyncIterable<Uint8Array> {
  return createReadStream(file, { highWaterMark: 1 << 20 })
}

/** Makes the names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Whether two files have the same content. */
export function isSame(one: WrittenFile, other: WrittenFile): boolean {
  return one.size === other.size && one.sha256 === other.sha256
}

function notExpected(path: string): NexusError {
  return new NexusError('CORRUPT', `${path} is not what it was: its size or hash differs.`, {
    hint: 'Check the disk, and use another backup.',
  })
}
