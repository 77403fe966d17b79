import type { CommandDefinition, Context } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { type Finding, failed, printFindings } from '../output/findings.ts'
import { examinePackages } from '../packages/examine-packages.ts'
import { readInstallation } from '../packages/read-installation.ts'

export default {
  details: `Names each problem of the packages of this project and its fix. Packages that the configuration names are loaded and
their configuration is checked; of others only the manifest is read. "nexus doctor" also opens the tree.`,
  async run(context) {
    const ok = await printFindings(context.output, examine(context))
    return ok ? EXIT.ok : EXIT.failure
  },
} satisfies CommandDefinition

async function* examine({ openOptions }: Context): AsyncGenerator<Finding> {
  const installation = await readInstallation(openOptions)
  const { installed, problem, files } = installation
  yield problem === undefined
    ? { check: 'configuration', ok: true, found: files.join(', ') || 'defaults, no file' }
    : failed('configuration', problem)
  yield { check: 'packages', ok: true, found: `looked for in ${installed.base}` }
  yield* examinePackages(installation, openOptions)
}
