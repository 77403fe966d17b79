import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { ExportDescription, SchemaDescription } from './describe-export.ts'
import { loadEntry } from './load-entry.ts'
import type { ProvidedRow } from './manifest.ts'
import type { JsonObject } from './package-json.ts'
import { type PackageProblem, problemsOf } from './package-problem.ts'

const report = problemsOf('definition')

/** Imports the entry of a row and compares what it exports with what the manifest says. */
export async function checkDefinition(
  folder: string,
  packageJson: JsonObject,
  row: ProvidedRow,
  milliseconds: number,
): Promise<readonly PackageProblem[]> {
  const { answer, printed, keptRunning } = await loadEntry(join(folder, row.entry), milliseconds)
  if (answer === undefined) return [notLoaded(row, keptRunning, milliseconds)]
  if ('failure' in answer) return [failed(row, answer.failure)]
  const { exported } = answer
  if (exported === undefined) return [nothingExported(row)]
  return [
    ...(printed === '' ? [] : [prints(row, printed)]),
    ...(keptRunning ? [goesOn(row)] : []),
    ...compareMembers(row, packageJson, exported),
    ...compareHooks(row, exported),
    ...(await checkOptions(folder, row, exported.schema)),
  ]
}

function compareMembers(
  { entry, kind, type, title }: ProvidedRow,
  { version }: JsonObject,
  exported: ExportDescription,
): readonly PackageProblem[] {
  const expected: Readonly<Record<string, unknown>> = {
    kind,
    type,
    apiVersion: 1,
    ...(kind === 'plugin' ? { version } : { title }),
  }
  const found: Readonly<Record<string, unknown>> = { ...exported }
  return [
    ...Object.entries(expected)
      .filter(([member, value]) => found[member] !== value)
      .map(([member, value]) => differs(entry, kind, member, value, found[member])),
    ...exported.missing.map((member) =>
      report(`The default export of ${entry} has no ${member}().`, `Add it: a ${kind} needs it.`),
    ),
  ]
}

function differs(
  entry: string,
  kind: string,
  member: string,
  expected: unknown,
  found: unknown,
): PackageProblem {
  const name = kind === 'plugin' && member === 'type' ? 'name' : member
  return report(
    `The default export of ${entry} has ${name} ${JSON.stringify(found)}, package.json says ${JSON.stringify(expected)}.`,
    'Make both the same.',
  )
}

function compareHooks(
  { entry, hooks = [], kind, where }: ProvidedRow,
  exported: ExportDescription,
): readonly PackageProblem[] {
  if (kind !== 'plugin') return []
  const [declared, found] = [hooks.toSorted(), exported.hooks.toSorted()]
  if (isDeepStrictEqual(declared, found)) return []
  return [
    report(
      `The default export of ${entry} has the hooks ${listed(found)}; nexusfs.${where}.hooks says ${listed(declared)}.`,
      `Set "hooks": ${JSON.stringify(found)}, so that people see them before they enable the plugin.`,
    ),
  ]
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? '(none)' : names.join(', ')
}

async function checkOptions(
  folder: string,
  { entry, kind, options, where }: ProvidedRow,
  schema: SchemaDescription,
): Promise<readonly PackageProblem[]> {
  const problem = problemsOf('options')
  const needed = kind === 'backend' || kind === 'store'
  if (schema.state === 'absent') {
    if (needed) return [problem(`The default export of ${entry} has no options.`, SCHEMA_HINT)]
    if (options === undefined) return []
    const found = `nexusfs.${where}.options is ${options}, but the export has no configSchema.`
    return [problem(found, 'Give the schema, or leave "options" out.')]
  }
  if (schema.state === 'failed') {
    const found = `The option schema of ${entry} gives no JSON Schema: ${schema.reason}`
    return [problem(found, 'Use types that JSON Schema can express.')]
  }
  if (schema.state !== 'known') {
    return [problem(`The option schema of ${entry} is ${schema.state}.`, SCHEMA_HINT)]
  }
  if (options === undefined) {
    const found = `nexusfs.${where} names no file of options.`
    return [problem(found, 'Let the build write the JSON Schema, and name the file as "options".')]
  }
  return compareSchema(folder, options, schema.jsonSchema)
}

const SCHEMA_HINT =
  'Give a Standard Schema that also gives JSON Schema: zod 4, or valibot through toStandardJsonSchema().'

async function compareSchema(
  folder: string,
  options: string,
  jsonSchema: unknown,
): Promise<readonly PackageProblem[]> {
  const written = await readFile(join(folder, options), 'utf8')
    .then((text) => JSON.parse(text) as unknown)
    .catch(() => undefined)
  if (isDeepStrictEqual(written, jsonSchema)) return []
  const problem = written === undefined ? 'is no JSON' : 'is not what the option schema gives'
  return [problemsOf('options')(`${options} ${problem}.`, 'Build the package again.')]
}

function notLoaded({ entry }: ProvidedRow, hangs: boolean, milliseconds: number): PackageProblem {
  return hangs
    ? report(`Importing ${entry} did not end within ${milliseconds} ms.`, IMPORT_HINT)
    : report(`Importing ${entry} ended the process.`, IMPORT_HINT)
}

function failed({ entry }: ProvidedRow, failure: string): PackageProblem {
  return report(`Importing ${entry} failed: ${failure}`, 'Correct it, and build the package.')
}

function nothingExported({ entry }: ProvidedRow): PackageProblem {
  return report(
    `${entry} has no default export that is an object.`,
    'Export by default what defineBackend, defineStore, definePlugin or defineCommand gives.',
  )
}

function prints({ entry }: ProvidedRow, printed: string): PackageProblem {
  return report(
    `Importing ${entry} prints ${JSON.stringify(printed.slice(0, 60))}.`,
    'Print nothing: standard output belongs to commands. Use the logger of the context.',
  )
}

function goesOn({ entry }: ProvidedRow): PackageProblem {
  return report(`Importing ${entry} starts something that goes on.`, IMPORT_HINT)
}

const IMPORT_HINT = 'Do nothing on import; begin in create() or initialize().'
