import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** The folders that hold packages for a folder, the nearest first: each `node_modules` from there upwards. */
export function moduleFolders(base: string): readonly string[] {
  const parent = dirname(base)
  const above = parent === base ? [] : moduleFolders(parent)
  const own = join(base, 'node_modules')
  return basename(base) === 'node_modules' || !existsSync(own) ? above : [own, ...above]
}

/** A package as it lies on the disk. */
export interface LocatedPackage {
  /** Name under which it is installed. */
  readonly name: string
  /** Absolute; symbolic links in it are not followed yet. */
  readonly folder: string
  /** What its package.json holds. */
  readonly text: string
}

/** The package of that name in the nearest folder that has it; `undefined` where none has one that can be read. */
export function locatePackage(
  name: string,
  folders: readonly string[],
): LocatedPackage | undefined {
  // Paths are joined by hand: with hundreds of packages what path.join does to a clean name is half of the time.
  const near = folders.slice(0, -1).find((parent) => existsSync(`${parent}/${name}/package.json`))
  const parent = near ?? folders.at(-1)
  return parent === undefined ? undefined : readPackage(name, `${parent}/${name}`)
}

/** The package in a folder; `undefined` where there is none that can be read. */
export function readPackage(name: string, folder: string): LocatedPackage | undefined {
  try {
    return { name, folder, text: readFileSync(`${folder}/package.json`, 'utf8') }
  } catch {
    // None there, or no right to read it: whoever needs the package is told that nothing provides it.
    return undefined
  }
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
