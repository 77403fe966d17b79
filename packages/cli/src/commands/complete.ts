import type { Nexus } from '@nexusfs/core'
import type { CommandDefinition } from '../command.ts'
import { givenGlobals } from '../command-line/given-globals.ts'
import { readGlobals } from '../command-line/globals.ts'
import { selectCommand } from '../command-line/select.ts'
import { findCandidates, type PathSource } from '../completion/candidates.ts'
import { packageNames } from '../completion/packages.ts'
import { createPathSource } from '../completion/paths.ts'
import { extendCommands } from '../extensions/extend-commands.ts'
import type { Io } from '../io.ts'
import { treeExists } from '../open-tree.ts'
import { listCommands, type RegisteredCommand } from '../registry.ts'
import { Session } from '../session.ts'

const TIME_LIMIT = 1500

export default {
  arguments: [{ name: '[WORD...]', description: 'the words of the line, the last one incomplete' }],
  async run(context, input) {
    const { io, output, signal } = context
    const words = input.arguments
    const globals = { ...readGlobals(givenGlobals(words), io.env), verbose: false }
    const session = new Session(io, globals, output)
    const limited = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT)])
    try {
      const ofTree = createPathSource(() => openExisting(session), io.cwd, limited)
      const paths: PathSource = (kind, word) =>
        kind === 'package' ? packageNames(session.openOptions, word) : ofTree(kind, word)
      const commands = await knownCommands(words, io)
      for (const { value, description } of await findCandidates(words, commands, paths))
        await output.line(description === undefined ? value : `${value}\t${description}`)
    } finally {
      await session.close()
    }
  },
} satisfies CommandDefinition

/** The commands with those of packages, as far as they can be read. */
async function knownCommands(
  words: readonly string[],
  io: Io,
): Promise<readonly RegisteredCommand[]> {
  const commands = listCommands()
  const { command, words: found } = selectCommand(words.slice(0, -1), commands)
  if (command !== undefined) return commands
  return extendCommands(commands, found, words, io).catch(() => commands)
}

/** The tree, if there is one: pressing Tab must not make a data folder. */
async function openExisting(session: Session): Promise<Nexus | undefined> {
  return (await treeExists(session.openOptions)) ? session.open() : undefined
}
