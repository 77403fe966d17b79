import type { OptionDescription } from 'nexusfs'
import type { CommandDefinition } from '../command.ts'
import { alignColumns } from '../output/format.ts'
import type { Output } from '../output/output.ts'
import { problemLines } from '../output/problem-lines.ts'
import { type PackageDetails, readDetails } from '../packages/package-details.ts'
import { packageRows, rowJson } from '../packages/package-rows.ts'
import { readInstallation } from '../packages/read-installation.ts'

export default {
  details:
    'Everything that the package says of itself, with its hooks and options. No code of it is run.',
  arguments: [{ name: 'NAME', description: 'a type, a plugin or a package', completes: 'package' }],
  async run({ output, openOptions }, input) {
    const name = input.argument(0)
    const installation = await readInstallation(openOptions)
    const rows = packageRows(installation).filter(
      (row) => row.type === name || row.package === name,
    )
    // It throws, and tells how it is installed.
    if (rows.length === 0) installation.installed.select('plugin', name)
    const details = await Promise.all(rows.map(readDetails))
    const json = details.map(({ row, description }) => ({
      ...rowJson(row),
      apiVersion: row.provided?.apiVersion,
      folder: row.provided?.folder,
      entry: row.provided?.entry,
      ...description,
    }))
    await output.document(json, () =>
      details.flatMap((one, index) => [...(index === 0 ? [] : ['']), ...lines(output, one)]),
    )
  },
} satisfies CommandDefinition

function lines(output: Output, { row, description }: PackageDetails): readonly string[] {
  const { kind, type, title, version, state, tier, provided, problem } = row
  const { colors } = output
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['package', [row.package, version].join(' ').trim() || 'not installed'],
    ['state', state],
    ['description', description.description],
    ['author', description.author],
    ['license', description.license],
    ['homepage', description.homepage],
    ['from', TIERS[tier]],
    ['folder', provided?.folder],
    ['contract', provided && String(provided.apiVersion)],
    ['hooks', provided?.hooks?.join(', ') || (kind === 'plugin' && provided ? 'none' : undefined)],
  ]
  const given = facts.flatMap(([label, value]) =>
    value === undefined || value === '' ? [] : [[`  ${label}:`, output.name(value)]],
  )
  return [
    `${colors.bold(output.name([kind, type].join(' ').trim()))}${title === type ? '' : `  ${output.name(title)}`}`,
    ...alignColumns(given),
    ...optionLines(output, description.options),
    ...(problem === undefined ? [] : problemLines(output, problem)),
  ]
}

const TIERS: Readonly<Record<PackageDetails['row']['tier'], string | undefined>> = {
  code: undefined,
  none: undefined,
  bundled: 'nexusfs itself',
  project: 'this project',
  user: 'the packages of the user',
}

function optionLines(
  output: Output,
  options: readonly OptionDescription[] | undefined,
): readonly string[] {
  if (options === undefined) return []
  if (options.length === 0) return ['  options:  none']
  return [
    '  options:',
    ...options.flatMap((option) => [
      `    ${output.colors.bold(output.name(option.name))}  ${output.name(summaryOf(option))}`,
      ...(option.description === undefined ? [] : [`      ${output.name(option.description)}`]),
    ]),
  ]
}

function summaryOf(option: OptionDescription): string {
  const parts = [option.type, needOf(option)]
  return parts.filter((part) => part !== '').join(', ')
}

function needOf(option: OptionDescription): string {
  if (option.required) return 'needed'
  return 'default' in option ? `default ${JSON.stringify(option.default)}` : ''
}
