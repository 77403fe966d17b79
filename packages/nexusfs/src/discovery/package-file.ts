import { realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'

/** A file of a package, or why it cannot be used. */
export type PackageFile = { readonly path: string } | { readonly fault: 'outside' | 'absent' }

/**
 * Finds a file that a manifest names, and sees that it really lies in the package, whatever its name and the symbolic
 * links on the way say.
 * @param folder - That of the package, absolute and without symbolic links.
 */
export function findPackageFile(folder: string, name: string): PackageFile {
  const path = join(folder, name)
  // Said of the name alone too: what lies outside is none of the package's business, whether or not it is there.
  if (!isBelow(folder, path)) return { fault: 'outside' }
  const real = realFile(path)
  if (real === undefined) return { fault: 'absent' }
  return isBelow(folder, real) ? { path: real } : { fault: 'outside' }
}

function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

function realFile(path: string): string | undefined {
  try {
    const real = realpathSync.native(path)
    return statSync(real).isFile() ? real : undefined
  } catch {
    // Nothing there, a link that leads nowhere or in a circle, or no right to look.
    return undefined
  }
}
