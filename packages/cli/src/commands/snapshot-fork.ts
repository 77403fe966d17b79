import type { CommandDefinition } from '../command.ts'
import { formatCount } from '../output/format.ts'
import { printChanged, printPlanned } from '../output/written.ts'
import { isTreePath, treePath } from '../tree-path.ts'

export default {
  details: 'Makes a copy of a directory as it was in a snapshot, or as it is. No content is moved.',
  arguments: [
    { name: 'SOURCE', description: 'snapshot, or path of a directory', completes: 'snapshot' },
    { name: 'TARGET', description: 'path that is free', completes: 'tree' },
  ],
  async run(context, input) {
    const { globals, signal } = context
    const given = input.argument(0)
    const source = isTreePath(given) || given.startsWith('/') ? treePath(given) : given
    const target = treePath(input.argument(1))
    const nexus = await context.open()
    if (globals.dryRun) {
      const isPath = source.startsWith('/')
      const { path } = await (isPath ? nexus.stat : nexus.snapshots.get)(source, { signal })
      const plan = { action: 'fork', path, source, target }
      return printPlanned(context, `fork ${path} to ${target}`, plan)
    }
    const result = await nexus.snapshots.fork(source, target, { signal })
    const count = formatCount(result.count, 'node')
    await printChanged(context, `forked ${source} to ${result.path} (${count})`, result)
  },
} satisfies CommandDefinition
