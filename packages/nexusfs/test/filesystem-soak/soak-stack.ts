import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalBackend } from '@nexusfs/backend-local'
import {
  type Backend,
  createMemoryBackend,
  createMemoryStore,
  createNexus,
  type MetadataStore,
  type Nexus,
} from '@nexusfs/core'
import { createSqliteStore } from '@nexusfs/store-sqlite'
import { type FilesystemSoakTarget, soakFilesystem } from '@nexusfs/testkit'
import { test } from 'vitest'

const SCALE = Number(process.env.NEXUS_TEST_SCALE ?? 0.05)
/** Some content lies in the store, some is an object. */
const INLINE_MAX_BYTES = 64

/** Adapters on a folder; those in memory stay what they are when it is opened again. */
type Open<Adapter> = (folder: string) => () => Adapter

export const sqlite: Open<MetadataStore> = (folder) => () =>
  createSqliteStore({ path: join(folder, 'metadata.db'), durability: 'normal' })
export const local: Open<Backend> = (folder) => () =>
  createLocalBackend({ root: join(folder, 'objects') })
export const memoryStore: Open<MetadataStore> = () => {
  const store = createMemoryStore()
  return () => store
}
export const memoryBackend: Open<Backend> = () => {
  const backend = createMemoryBackend()
  return () => backend
}

function stackOf(
  name: string,
  openStore: Open<MetadataStore>,
  openBackend: Open<Backend>,
): FilesystemSoakTarget {
  return {
    name,
    async create(options) {
      const folder = await mkdtemp(join(tmpdir(), 'nexus-soak-'))
      await mkdir(join(folder, 'objects'))
      const [makeStore, makeBackend] = [openStore(folder), openBackend(folder)]
      const opened: { nexus: Nexus; store: MetadataStore; backend: Backend }[] = []
      const open = async (): Promise<Nexus> => {
        const [store, backend] = [makeStore(), makeBackend()]
        const adapters = { store, backend, inlineMaxBytes: INLINE_MAX_BYTES, ownsAdapters: false }
        const nexus = await createNexus({ ...options, ...adapters })
        opened.push({ nexus, store, backend })
        return nexus
      }
      /** What lives in memory only is closed in the end. */
      const close = async (last: boolean): Promise<void> => {
        const { nexus, store, backend } = opened.at(-1) ?? {}
        await nexus?.close()
        if (last || openStore === sqlite) await store?.close()
        if (last || openBackend === local) await backend?.close()
      }
      return {
        nexus: await open(),
        async reopen() {
          await close(false)
          return open()
        },
        async close() {
          await close(true)
          await rm(folder, { recursive: true })
        },
      }
    },
  }
}

/** Compares random calls on a stack with the model, once with a fixed seed and once with a new one. */
export function soakStack(
  name: string,
  openStore: Open<MetadataStore>,
  openBackend: Open<Backend>,
): void {
  // At once, as each sequence waits much: for the threads that check a store, and for the end of its handles.
  test.concurrent.each([20_261_121, Number(process.env.NEXUS_TEST_SEED ?? 1)])(
    `random calls on ${name} do what the model says, seed %i`,
    (seed) =>
      soakFilesystem(stackOf(name, openStore, openBackend), {
        seed,
        sequences: Math.max(1, Math.round(1_000 * SCALE)),
      }),
    3_600_000,
  )
}
