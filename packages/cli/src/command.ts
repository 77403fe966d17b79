import type { Nexus } from '@nexusfs/core'
import type { Globals } from './command-line/globals.ts'
import type { Io, OpenOptions } from './io.ts'
import type { Output } from './output/output.ts'

/** What stands for an argument or the value of an option, for completion. */
export type Completion = 'tree' | 'host' | 'both' | 'snapshot' | 'package' | readonly string[]

/** A positional argument: `PATH` is required, `[PATH]` is not, `PATH...` is one or more, `[PATH...]` any number. */
export interface ArgumentDefinition {
  readonly name: string
  readonly description: string
  readonly completes?: Completion | undefined
}

/** An option: `-r, --recursive` is a switch, `--limit <number>` takes a value. */
export interface OptionDefinition {
  readonly flags: string
  readonly description: string
  /**
   * How the value is read; default `text`. `time` is a time, `moment` one, an operation or a snapshot; `repeated` gathers
   * values.
   */
  readonly type?: 'text' | 'number' | 'time' | 'moment' | 'repeated' | undefined
  readonly completes?: Completion | undefined
}

/** What the user gave to one command. */
export interface Input {
  /** Positional arguments in order, optional ones missing at the end. */
  readonly arguments: readonly string[]
  /** A required argument. */
  argument(index: number): string
  flag(name: string): boolean
  /** For `moment` what the library takes as `at`. */
  text(name: string): string | undefined
  /** A whole number from 0, or for `time` milliseconds UTC. */
  number(name: string): number | undefined
  list(name: string): readonly string[]
}

/** What a command works with. */
export interface Context {
  readonly io: Io
  readonly output: Output
  readonly globals: Globals
  /** Aborted by the user or by `--timeout`. */
  readonly signal: AbortSignal
  /** What the global options say about the tree. */
  readonly openOptions: OpenOptions
  /** Opens the tree, once. */
  open(): Promise<Nexus>
  /**
   * Asks before something is destroyed. Without a terminal, or with `--yes`, the answer is yes, and a question that
   * is a function is not even made; it gives nothing when there is nothing to ask.
   */
  confirm(question: string | (() => Promise<string | undefined>)): Promise<void>
}

/** One command, in a file of its own that is loaded when the command runs. */
export interface CommandDefinition {
  readonly arguments?: readonly ArgumentDefinition[] | undefined
  /** One with the name of a global option takes its place in this command. */
  readonly options?: readonly OptionDefinition[] | undefined
  /** More than the summary says, shown by `--help`. */
  readonly details?: string | undefined
  /** Whether `--if-match` has a meaning here. */
  readonly ifMatch?: boolean | undefined
  /** @returns the exit code; nothing means 0. */
  run(context: Context, input: Input): Promise<number | undefined> | Promise<void>
}
