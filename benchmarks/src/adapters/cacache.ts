/** npm's content-addressed cache. */
import cacache from 'cacache'
import type { FileStore, FileStoreKind } from './file-store.ts'

/** Content by hash with an index beside it; verifies what it reads. */
export const cacacheFiles: FileStoreKind = {
  name: 'cacache',
  note: 'not durable; verifies',
  async open(folder): Promise<FileStore> {
    return {
      write: (name, bytes) =>
        cacache.put(folder, name, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
      read: (name) => cacache.get(folder, name, { memoize: false }),
      remove: (name) => cacache.rm.entry(folder, name),
      close() {},
    }
  },
}
