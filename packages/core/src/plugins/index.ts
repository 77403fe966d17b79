export {
  type CommandArgument,
  type CommandContext,
  type CommandDefinition,
  type CommandInput,
  type CommandOption,
  defineCommand,
  type PluginCommand,
} from './command.ts'
export { definePlugin, type PluginAction, type PluginDefinition } from './plugin.ts'
