import type { CommandDefinition } from '../command.ts'
import { findStat } from '../find-stat.ts'
import { printPlanned, printWritten } from '../output/written.ts'
import { contentFrom } from '../read-stdin.ts'
import { treePath } from '../tree-path.ts'

export default {
  details: 'The content is TEXT as it stands, without a line break added, or else standard input.',
  ifMatch: true,
  arguments: [
    { name: 'PATH', description: 'file', completes: 'tree' },
    { name: '[TEXT]', description: 'content; default standard input' },
  ],
  options: [
    { flags: '--create', description: 'only if nothing is there' },
    { flags: '--content-type <type>', description: 'media type; default by name' },
  ],
  async run(context, input) {
    const { io, globals, signal } = context
    const path = treePath(input.argument(0))
    const content = contentFrom(io, input.arguments[1], 'write')
    const nexus = await context.open()
    if (globals.dryRun) {
      const action = (await findStat(nexus, path, signal)) ? 'replace' : 'create'
      return printPlanned(context, `${action} ${path}`, { action, path })
    }
    const result = await nexus.write(path, content, {
      ifMatch: globals.ifMatch,
      ifNoneMatch: input.flag('create') ? '*' : undefined,
      contentType: input.text('content-type'),
      signal,
    })
    await printWritten(context, 'wrote', result)
  },
} satisfies CommandDefinition
