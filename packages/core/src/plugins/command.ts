import type { Nexus } from '../nexus/types.ts'
import type { ApiVersion, Json, Logger, OptionSchema } from '../spec/index.ts'

/** A positional argument: `PATH` is required, `[PATH]` is not, `PATH...` is one or more, `[PATH...]` any number. */
export interface CommandArgument {
  readonly name: string
  readonly description: string
}

/** An option: `-r, --recursive` is a switch, `--limit <number>` takes a value. */
export interface CommandOption {
  readonly flags: string
  readonly description: string
  /** How the value is read; default `text`. `number` is a whole number from 0, `time` a time, `repeated` gathers values. */
  readonly type?: 'text' | 'number' | 'time' | 'repeated' | undefined
}

/** What the user gave to a command. Options are named without their dashes, as they are spelled: `dry-run`. */
export interface CommandInput {
  /** Positional arguments in order, optional ones missing at the end. */
  readonly arguments: readonly string[]
  /** A required argument. */
  argument(index: number): string
  flag(name: string): boolean
  text(name: string): string | undefined
  /** A whole number from 0, or for `time` milliseconds UTC. */
  number(name: string): number | undefined
  /** The values of a repeated option; none is the empty list. */
  list(name: string): readonly string[]
}

/** What a command works with. */
export interface CommandContext<Config = unknown> {
  /** As the schema made it of what the configuration says. */
  readonly config: Config
  readonly logger: Logger
  /** Aborted by the user or by `--timeout`. */
  readonly signal: AbortSignal
  /** The tree as the user opened it, with its principal; the same handle each time. Who runs the command closes it. */
  open(): Promise<Nexus>
  /** Prints a result: with `--json` the value as one document, else the text, or the value as JSON where there is none. */
  print(value: Json, text?: string): void
  /** Asks before something is destroyed. Without a terminal, or with `--yes`, the answer is yes. */
  confirm(question: string): Promise<boolean>
}

/** One command of a plugin: `nexus <plugin> <command>`. */
export interface PluginCommand<Config = unknown> {
  /** One line, for lists of commands. */
  readonly summary: string
  readonly arguments?: readonly CommandArgument[] | undefined
  readonly options?: readonly CommandOption[] | undefined
  /** More than the summary says, shown by `--help`. */
  readonly details?: string | undefined
  /** @returns the exit code; nothing means 0. */
  run(
    context: CommandContext<Config>,
    input: CommandInput,
    // biome-ignore lint/suspicious/noConfusingVoidType: a command that returns nothing is one that succeeded
  ): Promise<number | void> | number | void
}

/** A command of its own: `nexus <type>`. A built-in command of the same name wins. */
export interface CommandDefinition<Config = unknown> extends PluginCommand<Config> {
  readonly kind: 'command'
  readonly apiVersion: ApiVersion
  readonly type: string
  readonly title: string
  readonly configSchema?: OptionSchema<Config> | undefined
}

/** Declares a command. */
export function defineCommand<Config>(
  definition: Omit<CommandDefinition<Config>, 'kind' | 'apiVersion'>,
): CommandDefinition<Config> {
  return { kind: 'command', apiVersion: 1, ...definition }
}
