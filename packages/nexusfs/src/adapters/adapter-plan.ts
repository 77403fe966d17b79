import type {
  Backend,
  BackendDefinition,
  FactoryContext,
  MetadataStore,
  Registry,
  StoreDefinition,
} from '@nexusfs/core'
import { hostPath } from '../config/host-path.ts'
import { pathKey, type ValuePath } from '../config/layer.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import type { Problem } from '../config/problems.ts'
import type { AdapterSettings, MountSettings, SettingKey } from '../config/settings.ts'
import { findDefinition, type MissingDefinition } from '../discovery/find-definition.ts'
import { validateOptions } from './validate-options.ts'

/** Makes an adapter whose options have been checked. */
export type Make<Adapter> = (context: FactoryContext) => Adapter

/** What the configuration asks for, checked and not yet made. */
export interface AdapterPlan {
  /** Absent when the store was made in code. */
  readonly store?: Make<MetadataStore> | undefined
  /** Absent when the default backend was made in code. */
  readonly backend?: Make<Backend> | undefined
  readonly mounts: readonly { readonly settings: MountSettings; readonly make: Make<Backend> }[]
  readonly problems: readonly Problem[]
  readonly missing: readonly MissingDefinition[]
}

const CONNECTOR = /_connector$/
// Options of the bundled adapters that are host paths, and so count from the file that gives them.
const PATH_OPTIONS: Readonly<Record<string, string>> = { local: 'root', sqlite: 'path' }

/** Finds and checks every adapter that the configuration names; what is wrong is collected, not thrown. */
export async function planAdapters(
  loaded: LoadedConfig,
  registry: Registry,
  home: string,
): Promise<AdapterPlan> {
  const planner = new Planner(loaded, registry, home)
  const { dataDir, dbPath, durability, store, backend, backends = [] } = loaded.merged.settings
  const makeStore =
    store && (await planner.plan('store', store, ['store'], { path: dbPath, durability }))
  const makeBackend =
    backend && (await planner.plan('backend', backend, ['backend'], { root: dataDir }))
  const mounts = []
  for (const [index, settings] of backends.entries()) {
    const type = settings.type.replace(CONNECTOR, '')
    const make = await planner.plan('backend', { ...settings, type }, ['backends', index], {})
    if (make !== undefined) mounts.push({ settings, make })
  }
  const { problems, missing } = planner
  return { store: makeStore, backend: makeBackend, mounts, problems, missing }
}

class Planner {
  readonly problems: Problem[] = []
  readonly missing: MissingDefinition[] = []
  readonly #loaded: LoadedConfig
  readonly #registry: Registry
  readonly #home: string

  constructor(loaded: LoadedConfig, registry: Registry, home: string) {
    this.#loaded = loaded
    this.#registry = registry
    this.#home = home
  }

  /** @param embedded - Options that a bundled type gets from other settings. */
  async plan<Kind extends 'backend' | 'store'>(
    kind: Kind,
    { type, config = {} }: AdapterSettings,
    place: readonly [SettingKey, ...ValuePath],
    embedded: Readonly<Record<string, unknown>>,
  ): Promise<Make<Kind extends 'store' ? MetadataStore : Backend> | undefined> {
    const { merged } = this.#loaded
    const [key, ...rest] = place
    const definition: BackendDefinition | StoreDefinition | undefined = await findDefinition<
      'backend' | 'store'
    >(this.#registry, kind, type)
    if (definition === undefined) {
      this.missing.push({ kind, type, where: merged.where(key, ...rest, 'type') })
      return undefined
    }
    const isBundled = this.#registry.find(kind, type) === undefined && type in PATH_OPTIONS
    const given = isBundled ? { ...embedded, ...this.#withHostPath(type, config, key) } : config
    const layer = merged.layers.get(key)
    const { options, issues } = await validateOptions(
      definition.options,
      given,
      (path) => layer?.texts.has(pathKey([...place, 'config', ...path])) ?? false,
      (name) => layer?.spell([name]) ?? name,
    )
    this.problems.push(
      ...issues.map(({ path, message }) => ({
        where: merged.where(key, ...rest, 'config', ...path),
        message: `${merged.spell(key, ...rest, 'config', ...path)} ${message}`,
      })),
    )
    if (issues.length > 0) return undefined
    return (context) =>
      definition.create(options, context) as Kind extends 'store' ? MetadataStore : Backend
  }

  #withHostPath(
    type: string,
    config: Readonly<Record<string, unknown>>,
    key: SettingKey,
  ): Readonly<Record<string, unknown>> {
    const name = PATH_OPTIONS[type]
    const path = name === undefined ? undefined : config[name]
    const base = this.#loaded.merged.layers.get(key)?.base
    if (name === undefined || typeof path !== 'string' || path === '' || base === undefined)
      return config
    return { ...config, [name]: hostPath(path, base, this.#home) }
  }
}
