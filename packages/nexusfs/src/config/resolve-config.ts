import { homedir } from 'node:os'
import process from 'node:process'
import type { ConnectOptions, Surroundings } from '../connect-options.ts'
import { type LoadedConfig, loadConfig } from './load-config.ts'
import type { Origin } from './merge-layers.ts'
import { configurationError } from './problems.ts'
import type { SettingKey, Settings } from './settings.ts'

/** The configuration that is in force. */
export interface EffectiveConfig {
  /** Every key that has a value, defaults included; host paths are absolute. Secrets are in the clear. */
  readonly settings: Settings
  /** Where each key comes from. A key without a setting is set by an object made in code. */
  readonly origins: Readonly<Partial<Record<SettingKey, Origin>>>
  /** Absolute paths of the files that were read, the strongest first. */
  readonly files: readonly string[]
}

/**
 * Works out the configuration as {@link connect} would, and opens nothing: argument, then `NEXUS_*` environment, then
 * the YAML file (the named one, else `./nexus.yaml` or `.yml`), then `~/.nexus/config.yaml`, then defaults, key by key.
 * @throws `CONFIG_INVALID` listing every problem with its place; `INVALID_ARGUMENT`.
 */
export async function resolveConfig(
  input?: string | ConnectOptions,
  surroundings: Partial<Surroundings> = {},
): Promise<EffectiveConfig> {
  const loaded = await loadConfig(input, withSurroundings(surroundings))
  if (loaded.problems.length > 0) throw configurationError(loaded.problems)
  return effectiveConfig(loaded)
}

/** The outside of a configuration that was loaded. */
export function effectiveConfig({ merged, files }: LoadedConfig): EffectiveConfig {
  return { settings: merged.settings, origins: Object.fromEntries(merged.origins), files }
}

/** The surroundings of this process, where none are given. */
export function withSurroundings({ env, cwd, home }: Partial<Surroundings>): Surroundings {
  return { env: env ?? process.env, cwd: cwd ?? process.cwd(), home: home ?? homedir() }
}
