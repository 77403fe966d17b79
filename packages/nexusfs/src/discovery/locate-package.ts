import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** A package as it lies on the disk. */
export interface LocatedPackage {
  /** Name under which it is installed. */
  readonly name: string
  /** Absolute; symbolic links in it are not followed yet. */
  readonly folder: string
  /** What its package.json holds; `undefined` where that cannot be read. */
  readonly text: string | undefined
}

/** The folders that hold packages for a folder, the nearest first: each `node_modules` from there upwards. */
export function moduleFolders(base: string): readonly string[] {
  const parent = dirname(base)
  const above = parent === base ? [] : moduleFolders(parent)
  const own = join(base, 'node_modules')
  return basename(base) === 'node_modules' || !existsSync(own) ? above : [own, ...above]
}

/** The package of that name in the nearest folder that has it; `undefined` where none has. */
export function locatePackage(
  name: string,
  folders: readonly string[],
): LocatedPackage | undefined {
  // Joined by hand: with hundreds of packages what path.join does to a clean name is half of the time.
  const found = folders.find((parent) => existsSync(`${parent}/${name}/package.json`))
  if (found === undefined) return undefined
  const folder = `${found}/${name}`
  return { name, folder, text: readText(`${folder}/package.json`) }
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

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // A folder of that name, or no right to read it: whoever needs the package says so.
    return undefined
  }
}
