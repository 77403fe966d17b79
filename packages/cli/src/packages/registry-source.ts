import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Provided } from 'nexusfs'
import type { OpenOptions } from '../io.ts'
import type { RegistrySource } from './ask-registry.ts'
import type { Installation } from './read-installation.ts'

/** Whom to ask about packages, and in which folder. */
export async function registrySource(
  installation: Installation,
  { cwd }: Pick<OpenOptions, 'cwd'>,
): Promise<RegistrySource> {
  const { packageManagerOf } = await import('nexusfs')
  const folder = installFolder(installation)
  const { name } = packageManagerOf(folder)
  return { program: name === 'pnpm' ? 'pnpm' : 'npm', folder: existsSync(folder) ? folder : cwd }
}

/** The folder whose dependencies packages become; it may not exist yet. */
export function installFolder({ installed }: Installation): string {
  return installed.packageFile === undefined ? installed.base : dirname(installed.packageFile)
}

/** The folder that a package of that tier was installed into. */
export async function folderOf(
  installation: Installation,
  tier: Provided['tier'],
  { home }: Pick<OpenOptions, 'home'>,
): Promise<string> {
  const { defaultNames } = await import('nexusfs')
  return tier === 'user' ? join(home, defaultNames.userPackages) : installFolder(installation)
}
