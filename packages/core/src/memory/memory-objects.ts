import { keyNotFound } from '../kit/index.ts'
import type { ListOptions, ListPage, ObjectInfo } from '../spec/index.ts'
import { SortedKeys } from './sorted-keys.ts'

/** An object with its bytes, which nobody else holds. */
export interface StoredObject {
  readonly info: ObjectInfo
  readonly bytes: Uint8Array
}

/** One entry of a key's past: an object, or that it was removed. */
export interface MemoryVersion {
  readonly versionId: string
  readonly modifiedAt: number
  /** Absent for a delete marker. */
  readonly object?: StoredObject | undefined
}

/** What goes along when bytes get a new key, or a key new bytes. */
export type KeptInfo = Pick<ObjectInfo, 'contentType' | 'metadata'>

/** The objects of a memory backend by key, with all their versions where those are kept. Every call is one step. */
export class MemoryObjects {
  readonly #objects = new Map<string, StoredObject>()
  readonly #keys = new SortedKeys()
  /** Oldest first; empty where versions are not kept. */
  readonly #versions = new Map<string, MemoryVersion[]>()
  readonly #versioning: boolean
  readonly #clock: () => number
  #generation = 0

  constructor(versioning: boolean, clock: () => number) {
    this.#versioning = versioning
    this.#clock = clock
  }

  /** The current object, or a version of it; `undefined` for what is absent and for a delete marker. */
  find(key: string, versionId?: string): StoredObject | undefined {
    if (versionId === undefined) return this.#objects.get(key)
    return this.#versions.get(key)?.find((version) => version.versionId === versionId)?.object
  }

  /** @throws `NOT_FOUND` */
  get(key: string, versionId?: string): StoredObject {
    const object = this.find(key, versionId)
    if (object === undefined) throw keyNotFound(key)
    return object
  }

  /** Makes the bytes the current object of a key. */
  store(key: string, bytes: Uint8Array, { contentType, metadata }: KeptInfo): ObjectInfo {
    const size = bytes.byteLength
    const etag = `${++this.#generation}-${size}`
    const kept = { contentType, metadata: metadata && { ...metadata } }
    const info = { key, size, etag, modifiedAt: this.#clock(), ...kept }
    return this.#place(key, { bytes, info })
  }

  remove(key: string): void {
    if (!this.#objects.delete(key)) return
    this.#keys.remove(key)
    this.#remember(key, { versionId: this.#newVersion(), modifiedAt: this.#clock() })
  }

  /** Under versions the target gets a new one, and the source keeps those that it had. */
  move(from: string, to: string): void {
    const { bytes, info } = this.get(from)
    if (from === to) return
    this.remove(from)
    this.#place(to, { bytes, info: { ...info, key: to } })
  }

  page(options: ListOptions): ListPage {
    return this.#keys.page(options, (key) => {
      const { size, etag, modifiedAt } = this.get(key).info
      return { key, size, etag, modifiedAt }
    })
  }

  /** All versions of a key, newest first. */
  versions(key: string): readonly MemoryVersion[] {
    return this.#versions.get(key)?.toReversed() ?? []
  }

  clear(): void {
    this.#objects.clear()
    this.#keys.clear()
    this.#versions.clear()
  }

  #place(key: string, object: StoredObject): ObjectInfo {
    const versionId = this.#versioning ? this.#newVersion() : undefined
    const info = versionId === undefined ? object.info : { ...object.info, versionId }
    const placed = { ...object, info }
    this.#keys.add(key)
    this.#objects.set(key, placed)
    if (versionId !== undefined) {
      this.#remember(key, { versionId, modifiedAt: info.modifiedAt, object: placed })
    }
    return info
  }

  #newVersion(): string {
    return `v${++this.#generation}`
  }

  #remember(key: string, version: MemoryVersion): void {
    if (!this.#versioning) return
    const versions = this.#versions.get(key)
    if (versions === undefined) this.#versions.set(key, [version])
    else versions.push(version)
  }
}
