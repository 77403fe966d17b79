import { type Dirent, lstatSync, opendirSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { compareNames, keyProblem } from '@nexusfs/core/kit'
import type { Folder } from './folder.ts'
import { RESERVED } from './key-place.ts'
import { systemCode } from './local-errors.ts'

/** Folders with more entries than this are kept for the next page. */
const LARGE = 2000
/** A folder must have been unchanged for so long, in milliseconds, that its time would tell a change after it was read. */
const SETTLED_MS = 1000

/** One entry of a folder; `below` is its part of a key, which ends with `/` for a folder. */
export interface Entry {
  readonly name: string
  readonly below: string
  readonly isFolder: boolean
}

interface KeptFolder {
  readonly identity: string
  readonly entries: readonly Entry[]
}

/** Reads folders in key order. Keeps the last large one, so that a listing of many pages does not sort it for each. */
export class FolderEntries {
  #kept: KeptFolder | undefined

  /** What may be part of a key: files and folders with valid names. A folder sorts as its name with `/`. */
  async of(folder: Folder): Promise<readonly Entry[]> {
    const { identity, settled } = identityOf(folder)
    if (this.#kept?.identity === identity) return this.#kept.entries
    const entries = (await readFolder(folder))
      .flatMap(entryOf)
      .sort((a, b) => compareNames(a.below, b.below))
    if (settled && entries.length > LARGE) this.#kept = { identity, entries }
    return entries
  }
}

/** Whether nothing in a folder may be part of a key. */
export function hasNoEntries(folder: Folder): boolean {
  const directory = opendirSync(folder.itself)
  try {
    for (let dirent = directory.readSync(); dirent !== null; dirent = directory.readSync()) {
      if (entryOf(dirent).length > 0) return false
    }
    return true
  } finally {
    directory.closeSync()
  }
}

function identityOf(folder: Folder): { readonly identity: string; readonly settled: boolean } {
  const { ino, mtimeNs, ctimeNs, ctimeMs } = lstatSync(folder.itself, { bigint: true })
  return {
    identity: `${ino} ${mtimeNs} ${ctimeNs}`,
    settled: Date.now() - Number(ctimeMs) > SETTLED_MS,
  }
}

/** Nothing for the backend's own folder, for names that no key can have, and for what is neither file nor folder. */
function entryOf(dirent: Dirent): Entry[] {
  const { name } = dirent
  const isFolder = dirent.isDirectory()
  if (name === RESERVED || (!isFolder && !dirent.isFile()) || keyProblem(name) !== undefined) {
    return []
  }
  return [{ name, below: isFolder ? `${name}/` : name, isFolder }]
}

async function readFolder(folder: Folder): Promise<Dirent[]> {
  try {
    return await readdir(folder.itself, { withFileTypes: true })
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    throw error
  }
}
