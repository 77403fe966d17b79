import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import {
  compareNames,
  isAfterStart,
  keyProblem,
  type ListStart,
  listCursor,
  startOfList,
  throwIfAborted,
} from '@nexusfs/core/kit'
import type { ListOptions, ListPage, ObjectSummary } from '@nexusfs/core/spec'
import { stateOf } from './file-state.ts'
import type { Folder } from './folder.ts'
import type { FolderTree } from './folder-tree.ts'
import { RESERVED } from './key-place.ts'

/** What one step of a walk finds: an object, or a folder whose keys are to be shown as one prefix. */
type Found =
  | { readonly kind: 'object'; readonly object: ObjectSummary }
  | { readonly kind: 'prefix'; readonly prefix: string }

/** One entry of a folder; `below` is its part of a key, which ends with `/` for a folder. */
interface Entry {
  readonly name: string
  readonly below: string
  readonly isFolder: boolean
}

/** One page of the objects below a root, in byte order of whole keys. Links, devices, fifos and sockets are passed over. */
export async function listPage(tree: FolderTree, options: ListOptions): Promise<ListPage> {
  const objects: ObjectSummary[] = []
  const prefixes: string[] = []
  let cursor = ''
  for await (const found of new Walk(tree, options).run()) {
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
  readonly #prefix: string
  readonly #delimiter: string | undefined
  readonly #start: ListStart
  readonly #signal: AbortSignal | undefined

  constructor(tree: FolderTree, options: ListOptions) {
    this.#tree = tree
    this.#prefix = options.prefix ?? ''
    this.#delimiter = options.delimiter
    this.#start = startOfList(options)
    this.#signal = options.signal
  }

  run(): AsyncGenerator<Found> {
    return this.#below(this.#prefix.slice(0, this.#prefix.lastIndexOf('/') + 1), this.#delimiter)
  }

  /** `path` is empty or ends with `/`. */
  async *#below(path: string, delimiter: string | undefined): AsyncGenerator<Found> {
    throwIfAborted(this.#signal)
    const folder = this.#tree.find(path.split('/').slice(0, -1))
    if (folder === undefined) return
    try {
      for (const entry of await this.#entries(folder, path)) {
        const key = path + entry.below
        if (!entry.isFolder) yield* objectAt(folder, entry.name, key)
        else if (delimiter === undefined) yield* this.#below(key, undefined)
        else if (await this.#hasKeys(key)) yield { kind: 'prefix', prefix: key }
      }
    } finally {
      folder.close()
    }
  }

  async #hasKeys(path: string): Promise<boolean> {
    for await (const _ of this.#below(path, undefined)) return true
    return false
  }

  /** What may hold keys of the page, in key order: a folder sorts as its name with `/`. */
  async #entries(folder: Folder, path: string): Promise<readonly Entry[]> {
    const entries: Entry[] = []
    for (const dirent of await readFolder(folder)) {
      const entry = entryOf(dirent, path)
      if (entry !== undefined && this.#mayHold(path + entry.below, entry.isFolder))
        entries.push(entry)
    }
    return entries.sort((a, b) => compareNames(a.below, b.below))
  }

  #mayHold(key: string, isFolder: boolean): boolean {
    if (!isFolder) return key.startsWith(this.#prefix) && isAfterStart(key, this.#start)
    const { after, skip } = this.#start
    if (!key.startsWith(this.#prefix) && !this.#prefix.startsWith(key)) return false
    if (skip !== undefined && key.startsWith(skip)) return false
    return after === undefined || after.startsWith(key) || compareNames(key, after) > 0
  }
}

function* objectAt(folder: Folder, name: string, key: string): Generator<Found> {
  const state = stateOf(folder, name)
  if (state === undefined || state === 'folder') return
  const { size, etag, modifiedAt } = state
  yield { kind: 'object', object: { key, size, etag, modifiedAt } }
}

/** The entry of a name, unless it is the backend's own, no part of a valid key, or neither file nor folder. */
function entryOf(dirent: Dirent, path: string): Entry | undefined {
  const { name } = dirent
  if (name === RESERVED) {
    const isMarker = path !== '' && dirent.isFile()
    return isMarker ? { name, below: '', isFolder: false } : undefined
  }
  const isFolder = dirent.isDirectory()
  if (!isFolder && !dirent.isFile()) return undefined
  if (keyProblem(path + name) !== undefined) return undefined
  return { name, below: isFolder ? `${name}/` : name, isFolder }
}

async function readFolder(folder: Folder): Promise<Dirent[]> {
  try {
    return await readdir(folder.itself, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
