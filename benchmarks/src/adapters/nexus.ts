/** Nexus composed as the embedded default is: SQLite beside a local folder. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createLocalBackend } from '@nexusfs/backend-local'
import { createNexus, type Nexus, type NexusOptions } from '@nexusfs/core'
import { createSqliteStore } from '@nexusfs/store-sqlite'
import type { FileStore, FileStoreKind } from './file-store.ts'

/** Where the tables' files lie. */
export const DIRECTORY = '/shared/bench/files'

/** Opens the embedded default in a folder, for the tenant `bench`. */
export async function openNexus(
  folder: string,
  options: Omit<Partial<NexusOptions>, 'store' | 'backend' | 'tenantId'> = {},
): Promise<Nexus> {
  mkdirSync(folder, { recursive: true })
  return createNexus({
    store: createSqliteStore({ path: join(folder, 'metadata.db') }),
    backend: createLocalBackend({ root: join(folder, 'content') }),
    tenantId: 'bench',
    ...options,
  })
}

/** The default, except that reads are never answered from the content cache. */
export const nexusFiles: FileStoreKind = {
  name: 'nexus',
  note: 'durable, hashed, versioned, logged',
  open: (folder) => openFiles(folder, { cacheSizeMb: 0 }),
}

/** The default. */
export const nexusCachedFiles: FileStoreKind = {
  name: 'nexus, from its cache',
  open: (folder) => openFiles(folder, {}),
}

async function openFiles(
  folder: string,
  options: Parameters<typeof openNexus>[1],
): Promise<FileStore> {
  const nexus = await openNexus(folder, options)
  const at = (name: string): string => `${DIRECTORY}/${name}`
  return {
    write: (name, bytes) => nexus.write(at(name), bytes),
    writeBatch: (files) =>
      nexus.writeBatch(files.map((file) => ({ path: at(file.name), content: file.bytes }))),
    read: (name) => nexus.read(at(name)),
    remove: (name) => nexus.delete(at(name)),
    close: () => nexus.close(),
  }
}
