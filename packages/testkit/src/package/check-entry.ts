import { realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { ProvidedRow } from './manifest.ts'
import { importedFiles, publishedExports } from './package-exports.ts'
import type { JsonObject } from './package-json.ts'
import { type PackageProblem, problemsOf } from './package-problem.ts'

const report = problemsOf('entry')

/** Whether the files that a row names are there, and inside of the package when links are followed. */
export async function checkFiles(
  folder: string,
  { where, entry, options }: ProvidedRow,
): Promise<readonly PackageProblem[]> {
  const named = { entry, ...(options !== undefined && { options }) }
  const checks = Object.entries(named).map(([member, file]) =>
    checkFile(folder, file, `nexusfs.${where}.${member}`),
  )
  return (await Promise.all(checks)).flat()
}

/** Whether people who import the package get the same module as Nexus. */
export function checkExports(
  packageJson: JsonObject,
  { where, entry }: ProvidedRow,
): readonly PackageProblem[] {
  if (importedFiles(publishedExports(packageJson)).includes(entry)) return []
  return [
    problemsOf('exports')(
      `nexusfs.${where}.entry is ${entry}, which "exports" of package.json does not name.`,
      `Export it: "exports": { ".": { "types": …, "default": "${entry}" } }.`,
    ),
  ]
}

async function checkFile(
  folder: string,
  file: string,
  member: string,
): Promise<readonly PackageProblem[]> {
  const path = join(folder, file)
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) {
    return [
      report(`${member} is ${file}, which is not there.`, 'Build the package, or correct it.'),
    ]
  }
  if (!found.isFile()) return [report(`${member} is ${file}, which is no file.`, 'Name a file.')]
  const [home, real] = await Promise.all([realpath(folder), realpath(path)])
  const inside = relative(home, real)
  if (inside !== '..' && !inside.startsWith(`..${sep}`)) return []
  return [
    report(
      `${member} is ${file}, a link that leads out of the package.`,
      'Put the file itself there: Nexus loads nothing from outside of a package.',
    ),
  ]
}
