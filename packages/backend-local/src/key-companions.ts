import { lstatSync, unlinkSync } from 'node:fs'
import {
  type Attributes,
  attributesText,
  type FileAttributes,
  hasAttributes,
  readAttributes,
} from './attributes.ts'
import { type FileState, stateFrom } from './file-state.ts'
import type { Folder } from './folder.ts'
import { keepByLink, keepByMove, markDeleted, setLater } from './kept-files.ts'
import { systemCode } from './local-errors.ts'
import { utcTime } from './utc-time.ts'
import { writeWhole } from './write-whole.ts'

/** What the companions of one key need. */
export interface KeyParts {
  readonly key: string
  readonly versioning: boolean
  /** Whether the file that is there now must not be lost by the change. */
  readonly keepsCurrent: boolean
  /** Versions, or the trash. */
  readonly kept: Folder | undefined
  readonly sidecar: { readonly folder: Folder; readonly name: string } | undefined
  readonly temporary: Folder | undefined
  readonly newName: () => string
  readonly clock: () => number
}

/** The companions of one key while it is changed. All but `sync` and `close` run while the lock on the key is held. */
export class KeyCompanions {
  readonly #parts: KeyParts

  constructor(parts: KeyParts) {
    this.#parts = parts
  }

  /** Whether what is needed for a file that is there was opened; it may have appeared meanwhile. */
  canKeep(current: FileState | undefined): boolean {
    const { kept, keepsCurrent } = this.#parts
    return current === undefined || !keepsCurrent || kept !== undefined
  }

  /** Before a file comes to the key: what is at the path is kept, and the attributes of both are written. */
  beforePlace(
    file: string,
    path: string,
    current: FileState | undefined,
    attributes: Attributes,
  ): void {
    const { kept, versioning } = this.#parts
    if (versioning) setLater(file, kept, current, this.#now())
    if (kept !== undefined && current !== undefined) {
      this.#keepAttributes(current, keepByLink(path, current, kept))
    }
    if (!hasAttributes(attributes)) return
    const { identity } = stateFrom(lstatSync(file, { bigint: true }))
    this.#writeAttributes([...this.#attributesOf(current), { file: identity, ...attributes }])
  }

  /** Moves the file at the path away where deleted files are kept; otherwise removes it. */
  remove(path: string, current: FileState): void {
    const { kept, versioning } = this.#parts
    if (kept === undefined) {
      unlinkSync(path)
      return
    }
    if (versioning) markDeleted(kept, current, this.#now())
    const id = utcTime(versioning ? current.time : this.#now())
    const name = keepByMove(path, current, kept, id)
    this.#keepAttributes(current, name)
  }

  /** After the key has changed: attributes of files that are no longer there are nobody's. */
  settle(present: FileState | undefined): void {
    const { sidecar } = this.#parts
    if (sidecar === undefined || this.#attributesOf(present).length > 0) return
    try {
      unlinkSync(sidecar.folder.at(sidecar.name))
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error
    }
  }

  /** Replaces the metadata of the file that is there. */
  setMetadata(current: FileState, metadata: Readonly<Record<string, string>>): void {
    const [found] = this.#attributesOf(current)
    const { contentType } = found ?? {}
    this.#writeAttributes([{ file: current.identity, contentType, metadata }])
  }

  /** Makes the names of all companions durable. */
  async sync(): Promise<void> {
    const { kept, sidecar } = this.#parts
    await kept?.sync()
    await sidecar?.folder.sync()
  }

  close(): void {
    const { kept, sidecar, temporary } = this.#parts
    for (const folder of [kept, sidecar?.folder, temporary]) folder?.close()
  }

  /** Nanoseconds UTC. */
  #now(): bigint {
    return BigInt(Math.floor(this.#parts.clock() * 1000)) * 1000n
  }

  /** One entry or none. */
  #attributesOf(state: FileState | undefined): readonly FileAttributes[] {
    const { sidecar } = this.#parts
    if (sidecar === undefined || state === undefined) return []
    const files = readAttributes(sidecar.folder, sidecar.name)
    return files.filter(({ file }) => file === state.identity).slice(0, 1)
  }

  /** Beside a version or deleted file lies its own metadata. */
  #keepAttributes(current: FileState, name: string): void {
    const files = this.#attributesOf(current)
    if (files.length > 0) this.#write(this.#parts.kept, `${name}.json`, files)
  }

  /** The old file's and the new one's, so that either has its own whenever a crash comes. */
  #writeAttributes(files: readonly FileAttributes[]): void {
    const { sidecar } = this.#parts
    this.#write(sidecar?.folder, sidecar?.name ?? '', files)
  }

  #write(folder: Folder | undefined, name: string, files: readonly FileAttributes[]): void {
    const { key, temporary, newName } = this.#parts
    if (folder === undefined || temporary === undefined) return
    const place = { folder, name, temporary, temporaryName: newName() }
    writeWhole(place, attributesText(key, files))
  }
}
