import { join } from 'node:path'
import type { PluginEdit, PluginListChange } from 'nexusfs'
import type { Context } from '../command.ts'
import type { Installation } from './read-installation.ts'

/**
 * The configuration file that plugins are enabled in: the one that was named or that of the working directory; where
 * packages are those of the user, the one of the user; else a new `nexus.yaml` in the working directory.
 */
export async function fileToEnableIn(
  { openOptions }: Pick<Context, 'openOptions'>,
  { files, installed }: Installation,
): Promise<string> {
  const { defaultNames } = await import('nexusfs')
  const { home, cwd } = openOptions
  const ofUser = join(home, defaultNames.userConfigFile)
  const ofProject = files.find((file) => file !== ofUser)
  if (ofProject !== undefined) return ofProject
  if (installed.base === join(home, defaultNames.userPackages)) return ofUser
  return join(cwd, defaultNames.configFiles[0])
}

/** The file that lists the plugins that run now, which may be that of the user; else as {@link fileToEnableIn}. */
export async function fileOfPlugins(
  context: Pick<Context, 'openOptions'>,
  installation: Installation,
): Promise<string> {
  if (!isListOfUser(installation)) return fileToEnableIn(context, installation)
  const { defaultNames } = await import('nexusfs')
  return join(context.openOptions.home, defaultNames.userConfigFile)
}

/** Only that file is named from the home folder. */
function isListOfUser({ origins: { plugins } }: Installation): boolean {
  return plugins?.kind === 'file' && plugins.text.startsWith('~/')
}

/** Changes one plugin in the file, and warns where a list in a weaker file does not count any more. */
export async function changePlugin(
  { output, globals, openOptions }: Pick<Context, 'output' | 'globals' | 'openOptions'>,
  installation: Installation,
  file: string,
  change: PluginListChange,
): Promise<PluginEdit> {
  const { editPlugins } = await import('nexusfs')
  const edit = await editPlugins(file, change, { dryRun: globals.dryRun })
  if (edit.changed && isListOfUser(installation)) {
    const listed = await fileOfPlugins({ openOptions }, installation)
    if (listed !== file)
      output.warn(`${file} has its own list of plugins now: that of ${listed} does not count here.`)
  }
  return edit
}
