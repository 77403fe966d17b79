import type { NexusOptions, PluginDefinition } from '@nexusfs/core'
import type { LoadedConfig } from '../config/load-config.ts'
import type { Problem } from '../config/problems.ts'
import type { PluginSettings } from '../config/settings.ts'
import { checkOptions } from './check-options.ts'
import type { DefinitionSource } from './definition-source.ts'

type Plugins = NonNullable<NexusOptions['plugins']>

/** The plugins that are switched on, found and checked. */
export interface PluginPlan {
  /** Those named by the configuration, then those made in code. */
  readonly plugins: Plugins
  readonly problems: readonly Problem[]
}

/**
 * Finds the plugins that are switched on. What is wrong with a configuration is among the problems; the source takes note
 * of definitions that are missing or faulty. A plugin that is switched off is not even looked for.
 */
export async function planPlugins(
  loaded: LoadedConfig,
  source: DefinitionSource,
): Promise<PluginPlan> {
  const { merged, objects } = loaded
  const plugins: Plugins[number][] = []
  const problems: Problem[] = []
  for (const [index, settings] of (merged.settings.plugins ?? []).entries()) {
    if (settings.enabled === false) continue
    const planned = await planPlugin(settings, index, loaded, source)
    if (planned === undefined) continue
    plugins.push(planned.plugin)
    problems.push(...planned.problems)
  }
  return { plugins: [...plugins, ...objects.plugins], problems }
}

async function planPlugin(
  settings: PluginSettings,
  index: number,
  loaded: LoadedConfig,
  source: DefinitionSource,
): Promise<
  { readonly plugin: Plugins[number]; readonly problems: readonly Problem[] } | undefined
> {
  const { name, package: packageName, config = {}, priority, hooks } = settings
  const where = loaded.merged.where('plugins', index)
  const found = await source.find({ kind: 'plugin', type: name, package: packageName, where })
  if (found === undefined) return undefined
  const { definition } = found
  const { configSchema } = definition
  const unknownHooks = hookProblems(settings, index, definition, loaded)
  const plugin = { plugin: definition, priority, hooks }
  if (configSchema === undefined) return { plugin: { ...plugin, config }, problems: unknownHooks }
  try {
    const { given, problems } = await checkOptions(configSchema, config, ['plugins', index], loaded)
    // The core asks the schema itself, so it gets what was given and not what the schema made of it.
    return { plugin: { ...plugin, config: given }, problems: [...unknownHooks, ...problems] }
  } catch (error) {
    source.fail(error, where)
    return undefined
  }
}

/** Settings for hooks that a plugin does not have. */
function hookProblems(
  { name, hooks = {} }: PluginSettings,
  index: number,
  { hooks: own = {} }: PluginDefinition,
  { merged }: LoadedConfig,
): readonly Problem[] {
  const spell = (hook: string): string => merged.spell('plugins', index, 'hooks', hook)
  const known = Object.keys(own).map((hook) => spell(hook).split('.').at(-1))
  const instead = known.length === 0 ? '' : `; it has ${known.join(', ')}`
  return Object.keys(hooks)
    .filter((hook) => !Object.hasOwn(own, hook))
    .map((hook) => ({
      where: merged.where('plugins', index, 'hooks', hook),
      message: `${spell(hook)} is for a hook that the plugin "${name}" does not have${instead}`,
    }))
}
