import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A folder of this machine and where it goes in the tree. */
export interface SourceFolder {
  readonly host: string
  readonly target: string
  /** Host folders that are left out. */
  readonly excluded: readonly string[]
}

/** The repository of this example. */
export const OUR_REPOSITORY = resolve(import.meta.dirname, '../..')

/** The real input: the files of a repository, and the installed TypeScript package. */
export async function realFolders(
  home: string,
  repository: string,
): Promise<readonly SourceFolder[]> {
  const typescript = dirname(fileURLToPath(import.meta.resolve('typescript/package.json')))
  return [
    {
      host: repository,
      target: `${home}/repository`,
      excluded: await generatedFolders(repository),
    },
    { host: typescript, target: `${home}/typescript`, excluded: [] },
  ]
}

const generated = new Set(['node_modules', 'dist', '.git', '.local', 'coverage'])

/** Folders below `folder` that hold what was installed or built, and are no input. */
async function generatedFolders(folder: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const entry of await foldersIn(folder)) {
    const path = join(folder, entry.name)
    if (generated.has(entry.name)) found.push(path)
    else found.push(...(await generatedFolders(path)))
  }
  return found
}

/** Lists the files that an import takes, relative to the folder: no links, nothing in excluded folders. */
export async function hostFiles(source: SourceFolder, below = ''): Promise<readonly string[]> {
  const files: string[] = []
  for (const entry of await readdir(join(source.host, below), { withFileTypes: true })) {
    const relative = join(below, entry.name)
    if (entry.isFile()) files.push(relative)
    if (entry.isDirectory() && !source.excluded.includes(join(source.host, relative))) {
      files.push(...(await hostFiles(source, relative)))
    }
  }
  return files
}

async function foldersIn(folder: string): Promise<readonly Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory())
}
