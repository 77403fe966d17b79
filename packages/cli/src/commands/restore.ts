import { AT_OPTION } from '../at-option.ts'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition } from '../command.ts'
import { restoreAsking } from '../restore-asking.ts'
import { treePath } from '../tree-path.ts'

export default {
  details:
    'A file, or a directory with all that is in it, becomes what it was; what was not there then goes. Nothing is copied,\nand it can be undone. Shows what will change and asks on a terminal.',
  arguments: [{ name: 'PATH', description: 'file or directory', completes: 'tree' }],
  options: [AT_OPTION],
  async run(context, input) {
    const path = treePath(input.argument(0))
    const at = input.text('at')
    if (at === undefined)
      throw usageError(
        `It was not said when to restore ${path} from.`,
        `nexus restore ${path} --at 2h; an operation or a snapshot will do as well.`,
      )
    const nexus = await context.open()
    const { signal } = context
    await restoreAsking(context, (dryRun) => nexus.restore(path, { at, dryRun, signal }))
  },
} satisfies CommandDefinition
