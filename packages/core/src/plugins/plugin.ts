import type { PluginContext } from '../nexus/types.ts'
import type { Hooks, Json, LifecyclePlugin, OptionSchema } from '../spec/index.ts'
import type { PluginCommand } from './command.ts'

/** A step that workflows can call. */
export interface PluginAction<Config = unknown> {
  readonly description: string
  /** Checks the input, and describes it. */
  readonly input?: OptionSchema<unknown> | undefined
  /** @param input - As the schema made it. */
  run(context: PluginContext<Config>, input: unknown): Promise<Json>
}

/**
 * A plugin: hooks into the life of operations, commands and actions.
 * `initialize` and `shutdown` run exactly once in each handle. A definition is shared by all handles of a process, so what
 * belongs to one of them hangs on its context.
 */
export interface PluginDefinition<Config = unknown> extends LifecyclePlugin {
  readonly configSchema?: OptionSchema<Config> | undefined
  readonly hooks?: Hooks<PluginContext<Config>> | undefined
  /** `nexus <plugin> <command>`, by the name of the command: `/^[a-z][a-z0-9-]*$/`. */
  readonly commands?: Readonly<Record<string, PluginCommand<Config>>> | undefined
  readonly actions?: Readonly<Record<string, PluginAction<Config>>> | undefined
  /** Called before the first operation. It has 10 seconds; what it throws keeps the handle from opening. */
  initialize?(context: PluginContext<Config>): Promise<void> | void
  /** Called after the last operation. It has 10 seconds; what it throws is reported. */
  shutdown?(context: PluginContext<Config>): Promise<void> | void
}

/** Declares a plugin. */
export function definePlugin<Config>(
  definition: Omit<PluginDefinition<Config>, 'kind' | 'apiVersion'>,
): PluginDefinition<Config> {
  return { kind: 'plugin', apiVersion: 1, ...definition }
}
