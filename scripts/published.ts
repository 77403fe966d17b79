import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** A package that goes to the registry. */
export interface PublishedPackage {
  readonly name: string
  readonly version: string
  /** Relative to the root, such as `packages/core`. */
  readonly folder: string
  /** Names of the packages that its users install beside it. */
  readonly peers: readonly string[]
  /** Names of the packages that what it makes asks for. */
  readonly handsOut: readonly string[]
  /** Source file of each public entry, by its name: `index`, `spec`, `kit`. */
  readonly entries: Readonly<Record<string, string>>
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string | { readonly 'nexusfs-source'?: string }>>
}

/** Lists the packages that are published, sorted by folder. */
export function publishedPackages(): readonly PublishedPackage[] {
  return globSync('{packages,plugins}/*/package.json', { cwd: root })
    .sort()
    .map((file) => ({ folder: dirname(file), manifest: readManifest(join(root, file)) }))
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ folder, manifest }) => ({
      name: manifest.name,
      version: manifest.version,
      peers: Object.keys(manifest.peerDependencies ?? {}),
      // `npm create` packages ask for the versions that they were built with.
      handsOut: /^create-/.test(manifest.name) ? Object.keys(manifest.devDependencies ?? {}) : [],
      folder,
      entries: entriesOf(manifest),
    }))
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest
}

function entriesOf({ exports = {} }: Manifest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(exports).flatMap(([name, target]) =>
      typeof target === 'object' && target['nexusfs-source'] !== undefined
        ? [[name === '.' ? 'index' : name.slice(2), target['nexusfs-source']]]
        : [],
    ),
  )
}

/** Whether a package has been built. */
export function isBuilt({ folder }: PublishedPackage): boolean {
  return existsSync(join(root, folder, 'dist'))
}
