import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** The folders that hold packages for a folder, the nearest first: each `node_modules` from there upwards. */
export function moduleFolders(base: string): readonly string[] {
  const parent = dirname(base)
  const above = parent === base ? [] : moduleFolders(parent)
  const own = join(base, 'node_modules')
  return basename(base) === 'node_modules' || !existsSync(own) ? above : [own, ...above]
}

/** The folder of a package, from the nearest of the folders that has it; symbolic links are not followed yet. */
export function locatePackage(name: string, folders: readonly string[]): string | undefined {
  // Joined by hand: with hundreds of packages what path.join does to a clean name is half of the time.
  const found = folders.find((parent) => existsSync(`${parent}/${name}/package.json`))
  return found === undefined ? undefined : `${found}/${name}`
}

/** The folder without symbolic links, as Node.js names the modules in it; as it is where that cannot be told. */
export function realFolder(folder: string): string {
  try {
    return realpathSync.native(folder)
  } catch {
    // It went away in between; then its files are not there either, which is said of them.
    return folder
  }
}
