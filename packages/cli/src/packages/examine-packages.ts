import type { Definition } from '@nexusfs/core'
import { commandOf, commandsOf } from '../extensions/extension-commands.ts'
import type { OpenOptions } from '../io.ts'
import { connectOptions } from '../open-tree.ts'
import { type Finding, failed, tried } from '../output/findings.ts'
import { type PackageRow, packageRows } from './package-rows.ts'
import type { Installation } from './read-installation.ts'

/**
 * Checks what packages provide: first all that the manifests say, then, of what the configuration names, that it loads, that
 * it is what its manifest says, and that its configuration fits.
 */
export async function* examinePackages(
  installation: Installation,
  options: OpenOptions,
): AsyncGenerator<Finding> {
  for (const row of packageRows(installation))
    if (row.problem !== undefined || (row.provided !== undefined && row.tier !== 'bundled'))
      yield await examineRow(row, installation, options)
}

/** Checks one thing that a package provides. */
export async function examineRow(
  row: PackageRow,
  installation: Installation,
  options: OpenOptions,
): Promise<Finding> {
  const check = `${row.kind} ${row.type || row.package}`
  if (row.problem !== undefined) return failed(check, row.problem)
  return tried(check, () => examine(row, installation, options))
}

async function examine(
  row: PackageRow,
  { installed }: Installation,
  options: OpenOptions,
): Promise<string> {
  const { state, provided } = row
  const what = `${row.package} ${row.version}`.trim()
  const isNamed = state === 'enabled' || state === 'in use'
  // Nothing runs that the user did not name.
  if (!isNamed || provided === undefined) return `${what}, ${WORDS[state]}`
  const definition = await installed.load(provided)
  await examineConfig(row, definition, options)
  return `${what} loads, ${WORDS[state]}`
}

const WORDS: Readonly<Record<PackageRow['state'], string>> = {
  enabled: 'enabled',
  disabled: 'installed and not enabled',
  'in use': 'in use',
  available: 'installed',
}

async function examineConfig(
  { kind, type, title }: PackageRow,
  definition: Definition,
  options: OpenOptions,
): Promise<void> {
  if (kind === 'command') commandOf(definition, type)
  if (kind !== 'plugin' || definition.kind !== 'plugin') return
  await commandsOf(definition, type, title)
  const { readPluginConfig } = await import('nexusfs')
  const { env, cwd, home } = options
  const { configSchema: schema } = definition
  await readPluginConfig({ name: type, schema }, connectOptions(options), { env, cwd, home })
}
