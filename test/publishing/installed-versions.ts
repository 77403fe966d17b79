import type { Project } from './project.ts'

/** What a project has installed. */
export interface InstalledVersions {
  /** Versions by package name. */
  readonly versions: Readonly<Record<string, string>>
  /** The version of each copy of core that one of the packages uses. */
  readonly cores: readonly string[]
}

/** Reads which version of each package a project has, and which core each of them would load. */
export async function installedVersions(
  project: Project,
  names: readonly string[],
): Promise<InstalledVersions> {
  const { stdout, stderr } = await project.runModule(`
    import { readFileSync, realpathSync } from 'node:fs'
    import { createRequire } from 'node:module'
    const versionOf = (file) => JSON.parse(readFileSync(file, 'utf8')).version
    const here = createRequire(import.meta.url)
    const versions = {}
    const cores = new Set()
    for (const name of ${JSON.stringify(names)}) {
      const file = realpathSync(here.resolve(name + '/package.json'))
      versions[name] = versionOf(file)
      cores.add(realpathSync(createRequire(file).resolve('@nexusfs/core/package.json')))
    }
    console.log(JSON.stringify({ versions, cores: [...cores].map(versionOf) }))`)
  if (stderr !== '') throw new Error(stderr)
  return JSON.parse(stdout) as InstalledVersions
}
