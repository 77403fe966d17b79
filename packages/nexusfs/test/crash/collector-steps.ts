import { join } from 'node:path'
import { createLocalBackend } from '@nexusfs/backend-local'
import { createNexus, type Nexus } from '@nexusfs/core'
import { createSqliteStore } from '@nexusfs/store-sqlite'
import type { Wrapping } from './embedded.ts'

/** Steps of a collection at which its process can be made to die. */
export const COLLECTOR_STEPS = [
  'before pruning',
  'during pruning',
  'after pruning',
  'before counting',
  'during counting',
  'after counting',
  'before condemning',
  'during condemning',
  'after condemning',
  'before telling',
  'after telling',
  'before deleting',
  'during deleting',
  'after deleting',
  'before dropping',
  'during dropping',
  'after dropping',
] as const

/** One of {@link COLLECTOR_STEPS}. */
export type CollectorStep = (typeof COLLECTOR_STEPS)[number]

/**
 * A data folder where nothing is kept for anybody, and nothing is collected by itself. `ahead` is by how many
 * milliseconds the store's clock is ahead, so that leases of killed processes are over.
 */
export function openCollected(folder: string, ahead = 0, wrapping?: Wrapping): Promise<Nexus> {
  const path = join(folder, 'metadata.db')
  const store = createSqliteStore({ path, clock: () => Date.now() + ahead })
  const backend = createLocalBackend({ root: join(folder, 'content') })
  return createNexus({
    store: wrapping?.store(store) ?? store,
    backend: wrapping?.backend(backend) ?? backend,
    inlineMaxBytes: 1_000,
    retention: 0,
    gcGrace: 0,
    gcDelay: 0,
    gc: 'manual',
  })
}
