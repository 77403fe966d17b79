import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { BaseFolder } from './base-folder.ts'
import type { BasePackage } from './candidates.ts'
import { type LocatedPackage, locatePackage, moduleFolders } from './locate-package.ts'
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
  const locate = (name: string): LocatedPackage | undefined =>
    name === own.name && named.includes(name)
      ? ownPackage(base, name)
      : locatePackage(name, folders)
  const rows = [...new Set([...own.dependencies, ...named])].flatMap((name) => {
    const located = locate(name)
    return located === undefined ? [] : readManifest(located, base.tier, install)
  })
  return withoutAliases(rows)
}

/** An author tries a package in its own folder. */
function ownPackage({ packageFile }: BaseFolder, name: string): LocatedPackage | undefined {
  if (packageFile === undefined) return undefined
  return { name, folder: dirname(packageFile), text: readFileSync(packageFile, 'utf8') }
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
