import { Command, CommanderError, Option } from 'commander'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition, Input, OptionDefinition } from '../command.ts'
import {
  camelCase,
  GLOBAL_OPTIONS,
  type Globals,
  longName,
  readGlobals,
  takesValue,
} from './globals.ts'
import { readTime } from './read-time.ts'

/** A command line, read. */
export interface Parsed {
  readonly globals: Globals
  readonly input: Input
  /** The text to print instead of running the command. */
  readonly help?: string | undefined
}

/**
 * Reads what follows the name of a command.
 * @throws `INVALID_ARGUMENT` for options and arguments that it does not take.
 */
export function parseCommandLine(
  { name, summary = '' }: { readonly name: string; readonly summary?: string | undefined },
  definition: CommandDefinition,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Parsed {
  let help: string | undefined
  const command = new Command(`nexus ${name}`)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        help = text
      },
      writeErr: () => {},
    })
    .description([summary, definition.details].filter(Boolean).join('.\n\n'))
    .helpOption(false)
  for (const argument of definition.arguments ?? [])
    command.argument(argumentSyntax(argument.name), argument.description)
  // A line without a dash has no options, and making them all takes longer than the rest of this.
  if (args.some((word) => word.startsWith('-'))) addOptions(command, definition)
  try {
    command.parse([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code !== 'commander.helpDisplayed') throw misused(name, error)
  }
  const values = command.opts()
  const input = inputOf(command.args, values, definition.options ?? [])
  return { globals: readGlobals(values, env), input, help }
}

function addOptions(command: Command, definition: CommandDefinition): void {
  command.helpOption('-h, --help', 'show this help')
  for (const option of definition.options ?? []) command.addOption(optionOf(option, 'Options:'))
  for (const option of GLOBAL_OPTIONS) command.addOption(optionOf(option, 'Global options:'))
}

/** `[PATH...]` stays; `PATH` becomes `<PATH>`. */
function argumentSyntax(name: string): string {
  return name.startsWith('[') ? name : `<${name}>`
}

function optionOf(definition: OptionDefinition, heading: string): Option {
  const option = new Option(definition.flags, definition.description).helpGroup(heading)
  if (definition.type === 'repeated')
    option.argParser((value: string, previous: readonly string[] = []) => [...previous, value])
  return option
}

function misused(name: string, error: CommanderError): Error {
  const message =
    error.message
      .replace(/^error: /, '')
      .replaceAll("'", '"')
      .split('\n')[0] ?? ''
  const sentence = message.charAt(0).toUpperCase() + message.slice(1).replace(/\.$/, '')
  const suggestion = /\(Did you mean .+\)/.exec(error.message)?.[0]?.slice(1, -1)
  return usageError(`${sentence}.`, suggestion ?? `"nexus ${name} --help" shows how it is used.`)
}

function inputOf(
  given: readonly string[],
  values: Readonly<Record<string, unknown>>,
  options: readonly OptionDefinition[],
): Input {
  const numbers = new Map<string, number>()
  for (const option of options) {
    const value = values[camelCase(longName(option))]
    if (!takesValue(option) || typeof value !== 'string') continue
    if (option.type === 'number') numbers.set(longName(option), wholeNumber(option, value))
    if (option.type === 'time') numbers.set(longName(option), readTime(longName(option), value))
  }
  return {
    arguments: given,
    argument: (index) => given[index] ?? '',
    flag: (name) => values[camelCase(name)] === true,
    text(name) {
      const value = values[camelCase(name)]
      return typeof value === 'string' ? value : undefined
    },
    number: (name) => numbers.get(name),
    list(name) {
      const value: unknown = values[camelCase(name)]
      return Array.isArray(value) ? value.map(String) : []
    },
  }
}

function wholeNumber(option: OptionDefinition, value: string): number {
  const result = Number(value)
  if (/^\d+$/.test(value) && Number.isSafeInteger(result)) return result
  throw usageError(`"${value}" is no whole number for --${longName(option)}.`)
}
