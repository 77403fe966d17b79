import { dirname } from 'node:path'
import type { BaseFolder } from './base-folder.ts'
import type { BasePackage } from './candidates.ts'
import { type LocatedPackage, locatePackage, moduleFolders, readPackage } from './locate-package.ts'
import { readManifest } from './manifest.ts'
import type { InstallCommand } from './manifest-problems.ts'
import { packageManagerOf } from './package-manager.ts'
import type { Provided } from './types.ts'

/** Reads the manifests of a base's dependencies and of the packages that the configuration names. */
export function collectPackages(
  base: BaseFolder,
  own: BasePackage,
  named: readonly string[],
): readonly Provided[] {
  const folders = moduleFolders(base.folder)
  const install = installCommand(base)
  // An author may name the package that lies in the base itself, and so try it in its own folder.
  const isOwn = (name: string): boolean => name === own.name && named.includes(name)
  const locate = (name: string): LocatedPackage | undefined =>
    isOwn(name) && base.packageFile !== undefined
      ? readPackage(name, dirname(base.packageFile))
      : locatePackage(name, folders)
  const rows = [...new Set([...own.dependencies, ...named])].flatMap((name) => {
    const located = locate(name)
    return located === undefined ? [] : readManifest(located, base.tier, install)
  })
  return withoutAliases(rows)
}

/** One folder under two names is one package. */
function withoutAliases(rows: readonly Provided[]): readonly Provided[] {
  const names = new Map<string, string>()
  return rows.filter((row) => {
    const first = names.get(row.folder) ?? row.package
    names.set(row.folder, first)
    return first === row.package
  })
}

function installCommand({ folder, tier }: BaseFolder): InstallCommand {
  return (packages) => {
    const command = packageManagerOf(folder).add(packages).join(' ')
    return tier === 'user' ? `cd ${folder} && ${command}` : command
  }
}
