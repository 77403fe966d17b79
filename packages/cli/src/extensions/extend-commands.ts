import type { Io } from '../io.ts'
import type { RegisteredCommand } from '../registry.ts'

/**
 * The commands with those of packages, where the line is none of ours. A command of ours never pays for it.
 * @param words - The first words of the line that are no options.
 * @throws what keeps a plugin that the line names from being used, `INVALID_ARGUMENT` for a word that nothing brings.
 */
export async function extendCommands(
  commands: readonly RegisteredCommand[],
  words: readonly string[],
  line: readonly string[],
  io: Io,
): Promise<readonly RegisteredCommand[]> {
  const [first, second] = words[0] === 'help' ? words.slice(1) : words
  if (first === undefined && line.includes('--version')) return commands
  if (commands.some(({ name }) => name.split(' ')[0] === first)) return commands
  const { withExtension, withExtensions } = await import('./commands-of-packages.ts')
  return first === undefined
    ? withExtensions(commands, line, io)
    : withExtension(first, second, commands, line, io)
}
