import { usageError } from '../cli-error.ts'
import type { CommandDefinition, Context } from '../command.ts'
import { findStat } from '../find-stat.ts'
import { printChanged, printPlanned } from '../output/written.ts'
import { joinTree, lastName, treePath } from '../tree-path.ts'

export default {
  details:
    'Into TARGET when that is a directory, else to it. A file that is there is replaced; its versions stay in the history.',
  ifMatch: true,
  arguments: [
    { name: 'SOURCE...', description: 'files or directories, then TARGET', completes: 'tree' },
  ],
  options: [{ flags: '-n, --keep', description: 'replace no file' }],
  async run(context, input) {
    const paths = input.arguments.map(treePath)
    const target = paths.pop()
    if (target === undefined || paths.length === 0)
      throw usageError('"nexus mv" needs a source and a target.', 'nexus mv SOURCE TARGET')
    if (paths.length > 1 && context.globals.ifMatch !== undefined)
      throw usageError('--if-match needs a single source.')
    const nexus = await context.open()
    const isInto =
      input.argument(input.arguments.length - 1).endsWith('/') ||
      (await nexus.isDirectory(target, { signal: context.signal }))
    if (!isInto && paths.length > 1)
      throw usageError(`Target ${target} is no directory.`, 'Make it first with "nexus mkdir".')
    const overwrite = !input.flag('keep')
    for (const path of paths)
      await move(context, path, isInto ? joinTree(target, lastName(path)) : target, overwrite)
  },
} satisfies CommandDefinition

async function move(context: Context, from: string, to: string, overwrite: boolean): Promise<void> {
  const { globals, signal } = context
  const nexus = await context.open()
  const replaced = overwrite ? await findStat(nexus, to, signal) : undefined
  if (globals.dryRun) {
    await nexus.stat(from, { signal })
    return printPlanned(context, `move ${from} to ${to}`, {
      action: 'move',
      path: from,
      target: to,
      replaces: replaced !== undefined,
    })
  }
  if (replaced?.type === 'file' && replaced.path !== from)
    await context.confirm(`Replace ${replaced.path}?`)
  const result = await nexus.rename(from, to, { overwrite, ifMatch: globals.ifMatch, signal })
  await printChanged(context, `moved ${from} to ${result.target}`, result)
}
