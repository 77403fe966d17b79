import type { CommandDefinition } from '../command.ts'
import { printChanged, printPlanned } from '../output/written.ts'
import { changePlugin, fileOfPlugins } from '../packages/plugin-file.ts'
import { type Installation, readInstallation } from '../packages/read-installation.ts'

export default {
  details: `Switches the plugin off in nexus.yaml; its configuration and all comments stay. It works for a plugin that is
broken or not installed too.`,
  arguments: [{ name: 'NAME', description: 'a plugin or its package', completes: 'package' }],
  async run(context, input) {
    const { globals, openOptions } = context
    const installation = await readInstallation(openOptions)
    if (installation.problem !== undefined) throw installation.problem
    const name = nameOf(installation, input.argument(0))
    const path = await fileOfPlugins(context, installation)
    const { changed } = await changePlugin(context, installation, path, {
      action: 'disable',
      name,
    })
    if (globals.dryRun)
      return printPlanned(context, `disable ${name} in ${path}`, { action: 'disable', path, name })
    const text = changed ? `disabled ${name} in ${path}` : `${name} is not enabled in ${path}`
    await printChanged(context, text, { name, enabled: false, changed, file: path })
  },
} satisfies CommandDefinition

/** A plugin by its name or its package. @throws `PLUGIN_NOT_FOUND` for what is neither installed nor listed. */
function nameOf({ installed, settings }: Installation, name: string): string {
  const isListed = settings.plugins?.some((plugin) => plugin.name === name)
  const found = installed.provided.find(
    (row) => row.kind === 'plugin' && (row.type === name || row.package === name),
  )
  if (isListed === true || found?.type === name) return name
  return found?.type ?? installed.select('plugin', name).type
}
