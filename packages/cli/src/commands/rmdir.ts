import type { CommandDefinition } from '../command.ts'
import { treePath } from '../tree-path.ts'

export default {
  details: 'Only empty directories; "nexus rm -r" removes full ones.',
  arguments: [{ name: 'PATH...', description: 'empty directories', completes: 'tree' }],
  async run(context, input) {
    const { output, globals, signal } = context
    const nexus = await context.open()
    async function* remove() {
      for (const path of input.arguments.map(treePath)) {
        if (globals.dryRun) yield { dryRun: true, action: 'remove', path }
        else yield await nexus.rmdir(path, { signal })
      }
    }
    await output.rows(
      remove(),
      (result) => result,
      ({ path }) => (globals.dryRun ? `would remove ${output.name(path)}` : []),
    )
  },
} satisfies CommandDefinition
