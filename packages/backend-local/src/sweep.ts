import { lstat, readdir, unlink } from 'node:fs/promises'
import type { Folder } from './folder.ts'
import type { FolderTree } from './folder-tree.ts'

/** Age from which a temporary file or lock is taken for one that a crash left behind: a day, in milliseconds. */
const STALE_MS = 24 * 60 * 60 * 1000

/** Removes old files of one of the backend's own folders. What cannot be removed stays for the next time. */
export async function sweep(
  tree: FolderTree,
  segments: readonly string[],
  now: number,
): Promise<void> {
  let folder: Folder | undefined
  try {
    folder = tree.find(segments)
    if (folder === undefined) return
    for (const name of await readdir(folder.itself)) await removeIfStale(folder.at(name), now)
  } catch {
    // A folder that cannot be opened or read is swept another time.
  } finally {
    folder?.close()
  }
}

async function removeIfStale(path: string, now: number): Promise<void> {
  try {
    const { ctimeMs } = await lstat(path)
    if (now - ctimeMs > STALE_MS) await unlink(path)
  } catch {
    // Others sweep as well, and a sweep is never what a caller asked for.
  }
}
