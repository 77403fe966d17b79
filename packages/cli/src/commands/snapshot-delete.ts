import type { CommandDefinition } from '../command.ts'
import { printChanged, printPlanned } from '../output/written.ts'

export default {
  details:
    'What only the snapshot kept is let go by retention. The directory itself is not touched. Asks on a terminal.',
  arguments: [{ name: 'NAME', description: 'snapshot', completes: 'snapshot' }],
  async run(context, input) {
    const { globals, signal } = context
    const nexus = await context.open()
    const { name, path } = await nexus.snapshots.get(input.argument(0), { signal })
    const what = `the snapshot ${name} of ${path}`
    if (globals.dryRun)
      return printPlanned(context, `delete ${what}`, { action: 'delete', name, path })
    await context.confirm(`Delete ${what}?`)
    const result = await nexus.snapshots.delete(name, { signal })
    await printChanged(context, `deleted ${what}`, { name, ...result })
  },
} satisfies CommandDefinition
