import { join } from 'node:path'
import type { PluginEdit, PluginListChange } from 'nexusfs'
import type { Context } from '../command.ts'
import type { Installation } from './read-installation.ts'

/**
 * The configuration file that plugins are enabled in: the one that was named or that of the working directory; where
 * packages are those of the user, the one of the user; else a new `nexus.yaml` in the working directory.
 */
export async function pluginFile(
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

/** Changes one plugin in the file, and warns where a list in a weaker file does not count any more. */
export async function changePlugin(
  { output, globals }: Pick<Context, 'output' | 'globals'>,
  { origins, files, settings }: Installation,
  file: string,
  change: PluginListChange,
): Promise<PluginEdit> {
  const { editPlugins } = await import('nexusfs')
  const edit = await editPlugins(file, change, { dryRun: globals.dryRun })
  const { text, kind } = origins.plugins ?? {}
  const isElsewhere = kind === 'file' && files.at(-1) !== file && text?.startsWith('~/') === true
  if (edit.changed && isElsewhere && (settings.plugins ?? []).length > 0)
    output.warn(`${file} has its own list of plugins now: the one at ${text} does not count here.`)
  return edit
}
