import type { CommandDefinition } from '../command.ts'
import { treePath } from '../tree-path.ts'

export default {
  arguments: [{ name: 'PATH...', description: 'directories', completes: 'tree' }],
  options: [{ flags: '-p, --parents', description: 'make parents too; what exists is no error' }],
  async run(context, input) {
    const { output, globals, signal } = context
    const nexus = await context.open()
    const parents = input.flag('parents')
    async function* make() {
      for (const path of input.arguments.map(treePath)) {
        if (globals.dryRun) yield { dryRun: true, action: 'mkdir', path }
        else yield await nexus.mkdir(path, { parents, existOk: parents, signal })
      }
    }
    await output.rows(
      make(),
      (result) => result,
      ({ path }) => (globals.dryRun ? `would make ${output.name(path)}` : []),
    )
  },
} satisfies CommandDefinition
