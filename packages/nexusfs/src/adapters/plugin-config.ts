import type { OptionSchema } from '@nexusfs/core'
import { loadConfig } from '../config/load-config.ts'
import { configurationError } from '../config/problems.ts'
import { withSurroundings } from '../config/resolve-config.ts'
import type { ConnectOptions, Surroundings } from '../connect-options.ts'
import { checkOptions } from './check-options.ts'

/**
 * What the configuration says under `plugins` for one plugin, or for a package of a command, as its schema makes it.
 * @throws `CONFIG_INVALID` with every problem and its line, `PLUGIN_CONTRACT` for a schema that is none.
 */
export async function readPluginConfig(
  { name, schema }: { readonly name: string; readonly schema?: OptionSchema<unknown> | undefined },
  input?: string | ConnectOptions,
  surroundings: Partial<Surroundings> = {},
): Promise<unknown> {
  const loaded = await loadConfig(input, withSurroundings(surroundings))
  const { plugins = [] } = loaded.merged.settings
  const index = plugins.findIndex((plugin) => plugin.name === name)
  const given = plugins[index]?.config ?? {}
  if (schema === undefined) return given
  const { options, problems } = await checkOptions(schema, given, ['plugins', index], loaded)
  if (problems.length > 0) throw configurationError(problems)
  return options
}
