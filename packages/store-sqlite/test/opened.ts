import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '@nexusfs/core/kit'
import { COLLECTIONS, type MetadataStore } from '@nexusfs/core/spec'
import type { OpenedStore, StoreCreateOptions } from '@nexusfs/testkit'
import { createSqliteStore, type SqliteStoreOptions } from '../src/index.ts'
import { OpenStore } from '../src/open-store.ts'

/** A folder of its own for one test. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `nexus-store-${randomUUID().slice(0, 8)}-`))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** A store of a test. */
export interface SqliteWorld extends OpenedStore {
  readonly path: string
  readonly reopen: () => Promise<MetadataStore>
  readonly second: () => Promise<MetadataStore>
  readonly openBackup: (file: string) => Promise<MetadataStore>
}

/** A store in a temporary folder, with a way to reopen it and to open it twice. */
export async function openStore(
  options: Partial<StoreCreateOptions & SqliteStoreOptions> = {},
): Promise<SqliteWorld> {
  const folder = temporaryFolder()
  const path = join(folder.path, 'store.db')
  const opened: MetadataStore[] = []
  const create = (): MetadataStore => {
    const store = createSqliteStore({ path, ...options })
    opened.push(store)
    return store
  }
  const another = async (): Promise<MetadataStore> => {
    const store = create()
    await store.migrate()
    return store
  }
  return {
    path,
    store: create(),
    async reopen() {
      for (const store of opened.splice(0)) await store.close()
      return another()
    },
    second: another,
    async openBackup(file) {
      const store = createSqliteStore({ path: file })
      await store.migrate()
      return store
    },
    async close() {
      for (const store of opened) await store.close()
      folder.remove()
    },
  }
}

/** The parts of a store in a temporary folder, for tests that look behind the contract. */
export async function openParts(): Promise<{ readonly parts: OpenStore; close(): Promise<void> }> {
  const folder = temporaryFolder()
  const parts = await OpenStore.open({
    path: join(folder.path, 'store.db'),
    durability: 'full',
    clock: Date.now,
    ids: newId,
    collections: COLLECTIONS,
    busyTimeoutMs: 100,
    random: () => 0.5,
  })
  return {
    parts,
    async close() {
      await parts.close()
      folder.remove()
    },
  }
}
