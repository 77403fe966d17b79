import {
  compareNames,
  isAfterStart,
  type ListStart,
  listCursor,
  MAX_KEY_BYTES,
  startOfList,
  throwIfAborted,
} from '@nexusfs/core/kit'
import type { ListOptions, ListPage, ObjectSummary } from '@nexusfs/core/spec'
import { fileStateOf } from './file-state.ts'
import type { Folder } from './folder.ts'
import type { FolderEntries } from './folder-entries.ts'
import type { FolderTree } from './folder-tree.ts'
import { RESERVED } from './key-place.ts'
import type { Markers } from './markers.ts'

/** The parts of the backend that a listing uses. */
export interface ListingParts {
  readonly tree: FolderTree
  readonly entries: FolderEntries
  readonly markers: Markers
}

/** What one step of a walk finds: an object, or a folder whose keys are to be shown as one prefix. */
type Found =
  | { readonly kind: 'object'; readonly object: ObjectSummary }
  | { readonly kind: 'prefix'; readonly prefix: string }

/** One page of the objects below a root, in byte order of whole keys. Links, devices, fifos and sockets are passed over. */
export async function listPage(parts: ListingParts, options: ListOptions): Promise<ListPage> {
  const objects: ObjectSummary[] = []
  const prefixes: string[] = []
  let cursor = ''
  for await (const found of new Walk(parts, options).run()) {
    if (objects.length + prefixes.length === options.limit) return { objects, prefixes, cursor }
    if (found.kind === 'object') {
      objects.push(found.object)
      cursor = listCursor('object', found.object.key)
    } else {
      prefixes.push(found.prefix)
      cursor = listCursor('prefix', found.prefix)
    }
  }
  return { objects, prefixes }
}

/** A depth-first walk in key order that enters only folders that can hold keys of the page. */
class Walk {
  readonly #tree: FolderTree
  readonly #entries: FolderEntries
  readonly #markers: Markers
  readonly #anyMarks: boolean
  readonly #prefix: string
  readonly #delimiter: string | undefined
  readonly #start: ListStart
  readonly #signal: AbortSignal | undefined

  constructor({ tree, entries, markers }: ListingParts, options: ListOptions) {
    this.#tree = tree
    this.#entries = entries
    this.#markers = markers
    this.#anyMarks = markers.any()
    this.#prefix = options.prefix ?? ''
    this.#delimiter = options.delimiter
    this.#start = startOfList(options)
    this.#signal = options.signal
  }

  async *run(): AsyncGenerator<Found> {
    if (this.#prefix.split('/').includes(RESERVED)) return
    yield* this.#below(this.#prefix.slice(0, this.#prefix.lastIndexOf('/') + 1), this.#delimiter)
  }

  /** `path` is empty or ends with `/`. */
  async *#below(path: string, delimiter: string | undefined): AsyncGenerator<Found> {
    throwIfAborted(this.#signal)
    const folder = this.#tree.find(path.split('/').slice(0, -1))
    if (folder === undefined) return
    try {
      const entries = await this.#entries.of(folder)
      if (path !== '') yield* this.#markerAt(folder, path, entries.length === 0)
      for (const entry of entries) {
        const key = path + entry.below
        if (!this.#mayHold(key, entry.isFolder)) continue
        if (!entry.isFolder) yield* objectAt(folder, entry.name, key)
        else if (delimiter === undefined) yield* this.#below(key, undefined)
        else if (await this.#showsPrefix(key)) yield { kind: 'prefix', prefix: key }
      }
    } finally {
      folder.close()
    }
  }

  *#markerAt(folder: Folder, key: string, isEmpty: boolean): Generator<Found> {
    if (Buffer.byteLength(key) > MAX_KEY_BYTES || !this.#mayHold(key, false)) return
    const info = this.#markers.ofFolder(key, folder, this.#anyMarks, () => isEmpty)
    if (info === undefined) return
    const { size, etag, modifiedAt } = info
    yield { kind: 'object', object: { key, size, etag, modifiedAt } }
  }

  /** Every folder is shown, also an empty one; where the page begins within it, only for keys that follow. */
  async #showsPrefix(path: string): Promise<boolean> {
    if (this.#start.after?.startsWith(path) !== true)
      return Buffer.byteLength(path) <= MAX_KEY_BYTES
    for await (const _ of this.#below(path, undefined)) return true
    return false
  }

  #mayHold(key: string, isFolder: boolean): boolean {
    if (!isFolder) return key.startsWith(this.#prefix) && isAfterStart(key, this.#start)
    const { after, skip } = this.#start
    if (!key.startsWith(this.#prefix) && !this.#prefix.startsWith(key)) return false
    if (skip !== undefined && key.startsWith(skip)) return false
    return after === undefined || after.startsWith(key) || compareNames(key, after) > 0
  }
}

/** Nothing when the key as a whole is none: its names may be valid and it too long. */
function* objectAt(folder: Folder, name: string, key: string): Generator<Found> {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return
  const state = fileStateOf(folder, name)
  if (state === undefined) return
  const { size, etag, modifiedAt } = state
  yield { kind: 'object', object: { key, size, etag, modifiedAt } }
}
