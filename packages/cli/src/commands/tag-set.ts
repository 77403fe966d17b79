import type { CommandDefinition } from '../command.ts'
import { printChanged, printPlanned } from '../output/written.ts'
import { treePath } from '../tree-path.ts'

export default {
  ifMatch: true,
  arguments: [
    { name: 'PATH', description: 'file or directory', completes: 'tree' },
    { name: 'KEY', description: 'tag' },
    { name: '[VALUE]', description: 'its value, default empty' },
  ],
  async run(context, input) {
    const { globals, signal } = context
    const [path, key] = [treePath(input.argument(0)), input.argument(1)]
    const value = input.arguments[2] ?? ''
    const nexus = await context.open()
    if (globals.dryRun) {
      await nexus.stat(path, { signal })
      return printPlanned(context, `tag ${path} with ${key}`, { action: 'tag', path, key, value })
    }
    const result = await nexus.tags.set(path, key, value, { ifMatch: globals.ifMatch, signal })
    await printChanged(context, `tagged ${path} with ${key}`, result)
  },
} satisfies CommandDefinition
