import { CliError, usageError } from '../cli-error.ts'
import type { CommandDefinition, Context } from '../command.ts'
import { findStat } from '../find-stat.ts'
import { formatCount } from '../output/format.ts'
import { treePath } from '../tree-path.ts'

interface Removal {
  readonly path: string
  readonly type: 'file' | 'directory'
}

export default {
  details:
    'Asks on a terminal; without one it goes on, as rm does. Versions stay in the history until retention ends.',
  ifMatch: true,
  arguments: [
    { name: 'PATH...', description: 'files, with -r also directories', completes: 'tree' },
  ],
  options: [
    { flags: '-r, --recursive', description: 'remove directories with all that is in them' },
    { flags: '-f, --force', description: 'what is not there is no error; do not ask' },
  ],
  async run(context, input) {
    const { output, globals } = context
    const paths = input.arguments.map(treePath)
    if (paths.length > 1 && globals.ifMatch !== undefined)
      throw usageError('--if-match needs a single path.')
    const removals = await plan(context, paths, input.flag('recursive'), input.flag('force'))
    if (!input.flag('force') && removals.length > 0) await ask(context, removals)
    const verb = globals.dryRun ? 'would remove' : 'removed'
    await output.rows(
      remove(context, removals),
      (result) => result,
      ({ path }) => (globals.dryRun ? `${verb} ${output.name(path)}` : []),
    )
    if (!globals.dryRun && removals.length > 0)
      output.note(`removed ${formatCount(removals.length, 'path')}`)
  },
} satisfies CommandDefinition

/** Looks at every path before anything is removed. */
async function plan(
  { signal, globals, open }: Context,
  paths: readonly string[],
  recursive: boolean,
  force: boolean,
): Promise<readonly Removal[]> {
  const nexus = await open()
  const removals: Removal[] = []
  for (const path of paths) {
    const stat = force ? await findStat(nexus, path, signal) : await nexus.stat(path, { signal })
    if (stat === undefined) continue
    if (stat.type === 'directory' && !recursive)
      throw new CliError('IS_A_DIRECTORY', `Cannot remove ${path}: it is a directory.`, {
        hint: `To remove it with all that is in it: nexus rm -r ${path}`,
      })
    if (stat.type === 'directory' && globals.ifMatch !== undefined)
      throw usageError('--if-match needs a file; directories have no etag.')
    removals.push({ path: stat.path, type: stat.type })
  }
  return removals
}

async function ask(context: Context, removals: readonly Removal[]): Promise<void> {
  const [only] = removals
  if (only === undefined) return
  const subject =
    removals.length > 1
      ? formatCount(removals.length, 'path')
      : `${only.path}${only.type === 'directory' ? ' and all that is in it' : ''}`
  await context.confirm(`Remove ${subject}?`)
}

async function* remove({ globals, signal, open }: Context, removals: readonly Removal[]) {
  const nexus = await open()
  for (const { path, type } of removals) {
    if (globals.dryRun) yield { dryRun: true, action: 'remove', path, type }
    else if (type === 'file') yield await nexus.delete(path, { ifMatch: globals.ifMatch, signal })
    else yield await nexus.rmdir(path, { recursive: true, signal })
  }
}
