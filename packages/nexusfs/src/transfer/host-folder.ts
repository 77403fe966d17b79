import { randomBytes } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, open, readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isAbsent } from './host-error.ts'

const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants
const PARTIAL = /^\.nexus-[0-9a-f]{16}\.partial$/
const CHUNK = 64

/** An entry of a host folder. */
export interface HostEntry {
  /** The name on the host. */
  readonly hostName: string
  /** The name in NFC, as the tree holds it. */
  readonly name: string
  readonly stats: Stats
  /** Why the name cannot be read at all. */
  readonly problem?: string | undefined
  /** The real path behind a symbolic link that is followed. */
  readonly followed?: string | undefined
}

/** An open host folder. Paths below it are walked from its descriptor, so that a swapped parent cannot lead elsewhere. */
export class HostFolder {
  /** The path to show to people. */
  readonly shown: string
  readonly #handle: FileHandle
  readonly #base: string

  private constructor(shown: string, handle: FileHandle, base: string) {
    this.shown = shown
    this.#handle = handle
    this.#base = base
  }

  /** Opens a folder that the user named; a symbolic link there is followed. */
  static async open(path: string): Promise<HostFolder> {
    return HostFolder.#openAt(path, path, O_RDONLY | O_DIRECTORY)
  }

  /** Opens a folder below; a symbolic link is refused with ELOOP or ENOTDIR. */
  async openFolder(name: string): Promise<HostFolder> {
    const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
    return HostFolder.#openAt(this.at(name), join(this.shown, name), flags)
  }

  static async #openAt(path: string, shown: string, flags: number): Promise<HostFolder> {
    const handle = await open(path, flags)
    const base = process.platform === 'linux' ? `/proc/self/fd/${handle.fd}` : path
    return new HostFolder(shown, handle, base)
  }

  /** The path of a name in this folder, for calls of `node:fs`. */
  at(name: string): string {
    return `${this.#base}/${name}`
  }

  /** Opens a file for reading; symbolic links are refused, pipes do not block. */
  async openFile(name: string): Promise<FileHandle> {
    return open(this.at(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  }

  async identity(): Promise<string> {
    return identityOf(await this.#handle.stat())
  }

  realPath(): Promise<string> {
    return realpath(this.#base)
  }

  /** What lies in the folder, sorted by name; what vanishes meanwhile is left out, temporary files of exports are too. */
  async *entries(): AsyncGenerator<HostEntry> {
    const names = (await readdir(this.#base)).filter((name) => !PARTIAL.test(name)).sort()
    for (let start = 0; start < names.length; start += CHUNK) {
      const chunk = names.slice(start, start + CHUNK)
      const found = await Promise.all(chunk.map((name) => this.#look(name)))
      for (const entry of found) if (entry !== undefined) yield entry
    }
  }

  async #look(hostName: string): Promise<HostEntry | undefined> {
    const name = hostName.normalize('NFC')
    try {
      return { hostName, name, stats: await lstat(this.at(hostName)) }
    } catch (error) {
      if (!isAbsent(error)) throw error
      if (!hostName.includes('\ufffd')) return undefined
      const stats = await this.#handle.stat()
      return { hostName, name, stats, problem: 'its bytes are no UTF-8' }
    }
  }

  /** Names of temporary files that a stopped export left behind. */
  async partialFiles(): Promise<readonly string[]> {
    return (await readdir(this.#base)).filter((name) => PARTIAL.test(name))
  }

  close(): Promise<void> {
    return this.#handle.close()
  }
}

/** A fresh name for a file that is not complete yet. */
export function partialName(): string {
  return `.nexus-${randomBytes(8).toString('hex')}.partial`
}

/** What tells one host file or folder from all others. */
export function identityOf(stats: Stats): string {
  return `${stats.dev}:${stats.ino}`
}

/** The entry behind a symbolic link, when it lies inside `root`; otherwise nothing. */
export async function followLink(
  folder: HostFolder,
  entry: HostEntry,
  root: string,
): Promise<HostEntry | undefined> {
  try {
    const followed = await realpath(folder.at(entry.hostName))
    if (followed !== root && !followed.startsWith(join(root, '/'))) return undefined
    return { ...entry, stats: await stat(followed), followed }
  } catch {
    // A dangling link, or one that goes round in circles: it is skipped and counted like every other link.
    return undefined
  }
}
