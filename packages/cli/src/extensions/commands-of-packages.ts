import { CliError } from '../cli-error.ts'
import { givenGlobals } from '../command-line/given-globals.ts'
import { readGlobals } from '../command-line/globals.ts'
import { unknownCommand } from '../command-line/select.ts'
import type { Io } from '../io.ts'
import { escapeForTerminal } from '../output/escape.ts'
import type { RegisteredCommand } from '../registry.ts'
import { openOptionsOf } from '../session.ts'
import { type Extension, type Extensions, readExtensions } from './find-extension.ts'

/**
 * The commands with those of one plugin, or with one command of a package, which is imported for that.
 * @param first - The first word of the line, which is no word of ours.
 * @throws what keeps it from being used, and `INVALID_ARGUMENT` for a word that nothing brings.
 */
export async function withExtension(
  first: string,
  second: string | undefined,
  commands: readonly RegisteredCommand[],
  line: readonly string[],
  io: Io,
): Promise<readonly RegisteredCommand[]> {
  const unknown = (more: readonly RegisteredCommand[] = []): Error =>
    unknownCommand(second === undefined ? [first] : [first, second], [...commands, ...more])
  const extensions = await read(commands, line, io).catch((error: unknown) => {
    throw withReason(unknown(), error)
  })
  const extension = extensions.find(first)
  if (extension === undefined) throw unknown(extensions.list().map(placeholder))
  const own = await extension.commands()
  if (own.length === 0)
    throw new CliError('INVALID_ARGUMENT', `The plugin ${first} has no commands.`, {
      hint: `"nexus plugins info ${first}" shows what it has.`,
      exitCode: 2,
    })
  return [...commands, ...own]
}

/** The commands with a row for each plugin and package that brings some, for the overview. Nothing is imported. */
export async function withExtensions(
  commands: readonly RegisteredCommand[],
  line: readonly string[],
  io: Io,
): Promise<readonly RegisteredCommand[]> {
  try {
    return [...commands, ...(await read(commands, line, io)).list().map(placeholder)]
  } catch {
    // Help comes also where the configuration is what one needs help with.
    return commands
  }
}

function read(
  commands: readonly RegisteredCommand[],
  line: readonly string[],
  io: Io,
): Promise<Extensions> {
  const options = openOptionsOf(readGlobals(givenGlobals(line), {}), io)
  return readExtensions(options, new Set(['help', ...commands.map(firstWord)]))
}

function firstWord({ name }: RegisteredCommand): string {
  return name.split(' ')[0] ?? name
}

/** What stands for a plugin in the overview: its own commands are not known before it is imported. */
function placeholder({ name, title, kind }: Extension): RegisteredCommand {
  const shown = escapeForTerminal(title)
  return {
    name,
    summary: kind === 'plugin' ? `${shown} (commands of the plugin)` : shown,
    group: 'From packages',
    load: () => Promise.reject(new Error(`${name} is no command by itself.`)),
  }
}

function withReason(error: Error, reason: unknown): Error {
  const { message } = reason as Error
  const [line = ''] = message.split('\n')
  return Object.assign(error, {
    hint: `${(error as CliError).hint} Commands of plugins are not known, as the configuration cannot be read: ${line} "nexus config validate" names every problem.`,
  })
}
