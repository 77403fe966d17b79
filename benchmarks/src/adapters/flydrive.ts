/** flydrive with its file system driver. */
import { mkdirSync } from 'node:fs'
import { Disk } from 'flydrive'
import { FSDriver } from 'flydrive/drivers/fs'
import type { FileStore, FileStoreKind } from './file-store.ts'

/** One disk over one folder. */
export const flydriveFiles: FileStoreKind = {
  name: 'flydrive (fs)',
  note: 'not durable',
  async open(folder): Promise<FileStore> {
    mkdirSync(folder, { recursive: true })
    const disk = new Disk(new FSDriver({ location: folder, visibility: 'private' }))
    return {
      write: (name, bytes) => disk.put(name, bytes),
      read: (name) => disk.getBytes(name),
      remove: (name) => disk.delete(name),
      close() {},
    }
  },
}
