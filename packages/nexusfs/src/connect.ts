import { dirname } from 'node:path'
import process from 'node:process'
import {
  type Backend,
  type BackendResolver,
  createNexus,
  createRegistry,
  type Logger,
  type MetadataStore,
  type MountOptions,
  type Nexus,
  type NexusOptions,
} from '@nexusfs/core'
import { type AdapterPlan, type PlannedBackend, planAdapters } from './adapters/adapter-plan.ts'
import { createBackendResolver } from './adapters/backend-resolver.ts'
import { DefinitionSource } from './adapters/definition-source.ts'
import { planPlugins } from './adapters/plan-plugins.ts'
import { milliseconds } from './config/duration.ts'
import { hostPath } from './config/host-path.ts'
import { type LoadedConfig, loadConfig } from './config/load-config.ts'
import { configurationError } from './config/problems.ts'
import { withSurroundings } from './config/resolve-config.ts'
import type { AdapterSettings } from './config/settings.ts'
import type { ConnectOptions, Surroundings } from './connect-options.ts'
import { prepareDataFolder } from './data-folder.ts'
import { loggerOf } from './logging.ts'
import { layoutOf, refuseUnsupported } from './refuse-unsupported.ts'
import { warnOfIdleSettings } from './warn.ts'

/**
 * Opens a filesystem from configuration: an object, the path of a YAML file, or nothing for `./nexus.yaml` and
 * defaults. Without any configuration everything lies in `./nexus-data`. Adapters made in code are used as they are
 * and never closed; what the configuration names is closed with the handle.
 * What it names is taken from the definitions of the argument, from what is bundled, and else from the packages of the
 * project and of the user, which are looked for only then; no other package is imported.
 * @throws `CONFIG_INVALID` with every problem and its line, `PLUGIN_NOT_FOUND` with the install command, `PLUGIN_AMBIGUOUS`,
 * `PLUGIN_MANIFEST_INVALID`, `PLUGIN_API_VERSION`, `PLUGIN_LOAD_FAILED`, `PLUGIN_CONTRACT`, `NOT_SUPPORTED`,
 * `BACKEND_DENIED`, `STORE_FORMAT`.
 */
export async function connect(
  input?: string | ConnectOptions,
  surroundings: Partial<Surroundings> = {},
): Promise<Nexus> {
  const around = withSurroundings(surroundings)
  const loaded = await loadConfig(input, around)
  const { merged, objects } = loaded
  const registry = createRegistry(objects.definitions)
  const source = new DefinitionSource(loaded, registry, around)
  const plan = await planAdapters(loaded, source, around.home)
  const { plugins, problems: pluginProblems } = await planPlugins(loaded, source)
  const problems = [...loaded.problems, ...plan.problems, ...pluginProblems]
  if (problems.length > 0) throw configurationError(problems)
  refuseUnsupported(merged)
  source.throwFailures()

  const logger = loggerOf(merged, objects.logger, (line) => process.stderr.write(`${line}\n`))
  if (logger !== undefined) warnOfIdleSettings(merged, logger)
  prepareFolders(loaded, around.home)
  const resolver = createBackendResolver({ loaded, registry, around, logger: logger ?? SILENT })
  return open(loaded, plan, { plugins, logger, resolver })
}

async function open(
  { merged, objects }: LoadedConfig,
  plan: AdapterPlan,
  { plugins, logger, resolver }: OpenParts,
): Promise<Nexus> {
  const context = { logger: logger ?? SILENT }
  const held: (() => Promise<void>)[] = []
  const hold = async (planned: PlannedBackend): Promise<Backend> => {
    const { backend, release } = await planned.hold(context)
    held.push(release)
    return backend
  }
  const closeAll = async (): Promise<void> => {
    for (const release of held) await release()
  }
  try {
    const store = objects.store ?? plan.store?.(context)
    if (store !== undefined && objects.store === undefined) held.push(() => store.close())
    const backend = objects.backend ?? (plan.backend && (await hold(plan.backend)))
    const mounts: MountOptions[] = []
    for (const { settings, backend: planned } of plan.mounts) {
      const { type: _, package: __, config: ___, ...rest } = settings
      mounts.push({ ...rest, layout: layoutOf(settings), backend: await hold(planned) })
    }
    const { tenantId, agentId, userId, groups, isAdmin, run } = merged.settings
    const { namespaces, cacheSizeMb, dedup, history, tmpDir, inlineMaxBytes, gc, retention } =
      merged.settings
    const nexus = await createNexus({
      // One or the other is there: what is not made in code is planned.
      store: store as MetadataStore,
      backend: backend as Backend,
      backendResolver: resolver,
      mounts: [...mounts, ...objects.mounts],
      plugins,
      hooks: objects.hooks,
      onHookError: objects.onHookError,
      ...{ tenantId, agentId, userId, groups, isAdmin, run },
      ...{ namespaces, cacheSizeMb, dedup, history, tmpDir, logger, gc },
      retention: milliseconds(retention),
      // A default that was not asked for is left to the engine, which knows what the store can hold.
      inlineMaxBytes: merged.layers.has('inlineMaxBytes') ? inlineMaxBytes : undefined,
      ownsAdapters: false,
    })
    return closingWith(nexus, closeAll)
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** What a handle is opened with besides its adapters. */
interface OpenParts {
  readonly plugins: NonNullable<NexusOptions['plugins']>
  readonly logger: Logger | undefined
  readonly resolver: BackendResolver
}

/** The same handle, which also closes what was made for it. */
function closingWith(nexus: Nexus, closeAdapters: () => Promise<void>): Nexus {
  const closeEngine = nexus.close
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => {
    closed ??= closeEngine.call(nexus).finally(closeAdapters)
    return closed
  }
  return Object.assign(nexus, { close, [Symbol.asyncDispose]: close })
}

/** Makes the folders of the embedded default; a stack that keeps nothing there leaves no trace. */
function prepareFolders({ merged }: LoadedConfig, home: string): void {
  const { backend, store, dataDir, dbPath, allowNetworkFs } = merged.settings
  const usesFolder = isOurs(backend, 'local') && backend?.config?.root === undefined
  const ownPath = store?.config?.path
  const base = merged.layers.get('store')?.base
  const database =
    typeof ownPath === 'string' && base !== undefined ? hostPath(ownPath, base, home) : dbPath
  const folders = new Set<string>()
  if (usesFolder && dataDir !== undefined) folders.add(dataDir)
  if (isOurs(store, 'sqlite') && database !== undefined) folders.add(dirname(database))
  for (const folder of folders) prepareDataFolder(folder, { allowNetworkFs })
}

/** Another package may provide the same type, and keeps its data where it likes. */
function isOurs(settings: AdapterSettings | undefined, type: string): boolean {
  return settings?.type === type && settings.package === undefined
}

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} }
