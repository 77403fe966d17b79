import {
  bytesSource,
  checkPrecondition,
  keyNotFound,
  NexusError,
  quoteKey,
} from '@nexusfs/core/kit'
import type { ObjectInfo, Source } from '@nexusfs/core/spec'
import type { Attributes } from './attributes.ts'
import type { Companions } from './companions.ts'
import { type FileState, fileStateOf } from './file-state.ts'
import type { Folder } from './folder.ts'
import { hasNoEntries } from './folder-entries.ts'
import type { FolderTree } from './folder-tree.ts'
import { folderOf, type Place } from './key-place.ts'
import { MARK_FOLDERS, markOf } from './own-folder.ts'
import type { Placing, StepOptions } from './placing.ts'
import type { TemporaryFiles } from './temporary-files.ts'
import { utcTime } from './utc-time.ts'

/** Bytes of every marker. */
const NOTHING = bytesSource(new Uint8Array())

/** The parts of the backend that markers use. */
export interface MarkerParts {
  readonly tree: FolderTree
  readonly temporary: TemporaryFiles
  readonly placing: Placing
  readonly companions: Companions
}

/**
 * Directory markers: keys such as `a/`. A marker is a real folder that someone asked for, of which a small file in the
 * backend's own folder tells, or one that is empty, whoever made it. A folder that only has something in it is none.
 */
export class Markers {
  readonly #parts: MarkerParts

  constructor(parts: MarkerParts) {
    this.#parts = parts
  }

  find(key: string): ObjectInfo | undefined {
    const folder = this.#parts.tree.find(folderOf(key))
    if (folder === undefined) return undefined
    try {
      return this.ofFolder(key, folder, true, () => hasNoEntries(folder))
    } finally {
      folder.close()
    }
  }

  /** Whether any folder was asked for. */
  any(): boolean {
    const marks = this.#parts.tree.find(MARK_FOLDERS)
    marks?.close()
    return marks !== undefined
  }

  /** The marker of a folder that is open; `mayBeMarked` is false where it is known that nobody asked for it. */
  ofFolder(
    key: string,
    folder: Folder,
    mayBeMarked: boolean,
    isEmpty: () => boolean,
  ): ObjectInfo | undefined {
    const mark = mayBeMarked ? this.#mark(key) : undefined
    const state = mark ?? (isEmpty() ? folder.state() : undefined)
    if (state === undefined) return undefined
    const { versioning } = this.#parts.companions.keeping
    const { etag, modifiedAt, time } = state
    return {
      key,
      size: 0,
      etag,
      modifiedAt,
      ...(versioning && { versionId: utcTime(time) }),
      ...this.#parts.companions.attributes(key, state),
    }
  }

  /** Makes the folder if need be, and has it stay. */
  async put(
    key: string,
    source: Source,
    attributes: Attributes,
    { precondition, signal }: StepOptions,
  ): Promise<FileState> {
    const segments = folderOf(key)
    const { temporary, placing, tree } = this.#parts
    const file = await temporary.write(source)
    try {
      const found = this.find(key)
      checkPrecondition(key, precondition, found)
      if (found === undefined) await this.#forget(key, signal)
      // One that is a marker because it is empty has no mark yet whose state could be compared.
      const marked = found === undefined || this.#mark(key) !== undefined
      const state = await placing.place(file, placeOfMark(key), attributes, {
        signal,
        ...(marked && { precondition }),
      })
      await this.#make(key, segments, signal)
      tree.keep(segments)
      return state
    } finally {
      file.discard()
    }
  }

  /** Removes the folder if it is empty; where it is not, it is no marker any more, but a folder with something in it. */
  async delete(key: string, { precondition, signal }: StepOptions): Promise<void> {
    const { placing, tree } = this.#parts
    const segments = folderOf(key)
    checkPrecondition(key, precondition, this.find(key))
    const options = this.#mark(key) === undefined ? { signal } : { signal, precondition }
    await placing.remove([placeOfMark(key)], options)
    if (!tree.removeEmpty(segments)) return
    const parent = tree.find(segments.slice(0, -1))
    try {
      await parent?.sync()
    } finally {
      parent?.close()
    }
    tree.prune(segments.slice(0, -1))
  }

  /** @throws `NOT_FOUND` */
  copy(from: string, to: string, options: StepOptions): Promise<FileState> {
    const { contentType, metadata } = this.#get(from)
    return this.put(to, NOTHING, { contentType, metadata }, options)
  }

  /** @throws `NOT_FOUND` */
  async rename(from: string, to: string, { signal }: StepOptions): Promise<void> {
    this.#get(from)
    if (from === to) return
    await this.copy(from, to, { signal })
    await this.delete(from, { signal })
  }

  /** Replaces the metadata of a marker. @throws `NOT_FOUND` */
  async mark(key: string, signal: AbortSignal | undefined): Promise<Place> {
    const { contentType, metadata } = this.#get(key)
    if (this.#mark(key) === undefined) {
      await this.put(key, NOTHING, { contentType, metadata }, { signal })
    }
    return placeOfMark(key)
  }

  #get(key: string): ObjectInfo {
    const info = this.find(key)
    if (info === undefined) throw keyNotFound(key)
    return info
  }

  #mark(key: string): FileState | undefined {
    const { folders, name } = markOf(key)
    const marks = this.#parts.tree.find(folders)
    if (marks === undefined) return undefined
    try {
      return fileStateOf(marks, name)
    } finally {
      marks.close()
    }
  }

  /** A mark whose folder others removed. */
  async #forget(key: string, signal: AbortSignal | undefined): Promise<void> {
    if (this.#mark(key) !== undefined)
      await this.#parts.placing.remove([placeOfMark(key)], { signal })
  }

  async #make(
    key: string,
    segments: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    try {
      const folder = await this.#parts.tree.make(segments)
      folder.close()
    } catch (error) {
      await this.#forget(key, signal)
      throw error
    }
  }
}

/** @throws `INVALID_ARGUMENT` when only one of two keys is a marker. */
export function checkBothMarkers(from: string, to: string): void {
  if (from.endsWith('/') === to.endsWith('/')) return
  throw new NexusError(
    'INVALID_ARGUMENT',
    `Cannot make ${quoteKey(to)} of ${quoteKey(from)}: one is a directory marker and the other is not.`,
    { hint: 'Give both keys with a "/" at their end, or none.' },
  )
}

function placeOfMark(key: string): Place {
  return { key, ...markOf(key) }
}
