/** unstorage with its file system driver. */
import { createStorage } from 'unstorage'
import fileSystemDriver from 'unstorage/drivers/fs'
import type { FileStore, FileStoreKind } from './file-store.ts'

/** Key and value over plain files. */
export const unstorageFiles: FileStoreKind = {
  name: 'unstorage (fs)',
  note: 'not durable',
  async open(folder): Promise<FileStore> {
    const storage = createStorage({ driver: fileSystemDriver({ base: folder }) })
    return {
      write: (name, bytes) => storage.setItemRaw(name, bytes),
      read: (name) => storage.getItemRaw(name),
      remove: (name) => storage.removeItem(name),
      close: () => storage.dispose(),
    }
  },
}
