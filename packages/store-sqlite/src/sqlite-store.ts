import { NexusError, newId } from '@nexusfs/core/kit'
import { COLLECTIONS, type MetadataStore, type StoreIdentity } from '@nexusfs/core/spec'
import { throwClosed, toNexusError } from './errors.ts'
import { OpenStore } from './open-store.ts'
import type { SqliteStoreOptions, StoreSettings } from './options.ts'
import { storeMaintenance } from './store-maintenance.ts'
import { storeReads } from './store-reads.ts'
import { storeWrites } from './store-writes.ts'

/**
 * A metadata store in one SQLite database file. Several processes may open the file at once.
 * Nothing is opened before `migrate()`.
 * @throws `INVALID_ARGUMENT` when the path is no file path.
 */
export function createSqliteStore(options: SqliteStoreOptions): MetadataStore {
  const settings = withDefaults(options)
  const { path } = settings
  let opening: Promise<OpenStore> | undefined
  let store: OpenStore | undefined
  let closing: Promise<void> | undefined

  const open = (): OpenStore => {
    if (closing !== undefined) throwClosed(path)
    if (store !== undefined) return store
    throw new NexusError('UNAVAILABLE', `The metadata store ${path} is not open yet.`, {
      hint: 'Wait for migrate() first.',
    })
  }

  return {
    apiVersion: 1,
    type: 'sqlite',
    capabilities: { inlineContent: true, shared: true, persistent: true, backup: true },
    describe: () => ({ type: 'sqlite', location: path }),
    async migrate(): Promise<StoreIdentity> {
      if (closing !== undefined) throwClosed(path)
      opening ??= OpenStore.open(settings)
      try {
        store = await opening
        return store.identity
      } catch (error) {
        opening = undefined
        throw toNexusError(error, path)
      }
    },
    health: async () => open().health(),
    close() {
      closing ??= Promise.resolve(opening)
        .catch(() => undefined)
        .then((opened) => opened?.close())
      return closing
    },
    ...storeReads(open),
    ...storeWrites(open),
    ...storeMaintenance(open),
  }
}

function withDefaults(options: SqliteStoreOptions): StoreSettings {
  const { path, durability = 'full', busyTimeoutMs = 10_000 } = options
  if (path === '' || path === ':memory:' || path.startsWith('file:'))
    throw new NexusError('INVALID_ARGUMENT', `"${path}" is no path of a database file.`, {
      hint: 'Give a file path, or use the memory store.',
    })
  const { clock = Date.now, ids = newId, random = Math.random } = options
  const { collections = COLLECTIONS } = options
  return { path, durability, clock, ids, collections, busyTimeoutMs, random }
}
