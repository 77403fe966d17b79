import type { CommandDefinition } from '../command.ts'
import { printChanged, printPlanned } from '../output/written.ts'
import { treePath } from '../tree-path.ts'

export default {
  ifMatch: true,
  arguments: [
    { name: 'PATH', description: 'file or directory', completes: 'tree' },
    { name: 'KEY', description: 'key; one that is not there is no error' },
  ],
  async run(context, input) {
    const { globals, signal } = context
    const [path, key] = [treePath(input.argument(0)), input.argument(1)]
    const nexus = await context.open()
    if (globals.dryRun) {
      await nexus.stat(path, { signal })
      return printPlanned(context, `remove ${key} of ${path}`, { action: 'remove', path, key })
    }
    const result = await nexus.metadata.remove(path, key, { ifMatch: globals.ifMatch, signal })
    await printChanged(context, `removed ${key} of ${path}`, result)
  },
} satisfies CommandDefinition
