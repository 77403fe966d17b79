import { CliError } from '../cli-error.ts'
import type { CommandDefinition, Context } from '../command.ts'
import { ask, canAsk } from '../confirm.ts'
import { EXIT } from '../exit-codes.ts'
import { escapeLines } from '../output/escape.ts'
import type { Output } from '../output/output.ts'
import { changePackages, prepareFolder } from '../packages/change-packages.ts'
import { describeOffer, lookUpOffer } from '../packages/offer.ts'
import { type PackageRow, type Problem, packageRows, rowJson } from '../packages/package-rows.ts'
import { type PackageSpec, parsePackageSpec } from '../packages/package-spec.ts'
import { changePlugin, fileToEnableIn } from '../packages/plugin-file.ts'
import { readInstallation } from '../packages/read-installation.ts'
import { installFolder } from '../packages/registry-source.ts'
import { warnOfEnabled } from '../packages/warn-of-enabled.ts'

export default {
  details: `Shows version, publisher and hooks of the package, installs it with the package manager of this project, and asks
before a plugin is enabled; --yes enables without asking. Where nobody can be asked it stays disabled. Only names of
packages in a registry are taken: no folders, archives or addresses.`,
  arguments: [{ name: 'PACKAGE', description: 'NAME, @SCOPE/NAME or NAME@VERSION' }],
  async run(context, input) {
    const { openOptions, globals, output } = context
    const spec = parsePackageSpec(input.argument(0))
    const before = await readInstallation(openOptions)
    if (before.problem !== undefined) throw before.problem
    const offer = await lookUpOffer(context, before, spec)
    for (const line of describeOffer(output, offer)) output.note(line)
    const folder = installFolder(before)
    const { packageManagerOf } = await import('nexusfs')
    const manager = packageManagerOf(folder)
    const command = manager.add([spec.text])
    if (globals.dryRun) {
      const plan = { dryRun: true, action: 'install', ...offer, folder, command }
      await output.document(plan, () => `would run ${command.join(' ')} in ${output.name(folder)}`)
      return EXIT.ok
    }
    if (before.installed.packageFile === undefined) await prepareFolder(folder)
    await changePackages(context, folder, command)
    const rows = await installedRows(context, spec)
    const enabled = await enableAll(context, rows)
    const json = {
      ...offer,
      version: rows[0]?.version,
      folder,
      enabled,
      provides: rows.map(rowJson),
    }
    await output.document(json, () => [])
    tell(output, spec, rows, enabled)
    return rows.every((row) => row.problem === undefined) ? EXIT.ok : EXIT.failure
  },
} satisfies CommandDefinition

/** What came, as its manifest on the disk says: the registry may have said otherwise. */
async function installedRows(
  { openOptions }: Context,
  { name }: PackageSpec,
): Promise<readonly PackageRow[]> {
  const rows = packageRows(await readInstallation(openOptions))
  const own = rows.filter((row) => row.package === name)
  if (own.length > 0) return own
  throw new CliError(
    'PLUGIN_MANIFEST_INVALID',
    `${name} was installed, but is no package for Nexus.`,
    {
      hint: `Its package.json has no "nexusfs" field. Remove it with your package manager.`,
    },
  )
}

/** Asks for each plugin that can be used whether it is to be enabled; gives those that are. */
async function enableAll(
  context: Context,
  rows: readonly PackageRow[],
): Promise<readonly string[]> {
  const enabled: string[] = []
  for (const row of rows.filter(
    ({ kind, problem }) => kind === 'plugin' && problem === undefined,
  )) {
    const installation = await readInstallation(context.openOptions)
    const path = await fileToEnableIn(context, installation)
    if (row.state !== 'enabled') {
      if (!(await agrees(context, row, path))) continue
      await changePlugin(context, installation, path, { action: 'enable', name: row.type })
      await warnOfEnabled(context, row.type)
    }
    enabled.push(row.type)
  }
  return enabled
}

async function agrees(
  { io, globals, signal }: Context,
  { type, version, provided }: PackageRow,
  path: string,
): Promise<boolean> {
  if (globals.yes) return true
  if (!canAsk(io)) return false
  const hooks = provided?.hooks?.join(', ') || 'no hooks'
  return ask(io, `Enable the plugin ${type} ${version} (${hooks}) in ${path}?`, signal)
}

function tell(
  output: Output,
  { name }: PackageSpec,
  rows: readonly PackageRow[],
  enabled: readonly string[],
): void {
  output.note(`installed ${name} ${rows[0]?.version ?? ''}`.trim())
  for (const { kind, type, problem } of rows) {
    if (problem !== undefined) warnOfProblem(output, `${kind} ${type}`, problem)
    else if (enabled.includes(type)) output.note(`enabled ${type}`)
    else output.note(NEXT[kind](type))
  }
}

function warnOfProblem(output: Output, what: string, { code, message, hint }: Problem): void {
  output.warn(`the ${what} cannot be used: ${code}: ${escapeLines(message)}`)
  if (hint !== undefined) output.note(escapeLines(hint))
}

const NEXT: Readonly<Record<PackageRow['kind'], (type: string) => string>> = {
  plugin: (type) => `${type} is not enabled; "nexus plugins enable ${type}" does it`,
  backend: (type) =>
    `use it with "type: ${type}" in nexus.yaml; "nexus plugins info ${type}" lists its options`,
  store: (type) =>
    `use it with "type: ${type}" in nexus.yaml; "nexus plugins info ${type}" lists its options`,
  command: (type) => `run it with "nexus ${type}"`,
  unknown: (type) => `${type} is of a kind that this version does not know`,
}
