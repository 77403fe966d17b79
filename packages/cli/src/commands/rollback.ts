import { usageError } from '../cli-error.ts'
import type { CommandDefinition } from '../command.ts'
import { printPlanned, printWritten } from '../output/written.ts'
import { treePath } from '../tree-path.ts'

export default {
  details:
    'Makes a new version with the content of an old one; metadata and tags stay, and nothing is lost. "nexus history PATH"\nlists the versions.',
  ifMatch: true,
  arguments: [
    { name: 'PATH', description: 'file', completes: 'tree' },
    { name: 'VERSION', description: 'number of the version' },
  ],
  async run(context, input) {
    const { globals, signal } = context
    const path = treePath(input.argument(0))
    const version = versionOf(input.argument(1), path)
    const nexus = await context.open()
    if (globals.dryRun) {
      await nexus.diff({ path, version }, { path, version }, { signal })
      const plan = { action: 'rollback', path, version }
      return printPlanned(context, `roll ${path} back to version ${version}`, plan)
    }
    const options = { ifMatch: globals.ifMatch, signal }
    const result = await nexus.versions.rollback(path, version, options)
    await printWritten(context, `rolled back to version ${version}:`, result)
  },
} satisfies CommandDefinition

function versionOf(given: string, path: string): number {
  const version = Number(/^v?(\d{1,15})$/.exec(given)?.[1])
  if (version >= 1) return version
  throw usageError(`"${given}" is no version.`, `"nexus history ${path}" lists the versions.`)
}
