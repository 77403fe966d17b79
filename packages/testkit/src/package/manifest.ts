import { HOOK_NAMES } from '@nexusfs/core'
import { isObject, type JsonObject } from './package-json.ts'
import { type PackageProblem, problemsOf } from './package-problem.ts'

/** The kinds of things that a package can provide. */
const KINDS = ['backend', 'store', 'plugin', 'command'] as const

/** One row of `nexusfs.provides`. */
export interface ProvidedRow {
  /** Such as `provides[0]`, for messages. */
  readonly where: string
  readonly kind: (typeof KINDS)[number]
  readonly type: string
  /** Relative to the package. */
  readonly entry: string
  /** The file of the JSON Schema of its options, relative to the package. */
  readonly options?: string | undefined
  readonly title: string
  readonly hooks?: readonly string[] | undefined
}

const report = problemsOf('manifest')
const TYPE = /^[a-z][a-z0-9-]*$/
const MEMBERS = ['kind', 'type', 'apiVersion', 'entry', 'options', 'title', 'hooks']

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
  const problems = rowProblems(row, where)
  // Every member has just been looked at.
  return problems.length > 0 ? { problems } : { row: { where, ...row } as unknown as ProvidedRow }
}

function rowProblems(row: JsonObject, where: string): readonly PackageProblem[] {
  const problems: PackageProblem[] = []
  const expect = (fine: boolean, member: string, hint: string): void => {
    if (fine) return
    problems.push(report(`nexusfs.${where}.${member} is ${JSON.stringify(row[member])}.`, hint))
  }
  const { kind, type, apiVersion, entry, options, title, hooks } = row
  expect(
    KINDS.some((known) => known === kind),
    'kind',
    `Give one of ${KINDS.join(', ')}.`,
  )
  expect(typeof type === 'string' && TYPE.test(type), 'type', `Give a name like ${TYPE.source}.`)
  expect(apiVersion === 1, 'apiVersion', 'Give 1, the version of the contracts.')
  expect(isInner(entry), 'entry', 'Give a file of the package, such as "./dist/index.js".')
  expect(
    options === undefined || isInner(options),
    'options',
    'Give a file of the package, such as "./dist/options.json".',
  )
  expect(isTitle(title), 'title', 'Give one line of up to 100 characters for people.')
  expect(hooks === undefined || (kind === 'plugin' && isHooks(hooks)), 'hooks', HOOKS_HINT)
  for (const member of Object.keys(row).filter((name) => !MEMBERS.includes(name))) {
    problems.push(
      report(
        `nexusfs.${where} has the unknown member "${member}".`,
        `Known: ${MEMBERS.join(', ')}.`,
      ),
    )
  }
  return problems
}

function isInner(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('./') && !value.split('/').includes('..')
}

function isTitle(value: unknown): boolean {
  // It is printed on terminals, which take control characters for orders.
  return typeof value === 'string' && /^(?=.*\S)[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,100}$/u.test(value)
}

const HOOKS_HINT = `Only plugins have hooks; they are ${HOOK_NAMES.join(', ')}.`

function isHooks(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => HOOK_NAMES.some((known) => known === name))
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
