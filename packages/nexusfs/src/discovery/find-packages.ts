import { loadConfig } from '../config/load-config.ts'
import { withSurroundings } from '../config/resolve-config.ts'
import { Discovery } from './discovery.ts'
import type { FindPackagesOptions, Installed } from './types.ts'

/**
 * Finds what is installed for a configuration: the packages that it names and the dependencies of its project, then those
 * of the user-wide folder `~/.nexus/packages`. Reads package.json files and imports nothing. A package with a problem is
 * listed with it; a configuration with problems counts as far as it is sound.
 * @throws `INVALID_ARGUMENT` for a configuration that is none.
 */
export async function findPackages(options: FindPackagesOptions = {}): Promise<Installed> {
  const around = withSurroundings(options)
  const loaded = await loadConfig(options.config, around)
  return new Discovery(loaded, around)
}
