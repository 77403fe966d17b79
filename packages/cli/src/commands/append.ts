import type { CommandDefinition } from '../command.ts'
import { printPlanned, printWritten } from '../output/written.ts'
import { contentFrom } from '../read-stdin.ts'
import { treePath } from '../tree-path.ts'

export default {
  details: 'The content is TEXT as it stands, without a line break added, or else standard input.',
  ifMatch: true,
  arguments: [
    { name: 'PATH', description: 'file, made if it is missing', completes: 'tree' },
    { name: '[TEXT]', description: 'content; default standard input' },
  ],
  async run(context, input) {
    const { io, globals, signal } = context
    const path = treePath(input.argument(0))
    const content = contentFrom(io, input.arguments[1], 'append')
    const nexus = await context.open()
    if (globals.dryRun)
      return printPlanned(context, `append to ${path}`, { action: 'append', path })
    const result = await nexus.append(path, content, { ifMatch: globals.ifMatch, signal })
    await printWritten(context, 'appended to', result)
  },
} satisfies CommandDefinition
