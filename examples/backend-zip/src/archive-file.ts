import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { newId } from '@nexusfs/core/kit'
import { type Archive, pack, type StoredObject, unpack } from './archive.ts'
import { archiveError, codeOf } from './errors.ts'
import { withLock } from './lock.ts'

const EMPTY: Archive = { objects: new Map(), others: {} }
const ABSENT = 'absent'

/** Changes a copy of the objects; what it throws, it throws before it changes anything. */
export type Change = (objects: Map<string, StoredObject>) => void

interface Waiting {
  readonly change: Change
  readonly done: (error?: unknown) => void
}

/** An archive on the disk, as it is at each call, whoever changed it. */
export class ArchiveFile {
  readonly path: string
  readonly #limit: number
  #archive = EMPTY
  /** Which file `#archive` was read from: every change makes a new one. */
  #identity = ABSENT
  #waiting: Waiting[] = []
  #busy = false

  /** Touches nothing. */
  constructor(path: string, limit: number) {
    this.path = path
    this.#limit = limit
  }

  /** Reads the objects. @throws `CORRUPT`, `TOO_LARGE`, `BACKEND_DENIED`, `UNAVAILABLE`. */
  async read(): Promise<ReadonlyMap<string, StoredObject>> {
    try {
      return (await this.#current()).objects
    } catch (error) {
      throw archiveError(error, this.path, 'read')
    }
  }

  /**
   * Makes one change, after those that were asked for before; durable when it resolves. Changes that wait for the disk
   * together are written together.
   */
  change(change: Change): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error?: unknown) =>
        error === undefined ? resolve() : reject(archiveError(error, this.path, 'write'))
      this.#waiting.push({ change, done })
      if (!this.#busy) void this.#writeAll()
    })
  }

  async #writeAll(): Promise<void> {
    this.#busy = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0)
      try {
        await mkdir(dirname(this.path), { recursive: true })
        for (const { done, error } of await withLock(this.path, () => this.#write(batch)))
          done(error)
      } catch (error) {
        for (const { done } of batch) done(error)
      }
    }
    this.#busy = false
  }

  /** Returns what became of each change; what it throws befell all of them. */
  async #write(batch: readonly Waiting[]): Promise<readonly (Waiting & { error?: unknown })[]> {
    const { objects, others } = await this.#current()
    const changed = new Map(objects)
    const outcomes = batch.map((waiting) => {
      try {
        waiting.change(changed)
        return waiting
      } catch (error) {
        return { ...waiting, error }
      }
    })
    if (outcomes.every((outcome) => 'error' in outcome)) return outcomes
    const archive = { objects: changed, others }
    await replaceFile(this.path, await pack(archive))
    this.#archive = archive
    this.#identity = await identify(this.path)
    return outcomes
  }

  async #current(): Promise<Archive> {
    const identity = await identify(this.path)
    if (identity === this.#identity) return this.#archive
    const archive = identity === ABSENT ? EMPTY : await this.#load()
    // Read while it was replaced: the next call reads it again.
    if ((await identify(this.path)) === identity) {
      this.#archive = archive
      this.#identity = identity
    }
    return archive
  }

  async #load(): Promise<Archive> {
    const { mtimeMs } = await stat(this.path)
    const limits = { file: this.path, limit: this.#limit, modifiedAt: Math.floor(mtimeMs) }
    return unpack(await readFile(this.path), limits)
  }
}

async function identify(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true })
    return `${dev} ${ino} ${size} ${mtimeNs}`
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return ABSENT
    throw error
  }
}

/** Readers see the old file or the new one, and a crash leaves one of them. */
async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${newId()}.tmp`
  try {
    const handle = await open(temporary, 'wx', 0o600)
    await handle
      .writeFile(bytes)
      .then(() => handle.sync())
      .finally(() => handle.close())
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } finally {
    await rm(temporary, { force: true })
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path)
  await handle.sync().finally(() => handle.close())
}
