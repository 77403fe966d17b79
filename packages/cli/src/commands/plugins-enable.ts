import type { CommandDefinition } from '../command.ts'
import { printChanged, printPlanned } from '../output/written.ts'
import { findPlugin } from '../packages/find-plugin.ts'
import { changePlugin, fileToEnableIn } from '../packages/plugin-file.ts'
import { readInstallation } from '../packages/read-installation.ts'
import { warnOfEnabled } from '../packages/warn-of-enabled.ts'

export default {
  details: `Adds the plugin to the list "plugins" of nexus.yaml, or switches its entry on; a nexus.yaml is made where there is
none. Comments and everything else in the file stay as they are. The plugin runs from the next command on; it is loaded
once to see whether its configuration fits.`,
  arguments: [{ name: 'NAME', description: 'a plugin or its package', completes: 'package' }],
  async run(context, input) {
    const { globals, openOptions, output } = context
    const installation = await readInstallation(openOptions)
    if (installation.problem !== undefined) throw installation.problem
    const { type: name, hooks = [] } = findPlugin(installation, input.argument(0))
    const path = await fileToEnableIn(context, installation)
    const { changed, created } = await changePlugin(context, installation, path, {
      action: 'enable',
      name,
    })
    if (globals.dryRun)
      return printPlanned(context, `enable ${name} in ${path}`, { action: 'enable', path, name })
    const finding = await warnOfEnabled(context, name)
    const problem = finding && { message: finding.found, hint: finding.hint }
    const result = { name, enabled: true, changed, created, file: path, hooks, problem }
    await printChanged(context, sentence(name, path, changed), result)
    if (hooks.length > 0) output.note(`hooks: ${hooks.join(', ')}`)
  },
} satisfies CommandDefinition

function sentence(name: string, path: string, changed: boolean): string {
  return changed ? `enabled ${name} in ${path}` : `${name} is enabled already in ${path}`
}
