import { linkSync, renameSync, unlinkSync } from 'node:fs'
import { alreadyExists, checkPrecondition } from '@nexusfs/core/kit'
import type { ObjectPrecondition } from '@nexusfs/core/spec'
import { comesTo, succeeds } from './arriving.ts'
import type { Attributes } from './attributes.ts'
import type { Companions } from './companions.ts'
import { type FileState, fileStateOf, stateOf } from './file-state.ts'
import type { Folder } from './folder.ts'
import type { FolderTree } from './folder-tree.ts'
import type { KeyCompanions } from './key-companions.ts'
import type { KeyLocks } from './key-locks.ts'
import type { Place } from './key-place.ts'
import { systemCode, systemError } from './local-errors.ts'
import type { TemporaryFile } from './temporary-files.ts'
import { utcTime } from './utc-time.ts'

/** How often a step is tried again when the folder it needs was removed as empty in between. */
const TRIES = 100

/** What a step is subject to. */
export interface StepOptions {
  readonly precondition?: ObjectPrecondition | undefined
  readonly signal?: AbortSignal | undefined
}

/** What is compared with a precondition: the version is the file's time. */
export function observed(state: FileState): { readonly etag: string; readonly versionId: string } {
  return { etag: state.etag, versionId: utcTime(state.time) }
}

/** The steps that make an object appear at, move to, or vanish from its key: each one atomic, and durable at its end. */
export class Placing {
  readonly #tree: FolderTree
  readonly #locks: KeyLocks
  readonly #companions: Companions

  constructor(tree: FolderTree, locks: KeyLocks, companions: Companions) {
    this.#tree = tree
    this.#locks = locks
    this.#companions = companions
  }

