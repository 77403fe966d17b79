import { HOOK_NAMES } from '@nexusfs/core'
import { MANIFEST_KINDS, type ManifestRow, readManifestRow, TYPE_NAME } from '@nexusfs/core/kit'
import { isObject, type JsonObject } from './package-json.ts'
import { type PackageProblem, problemsOf } from './package-problem.ts'

/** One row of `nexusfs.provides`. */
export interface ProvidedRow extends ManifestRow {
  /** Such as `provides[0]`, for messages. */
  readonly where: string
}

const report = problemsOf('manifest')
/** What to do about a member, in the order in which they are written. */
const HINTS: Readonly<Record<keyof ManifestRow, string>> = {
  kind: `Give one of ${MANIFEST_KINDS.join(', ')}.`,
  type: `Give a name like ${TYPE_NAME.source}.`,
  apiVersion: 'Give 1, the version of the contracts.',
  entry: 'Give a file of the package, such as "./dist/index.js".',
  options: 'Give a file of the package, such as "./dist/options.json".',
  title: 'Give one line of up to 100 characters for people.',
  hooks: `Only plugins have hooks; they are ${HOOK_NAMES.join(', ')}.`,
}
const MEMBERS = Object.keys(HINTS)

/** The rows of the manifest that can be used further, and what is wrong with it. */
export function readManifest(packageJson: JsonObject): {
  readonly rows: readonly ProvidedRow[]
  readonly problems: readonly PackageProblem[]
} {
  const manifest = packageJson.nexusfs
  if (!isObject(manifest)) return { rows: [], problems: [absent()] }
  const { manifestVersion, provides } = manifest
  const problems: PackageProblem[] = []
  if (manifestVersion !== 1) problems.push(unknownVersion(manifestVersion))
  if (!Array.isArray(provides) || provides.length === 0) {
    return { rows: [], problems: [...problems, nothingProvided()] }
  }
  const rows = provides.map((row: unknown, index) => readRow(row, `provides[${index}]`))
  const usable = rows.flatMap((row) => ('row' in row ? [row.row] : []))
  problems.push(
    ...rows.flatMap((row) => ('problems' in row ? row.problems : [])),
    ...findRepeated(usable),
  )
  return { rows: usable, problems }
}

function readRow(
  row: unknown,
  where: string,
): { readonly row: ProvidedRow } | { readonly problems: readonly PackageProblem[] } {
  if (!isObject(row)) {
    return { problems: [report(`nexusfs.${where} is no object.`, 'Give kind, type, … of it.')] }
  }
  const { members, faults } = readManifestRow(row)
  const wrong = [...faults.map(({ member }) => member), ...stricterFaults(members)]
  const problems = [...wrongMembers(row, where, wrong), ...unknownMembers(row, where)]
  // Without a fault nothing is missing.
  return problems.length > 0 ? { problems } : { row: { where, ...(members as ManifestRow) } }
}

/** What the rules of a manifest leave open, and no package should be published with. */
function stricterFaults(row: Partial<ManifestRow>): readonly (keyof ManifestRow)[] {
  const { apiVersion, entry, options } = row
  return [
    ...(apiVersion === 1 ? [] : ['apiVersion' as const]),
    ...(leadsUp(entry) ? ['entry' as const] : []),
    ...(leadsUp(options) ? ['options' as const] : []),
  ]
}

function leadsUp(path: string | undefined): boolean {
  return path?.split('/').includes('..') ?? false
}

function wrongMembers(
  row: JsonObject,
  where: string,
  wrong: readonly (keyof ManifestRow | undefined)[],
): readonly PackageProblem[] {
  return Object.entries(HINTS)
    .filter(([member]) => wrong.some((name) => name === member))
    .map(([member, hint]) =>
      report(`nexusfs.${where}.${member} is ${JSON.stringify(row[member])}.`, hint),
    )
}

function unknownMembers(row: JsonObject, where: string): readonly PackageProblem[] {
  const hint = `Known: ${MEMBERS.join(', ')}.`
  return Object.keys(row)
    .filter((member) => !MEMBERS.includes(member))
    .map((member) => report(`nexusfs.${where} has the unknown member "${member}".`, hint))
}

function findRepeated(rows: readonly ProvidedRow[]): readonly PackageProblem[] {
  const seen = new Set<string>()
  return rows.flatMap(({ kind, type, where }) => {
    const name = `${kind} "${type}"`
    if (!seen.has(name)) {
      seen.add(name)
      return []
    }
    return [report(`nexusfs.${where} provides the ${name} once more.`, 'Keep one of the two.')]
  })
}

function absent(): PackageProblem {
  return report(
    'package.json has no member "nexusfs", so nothing of the package is found.',
    'Add { "manifestVersion": 1, "provides": [{ "kind", "type", "apiVersion": 1, "entry", "title" }] }.',
  )
}

function unknownVersion(found: unknown): PackageProblem {
  return report(
    `nexusfs.manifestVersion is ${JSON.stringify(found)}.`,
    'Set it to 1: there is no other version.',
  )
}

function nothingProvided(): PackageProblem {
  return report(
    'nexusfs.provides is no list with a row.',
    'Add a row for what the package provides.',
  )
}
