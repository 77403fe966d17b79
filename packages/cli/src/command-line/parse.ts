import { Command, CommanderError, Option } from 'commander'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition, Input, OptionDefinition } from '../command.ts'
import type { Io } from '../io.ts'
import {
  camelCase,
  type Globals,
  globalOptionsBeside,
  longName,
  readGlobals,
  takesValue,
} from './globals.ts'
import { readMoment, readTime } from './read-time.ts'

/** A command line, read. */
export interface Parsed {
  readonly globals: Globals
  readonly input: Input
  /** The text to print instead of running the command. */
  readonly help?: string | undefined
}

/**
 * Reads what follows the name of a command; `now`, in milliseconds UTC, is what relative times count from.
 * @throws `INVALID_ARGUMENT` for options and arguments that it does not take.
 */
export function parseCommandLine(
  { name, summary = '' }: { readonly name: string; readonly summary?: string | undefined },
  definition: CommandDefinition,
  args: readonly string[],
  { env, now }: Pick<Io, 'env' | 'now'>,
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
  const { options = [] } = definition
  const input = inputOf(command.args, values, options, now)
  return { globals: readGlobals(withoutOwn(values, options), env), input, help }
}

/** Values of the global options: those of options that took the place of one are left out. */
function withoutOwn(
  values: Readonly<Record<string, unknown>>,
  options: readonly OptionDefinition[],
): Readonly<Record<string, unknown>> {
  const own = new Set(options.map((option) => camelCase(longName(option))))
  return Object.fromEntries(Object.entries(values).filter(([name]) => !own.has(name)))
}

function addOptions(command: Command, definition: CommandDefinition): void {
  command.helpOption('-h, --help', 'show this help')
  const { options = [] } = definition
  for (const option of options) command.addOption(optionOf(option, 'Options:'))
  for (const option of globalOptionsBeside(options))
    command.addOption(optionOf(option, 'Global options:'))
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
  now: () => number,
): Input {
  const numbers = new Map<string, number>()
  const moments = new Map<string, string>()
  for (const option of options) {
    const value = values[camelCase(longName(option))]
    if (!takesValue(option) || typeof value !== 'string') continue
    const name = longName(option)
    if (option.type === 'number') numbers.set(name, wholeNumber(option, value))
    if (option.type === 'time') numbers.set(name, readTime(name, value, now()))
    if (option.type === 'moment') moments.set(name, readMoment(value, now()))
  }
  return {
    arguments: given,
    argument: (index) => given[index] ?? '',
    flag: (name) => values[camelCase(name)] === true,
    text(name) {
      const value = values[camelCase(name)]
      return typeof value === 'string' ? (moments.get(name) ?? value) : undefined
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
