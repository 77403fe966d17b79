import type { CommandContext, Json, Logger, OptionSchema, PluginCommand } from '@nexusfs/core'
import { CliError } from '../cli-error.ts'
import type { Context, Input } from '../command.ts'
import { ask, canAsk } from '../confirm.ts'
import { connectOptions } from '../open-tree.ts'
import { escapeLineForTerminal } from '../output/escape.ts'
import type { Output } from '../output/output.ts'

/** A command of a package, ready to run. */
export interface ExtensionCommand {
  /** `audit report`. */
  readonly name: string
  /** The plugin, or the command itself. */
  readonly owner: string
  readonly configSchema: OptionSchema<unknown> | undefined
  readonly command: PluginCommand
}

/**
 * Runs a command of a package as one of our own.
 * @returns its exit code
 * @throws `CONFIG_INVALID` for its configuration, `PLUGIN_CONTRACT` for an exit code that is none, and what it throws.
 */
export async function runExtension(
  { name, owner, configSchema, command }: ExtensionCommand,
  context: Context,
  input: Input,
): Promise<number> {
  const { signal, openOptions, output, globals } = context
  if (globals.dryRun) throw withoutDryRun(name)
  const { readPluginConfig } = await import('nexusfs')
  const { env, cwd, home } = openOptions
  const config = await readPluginConfig(
    { name: owner, schema: configSchema },
    connectOptions(openOptions),
    { env, cwd, home },
  )
  const printed = new Printed(output)
  const commandContext: CommandContext = {
    config,
    logger: openOptions.logger ?? SILENT,
    signal,
    open: context.open,
    print: (value, text) => printed.add(value, text),
    confirm: (question) => confirmed(context, question),
  }
  const exitCode = exitCodeOf(name, await command.run(commandContext, input))
  await printed.end()
  return exitCode
}

/** A command that knows nothing of it would do what the user wants to see only. */
function withoutDryRun(name: string): CliError {
  return new CliError('INVALID_ARGUMENT', `"nexus ${name}" does not take --dry-run.`, {
    hint: 'Leave it away, if what the command does is wanted.',
  })
}

/** What a command prints: at once, but for the one document of `--json`. */
class Printed {
  readonly #output: Output
  readonly #values: Json[] = []
  #last: Promise<void> = Promise.resolve()

  constructor(output: Output) {
    this.#output = output
  }

  add(value: Json, text: string | undefined): void {
    if (this.#output.format === 'json') {
      this.#values.push(structuredClone(value))
      return
    }
    const whole = (text ?? JSON.stringify(value, null, 2)).replace(/\n$/, '')
    const lines = whole === '' ? [] : whole.split('\n')
    const shown = this.#output.isTerminal ? lines.map(escapeLineForTerminal) : lines
    const json = JSON.stringify(value)
    this.#last = this.#last.then(() => this.#output.document(JSON.parse(json), () => shown))
    // Whoever awaits the end is told; until then nobody listens.
    this.#last.catch(() => {})
  }

  /** One result is the document, and `null` where there is none; several become a list. */
  async end(): Promise<void> {
    await this.#last
    if (this.#output.format !== 'json') return
    const [first = null, ...others] = this.#values
    await this.#output.document(others.length === 0 ? first : this.#values, () => [])
  }
}

async function confirmed({ io, globals, signal }: Context, question: string): Promise<boolean> {
  if (globals.yes || !canAsk(io)) return true
  return ask(io, question, signal)
}

function exitCodeOf(name: string, result: unknown): number {
  if (result === undefined) return 0
  if (Number.isInteger(result) && Number(result) >= 0 && Number(result) <= 255)
    return Number(result)
  throw new CliError(
    'PLUGIN_CONTRACT',
    `"nexus ${name}" ended with ${JSON.stringify(result) ?? String(result)}, which is no exit code.`,
    { hint: 'A command gives nothing, or a whole number from 0 to 255.' },
  )
}

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} }
