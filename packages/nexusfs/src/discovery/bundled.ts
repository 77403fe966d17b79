import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BackendDefinition, StoreDefinition } from '@nexusfs/core'
import { type LocatedPackage, locatePackage, moduleFolders, realFolder } from './locate-package.ts'
import { readManifest } from './manifest.ts'
import type { Provided, ProvidedKind } from './types.ts'

type Load = () => Promise<BackendDefinition | StoreDefinition>

// Each is loaded when it is first named: a database or a folder that nobody uses costs nothing at start.
const LOADERS: ReadonlyMap<string, Load> = new Map<string, Load>([
  ['backend local', async () => (await import('@nexusfs/backend-local')).default],
  ['backend memory', async () => (await import('./memory-definitions.ts')).memoryBackend],
  ['store sqlite', async () => (await import('@nexusfs/store-sqlite')).default],
  ['store memory', async () => (await import('./memory-definitions.ts')).memoryStore],
])

/** Whether a kind and type come with this package. */
export function isBundled(kind: ProvidedKind, type: string): boolean {
  return LOADERS.has(`${kind} ${type}`)
}

/** The definition of what {@link isBundled}; `undefined` for anything else. */
export async function loadBundled(
  kind: ProvidedKind,
  type: string,
): Promise<BackendDefinition | StoreDefinition | undefined> {
  return LOADERS.get(`${kind} ${type}`)?.()
}

/** What comes with this package, for lists. */
export function listBundled(): readonly Provided[] {
  const folders = moduleFolders(dirname(fileURLToPath(import.meta.url)))
  const core = packageOf('@nexusfs/core', folders)
  return [
    ...adapterOf(packageOf('@nexusfs/backend-local', folders), 'backend', 'local'),
    ...adapterOf(packageOf('@nexusfs/store-sqlite', folders), 'store', 'sqlite'),
    bundled('backend', 'memory', 'Memory', core),
    bundled('store', 'memory', 'Memory', core),
  ]
}

/** What its manifest says, or the least where it cannot be read. */
function adapterOf(located: LocatedPackage, kind: ProvidedKind, type: string): readonly Provided[] {
  const rows = readManifest(located, 'bundled', () => '')
  const own = rows.filter((row) => row.kind === kind && row.type === type)
  return own.length > 0 ? own : [bundled(kind, type, type, located)]
}

/** A bundler may have put the package into a file of its own making: then version and folder are not known. */
function packageOf(name: string, folders: readonly string[]): LocatedPackage {
  return locatePackage(name, folders) ?? { name, folder: '', text: '{}' }
}

function bundled(
  kind: ProvidedKind,
  type: string,
  title: string,
  { name, folder, text }: LocatedPackage,
): Provided {
  const { version = '' } = JSON.parse(text) as { readonly version?: string }
  return {
    ...{ kind, type, title, apiVersion: 1, entry: '' },
    ...{ package: name, version, folder: folder === '' ? '' : realFolder(folder) },
    tier: 'bundled',
  }
}
