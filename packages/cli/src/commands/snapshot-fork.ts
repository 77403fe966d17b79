import type { CommandDefinition } from '../command.ts'
import { formatCount } from '../output/format.ts'
import { printChanged, printPlanned } from '../output/written.ts'
import { treePath } from '../tree-path.ts'

export default {
  details: 'Makes a copy of the directory as it was in the snapshot. No content is moved.',
  arguments: [
    { name: 'NAME', description: 'snapshot', completes: 'snapshot' },
    { name: 'TARGET', description: 'path that is free', completes: 'tree' },
  ],
  async run(context, input) {
    const { globals, signal } = context
    const [name, target] = [input.argument(0), treePath(input.argument(1))]
    const nexus = await context.open()
    if (globals.dryRun) {
      const { path } = await nexus.snapshots.get(name, { signal })
      return printPlanned(context, `fork ${path} to ${target}`, {
        action: 'fork',
        path,
        name,
        target,
      })
    }
    const result = await nexus.snapshots.fork(name, target, { signal })
    const count = formatCount(result.count, 'node')
    await printChanged(context, `forked ${name} to ${result.path} (${count})`, result)
  },
} satisfies CommandDefinition
