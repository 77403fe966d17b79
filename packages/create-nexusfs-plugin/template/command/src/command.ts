import { type CommandDefinition, defineCommand } from '@nexusfs/core'
import { kindsOf } from './kinds.ts'
import { type __Type__Config, optionSchema } from './options.ts'

/** The command `nexus __type__`. */
export const command: CommandDefinition<__Type__Config> = defineCommand<__Type__Config>({
  type: '__type__',
  title: '__title__',
  summary: 'Show which kinds of files take the most space',
  configSchema: optionSchema,
  arguments: [{ name: '[PATH]', description: 'the directory; default /' }],
  options: [{ flags: '--limit <number>', description: 'at most so many kinds', type: 'number' }],
  details: 'A kind is the ending of the name. Sizes are bytes.',
  // The tree is opened as the user configured it, and closed by who runs the command. Print by `print` alone: it knows
  // whether people or programs are reading.
  async run({ config, open, print, signal }, input) {
    const nexus = await open()
    const [path = '/'] = input.arguments
    const entries = await nexus.list(path, { signal }).toArray()
    const kinds = kindsOf(entries).slice(0, input.number('limit') ?? config.rows)
    print(
      kinds.map((kind) => ({ ...kind })),
      kinds.map(({ ending, files, bytes }) => `${bytes}\t${files}\t${ending}`).join('\n'),
    )
  },
})
