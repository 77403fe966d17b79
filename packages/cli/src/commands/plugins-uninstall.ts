import type { Provided } from 'nexusfs'
import { CliError, usageError } from '../cli-error.ts'
import type { CommandDefinition, Context } from '../command.ts'
import { printChanged } from '../output/written.ts'
import { changePackages } from '../packages/change-packages.ts'
import { packageRows } from '../packages/package-rows.ts'
import { changePlugin, fileOfPlugins } from '../packages/plugin-file.ts'
import { type Installation, readInstallation } from '../packages/read-installation.ts'
import { folderOf } from '../packages/registry-source.ts'

export default {
  details: `Takes the plugin out of nexus.yaml and removes its package with the package manager of this project. What a
backend or a store holds is not touched, but one that the configuration names is not removed. Asks on a terminal.`,
  arguments: [
    { name: 'NAME', description: 'a package, or a type it provides', completes: 'package' },
  ],
  async run(context, input) {
    const { openOptions, globals, output, confirm } = context
    const installation = await readInstallation(openOptions)
    if (installation.problem !== undefined) throw installation.problem
    const rows = packageOf(installation, input.argument(0))
    const [{ package: name, tier }] = rows
    refuseInUse(installation, name)
    const folder = await folderOf(installation, tier, openOptions)
    const { packageManagerOf } = await import('nexusfs')
    const command = packageManagerOf(folder).remove([name])
    const disabled = listedPlugins(installation, rows)
    const result = { package: name, folder, removed: disabled }
    if (globals.dryRun)
      return output.document({ dryRun: true, action: 'uninstall', ...result, command }, () => [
        ...disabled.map((type) => `would remove ${type} from the plugins of nexus.yaml`),
        `would run ${command.join(' ')} in ${output.name(folder)}`,
      ])
    await confirm(`Remove ${name}${disabled.length > 0 ? ', and its entry in nexus.yaml' : ''}?`)
    await takeOut(context, installation, disabled)
    await changePackages(context, folder, command)
    await printChanged(context, `uninstalled ${name}`, result)
  },
} satisfies CommandDefinition

type Rows = readonly [Provided, ...Provided[]]

/** The rows of the one package that is meant. */
function packageOf({ installed }: Installation, name: string): Rows {
  const ofPackage = installed.provided.filter((row) => row.package === name)
  const found =
    ofPackage.length > 0 ? ofPackage : installed.provided.filter((row) => row.type === name)
  const [first, ...others] = found
  // It throws, and says what there is.
  if (first === undefined) return [installed.select('plugin', name)]
  if (first.tier === 'bundled' || first.tier === 'code')
    throw usageError(`${name} comes with nexusfs and cannot be removed.`)
  const packages = new Set(found.map((row) => row.package))
  if (packages.size > 1)
    throw usageError(
      `${name} is provided by several packages.`,
      `Name one: ${[...packages].join(', ')}.`,
    )
  return [first, ...others]
}

/** Removing what holds content would leave files that nobody can read. */
function refuseInUse(installation: Installation, name: string): void {
  const used = packageRows(installation).find(
    (row) => row.package === name && row.state === 'in use',
  )
  if (used === undefined) return
  throw new CliError(
    'INVALID_ARGUMENT',
    `${name} is in use: the configuration names the ${used.kind} ${used.type}.`,
    { hint: 'Take it out of the configuration first; "nexus config show" says where it stands.' },
  )
}

/** The plugins of the package that the configuration lists and that no other package provides. */
function listedPlugins({ installed, settings }: Installation, rows: Rows): readonly string[] {
  const others = installed.provided.filter((row) => row.package !== rows[0].package)
  return rows
    .filter(({ kind, type }) => {
      const isElsewhere = others.some((row) => row.kind === 'plugin' && row.type === type)
      const isListed = settings.plugins?.some((plugin) => plugin.name === type) === true
      return kind === 'plugin' && isListed && !isElsewhere
    })
    .map(({ type }) => type)
}

async function takeOut(
  context: Context,
  installation: Installation,
  names: readonly string[],
): Promise<void> {
  const path = await fileOfPlugins(context, installation)
  for (const name of names)
    await changePlugin(context, installation, path, { action: 'remove', name })
}
