import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { defaultNames } from '../default-names.ts'

/** Where packages are looked for. */
export interface BaseFolder {
  /** Absolute. */
  readonly folder: string
  /** Absolute path of the package.json whose dependencies are candidates. */
  readonly packageFile: string | undefined
  readonly tier: 'project' | 'user'
}

/**
 * The folders in the order in which they are asked: that of the `nexus.yaml` in use, else that of the nearest
 * package.json above the working directory; then that of the user, which is the base where there is no other.
 * @param configFiles - Absolute paths of the configuration files in use.
 */
export function baseFolders(
  configFiles: readonly string[],
  cwd: string,
  home: string,
): readonly [BaseFolder, ...BaseFolder[]] {
  const user = userFolder(home)
  const project = projectFolder(configFiles, cwd, home)
  const isUser = project?.folder === user.folder || isSame(project?.packageFile, user.packageFile)
  return project === undefined || isUser ? [user] : [project, user]
}

function isSame(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one === other
}

function userFolder(home: string): BaseFolder {
  const folder = join(home, defaultNames.userPackages)
  const packageFile = join(folder, 'package.json')
  return { folder, packageFile: existsSync(packageFile) ? packageFile : undefined, tier: 'user' }
}

function projectFolder(
  configFiles: readonly string[],
  cwd: string,
  home: string,
): BaseFolder | undefined {
  const ofUser = join(home, defaultNames.userConfigFile)
  const config = configFiles.find((path) => path !== ofUser)
  const packageFile = nearestPackageFile(config === undefined ? cwd : dirname(config))
  if (config !== undefined) return { folder: dirname(config), packageFile, tier: 'project' }
  if (packageFile === undefined) return undefined
  return { folder: dirname(packageFile), packageFile, tier: 'project' }
}

function nearestPackageFile(folder: string): string | undefined {
  const file = join(folder, 'package.json')
  if (existsSync(file)) return file
  const parent = dirname(folder)
  return parent === folder ? undefined : nearestPackageFile(parent)
}
