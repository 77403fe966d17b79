import { createHash } from 'node:crypto'
import { MAX_SEGMENT_BYTES } from '@nexusfs/core/kit'
import { RESERVED } from './key-place.ts'

/** A file in the backend's own folder. */
export interface OwnPlace {
  readonly folders: readonly string[]
  readonly name: string
}

/** Where the marks of folders lie. */
export const MARK_FOLDERS = [RESERVED, 'folders'] as const

/** Files of the backend's own that lie in a folder named after a key's segment must not be taken for such a folder. */
const LIKE_VERSION = /^\d{4}-\d\d-\d\dT[\d:.]+Z(?:-\d+)?(?:\.json|\.deleted)?%*$/
const LIKE_SIDECAR = /\.json%*$/

/** The folder with the versions, or with the deleted files, of one key: `versions/a/b.txt` for `a/b.txt`. */
export function keptFolder(kind: 'versions' | 'trash', key: string): readonly string[] {
  const segments = key.split('/').map((segment) => folderName(segment, LIKE_VERSION))
  return [RESERVED, kind, ...segments]
}

/** The file with the metadata of one key: `metadata/a/b.txt.json` for `a/b.txt`. */
export function sidecarPlace(key: string): OwnPlace {
  const segments = key.split('/')
  const name = segments.pop() as string
  const folders = segments.map((segment) => folderName(segment, LIKE_SIDECAR))
  const file = `${name}.json`
  const fits = Buffer.byteLength(file) <= MAX_SEGMENT_BYTES
  return {
    folders: [RESERVED, 'metadata', ...folders],
    name: fits ? file : `%${hashName(name)}.json`,
  }
}

/** The file that says that the folder of a directory marker was asked for, and stays when it becomes empty. */
export function markOf(key: string): OwnPlace {
  return { folders: MARK_FOLDERS, name: hashName(key) }
}

/** A short name for a key of any length. */
export function hashName(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}

function folderName(segment: string, likeOwnFile: RegExp): string {
  if (!likeOwnFile.test(segment)) return segment
  const name = `${segment}%`
  return Buffer.byteLength(name) <= MAX_SEGMENT_BYTES ? name : `%${hashName(segment)}`
}
