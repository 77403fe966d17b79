import type { Entry, Nexus } from '@nexusfs/core'
import { AT_OPTION } from '../at-option.ts'
import type { CommandDefinition, Context, Input } from '../command.ts'
import { entryJson, entryName, longRow } from '../output/entries.ts'
import { treePath } from '../tree-path.ts'

export default {
  arguments: [
    { name: '[PATH...]', description: 'directories or files, default /', completes: 'tree' },
  ],
  options: [
    { flags: '-l, --long', description: 'show type, size, time and version' },
    { flags: '-R, --recursive', description: 'list all files below' },
    { flags: '--limit <number>', description: 'stop after this many rows a path', type: 'number' },
    AT_OPTION,
  ],
  async run(context, input) {
    const { output } = context
    const nexus = await context.open()
    const paths = input.arguments.length > 0 ? input.arguments.map(treePath) : ['/']
    const long = input.flag('long')
    const isFull = input.flag('recursive') || paths.length > 1
    await output.rows(entries(nexus, context, input, paths), entryJson, (entry) => {
      const name = isFull ? entry.path : entry.name
      return long ? longRow(output, entry, name) : entryName(output, entry, name)
    })
  },
} satisfies CommandDefinition

async function* entries(
  nexus: Nexus,
  { signal }: Context,
  input: Input,
  paths: readonly string[],
): AsyncGenerator<Entry> {
  const at = input.text('at')
  for (const path of paths) {
    const stat = await nexus.stat(path, { at, signal })
    if (stat.type === 'file') {
      const { createdAt, createdBy, refCount, mode, ...entry } = stat
      yield entry
    } else {
      const recursive = input.flag('recursive')
      yield* nexus.list(path, { recursive, limit: input.number('limit'), at, signal })
    }
  }
}
