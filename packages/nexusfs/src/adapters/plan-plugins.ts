import type { NexusOptions, Registry } from '@nexusfs/core'
import type { LoadedConfig } from '../config/load-config.ts'
import { findDefinition, type MissingDefinition } from '../discovery/find-definition.ts'

type Plugins = NonNullable<NexusOptions['plugins']>

/** The plugins that are switched on: those named by the configuration, then those made in code. */
export async function planPlugins(
  { merged, objects }: LoadedConfig,
  registry: Registry,
): Promise<{ readonly plugins: Plugins; readonly missing: readonly MissingDefinition[] }> {
  const plugins: Plugins[number][] = []
  const missing: MissingDefinition[] = []
  for (const [index, settings] of (merged.settings.plugins ?? []).entries()) {
    const { name, config = {}, enabled = true } = settings
    if (!enabled) continue
    const plugin = await findDefinition(registry, 'plugin', name)
    if (plugin !== undefined) plugins.push({ plugin, config })
    else missing.push({ kind: 'plugin', type: name, where: merged.where('plugins', index) })
  }
  return { plugins: [...plugins, ...objects.plugins], missing }
}
