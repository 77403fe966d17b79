import { isMarkerKey } from '@nexusfs/core/kit'
import { type Attributes, hasAttributes, readAttributes } from './attributes.ts'
import type { FileState } from './file-state.ts'
import type { Folder } from './folder.ts'
import type { FolderTree } from './folder-tree.ts'
import { KeyCompanions } from './key-companions.ts'
import { keptFolder, sidecarPlace } from './own-folder.ts'
import { TEMPORARY_FOLDERS } from './temporary-files.ts'

/** What the backend keeps besides the objects themselves. */
export interface Keeping {
  /** What is replaced or deleted stays as a version. */
  readonly versioning: boolean
  /** What is deleted goes to the trash; with `versioning` it stays as a version. */
  readonly softDelete: boolean
  /** Content types and metadata are kept. */
  readonly metadataFiles: boolean
}

/** What is about to happen to a key. */
export interface Change {
  readonly kind: 'place' | 'remove'
  /** Whether there is a file at the key. */
  readonly present: boolean
  readonly attributes?: Attributes | undefined
}

const NO_COPIES = { versioning: false, softDelete: false } as const

/** The files that lie in the backend's own folder for the sake of a key: versions, what was deleted, metadata. */
export class Companions {
  readonly keeping: Keeping
  readonly #tree: FolderTree
  readonly #newName: () => string
  readonly #clock: () => number

  constructor(keeping: Keeping, tree: FolderTree, newName: () => string, clock: () => number) {
    this.keeping = keeping
    this.#tree = tree
    this.#newName = newName
    this.#clock = clock
  }

  /** Whether a file can come to an absent key without anything else to do. */
  isSimple(key: string, attributes: Attributes): boolean {
    return !this.#keepingOf(key).versioning && !this.#keeps(attributes)
  }

  /** Opens, and where needed makes, what a change of a key needs; the caller closes it. */
  async open(key: string, change: Change): Promise<KeyCompanions> {
    const folders: (Folder | undefined)[] = []
    try {
      folders.push(await this.#keptFolder(key, change))
      folders.push(await this.#sidecarFolder(key, change))
      folders.push(folders[1] && (await this.#tree.make(TEMPORARY_FOLDERS)))
    } catch (error) {
      for (const folder of folders) folder?.close()
      throw error
    }
    const [kept, sidecars, temporary] = folders
    const { versioning, softDelete } = this.#keepingOf(key)
    return new KeyCompanions({
      key,
      versioning,
      keepsCurrent: versioning || (softDelete && change.kind === 'remove'),
      kept,
      sidecar: sidecars && { folder: sidecars, name: sidecarPlace(key).name },
      temporary,
      newName: this.#newName,
      clock: this.#clock,
    })
  }

  /** The attributes of the file that is at a key. */
  attributes(key: string, state: FileState): Attributes {
    if (!this.keeping.metadataFiles) return {}
    const { folders, name } = sidecarPlace(key)
    const folder = this.#tree.find(folders)
    if (folder === undefined) return {}
    try {
      return plain(readAttributes(folder, name).find(({ file }) => file === state.identity))
    } finally {
      folder.close()
    }
  }

  /** A marker has no bytes that could be lost. */
  #keepingOf(key: string): Keeping {
    return isMarkerKey(key) ? { ...this.keeping, ...NO_COPIES } : this.keeping
  }

  #keeps(attributes: Attributes | undefined): boolean {
    return this.keeping.metadataFiles && attributes !== undefined && hasAttributes(attributes)
  }

  async #keptFolder(key: string, { kind, present }: Change): Promise<Folder | undefined> {
    const { versioning, softDelete } = this.#keepingOf(key)
    if (!versioning && (kind === 'place' || !softDelete)) return undefined
    const segments = keptFolder(versioning ? 'versions' : 'trash', key)
    // What is placed at an absent key has nothing to keep, but must not have the time of an older version.
    return present ? this.#tree.make(segments) : this.#tree.find(segments)
  }

  async #sidecarFolder(key: string, { kind, attributes }: Change): Promise<Folder | undefined> {
    if (!this.keeping.metadataFiles) return undefined
    const { folders } = sidecarPlace(key)
    const makes = kind === 'place' && this.#keeps(attributes)
    return makes ? this.#tree.make(folders) : this.#tree.find(folders)
  }
}

function plain(found: Attributes | undefined): Attributes {
  const { contentType, metadata } = found ?? {}
  return { ...(contentType !== undefined && { contentType }), ...(metadata && { metadata }) }
}
