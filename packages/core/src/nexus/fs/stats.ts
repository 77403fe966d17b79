import { createHash } from 'node:crypto'
import { constants, type Dirent, type Stats } from 'node:fs'
import type { Entry, Stat } from '../types.ts'

const DEFAULT_FILE_MODE = 0o644
const DEFAULT_DIRECTORY_MODE = 0o755
const PERMISSION_BITS = 0o7777

/** What `isFile()` and its kin answer. */
function kindOf(
  type: Entry['type'],
): Pick<
  Stats,
  | 'isFile'
  | 'isDirectory'
  | 'isBlockDevice'
  | 'isCharacterDevice'
  | 'isSymbolicLink'
  | 'isFIFO'
  | 'isSocket'
> {
  const no = (): boolean => false
  return {
    isFile: () => type === 'file',
    isDirectory: () => type === 'directory',
    isBlockDevice: no,
    isCharacterDevice: no,
    isSymbolicLink: no,
    isFIFO: no,
    isSocket: no,
  }
}

/**
 * A node as `node:fs` shows it. `ino` is made of the id: it survives renames. Nothing is known of access, so its time
 * is that of the last change.
 */
export function statsOf(stat: Stat): Stats {
  const { type, size, modifiedAt, createdAt } = stat
  const isFile = type === 'file'
  const bits =
    (stat.mode ?? (isFile ? DEFAULT_FILE_MODE : DEFAULT_DIRECTORY_MODE)) & PERMISSION_BITS
  return {
    ...kindOf(type),
    dev: 0,
    ino: inodeOf(stat),
    mode: bits | (isFile ? constants.S_IFREG : constants.S_IFDIR),
    nlink: 1,
    uid: 0,
    gid: 0,
    rdev: 0,
    size,
    blksize: 4096,
    blocks: Math.ceil(size / 512),
    atimeMs: modifiedAt,
    mtimeMs: modifiedAt,
    ctimeMs: modifiedAt,
    birthtimeMs: createdAt,
    atime: new Date(modifiedAt),
    mtime: new Date(modifiedAt),
    ctime: new Date(modifiedAt),
    birthtime: new Date(createdAt),
  }
}

/** 52 bits: of the id, or of the path of a directory that has no row yet. */
function inodeOf({ id, path }: Stat): number {
  const digest = createHash('sha256')
    .update(id ?? path)
    .digest('hex')
  return Number.parseInt(digest.slice(0, 13), 16)
}

/** An entry as `readdir` gives it with `withFileTypes`. */
export function direntOf({ name, type }: Pick<Entry, 'name' | 'type'>, parentPath: string): Dirent {
  return { ...kindOf(type), name, parentPath } as Dirent
}
