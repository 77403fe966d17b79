import { resolve } from 'node:path'
import { checkDefinition } from './check-definition.ts'
import { checkExports, checkFiles } from './check-entry.ts'
import { checkPack } from './check-pack.ts'
import { checkPeer } from './check-peer.ts'
import { checkReadme } from './check-readme.ts'
import { type ProvidedRow, readManifest } from './manifest.ts'
import { checkPackageJson, type JsonObject, readPackageJson } from './package-json.ts'
import type { PackageProblem, PackageRule } from './package-problem.ts'

/** Options of {@link checkPackage}. */
export interface CheckPackageOptions {
  /** How long importing an entry may take, in milliseconds; default 10,000. */
  readonly importMs?: number | undefined
  /** Rules that are left out. */
  readonly except?: readonly PackageRule[] | undefined
}

/**
 * Looks at a built package as Nexus, npm and people will: whether the manifest in package.json, the exports, what the
 * entry exports by default and the written options agree; whether the entry lies inside of the package; whether it takes
 * the core of those who install it; whether the README has its parts in order; and whether the pack holds all that is
 * named and nothing else. Entries are imported in threads of their own; no script of the package is run.
 * @param folder - The folder of the package.json; relative to the working directory.
 * @returns Every problem, in the order of its rules; nothing when the package can be published.
 */
export async function checkPackage(
  folder: string,
  { importMs = 10_000, except = [] }: CheckPackageOptions = {},
): Promise<readonly PackageProblem[]> {
  const home = resolve(folder)
  const read = await readPackageJson(home)
  if ('problem' in read) return [read.problem]
  const { packageJson } = read
  const { rows, problems } = readManifest(packageJson)
  const checks = [
    checkPackageJson(packageJson),
    problems,
    ...rows.map((row) => checkRow(home, packageJson, row, importMs)),
    checkPeer(home, packageJson),
    checkReadme(home, String(packageJson.name)),
    except.includes('pack') ? [] : checkPack(home, packageJson, rows),
  ]
  const found = (await Promise.all(checks)).flat()
  return found.filter(({ rule }) => !except.includes(rule))
}

async function checkRow(
  folder: string,
  packageJson: JsonObject,
  row: ProvidedRow,
  importMs: number,
): Promise<readonly PackageProblem[]> {
  const files = await checkFiles(folder, row)
  const exports = checkExports(packageJson, row)
  if (files.length > 0) return [...files, ...exports]
  return [...exports, ...(await checkDefinition(folder, packageJson, row, importMs))]
}
