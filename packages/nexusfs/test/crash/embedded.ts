import { join } from 'node:path'
import { createLocalBackend } from '@nexusfs/backend-local'
import { type Backend, createNexus, type MetadataStore, type Nexus } from '@nexusfs/core'
import { createSqliteStore } from '@nexusfs/store-sqlite'
import type { Past } from './history-operations.ts'

/** Puts itself between the engine and its adapters. */
export interface Wrapping {
  store(store: MetadataStore): MetadataStore
  backend(backend: Backend): Backend
}

/** How a data folder is opened, other than by default. */
export interface EmbeddedSettings {
  readonly past?: Past | undefined
  readonly durability?: 'full' | 'normal' | undefined
  /** `manual`: nothing is collected unless it is asked for. */
  readonly gc?: 'auto' | 'manual' | undefined
  /** The folder of the objects, in the data folder. Default `content`. */
  readonly content?: string | undefined
  /** By how many milliseconds the clock is ahead of the host's, so that leases of killed processes are over. */
  readonly ahead?: number | undefined
}

/** The embedded default on a data folder, with the real adapters. */
export function openEmbedded(
  folder: string,
  inlineMaxBytes: number,
  wrapping?: Wrapping,
  settings: EmbeddedSettings = {},
): Promise<Nexus> {
  const { past, durability, gc = 'auto', content = 'content', ahead = 0 } = settings
  const clock = clockAhead(ahead)
  const path = join(folder, 'metadata.db')
  const store = createSqliteStore({ path, durability, clock: clock.now })
  const backend = createLocalBackend({ root: join(folder, content), clock: clock.now })
  return createNexus({
    store: wrapping?.store(store) ?? store,
    backend: wrapping?.backend(backend) ?? backend,
    inlineMaxBytes,
    gc,
    gcGrace: 0,
    gcDelay: 0,
    clock,
    ...(past === 'collected' && { retention: 0 }),
  })
}

function clockAhead(milliseconds: number) {
  return {
    now: () => Date.now() + milliseconds,
    elapsed: () => performance.now(),
    after(delay: number, call: () => void) {
      const timer = setTimeout(call, delay).unref()
      return () => clearTimeout(timer)
    },
  }
}
