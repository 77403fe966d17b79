import { CliError } from './cli-error.ts'
import type { CommandDefinition, Context } from './command.ts'
import type { Globals } from './command-line/globals.ts'
import { overview } from './command-line/help.ts'
import type { Parsed } from './command-line/parse.ts'
import { selectCommand, unknownCommand } from './command-line/select.ts'
import { createConfirm } from './confirm.ts'
import { EXIT } from './exit-codes.ts'
import { extendCommands } from './extensions/extend-commands.ts'
import { type Io, processIo } from './io.ts'
import { Output } from './output/output.ts'
import { reportError } from './output/report-error.ts'
import { listCommands, type RegisteredCommand } from './registry.ts'
import { Session } from './session.ts'

/**
 * Runs one command line and never throws.
 * @param args - what follows the name of the program
 * @param io - the outside world; default the process
 * @returns the exit code
 */
export async function main(args: readonly string[], io?: Io): Promise<number> {
  if (io !== undefined) return run(args, io)
  using outside = processIo()
  return await run(args, outside)
}

/** What is known before the line is parsed, so that its errors too come in the format that was asked for. */
function firstOutput(args: readonly string[], io: Io): Output {
  const has = (flag: string): boolean => args.includes(flag)
  return new Output(io, {
    json: has('--json') || Boolean(io.env.NEXUS_JSON),
    jsonl: has('--jsonl') || Boolean(io.env.NEXUS_JSONL),
    quiet: has('--quiet'),
    verbose: has('--verbose'),
    color: !has('--no-color'),
  })
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const commands = listCommands()
  try {
    const { command, words, rest } = selectCommand(args, commands)
    if (command !== undefined) return await runCommand(command, rest, io)
    const extended = await extendCommands(commands, words, args, io)
    const selected = selectCommand(args, extended)
    if (selected.command !== undefined) return await runCommand(selected.command, selected.rest, io)
    const output = firstOutput(args, io)
    const text = await helpFor(selected.words, args, extended)
    await output.bytes(text)
    return EXIT.ok
  } catch (error) {
    const output = firstOutput(args, io)
    return reportError(error, { io, output, isVerbose: args.includes('--verbose') })
  }
}

/** The text for a line without a command. @throws `INVALID_ARGUMENT` when the words are no command. */
async function helpFor(
  words: readonly string[],
  args: readonly string[],
  commands: readonly RegisteredCommand[],
): Promise<string> {
  const [first, ...others] = words
  if (first === undefined) {
    if (!args.includes('--version')) return overview(commands)
    const { readVersion } = await import('./version.ts')
    return `${readVersion()}\n`
  }
  if (first === 'help')
    return helpOn(
      args.filter((word) => word !== 'help' && !word.startsWith('-')),
      commands,
    )
  const isNoun = commands.some(({ name }) => name.startsWith(`${first} `))
  if (isNoun && (others.length === 0 || args.includes('--help') || args.includes('-h')))
    return overview(commands, first)
  throw unknownCommand(words, commands)
}

async function helpOn(
  words: readonly string[],
  commands: readonly RegisteredCommand[],
): Promise<string> {
  if (words.length === 0) return overview(commands)
  const command = commands.find(({ name }) => name === words.join(' '))
  if (command === undefined) {
    if (commands.some(({ name }) => name.startsWith(`${words[0]} `)))
      return overview(commands, words[0])
    throw unknownCommand(words, commands)
  }
  const { parsed } = await prepare(command, ['--help'], { env: {}, now: Date.now })
  return parsed.help ?? ''
}

async function prepare(
  command: RegisteredCommand,
  rest: readonly string[],
  io: Pick<Io, 'env' | 'now'>,
): Promise<{ readonly definition: CommandDefinition; readonly parsed: Parsed }> {
  const [{ default: definition }, { parseCommandLine }] = await Promise.all([
    command.load(),
    import('./command-line/parse.ts'),
  ])
  return { definition, parsed: parseCommandLine(command, definition, rest, io) }
}

async function runCommand(
  command: RegisteredCommand,
  rest: readonly string[],
  io: Io,
): Promise<number> {
  const { definition, parsed } = await prepare(command, rest, io)
  const { globals, input, help } = parsed
  const output = new Output(io, globals)
  if (help !== undefined) {
    await output.bytes(help)
    return EXIT.ok
  }
  if (globals.ifMatch !== undefined && definition.ifMatch !== true)
    throw new CliError('INVALID_ARGUMENT', `"nexus ${command.name}" does not take --if-match.`)
  const session = new Session(io, globals, output)
  try {
    const context = contextOf(io, globals, output, session)
    const exitCode = (await definition.run(context, input)) ?? EXIT.ok
    await output.flush()
    return exitCode
  } catch (error) {
    await output.flush().catch(() => {})
    const reason = session.explain(error)
    return await reportError(reason, { io, output, isVerbose: globals.verbose })
  } finally {
    await session.close()
  }
}

function contextOf(io: Io, globals: Globals, output: Output, session: Session): Context {
  return {
    io,
    output,
    globals,
    signal: session.signal,
    openOptions: session.openOptions,
    open: () => session.open(),
    confirm: createConfirm(io, globals, session.signal),
  }
}
