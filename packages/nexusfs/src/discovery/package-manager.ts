import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { PackageManager, PackageManagerName } from './types.ts'

const LOCK_FILES: readonly (readonly [string, PackageManagerName])[] = [
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
]

const VERBS: Readonly<
  Record<PackageManagerName, { readonly add: string; readonly remove: string }>
> = {
  npm: { add: 'install', remove: 'uninstall' },
  pnpm: { add: 'add', remove: 'remove' },
  yarn: { add: 'add', remove: 'remove' },
  bun: { add: 'add', remove: 'remove' },
}

/**
 * The package manager of a folder: what its package.json says, else its lock file, else the same of the folders above,
 * else npm.
 * @param folder - Absolute; it need not exist.
 */
export function packageManagerOf(folder: string): PackageManager {
  const name = nameOf(folder)
  const verbs = VERBS[name]
  return {
    name,
    add: (packages) => [name, verbs.add, ...rootFlags(name, folder), ...packages],
    // pnpm asks only where a package is added, and does not know the flag elsewhere.
    remove: (packages) => [
      ...[name, verbs.remove],
      ...(name === 'pnpm' ? [] : rootFlags(name, folder)),
      ...packages,
    ],
  }
}

function nameOf(folder: string): PackageManagerName {
  const declared = declaredIn(folder) ?? lockedIn(folder)
  if (declared !== undefined) return declared
  const parent = dirname(folder)
  return parent === folder ? 'npm' : nameOf(parent)
}

function lockedIn(folder: string): PackageManagerName | undefined {
  return LOCK_FILES.find(([file]) => existsSync(join(folder, file)))?.[1]
}

/** `"packageManager": "pnpm@12.0.0"`, or the same below `devEngines`. */
function declaredIn(folder: string): PackageManagerName | undefined {
  const { packageManager, devEngines } = readMembers(folder)
  const declared =
    typeof packageManager === 'string' ? packageManager.split('@')[0] : engineOf(devEngines)
  return isKnown(declared) ? declared : undefined
}

function engineOf(devEngines: unknown): unknown {
  const engines = membersOf(devEngines).packageManager
  return membersOf(Array.isArray(engines) ? engines[0] : engines).name
}

function isKnown(name: unknown): name is PackageManagerName {
  return typeof name === 'string' && Object.hasOwn(VERBS, name)
}

/** In the root of a workspace these two refuse to add a package unless they are told that it is meant. */
function rootFlags(name: PackageManagerName, folder: string): readonly string[] {
  const isRoot =
    (name === 'pnpm' && existsSync(join(folder, 'pnpm-workspace.yaml'))) ||
    // Later versions of yarn neither ask for it nor know it.
    (name === 'yarn' &&
      !existsSync(join(folder, '.yarnrc.yml')) &&
      readMembers(folder).workspaces !== undefined)
  return isRoot ? ['--ignore-workspace-root-check'] : []
}

function readMembers(folder: string): Readonly<Record<string, unknown>> {
  try {
    return membersOf(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
  } catch {
    // None, or one that says nothing: the lock file may.
    return {}
  }
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
