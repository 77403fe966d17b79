import { stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import {
  type Backend,
  createRegistry,
  type Logger,
  type MetadataStore,
  NexusError,
} from '@nexusfs/core'
import { planAdapters } from '../adapters/adapter-plan.ts'
import { DefinitionSource } from '../adapters/definition-source.ts'
import { loadConfig } from '../config/load-config.ts'
import { configurationError } from '../config/problems.ts'
import { withSurroundings } from '../config/resolve-config.ts'
import type { ConnectOptions, Surroundings } from '../connect-options.ts'
import { isAbsent } from '../transfer/host-error.ts'

/** The store and the default backend of a configuration that keeps both on this machine. */
export interface EmbeddedStack {
  readonly store: MetadataStore & Required<Pick<MetadataStore, 'backup'>>
  readonly backend: Backend
  /** Closes what was made for it. */
  close(): Promise<void>
}

/**
 * Opens the stack of a configuration, if it is one that can be backed up: an SQLite store and a local backend.
 * @throws `CONFIG_INVALID`, `NOT_SUPPORTED`, `NOT_FOUND` where there is no data yet.
 */
export async function openEmbedded(
  options: ConnectOptions,
  surroundings: Partial<Surroundings>,
): Promise<EmbeddedStack> {
  const around = withSurroundings(surroundings)
  const loaded = await loadConfig(options, around)
  const { merged, objects } = loaded
  const source = new DefinitionSource(loaded, createRegistry(objects.definitions), around)
  const plan = await planAdapters(loaded, source, around.home)
  const problems = [...loaded.problems, ...plan.problems]
  if (problems.length > 0) throw configurationError(problems)
  const { mode = 'embedded', store: named, backend: place } = merged.settings
  if (mode !== 'embedded') throw notSupported(`mode ${mode}`)
  // What is not asked for is not made: an adapter of another kind may not even be installed.
  if (objects.store === undefined && named?.type !== 'sqlite')
    throw notSupported(`a store of type ${named?.type}`)
  if (objects.backend === undefined && place?.type !== 'local')
    throw notSupported(`a default backend of type ${place?.type}`)
  source.throwFailures()
  const made: (Backend | MetadataStore)[] = []
  const close = async () => {
    for (const adapter of made.splice(0)) await adapter.close()
  }
  try {
    const store = objects.store ?? kept(made, plan.store?.({ logger: SILENT }))
    const backend = objects.backend ?? kept(made, plan.backend?.make({ logger: SILENT }))
    const checked = await check(store as MetadataStore, backend as Backend)
    return { ...checked, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function check(
  store: MetadataStore,
  backend: Backend,
): Promise<Omit<EmbeddedStack, 'close'>> {
  if (!canBackUp(store) || store.type !== 'sqlite')
    throw notSupported(`a store of type ${store.type}`)
  if (backend.type !== 'local') throw notSupported(`a default backend of type ${backend.type}`)
  const { location } = store.describe()
  if (isAbsolute(location)) await requireThere(location)
  await store.migrate()
  return { store, backend }
}

function canBackUp(store: MetadataStore): store is EmbeddedStack['store'] {
  return store.capabilities.backup && store.backup !== undefined
}

/** Opening a store that is not there would make one. */
async function requireThere(file: string): Promise<void> {
  try {
    await stat(file)
  } catch (error) {
    if (!isAbsent(error)) throw error
    throw new NexusError('NOT_FOUND', `There is no data to back up: ${file} does not exist.`, {
      hint: 'Name the data folder, or run where its nexus.yaml lies.',
    })
  }
}

function kept<Adapter extends Backend | MetadataStore>(
  made: (Backend | MetadataStore)[],
  adapter: Adapter | undefined,
): Adapter | undefined {
  if (adapter !== undefined) made.push(adapter)
  return adapter
}

function notSupported(what: string): NexusError {
  return new NexusError('NOT_SUPPORTED', `Cannot back up a configuration with ${what}.`, {
    hint: 'Backups are made of an SQLite store with a local backend. Back up others with the tools of their provider, the store first.',
  })
}

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} }
