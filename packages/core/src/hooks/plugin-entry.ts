import {
  type ConfiguredPlugin,
  HOOK_NAMES,
  type HookName,
  type LifecyclePlugin,
} from '../spec/index.ts'

/** A plugin, alone or with its configuration. */
export type PluginEntry = LifecyclePlugin | ConfiguredPlugin

/** A plugin as it is shown. */
export interface ShownPlugin {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly hooks: readonly HookName[]
  readonly priority: number
}

/** An entry as one with a configuration. */
export function configured(entry: PluginEntry): ConfiguredPlugin {
  return 'plugin' in entry ? entry : { plugin: entry }
}

/** The priority of a plugin's hooks that have none of their own. */
export function priorityOf({ plugin, priority }: ConfiguredPlugin): number {
  return priority ?? plugin.priority ?? 0
}

/** Plugins by priority, then in order of registration. */
export function shownPlugins(entries: readonly PluginEntry[]): readonly ShownPlugin[] {
  return entries
    .map(configured)
    .map((entry) => ({ ...factsOf(entry), priority: priorityOf(entry) }))
    .sort((a, b) => b.priority - a.priority)
}

function factsOf({ plugin }: ConfiguredPlugin): Omit<ShownPlugin, 'priority'> {
  const { name, version, description, hooks = {} } = plugin
  return {
    name,
    version,
    description,
    hooks: HOOK_NAMES.filter((hook) => hooks[hook] !== undefined),
  }
}
