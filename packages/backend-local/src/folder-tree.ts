import {
  closeSync,
  existsSync,
  fsync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  rmdirSync,
  statSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { NexusError } from '@nexusfs/core/kit'
import { stateOf } from './file-state.ts'
import { type Folder, openFolder } from './folder.ts'
import { systemCode, systemError } from './local-errors.ts'
import { markOf } from './own-folder.ts'

const syncFile = promisify(fsync)

/** How many folders are remembered as durable before the memory is emptied. */
const REMEMBERED = 8192
/** How many folders are remembered as made here before the memory is emptied; those are then left where they become empty. */
const REMEMBERED_MADE = 65_536
/** How often a folder is made again that others keep removing. */
const TRIES = 100

/** The folders below a root: opened without following links, made durably, removed when they become empty. */
export class FolderTree {
  /** As configured, made absolute. */
  readonly root: string
  readonly #descriptors = process.platform === 'linux' && existsSync('/proc/self/fd')
  #realRoot: string | undefined
  /** Folders whose entry in their parent is known to be durable, with their file number. */
  readonly #durable = new Map<string, number>()
  /** Folders that were made here for a file below them, with their file number: only those are removed with their last file. */
  readonly #made = new Map<string, number>()

  constructor(root: string) {
    this.root = resolve(root)
  }

  /** Opens a folder that is there; `undefined` when it is not. The caller closes it. */
  find(segments: readonly string[]): Folder | undefined {
    const root = this.#resolveRoot()
    if (root === undefined) return undefined
    const folder = openFolder(root, segments, this.#descriptors)
    if (folder === undefined && segments.length === 0) this.#realRoot = undefined
    return folder
  }

  /** Opens a folder, making it and its parents when they are absent; the entry of each is durable. The caller closes it. */
  async make(segments: readonly string[]): Promise<Folder> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const made = await this.#tryMake(segments)
      if (made !== undefined) return made
    }
    throw new NexusError(
      'BUSY',
      `The folder ${segments.join('/')} below ${this.root} keeps being removed.`,
      {
        hint: 'Find out what else changes the folder, and try again.',
      },
    )
  }

  /** Has a folder stay when it becomes empty, although it was made here. */
  keep(segments: readonly string[]): void {
    this.#made.delete(segments.join('/'))
  }

  /** Removes a folder and its parents as far up as they are empty and were made here. */
  prune(segments: readonly string[]): void {
    for (let depth = segments.length; depth > 0; depth--) {
      if (!this.removeOwn(segments.slice(0, depth))) return
    }
  }

  /**
   * Removes an empty folder that was only made here for a file below it, and tells whether it did. One that others made, or
   * that someone asked for, stays.
   */
  removeOwn(segments: readonly string[]): boolean {
    const path = segments.join('/')
    const number = this.#made.get(path)
    if (number === undefined || this.#isWanted(segments)) return false
    if (!this.removeEmpty(segments, number)) return false
    // Someone may have asked for it just now, and found it there.
    if (this.#isWanted(segments)) this.#makeAgain(segments)
    return true
  }

  /** Removes a folder if it is there and empty, and tells whether it did; with a file number only that folder. */
  removeEmpty(segments: readonly string[], number?: number): boolean {
    const parent = this.find(segments.slice(0, -1))
    if (parent === undefined) return false
    const name = segments.at(-1) as string
    const path = segments.join('/')
    try {
      if (number !== undefined && lstatSync(parent.at(name)).ino !== number) return false
      rmdirSync(parent.at(name))
      this.#durable.delete(path)
      this.#made.delete(path)
      return true
    } catch {
      // Not empty, not there, not allowed: it stays.
      return false
    } finally {
      parent.close()
    }
  }

  async #tryMake(segments: readonly string[]): Promise<Folder | undefined> {
    const path = segments.join('/')
    const there = this.find(segments)
    if (there !== undefined && this.#isDurable(path, there)) return there
    there?.close()
    if (segments.length === 0) {
      await makeRoot(this.root)
      return undefined
    }
    const parent = await this.make(segments.slice(0, -1))
    try {
      return await this.#makeIn(parent, segments, path)
    } finally {
      parent.close()
    }
  }

  async #makeIn(
    parent: Folder,
    segments: readonly string[],
    path: string,
  ): Promise<Folder | undefined> {
    const name = segments.at(-1) as string
    const outcome = makeOne(parent, name)
    if (outcome === 'no parent') return undefined
    const made = this.find(segments)
    if (made === undefined) {
      const obstacle = stateOf(parent, name)
      if (obstacle !== undefined && obstacle !== 'folder') throw systemError('ENOTDIR')
      return undefined
    }
    try {
      await parent.sync()
    } catch (error) {
      made.close()
      throw error
    }
    if (this.#durable.size >= REMEMBERED) this.#durable.clear()
    this.#durable.set(path, made.number)
    if (outcome === 'made') this.#rememberMade(path, made.number)
    return made
  }

  #rememberMade(path: string, number: number): void {
    if (this.#made.size >= REMEMBERED_MADE) this.#made.clear()
    this.#made.set(path, number)
  }

  /** By its path, which costs little: what a link on the way could change is only whether an empty folder stays. */
  #isWanted(segments: readonly string[]): boolean {
    const { folders, name } = markOf(`${segments.join('/')}/`)
    const path = join(this.#realRoot ?? this.root, ...folders, name)
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  }

  #makeAgain(segments: readonly string[]): void {
    const parent = this.find(segments.slice(0, -1))
    if (parent === undefined) return
    try {
      makeOne(parent, segments.at(-1) as string)
    } finally {
      parent.close()
    }
  }

  #isDurable(path: string, folder: Folder): boolean {
    return path === '' || this.#durable.get(path) === folder.number
  }

  #resolveRoot(): string | undefined {
    if (this.#realRoot !== undefined) return this.#realRoot
    try {
      this.#realRoot = realpathSync(this.root)
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error
    }
    return this.#realRoot
  }
}

function makeOne(parent: Folder, name: string): 'made' | 'there' | 'no parent' {
  try {
    mkdirSync(parent.at(name))
    return 'made'
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT') return 'no parent'
    if (code === 'EEXIST') return 'there'
    throw error
  }
}

/** Makes the root and what is missing above it, and each new entry durable. */
async function makeRoot(root: string): Promise<void> {
  const missing: string[] = []
  for (let path = root; !existsSync(path) && dirname(path) !== path; path = dirname(path))
    missing.push(path)
  if (missing.length === 0 && !statSync(root).isDirectory()) {
    throw new NexusError('NOT_A_DIRECTORY', `The root ${root} is not a folder.`, {
      hint: 'Give the path of a folder as root.',
    })
  }
  for (const path of missing.reverse()) {
    mkdirSync(path, { recursive: true })
    await syncPath(dirname(path))
  }
}

async function syncPath(path: string): Promise<void> {
  const fd = openSync(path, 'r')
  try {
    await syncFile(fd)
  } finally {
    closeSync(fd)
  }
}
