import type { CommandDefinition } from '../command.ts'
import type { Output } from '../output/output.ts'
import { tableLines } from '../output/table.ts'
import { readInstallation } from '../packages/read-installation.ts'
import { registrySource } from '../packages/registry-source.ts'
import { type FoundPackage, searchRegistry } from '../packages/search-registry.ts'

export default {
  details: `Asks the registry that this project installs from for packages with the keyword nexusfs-plugin. What it answers is
what authors say of their packages; "nexus plugins install NAME" shows more before anything is enabled.`,
  arguments: [{ name: '[WORD...]', description: 'what it should have to do with' }],
  options: [{ flags: '--limit <number>', description: 'at most this many', type: 'number' }],
  async run(context, input) {
    const { output, openOptions } = context
    const installation = await readInstallation(openOptions)
    const source = await registrySource(installation, openOptions)
    const all = await searchRegistry(context, source, input.arguments)
    const found = all.slice(0, input.number('limit'))
    const installed = new Set(installation.installed.provided.map((row) => row.package))
    await output.document(
      found.map((one) => ({ ...one, installed: installed.has(one.name) })),
      () => lines(output, found, installed),
    )
    if (found.length === 0) output.note('The registry has no such package.')
  },
} satisfies CommandDefinition

function lines(
  output: Output,
  found: readonly FoundPackage[],
  installed: ReadonlySet<string>,
): readonly string[] {
  if (found.length === 0) return []
  const rows = found.map(({ name, version, publisher, date, description }) => [
    name,
    version,
    publisher || '-',
    date.slice(0, 10) || '-',
    installed.has(name) ? 'installed' : '-',
    description,
  ])
  return tableLines(output, HEAD, rows).flat()
}

const HEAD = ['PACKAGE', 'VERSION', 'PUBLISHER', 'DATE', 'STATE', 'DESCRIPTION']
