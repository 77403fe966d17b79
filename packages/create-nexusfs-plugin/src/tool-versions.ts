import { readFileSync } from 'node:fs'

interface PackageJson {
  readonly version: string
  readonly devDependencies: Readonly<Record<string, string>>
}

const HOME = new URL('../', import.meta.url)

/**
 * Gives the range of versions of a package that new packages are made for: those that this one was built and tested
 * with, which are its own development dependencies.
 */
export function rangeOf(name: string): string {
  const { devDependencies } = readPackageJson(new URL('package.json', HOME))
  const range = devDependencies[name] ?? '*'
  // In the repository the ranges name the workspace; packing puts versions in their place.
  if (!/^(?:workspace|catalog):/.test(range)) return caret(range)
  return caret(readPackageJson(new URL(`node_modules/${name}/package.json`, HOME)).version)
}

function caret(version: string): string {
  return /^\d/.test(version) ? `^${version}` : version
}

function readPackageJson(file: URL): PackageJson {
  return JSON.parse(readFileSync(file, 'utf8')) as PackageJson
}
