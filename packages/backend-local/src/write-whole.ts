import { closeSync, fsyncSync, openSync, renameSync, unlinkSync } from 'node:fs'
import type { Folder } from './folder.ts'
import { writeAllSync } from './write-chunks.ts'

/** Where a small file comes to lie, and where it lies until it is whole. */
export interface WholeFile {
  readonly folder: Folder
  readonly name: string
  readonly temporary: Folder
  readonly temporaryName: string
}

/**
 * Writes a small file in one step, durable but for its name. It runs on the caller's thread, also the sync, since it is done
 * while a lock is held: what stands in the file depends on what is at the key.
 */
export function writeWhole(
  { folder, name, temporary, temporaryName }: WholeFile,
  text: string,
): void {
  const path = temporary.at(temporaryName)
  const fd = openSync(path, 'wx', 0o600)
  try {
    writeAllSync(fd, Buffer.from(text))
    fsyncSync(fd)
    renameSync(path, folder.at(name))
  } catch (error) {
    unlinkSync(path)
    throw error
  } finally {
    closeSync(fd)
  }
}
