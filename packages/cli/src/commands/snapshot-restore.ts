import type { CommandDefinition } from '../command.ts'
import { restoreAsking } from '../restore-asking.ts'

export default {
  details:
    'The directory becomes as it was in the snapshot; can be undone. Shows what will change and asks on a terminal.',
  arguments: [{ name: 'NAME', description: 'snapshot', completes: 'snapshot' }],
  async run(context, input) {
    const { signal } = context
    const nexus = await context.open()
    const name = input.argument(0)
    await restoreAsking(context, (dryRun) => nexus.snapshots.restore(name, { dryRun, signal }))
  },
} satisfies CommandDefinition
