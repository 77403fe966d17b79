import { parseArgs } from 'node:util'
import type {
  CommandContext,
  CommandInput,
  Json,
  Logger,
  Nexus,
  PluginCommand,
} from '@nexusfs/core'
import { NexusError } from '@nexusfs/core/kit'

/** What a command runs with in a test. */
export interface RunCommandOptions<Config> {
  /** As the schema makes it. */
  readonly config: Config
  /** What `open()` gives. */
  readonly nexus: Nexus
  /** The answer to every question; default yes. */
  readonly answer?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  readonly logger?: Logger | undefined
}

/** What a command did. */
export interface CommandOutcome {
  /** 0 where the command returned nothing. */
  readonly exitCode: number
  /** In the order in which it was printed. */
  readonly printed: readonly { readonly value: Json; readonly text?: string | undefined }[]
  /** The questions that were asked. */
  readonly asked: readonly string[]
}

type Declared = Pick<PluginCommand, 'arguments' | 'options'>

/**
 * Runs a command of a plugin, or one of its own, as the command line would: `runCommand(command, ['/docs', '--limit',
 * '3'], { config, nexus })`. Times are given in milliseconds UTC or as dates.
 * @throws `INVALID_ARGUMENT` for words that the command does not take, and what the command throws.
 */
export async function runCommand<Config>(
  command: PluginCommand<Config>,
  words: readonly string[],
  options: RunCommandOptions<Config>,
): Promise<CommandOutcome> {
  const printed: { value: Json; text?: string | undefined }[] = []
  const asked: string[] = []
  const context: CommandContext<Config> = {
    config: options.config,
    logger: options.logger ?? SILENT,
    signal: options.signal ?? new AbortController().signal,
    open: async () => options.nexus,
    print(value, text) {
      printed.push({ value: JSON.parse(JSON.stringify(value)) as Json, text })
    },
    async confirm(question) {
      asked.push(question)
      return options.answer ?? true
    },
  }
  const exitCode = (await command.run(context, inputOf(command, words))) ?? 0
  return { exitCode, printed, asked }
}

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} }

function inputOf(command: Declared, words: readonly string[]): CommandInput {
  const { values, positionals } = parse(command, words)
  checkArguments(command, positionals)
  const value = (name: string): unknown => values[name]
  return {
    arguments: positionals,
    argument: (index) => positionals[index] ?? '',
    flag: (name) => value(name) === true,
    text(name) {
      const text = value(name)
      return typeof text === 'string' ? text : undefined
    },
    number(name) {
      const text = value(name)
      return typeof text === 'string' ? numberOf(command, name, text) : undefined
    },
    list(name) {
      const list = value(name)
      return Array.isArray(list) ? list.map(String) : []
    },
  }
}

function parse(
  command: Declared,
  words: readonly string[],
): { readonly values: Readonly<Record<string, unknown>>; readonly positionals: readonly string[] } {
  const options = Object.fromEntries(
    (command.options ?? []).map(({ flags, type }) => {
      const [, short, long = '', takes] = /^(?:-(\w), )?--([\w-]+)( <)?/.exec(flags) ?? []
      const option = {
        type: takes === undefined ? ('boolean' as const) : ('string' as const),
        multiple: type === 'repeated',
        ...(short !== undefined && { short }),
      }
      return [long, option]
    }),
  )
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true })
  } catch (error) {
    throw misused(error instanceof Error ? error.message : String(error))
  }
}

function checkArguments(command: Declared, given: readonly string[]): void {
  const names = (command.arguments ?? []).map(({ name }) => name)
  const required = names.filter((name) => !name.startsWith('['))
  const missing = required[given.length]
  if (missing !== undefined) throw misused(`${missing} is missing`)
  const isRepeated = names.at(-1)?.includes('...') === true
  if (!isRepeated && given.length > names.length) throw misused(`${given.at(-1)} is too much`)
}

function numberOf(command: Declared, name: string, text: string): number {
  const isTime = command.options?.some(
    ({ flags, type }) => type === 'time' && flags.includes(`--${name} `),
  )
  const number = isTime === true && !/^\d+$/.test(text) ? Date.parse(text) : Number(text)
  if (Number.isSafeInteger(number) && number >= 0) return number
  throw misused(`"${text}" is no ${isTime === true ? 'time' : 'whole number'} for --${name}`)
}

function misused(problem: string): NexusError {
  return new NexusError('INVALID_ARGUMENT', `The command line is not right: ${problem}.`, {
    hint: 'Give what the arguments and options of the command declare.',
  })
}
