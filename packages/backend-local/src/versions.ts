import { NexusError } from '@nexusfs/core/kit'
import type {
  ListVersionsOptions,
  ObjectInfo,
  ObjectVersion,
  VersionPage,
} from '@nexusfs/core/spec'
import { readAttributes } from './attributes.ts'
import { type FileState, fileStateOf, openForReading } from './file-state.ts'
import type { Folder } from './folder.ts'
import type { FolderTree } from './folder-tree.ts'
import { idOf, keptNames, MARKER } from './kept-files.ts'
import type { OpenedObject } from './object-reader.ts'
import { keptFolder } from './own-folder.ts'
import { isUtcTime, millisecondsOf } from './utc-time.ts'

/** Reads the versions that were kept of keys. The version of an object is the UTC time of its file. */
export class Versions {
  readonly #tree: FolderTree

  constructor(tree: FolderTree) {
    this.#tree = tree
  }

  /** A version that is not the current one; `undefined` for an unknown one and for a delete marker. */
  find(key: string, versionId: string): ObjectInfo | undefined {
    return this.#in(key, (folder) => {
      const state = isUtcTime(versionId) ? fileStateOf(folder, versionId) : undefined
      return state && infoOf(key, versionId, state, folder)
    })
  }

  /** As `find`, open for reading. */
  open(key: string, versionId: string): OpenedObject | undefined {
    return this.#in(key, (folder) => {
      const file = isUtcTime(versionId) ? openForReading(folder, versionId) : undefined
      return file && { ...file, info: infoOf(key, versionId, file.state, folder) }
    })
  }

  /** One page, newest first; `current` is the object that is at the key, which is the newest. */
  page(
    key: string,
    current: ObjectInfo | undefined,
    { cursor, limit }: ListVersionsOptions,
  ): VersionPage {
    const after = cursor === undefined ? undefined : readCursor(cursor)
    const rows = this.#in(key, (folder) => keptRows(key, folder, current, after, limit + 1)) ?? []
    if (after === undefined && current !== undefined) rows.unshift(rowOf(current))
    const versions = rows.slice(0, limit)
    const last = rows.length > limit ? versions.at(-1) : undefined
    return { versions, ...(last !== undefined && { cursor: cursorOf(last) }) }
  }

  #in<Result>(key: string, look: (folder: Folder) => Result): Result | undefined {
    const folder = this.#tree.find(keptFolder('versions', key))
    if (folder === undefined) return undefined
    try {
      return look(folder)
    } finally {
      folder.close()
    }
  }
}

function infoOf(key: string, versionId: string, state: FileState, folder: Folder): ObjectInfo {
  const { size, etag, modifiedAt } = state
  const [found] = readAttributes(folder, `${versionId}.json`)
  const { contentType, metadata } = found ?? {}
  return {
    key,
    size,
    etag,
    modifiedAt,
    versionId,
    ...(contentType !== undefined && { contentType }),
    ...(metadata !== undefined && { metadata }),
  }
}

/** Rows after the one that the page before ended with, newest first. */
function keptRows(
  key: string,
  folder: Folder,
  current: ObjectInfo | undefined,
  after: string | undefined,
  limit: number,
): ObjectVersion[] {
  const names = keptNames(folder)
  const rest = after === undefined ? names : names.filter((name) => name < after)
  const rows: ObjectVersion[] = []
  for (const name of rest) {
    if (rows.length === limit) break
    const row = keptRow(key, folder, name)
    // A crash may leave the file at its key under its second name as well, which is no version then.
    if (row === undefined || row.etag === current?.etag) continue
    const isLatest = row.isDeleteMarker && current === undefined && name === names[0]
    rows.push({ ...row, isLatest })
  }
  return rows
}

function keptRow(key: string, folder: Folder, name: string): ObjectVersion | undefined {
  const state = fileStateOf(folder, name)
  if (state === undefined) return undefined
  const versionId = idOf(name)
  if (name.endsWith(MARKER)) {
    const modifiedAt = millisecondsOf(versionId)
    return { key, versionId, size: 0, etag: '', modifiedAt, isLatest: false, isDeleteMarker: true }
  }
  return rowOf(infoOf(key, versionId, state, folder), false)
}

function rowOf(info: ObjectInfo, isLatest = true): ObjectVersion {
  const { key, versionId = '', size, etag, modifiedAt } = info
  return { key, versionId, size, etag, modifiedAt, isLatest, isDeleteMarker: false }
}

/** After the object at the key come all that were kept, whatever their times. */
const AFTER_ALL = '~'

function cursorOf({ versionId, isLatest, isDeleteMarker }: ObjectVersion): string {
  const name = isDeleteMarker ? `${versionId}${MARKER}` : versionId
  const text = isLatest && !isDeleteMarker ? AFTER_ALL : name
  return Buffer.from(text).toString('base64url')
}

function readCursor(cursor: string): string {
  const name = Buffer.from(cursor, 'base64url').toString()
  if (name === AFTER_ALL || isUtcTime(idOf(name))) return name
  throw new NexusError('INVALID_ARGUMENT', 'The cursor of the versions is not one of ours.', {
    hint: 'Give the cursor of the page before, unchanged, or none to begin anew.',
  })
}
