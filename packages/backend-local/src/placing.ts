import { linkSync, renameSync, unlinkSync } from 'node:fs'
import { alreadyExists, checkPrecondition } from '@nexusfs/core/kit'
import type { ObjectPrecondition } from '@nexusfs/core/spec'
import { type FileState, stateOf } from './file-state.ts'
import type { Folder } from './folder.ts'
import type { FolderTree } from './folder-tree.ts'
import type { KeyLocks } from './key-locks.ts'
import type { Place } from './key-place.ts'
import { systemCode, systemError } from './local-errors.ts'

/** How often a step is tried again when the folder it needs was removed as empty in between. */
const TRIES = 100

/** The steps that make an object appear at, move to, or vanish from its key: each one atomic, and durable at its end. */
export class Placing {
  readonly #tree: FolderTree
  readonly #locks: KeyLocks

  constructor(tree: FolderTree, locks: KeyLocks) {
    this.#tree = tree
    this.#locks = locks
  }

  /** Brings a whole file to a key, under the precondition. A hard link creates or fails, so an absent key needs no lock. */
  async place(
    file: string,
    place: Place,
    precondition: ObjectPrecondition | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const ifAbsent = precondition !== undefined && 'ifNoneMatch' in precondition
    await this.#inFolder(place.folders, async (folder) => {
      if (precondition === undefined || ifAbsent) {
        const linked = this.#link(file, folder, place)
        if (linked === 'present' && ifAbsent) throw alreadyExists(place.key)
        if (linked === 'linked') return true
      }
      return this.#locks.run([place.key], signal, () => {
        checkPrecondition(place.key, precondition, this.#object(folder, place))
        return succeeds(() => renameSync(file, folder.at(place.name)))
      })
    })
  }

  /** Moves an object, replacing what is at the target. False when there is no such object. */
  async move(from: Place, to: Place, signal: AbortSignal | undefined): Promise<boolean> {
    const source = this.#tree.find(from.folders)
    if (source === undefined) return false
    try {
      let found = isObject(source, from)
      if (!found) return false
      await this.#inFolder(to.folders, (target) =>
        this.#locks.run([from.key, to.key], signal, () => {
          found = isObject(source, from)
          if (!found) return true
          this.#object(target, to)
          return succeeds(() => renameSync(source.at(from.name), target.at(to.name)))
        }),
      )
      if (!found) this.#tree.prune(to.folders)
      await source.sync()
      return found
    } finally {
      source.close()
      this.#tree.prune(from.folders)
    }
  }

  /** Removes objects of one folder, each under the precondition, and the folders that become empty. */
  async remove(
    places: readonly Place[],
    precondition: ObjectPrecondition | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const [first] = places
    if (first === undefined) return
    const folder = this.#tree.find(first.folders)
    if (folder === undefined) {
      for (const { key } of places) checkPrecondition(key, precondition, undefined)
      return
    }
    try {
      for (const place of places) {
        const lock = precondition === undefined ? 'runEvenWhenFull' : 'run'
        await this.#locks[lock]([place.key], signal, () => {
          const state = stateOf(folder, place.name)
          const object = state === 'folder' ? undefined : state
          checkPrecondition(place.key, precondition, object)
          if (object !== undefined) unlinkSync(folder.at(place.name))
        })
      }
      await folder.sync()
    } finally {
      folder.close()
      this.#tree.prune(first.folders)
    }
  }

  /** Runs a step in a folder that is there for as long as the step needs it, and makes its result durable. */
  async #inFolder(
    segments: readonly string[],
    step: (folder: Folder) => Promise<boolean>,
  ): Promise<void> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const folder = await this.#tree.make(segments)
      try {
        if (await step(folder)) return await folder.sync()
      } finally {
        folder.close()
      }
    }
    throw systemError('ENOENT')
  }

  #link(file: string, folder: Folder, place: Place): 'linked' | 'present' | 'failed' {
    if (this.#object(folder, place) !== undefined) return 'present'
    try {
      linkSync(file, folder.at(place.name))
    } catch (error) {
      // Without hard links on this disk, or without the folder, the way under the lock decides.
      return systemCode(error) === 'EEXIST' ? 'present' : 'failed'
    }
    unlinkSync(file)
    return 'linked'
  }

  /** The object at a place. An empty folder there is in nobody's way and is removed. @throws `IS_A_DIRECTORY` for a full one. */
  #object(folder: Folder, place: Place): FileState | undefined {
    const state = stateOf(folder, place.name)
    if (state !== 'folder') return state
    if (!this.#tree.removeEmpty([...place.folders, place.name])) throw systemError('EISDIR')
    return undefined
  }
}

function isObject(folder: Folder, { name }: Place): boolean {
  const state = stateOf(folder, name)
  return state !== undefined && state !== 'folder'
}

/** False when the folder of a name is gone. */
function succeeds(step: () => void): boolean {
  try {
    step()
    return true
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}
