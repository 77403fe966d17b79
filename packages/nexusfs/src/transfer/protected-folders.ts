import { realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import type { Nexus } from '@nexusfs/core'
import { identityOf } from './host-folder.ts'

/** Host folders that a transfer must neither read nor remove. */
export interface ProtectedFolders {
  /** Device and inode of each. */
  readonly identities: ReadonlySet<string>
  /** Real paths. */
  readonly paths: readonly string[]
}

/** The folders of the store and of its local backends, and those that the caller excludes. */
export async function protectedFolders(
  nx: Nexus,
  excluded: readonly string[] = [],
): Promise<ProtectedFolders> {
  const identities = new Set<string>()
  const paths: string[] = []
  for (const path of [...(await locationsOf(nx)), ...excluded]) {
    const real = await realpath(path).catch(() => undefined)
    if (real === undefined) continue
    const stats = await stat(real)
    const folder = stats.isDirectory() ? real : dirname(real)
    paths.push(folder)
    identities.add(identityOf(stats.isDirectory() ? stats : await stat(folder)))
  }
  return { identities, paths }
}

/** Whether a host path is a protected folder, lies in one, or contains one. */
export function touchesProtected(folders: ProtectedFolders, realPath: string): boolean {
  return folders.paths.some((path) => isInside(path, realPath) || isInside(realPath, path))
}

/** Whether a host path is `folder` or lies in it. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(join(folder, '/'))
}

async function locationsOf(nx: Nexus): Promise<readonly string[]> {
  const { store, backends } = await nx.health()
  return [store, ...backends].map(({ location }) => location).filter(isAbsolute)
}
