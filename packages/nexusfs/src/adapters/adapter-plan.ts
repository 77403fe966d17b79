import type { Backend, DefinitionOf, FactoryContext, MetadataStore } from '@nexusfs/core'
import { hostPath } from '../config/host-path.ts'
import type { ValuePath } from '../config/layer.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import type { Problem } from '../config/problems.ts'
import type { AdapterSettings, MountSettings, SettingKey } from '../config/settings.ts'
import { holdBackend, type PooledBackend } from './backend-pool.ts'
import { checkOptions } from './check-options.ts'
import type { DefinitionSource } from './definition-source.ts'
import { makeAdapter } from './make-adapter.ts'

/** Makes an adapter whose options have been checked. */
export type Make<Adapter> = (context: FactoryContext) => Adapter

/** A backend whose options have been checked. */
export interface PlannedBackend {
  /** Makes one that nobody else uses. */
  readonly make: Make<Backend>
  /** Takes the one that somebody in this process holds already, or makes it. */
  hold(context: FactoryContext): Promise<PooledBackend>
}

/** What the configuration asks for, checked and not yet made. */
export interface AdapterPlan {
  /** Absent when the store was made in code. */
  readonly store?: Make<MetadataStore> | undefined
  /** Absent when the default backend was made in code. */
  readonly backend?: PlannedBackend | undefined
  readonly mounts: readonly { readonly settings: MountSettings; readonly backend: PlannedBackend }[]
  readonly problems: readonly Problem[]
}

const CONNECTOR = /_connector$/
// Options of the bundled adapters that are host paths, and so count from the file that gives them.
export const PATH_OPTIONS: Readonly<Record<string, string>> = { local: 'root', sqlite: 'path' }

/**
 * Finds and checks every adapter that the configuration names. What is wrong with options is among the problems; the
 * source takes note of definitions that are missing or faulty.
 */
export async function planAdapters(
  loaded: LoadedConfig,
  source: DefinitionSource,
  home: string,
): Promise<AdapterPlan> {
  const planner = new Planner(loaded, source, home)
  const { dataDir, dbPath, durability, store, backend, backends = [] } = loaded.merged.settings
  const makeStore =
    store && (await planner.planStore(store, ['store'], { path: dbPath, durability }))
  const planned = backend && (await planner.planBackend(backend, ['backend'], { root: dataDir }))
  const mounts = []
  for (const [index, settings] of backends.entries()) {
    const type = settings.type.replace(CONNECTOR, '')
    const mounted = await planner.planBackend({ ...settings, type }, ['backends', index], {})
    if (mounted !== undefined) mounts.push({ settings, backend: mounted })
  }
  return { store: makeStore, backend: planned, mounts, problems: planner.problems }
}

/** The same for one backend alone: the default one, or a mount by its index. */
export async function planBackend(
  loaded: LoadedConfig,
  source: DefinitionSource,
  home: string,
  mount: number | undefined,
): Promise<Pick<AdapterPlan, 'backend' | 'problems'>> {
  const planner = new Planner(loaded, source, home)
  const { dataDir, backend, backends = [] } = loaded.merged.settings
  const settings = mount === undefined ? backend : backends[mount]
  if (settings === undefined) return { problems: [] }
  const type = settings.type.replace(CONNECTOR, '')
  const place = mount === undefined ? (['backend'] as const) : (['backends', mount] as const)
  const embedded = mount === undefined ? { root: dataDir } : {}
  const planned = await planner.planBackend({ ...settings, type }, place, embedded)
  return { backend: planned, problems: planner.problems }
}

type Place = readonly [SettingKey, ...ValuePath]

class Planner {
  readonly problems: Problem[] = []
  readonly #loaded: LoadedConfig
  readonly #source: DefinitionSource
  readonly #home: string

  constructor(loaded: LoadedConfig, source: DefinitionSource, home: string) {
    this.#loaded = loaded
    this.#source = source
    this.#home = home
  }

  /** @param embedded - Options that a bundled type gets from other settings. */
  async planStore(
    settings: AdapterSettings,
    place: Place,
    embedded: Readonly<Record<string, unknown>>,
  ): Promise<Make<MetadataStore> | undefined> {
    const checked = await this.#check('store', settings, place, embedded)
    if (checked === undefined) return undefined
    const { definition, options } = checked
    return (context) => makeAdapter(definition, options, context) as MetadataStore
  }

  /** @param embedded - Options that a bundled type gets from other settings. */
  async planBackend(
    settings: AdapterSettings,
    place: Place,
    embedded: Readonly<Record<string, unknown>>,
  ): Promise<PlannedBackend | undefined> {
    const checked = await this.#check('backend', settings, place, embedded)
    if (checked === undefined) return undefined
    const { definition, options } = checked
    return {
      make: (context) => makeAdapter(definition, options, context) as Backend,
      hold: (context) => holdBackend(definition, options, context),
    }
  }

  async #check<Kind extends 'backend' | 'store'>(
    kind: Kind,
    { type, package: name, config = {} }: AdapterSettings,
    place: Place,
    embedded: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly definition: DefinitionOf<Kind>; readonly options: unknown } | undefined> {
    const [key, ...rest] = place
    const where = this.#loaded.merged.where(key, ...rest, 'type')
    const found = await this.#source.find<'backend' | 'store'>({ kind, type, package: name, where })
    if (found === undefined) return undefined
    const { definition } = found
    const hasEmbedded = found.isBundled && type in PATH_OPTIONS
    const given = hasEmbedded ? { ...embedded, ...this.#withHostPath(type, config, key) } : config
    const checked = await checkOptions(definition.options, given, place, this.#loaded).catch(
      (error: unknown) => this.#source.fail(error, where),
    )
    this.problems.push(...(checked?.problems ?? []))
    if (checked === undefined || checked.problems.length > 0) return undefined
    // What was found is of the kind that was asked for.
    return { definition: definition as DefinitionOf<Kind>, options: checked.options }
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
