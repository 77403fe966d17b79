import type { Provided } from 'nexusfs'
import { usageError } from '../cli-error.ts'
import type { Installation } from './read-installation.ts'

/**
 * The plugin of that name, or the one that the package of that name provides.
 * @throws `PLUGIN_NOT_FOUND` with the command that installs it, its problem, `INVALID_ARGUMENT` where the package
 * provides no plugin, or several.
 */
export function findPlugin({ installed, settings }: Installation, name: string): Provided {
  const ofPackage = installed.provided.filter((row) => row.package === name)
  const plugins = ofPackage.filter(({ kind }) => kind === 'plugin')
  const isType = installed.provided.some((row) => row.kind === 'plugin' && row.type === name)
  if (isType || ofPackage.length === 0) {
    const entry = settings.plugins?.find((plugin) => plugin.name === name)
    return installed.select('plugin', name, { package: entry?.package })
  }
  const [plugin, second] = plugins
  if (plugin === undefined)
    throw usageError(
      `${name} provides no plugin.`,
      'Backends and stores are named by the configuration.',
    )
  if (second !== undefined)
    throw usageError(
      `${name} provides several plugins.`,
      `Name one: ${plugins.map(({ type }) => type).join(', ')}.`,
    )
  return installed.select('plugin', plugin.type, { package: plugin.package })
}
