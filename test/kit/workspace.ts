import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

/** The members of a package.json that the checks read. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly nexusfs?: { readonly provides: readonly Provided[] }
}

/** One row of what a package provides. */
export interface Provided {
  readonly kind: string
  readonly type: string
}

/** One package of the workspace. */
export interface WorkspacePackage {
  /** Relative to the root, such as `packages/core`. */
  readonly folder: string
  readonly manifest: Manifest
}

/** Reads the packages below the given folders, sorted by folder; a folder without package.json is none. */
export function readPackages(parents: readonly string[]): readonly WorkspacePackage[] {
  return parents.flatMap((parent) =>
    folders(parent).flatMap((name) => {
      const folder = `${parent}/${name}`
      const manifest = readManifest(folder)
      return manifest === undefined ? [] : [{ folder, manifest }]
    }),
  )
}

/** Reads what an installed package gets: its dependencies, those of its peers and optional ones included. */
export function shippedDependencies({ manifest }: WorkspacePackage): readonly string[] {
  const { dependencies, peerDependencies, optionalDependencies } = manifest
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })
}

function folders(parent: string): readonly string[] {
  try {
    return readdirSync(join(root, parent)).sort()
  } catch {
    return []
  }
}

function readManifest(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest
  } catch {
    return undefined
  }
}
