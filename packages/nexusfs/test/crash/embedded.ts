import { join } from 'node:path'
import { createLocalBackend } from '@nexusfs/backend-local'
import { type Backend, createNexus, type MetadataStore, type Nexus } from '@nexusfs/core'
import { createSqliteStore } from '@nexusfs/store-sqlite'

/** Puts itself between the engine and its adapters. */
export interface Wrapping {
  store(store: MetadataStore): MetadataStore
  backend(backend: Backend): Backend
}

/** The embedded default on a data folder, with the real adapters. */
export function openEmbedded(
  folder: string,
  inlineMaxBytes: number,
  wrapping?: Wrapping,
): Promise<Nexus> {
  const store = createSqliteStore({ path: join(folder, 'metadata.db') })
  const backend = createLocalBackend({ root: join(folder, 'content') })
  return createNexus({
    store: wrapping?.store(store) ?? store,
    backend: wrapping?.backend(backend) ?? backend,
    inlineMaxBytes,
  })
}
