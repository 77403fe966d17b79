import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MetadataStore } from '@nexusfs/core/spec'
import type { OpenedStore, StoreCreateOptions } from '@nexusfs/testkit'
import { createSqliteStore, type SqliteStoreOptions } from '../src/index.ts'

/** A folder of its own for one test. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `nexus-store-${randomUUID().slice(0, 8)}-`))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** A store in a temporary folder, with a way to reopen it and to open it twice. */
export async function openStore(
  options: Partial<StoreCreateOptions & SqliteStoreOptions> = {},
): Promise<OpenedStore & { readonly path: string }> {
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
    async close() {
      for (const store of opened) await store.close()
      folder.remove()
    },
  }
}
