import { closeSync } from 'node:fs'
import type { ObjectInfo } from '@nexusfs/core/spec'
import type { Companions } from './companions.ts'
import { type FileState, fileStateOf, type OpenedFile, openForReading } from './file-state.ts'
import type { Folder } from './folder.ts'
import type { FolderTree } from './folder-tree.ts'
import { type Place, placeOf } from './key-place.ts'
import { utcTime } from './utc-time.ts'
import type { Versions } from './versions.ts'

/** An object, open for reading; whoever opened it closes `fd`. */
export interface OpenedObject extends OpenedFile {
  readonly info: ObjectInfo
}

/** Finds and opens objects and their versions. */
export class ObjectReader {
  readonly #tree: FolderTree
  readonly #companions: Companions
  readonly #versions: Versions

  constructor(tree: FolderTree, companions: Companions, versions: Versions) {
    this.#tree = tree
    this.#companions = companions
    this.#versions = versions
  }

  find(key: string, versionId?: string): ObjectInfo | undefined {
    const state = this.#in(placeOf(key), fileStateOf)
    if (state !== undefined && isAsked(state, versionId)) return this.#info(key, state)
    return versionId === undefined ? undefined : this.#versions.find(key, versionId)
  }

  /** The object at a key with its version, also where versions are not kept. */
  current(key: string): ObjectInfo | undefined {
    const state = this.#in(placeOf(key), fileStateOf)
    return state && { ...this.#info(key, state), versionId: utcTime(state.time) }
  }

  open(key: string, versionId?: string): OpenedObject | undefined {
    const file = this.#in(placeOf(key), openForReading)
    if (file !== undefined && isAsked(file.state, versionId)) {
      return { ...file, info: this.#info(key, file.state) }
    }
    if (file !== undefined) closeSync(file.fd)
    return versionId === undefined ? undefined : this.#versions.open(key, versionId)
  }

  #info(key: string, state: FileState): ObjectInfo {
    const { size, etag, modifiedAt, time } = state
    const { versioning } = this.#companions.keeping
    const attributes = this.#companions.attributes(key, state)
    return {
      key,
      size,
      etag,
      modifiedAt,
      ...(versioning && { versionId: utcTime(time) }),
      ...attributes,
    }
  }

  #in<Result>(
    { folders, name }: Place,
    look: (folder: Folder, name: string) => Result,
  ): Result | undefined {
    const folder = this.#tree.find(folders)
    if (folder === undefined) return undefined
    try {
      return look(folder, name)
    } finally {
      folder.close()
    }
  }
}

function isAsked(state: FileState, versionId: string | undefined): boolean {
  return versionId === undefined || utcTime(state.time) === versionId
}
