import type { Nexus } from '@nexusfs/core'
import type { CommandDefinition } from '../command.ts'
import {
  camelCase,
  GLOBAL_OPTIONS,
  longName,
  readGlobals,
  takesValue,
} from '../command-line/globals.ts'
import { findCandidates } from '../completion/candidates.ts'
import { createPathSource } from '../completion/paths.ts'
import { treeExists } from '../open-tree.ts'
import { listCommands } from '../registry.ts'
import { Session } from '../session.ts'

const TIME_LIMIT = 1500

export default {
  arguments: [{ name: '[WORD...]', description: 'the words of the line, the last one incomplete' }],
  async run(context, input) {
    const { io, output, signal } = context
    const words = input.arguments
    const globals = { ...readGlobals(globalValues(words), io.env), verbose: false }
    const session = new Session(io, globals, output)
    const limited = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT)])
    try {
      const paths = createPathSource(() => openExisting(session), io.cwd, limited)
      for (const { value, description } of await findCandidates(words, listCommands(), paths))
        await output.line(description === undefined ? value : `${value}\t${description}`)
    } finally {
      await session.close()
    }
  },
} satisfies CommandDefinition

/** The tree, if there is one: pressing Tab must not make a data folder. */
async function openExisting(session: Session): Promise<Nexus | undefined> {
  return (await treeExists(session.openOptions)) ? session.open() : undefined
}

/** Values of the global options on an unfinished line. */
function globalValues(words: readonly string[]): Readonly<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const option of GLOBAL_OPTIONS.filter(takesValue)) {
    const name = longName(option)
    const at = words.indexOf(`--${name}`)
    const joined = words.find((word) => word.startsWith(`--${name}=`))
    const value = at >= 0 ? words[at + 1] : joined?.slice(name.length + 3)
    if (value !== undefined) values[camelCase(name)] = value
  }
  return values
}