  /** Brings a whole file to a key, under the precondition, and gives its state there. */
  async place(
    file: TemporaryFile,
    place: Place,
    attributes: Attributes,
    options: StepOptions,
  ): Promise<FileState> {
    let placed: FileState | undefined
    await this.#inFolder(place.folders, async (folder) => {
      const linked = this.#linkAtOnce(file.path, folder, place, attributes, options)
      if (linked) placed = fileStateOf(folder, place.name)
      return (
        linked ||
        (await this.#placeLocked(file.path, folder, place, attributes, options, (state) => {
          placed = state
        }))
      )
    })
    // Where another one has replaced it already, its own state is of no more use to anybody.
    return placed?.number === file.state.number ? placed : file.state
  }

  /** Moves an object with what was given with it, replacing what is at the target. False when there is no such object. */
  async move(from: Place, to: Place, signal: AbortSignal | undefined): Promise<boolean> {
    const source = this.#tree.find(from.folders)
    if (source === undefined) return false
    try {
      let found = fileStateOf(source, from.name) !== undefined
      if (!found) return false
      await this.#inFolder(to.folders, async (target) => {
        const state = fileStateOf(source, from.name)
        const attributes = state && this.#companions.attributes(from.key, state)
        return this.#withCompanions(source, from, { kind: 'place' }, (left) =>
          this.#withCompanions(target, to, { kind: 'place', attributes }, (arrived) =>
            this.#locks.run([from.key, to.key], signal, () => {
              const current = fileStateOf(source, from.name)
              found = current !== undefined
              if (!found) return true
              if (current?.identity !== state?.identity) return false
              const [path, goal] = [source.at(from.name), target.at(to.name)]
              arrived.beforePlace(path, goal, this.#object(target, to), attributes ?? {})
              if (!succeeds(() => renameSync(path, goal))) return false
              arrived.settle(fileStateOf(target, to.name))
              if (from.key !== to.key) left.settle(undefined)
              return true
            }),
          ),
        )
      })
      if (!found) this.#tree.prune(to.folders)
      await source.sync()
      return found
    } finally {
      source.close()
      this.#tree.prune(from.folders)
    }
  }

  /** Removes objects of one folder, each under the precondition, and the folders made here that become empty. */
  async remove(places: readonly Place[], options: StepOptions): Promise<void> {
    const [first] = places
    if (first === undefined) return
    const folder = this.#tree.find(first.folders)
    if (folder === undefined) {
      for (const { key } of places) checkPrecondition(key, options.precondition, undefined)
      return
    }
    try {
      for (const place of places) await this.#removeFrom(folder, place, options)
      await folder.sync()
    } finally {
      folder.close()
      this.#tree.prune(first.folders)
    }
  }

  /** Runs a step on the file at a key and its companions while the key is locked. False when there is no file. */
  async change(
    place: Place,
    attributes: Attributes,
    signal: AbortSignal | undefined,
    step: (current: FileState, companions: KeyCompanions) => void,
  ): Promise<boolean> {
    const folder = this.#tree.find(place.folders)
    if (folder === undefined) return false
    try {
      let found = false
      await this.#withCompanions(folder, place, { kind: 'place', attributes }, (companions) =>
        this.#locks.run([place.key], signal, () => {
          const current = fileStateOf(folder, place.name)
          found = current !== undefined
          if (current !== undefined) step(current, companions)
        }),
      )
      return found
    } finally {
      folder.close()
    }
  }

  async #removeFrom(
    folder: Folder,
    place: Place,
    { precondition, signal }: StepOptions,
  ): Promise<void> {
    const lock = precondition === undefined ? 'runEvenWhenFull' : 'run'
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const done = await this.#withCompanions(folder, place, { kind: 'remove' }, (companions) =>
        this.#locks[lock]([place.key], signal, () => {
          const current = fileStateOf(folder, place.name)
          checkPrecondition(place.key, precondition, current && observed(current))
          if (!companions.canKeep(current)) return false
          if (current !== undefined) companions.remove(folder.at(place.name), current)
          companions.settle(undefined)
          return true
        }),
      )
      if (done) return
    }
    throw systemError('ENOENT')
  }

  /** A hard link creates or fails, so a key that is absent needs no lock where nothing else is to be done. */
  #linkAtOnce(
    file: string,
    folder: Folder,
    place: Place,
    attributes: Attributes,
    { precondition }: StepOptions,
  ): boolean {
    const ifAbsent = precondition !== undefined && 'ifNoneMatch' in precondition
    if (
      !this.#companions.isSimple(place.key, attributes) ||
      (precondition !== undefined && !ifAbsent)
    ) {
      return false
    }
    const linked = this.#link(file, folder, place)
    if (linked === 'present' && ifAbsent) throw alreadyExists(place.key)
    return linked === 'linked'
  }

  /** False when the folder is gone, or a file appeared that cannot be kept yet: then all is tried again. */
  async #placeLocked(
    file: string,
    folder: Folder,
    place: Place,
    attributes: Attributes,
    { precondition, signal }: StepOptions,
    placed: (state: FileState | undefined) => void,
  ): Promise<boolean> {
    const change = { kind: 'place', attributes } as const
    return this.#withCompanions(folder, place, change, (companions) =>
      this.#locks.run([place.key], signal, () => {
        const current = this.#object(folder, place)
        checkPrecondition(place.key, precondition, current && observed(current))
        if (!companions.canKeep(current)) return false
        const path = folder.at(place.name)
        companions.beforePlace(file, path, current, attributes)
        if (!comesTo(file, path, current)) return false
        const state = fileStateOf(folder, place.name)
        companions.settle(state)
        placed(state)
        return true
      }),
    )
  }

  async #withCompanions<Result>(
    folder: Folder,
    place: Place,
    change: { readonly kind: 'place' | 'remove'; readonly attributes?: Attributes | undefined },
    step: (companions: KeyCompanions) => Promise<Result>,
  ): Promise<Result> {
    const present = fileStateOf(folder, place.name) !== undefined
    const companions = await this.#companions.open(place.key, { ...change, present })
    try {
      const result = await step(companions)
      await companions.sync()
      return result
    } finally {
      companions.close()
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

  /** The object at a place. An empty folder that was left there by a put is removed. @throws `IS_A_DIRECTORY` for another. */
  #object(folder: Folder, place: Place): FileState | undefined {
    const state = stateOf(folder, place.name)
    if (state !== 'folder') return state
    if (!this.#tree.removeOwn([...place.folders, place.name])) throw systemError('EISDIR')
    return undefined
  }
}
