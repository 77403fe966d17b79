import type { CommandArgument, CommandOption, OptionSchema, PluginCommand } from '@nexusfs/core'
import { CliError } from '../cli-error.ts'
import type { ArgumentDefinition, CommandDefinition, OptionDefinition } from '../command.ts'
import type { RegisteredCommand } from '../registry.ts'
import { runExtension } from './run-extension.ts'

const ARGUMENT = /^(?:\[[A-Za-z][\w-]*(?:\.\.\.)?\]|[A-Za-z][\w-]*(?:\.\.\.)?)$/
const FLAGS = /^(?:-[A-Za-z], )?--[a-z][a-z0-9-]*(?: <[\w.:|-]+>)?$/
const TYPES: readonly unknown[] = [undefined, 'text', 'number', 'time', 'repeated']
// They say how everything is printed and who acts; a package that took them over would break what every command promises.
const RESERVED = /--(?:json|jsonl|quiet|verbose|no-color|config|help)\b|^-h,/

/**
 * The commands of a plugin, in the order in which it declares them.
 * @throws `PLUGIN_CONTRACT` for commands that are malformed.
 */
export async function commandsOf(
  definition: unknown,
  plugin: string,
  title: string,
): Promise<readonly RegisteredCommand[]> {
  // The start of the command line does without the core.
  const { isTypeName } = await import('@nexusfs/core/kit')
  const { commands, configSchema } = Object(definition) as Members
  if (commands !== undefined && !isMapping(commands))
    throw broken(plugin, 'its commands are no mapping')
  return Object.entries(commands ?? {}).map(([name, command]) => {
    if (!isTypeName(name)) throw broken(plugin, `"${name}" is no name of a command`)
    return register(`${plugin} ${name}`, title, command, { owner: plugin, configSchema })
  })
}

/** The command of a command package. @throws `PLUGIN_CONTRACT` when it is malformed. */
export function commandOf(definition: unknown, type: string): RegisteredCommand {
  const { configSchema } = Object(definition) as Members
  return register(type, 'Commands of packages', definition, { owner: type, configSchema })
}

interface Members {
  readonly commands?: unknown
  readonly configSchema?: OptionSchema<unknown> | undefined
}

interface Owner {
  /** Whose configuration the command gets. */
  readonly owner: string
  readonly configSchema: OptionSchema<unknown> | undefined
}

function register(
  name: string,
  group: string,
  value: unknown,
  { owner, configSchema }: Owner,
): RegisteredCommand {
  const command = checkCommand(name, value)
  const definition: CommandDefinition = {
    arguments: command.arguments?.map(argumentOf),
    options: command.options?.map(optionOf),
    details: command.details,
    run: (context, input) => runExtension({ name, owner, configSchema, command }, context, input),
  }
  return { name, summary: command.summary, group, load: async () => ({ default: definition }) }
}

function checkCommand(name: string, value: unknown): PluginCommand {
  if (!isMapping(value)) throw broken(name, 'it is no mapping')
  const { summary, run, arguments: list = [], options = [], details } = value
  if (typeof summary !== 'string' || summary === '') throw broken(name, 'it has no summary')
  if (typeof run !== 'function') throw broken(name, 'it has no run()')
  if (details !== undefined && typeof details !== 'string')
    throw broken(name, 'its details are no text')
  if (!Array.isArray(list) || !list.every(isArgument))
    throw broken(name, 'an argument is not { name: "PATH", description }')
  if (!Array.isArray(options) || !options.every(isOption))
    throw broken(name, 'an option is not { flags: "--limit <number>", description }')
  const taken = options.find(({ flags }: CommandOption) => RESERVED.test(flags))
  if (taken !== undefined) throw broken(name, `its option ${taken.flags} is one of every command`)
  const flags = options.flatMap((option: CommandOption) => option.flags.match(/-[\w-]+/g) ?? [])
  if (new Set(flags).size < flags.length) throw broken(name, 'two of its options are the same')
  const open = list.findIndex((argument: CommandArgument) => argument.name.includes('...'))
  if (open !== -1 && open < list.length - 1)
    throw broken(name, 'an argument follows one that takes all')
  const optional = list.findIndex((argument: CommandArgument) => argument.name.startsWith('['))
  if (optional !== -1 && list.slice(optional).some((argument) => !argument.name.startsWith('[')))
    throw broken(name, 'an argument that is needed follows one that is not')
  return value as unknown as PluginCommand
}

function isArgument(value: unknown): boolean {
  if (!isMapping(value)) return false
  const { name, description } = value
  return typeof name === 'string' && ARGUMENT.test(name) && typeof description === 'string'
}

function isOption(value: unknown): boolean {
  if (!isMapping(value)) return false
  const { flags, description, type } = value
  return (
    typeof flags === 'string' &&
    FLAGS.test(flags) &&
    typeof description === 'string' &&
    TYPES.includes(type)
  )
}

function argumentOf({ name, description }: ArgumentDefinition): ArgumentDefinition {
  const isPath = /^\[?(?:[A-Z]+_)?(?:PATH|DIRECTORY)\b/.test(name)
  return { name, description, ...(isPath && { completes: 'tree' as const }) }
}

function optionOf({ flags, description, type }: CommandOption): OptionDefinition {
  return { flags, description, type }
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function broken(name: string, what: string): CliError {
  return new CliError('PLUGIN_CONTRACT', `"nexus ${name}" cannot be used: ${what}.`, {
    hint: 'Update the package that brings it, or tell its author.',
  })
}
