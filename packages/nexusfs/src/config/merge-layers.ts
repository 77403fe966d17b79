import { join } from 'node:path'
import { defaultNames } from '../default-names.ts'
import { hostPath } from './host-path.ts'
import type { Layer, ValuePath } from './layer.ts'
import { HOST_PATHS, SETTING_KEYS } from './setting-keys.ts'
import type { SettingKey, Settings } from './settings.ts'

/** A layer whose values have been checked. */
export interface CheckedLayer {
  readonly layer: Layer
  /** What is sound of it. */
  readonly settings: Settings
  /** Keys of which something is not. */
  readonly broken: ReadonlySet<PropertyKey>
}

/** Where the value of a key comes from. */
export interface Origin {
  readonly kind: Layer['kind'] | 'default'
  /** `argument`, `NEXUS_DATA_DIR`, `nexus.yaml:3` or `default`. */
  readonly text: string
}

/** The settings of all layers together. */
export interface MergedSettings {
  readonly settings: Settings
  readonly origins: ReadonlyMap<SettingKey, Origin>
  /** The layer of a key; `undefined` for defaults. */
  readonly layers: ReadonlyMap<SettingKey, Layer>
  /** Whether a layer has a problem with that key, so that nothing can be concluded from its absence. */
  isBroken(key: SettingKey): boolean
  /** How strong the origin of a key is: 0 is the strongest, defaults are the weakest. */
  rank(key: SettingKey): number
  /** Where a value was written. */
  where(key: SettingKey, ...rest: ValuePath): string
  /** A value's path as the user wrote it. */
  spell(key: SettingKey, ...rest: ValuePath): string
}

/** Takes each key from the strongest layer that has it; a key is taken whole. */
export function mergeLayers(
  checked: readonly CheckedLayer[],
  surroundings: { readonly cwd: string; readonly home: string },
): MergedSettings {
  const chosen: Partial<Record<SettingKey, unknown>> = {}
  const layers = new Map<SettingKey, Layer>()
  for (const key of SETTING_KEYS) {
    const found = checked.find(
      ({ layer, settings }) => layer.objects.has(key) || settings[key] !== undefined,
    )
    if (found === undefined) continue
    layers.set(key, found.layer)
    if (!found.layer.objects.has(key)) chosen[key] = found.settings[key]
  }
  for (const key of HOST_PATHS) {
    const path = chosen[key]
    if (typeof path === 'string')
      chosen[key] = hostPath(path, layers.get(key)?.base ?? surroundings.cwd, surroundings.home)
  }
  const settings = withDefaults(chosen as Settings, layers, surroundings.cwd)
  const order = checked.map(({ layer }) => layer)
  const originOf = (key: SettingKey): Origin => {
    const layer = layers.get(key)
    return layer === undefined
      ? { kind: 'default', text: 'default' }
      : { kind: layer.kind, text: layer.where([key]) }
  }
  const shown = SETTING_KEYS.filter((key) => settings[key] !== undefined || layers.has(key))
  return {
    settings,
    layers,
    origins: new Map(shown.map((key) => [key, originOf(key)])),
    isBroken: (key) => checked.some(({ broken }) => broken.has(key)),
    rank: (key) => {
      const layer = layers.get(key)
      return layer === undefined ? order.length : order.indexOf(layer)
    },
    where: (key, ...rest) => layers.get(key)?.where([key, ...rest]) ?? 'default',
    spell: (key, ...rest) => layers.get(key)?.spell([key, ...rest]) ?? key,
  }
}

function withDefaults(
  given: Settings,
  layers: ReadonlyMap<SettingKey, Layer>,
  cwd: string,
): Settings {
  const dataDir = given.dataDir ?? join(cwd, defaultNames.dataDir)
  const store = given.store ?? (layers.has('store') ? undefined : { type: 'sqlite' })
  const backend = given.backend ?? (layers.has('backend') ? undefined : { type: 'local' })
  const inline = backend === undefined ? {} : { inlineMaxBytes: inlineLimit(backend.type) }
  const database = store?.type === 'sqlite' && { dbPath: join(dataDir, defaultNames.database) }
  return {
    mode: 'embedded',
    isAdmin: false,
    permissions: 'off',
    cacheSizeMb: 100,
    dedup: 'space',
    durability: 'full',
    logLevel: 'silent',
    allowNetworkFs: false,
    enableVectorSearch: false,
    enableLlmCache: false,
    ...database,
    ...inline,
    ...given,
    dataDir,
    ...(store && { store }),
    ...(backend && { backend }),
  }
}

function inlineLimit(backendType: string): number {
  return backendType === 'local' || backendType === 'memory' ? 65_536 : 0
}
