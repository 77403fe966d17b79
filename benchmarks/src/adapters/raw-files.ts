/** Files by hand: durable as it must be done, and as it is usually done. */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { open, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileStore, FileStoreKind } from './file-store.ts'

/** Temporary file, fsync, rename, fsync of the directory; synchronous calls, the fastest for one writer. */
export const rawFilesSync: FileStoreKind = {
  name: 'raw files, durable',
  async open(folder): Promise<FileStore> {
    mkdirSync(folder, { recursive: true })
    return {
      write: (name, bytes) => writeDurableSync(folder, name, bytes),
      read: (name) => readFileSync(join(folder, name)),
      remove: (name) => {
        unlinkSync(join(folder, name))
        syncDirectory(folder)
      },
      close() {},
    }
  },
}

/** The same in the thread pool, for many writers at once. */
export const rawFilesPool: FileStoreKind = {
  name: 'raw files, durable',
  async open(folder): Promise<FileStore> {
    mkdirSync(folder, { recursive: true })
    return {
      write: (name, bytes) => writeDurable(folder, name, bytes),
      read: (name) => readFile(join(folder, name)),
      remove: (name) => unlink(join(folder, name)),
      close() {},
    }
  },
}

/** `fs.promises.writeFile` and `readFile`, which promise nothing at a power cut. */
export const rawFilesUnsafe: FileStoreKind = {
  name: 'raw files, no fsync',
  note: 'not durable',
  async open(folder): Promise<FileStore> {
    mkdirSync(folder, { recursive: true })
    return {
      write: (name, bytes) => writeFile(join(folder, name), bytes),
      read: (name) => readFile(join(folder, name)),
      remove: (name) => unlink(join(folder, name)),
      close() {},
    }
  },
}

function writeDurableSync(folder: string, name: string, bytes: Uint8Array): void {
  const temporary = join(folder, `.${name}`)
  const file = openSync(temporary, 'wx')
  writeSync(file, bytes)
  fsyncSync(file)
  closeSync(file)
  renameSync(temporary, join(folder, name))
  syncDirectory(folder)
}

/** Makes the names in a directory durable. */
export function syncDirectory(folder: string): void {
  const directory = openSync(folder, 'r')
  fsyncSync(directory)
  closeSync(directory)
}

async function writeDurable(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(folder, `.${name}`)
  const file = await open(temporary, 'wx')
  await file.writeFile(bytes)
  await file.sync()
  await file.close()
  await rename(temporary, join(folder, name))
  const directory = await open(folder, 'r')
  await directory.sync()
  await directory.close()
}
