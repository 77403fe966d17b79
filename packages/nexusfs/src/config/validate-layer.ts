import { didYouMean } from '@nexusfs/core/kit'
import * as v from 'valibot'
import { coerceTexts } from './coerce.ts'
import { type Layer, pathKey, type ValuePath } from './layer.ts'
import type { CheckedLayer } from './merge-layers.ts'
import type { Problem } from './problems.ts'
import { settingsSchema } from './schema.ts'
import { entriesAt, optionsAt } from './schema-tree.ts'

interface Issue {
  readonly path: ValuePath
  readonly message: string
  readonly expected: unknown
  readonly missing: boolean
  readonly unknown: boolean
  readonly input: unknown
}

/**
 * Checks the values of one layer.
 * @param codeKeys - Names that only code may give, known to "did you mean".
 * @returns What is sound of it, and every problem.
 */
export function validateLayer(
  layer: Layer,
  codeKeys: readonly string[] = [],
): CheckedLayer & { readonly problems: readonly Problem[] } {
  const first = issuesOf(layer.values)
  if (first.length === 0)
    return { layer, settings: layer.values, broken: layer.broken, problems: [] }
  const values = coerceTexts(layer.values, first, (path) => layer.texts.has(pathKey(path)))
  const issues = issuesOf(values)
  const broken = new Set(issues.map(({ path }) => path[0] ?? ''))
  const sound = Object.entries(values as object).filter(([key]) => !broken.has(key))
  return {
    layer,
    settings: Object.fromEntries(sound),
    broken: new Set([...broken, ...layer.broken]),
    problems: issues.map((issue) => describe(issue, layer, codeKeys)),
  }
}

function issuesOf(values: unknown): readonly Issue[] {
  const result = v.safeParse(settingsSchema, values, { abortPipeEarly: true })
  return (result.issues ?? []).map((issue) => ({
    path: (issue.path ?? []).map((item) => item.key as PropertyKey),
    message: issue.message,
    expected: issue.expected,
    missing: issue.received === 'undefined' && issue.type === 'strict_object',
    unknown: issue.expected === 'never',
    input: issue.input,
  }))
}

function describe(issue: Issue, layer: Layer, codeKeys: readonly string[]): Problem {
  const where = layer.where(issue.path)
  const name = layer.spell(issue.path)
  const parent = issue.path.slice(0, -1)
  if (issue.missing) {
    const last = layer.spell([issue.path.at(-1) ?? ''])
    return { where, message: `${layer.spell(parent)} needs ${last}` }
  }
  if (issue.unknown) {
    const known = [...entriesAt(settingsSchema, parent), ...(parent.length === 0 ? codeKeys : [])]
    return { where, message: unknownKey(issue.path, layer, known) }
  }
  const options = optionsAt(settingsSchema, issue.path)
  const suggestion =
    typeof issue.input === 'string' && options.length > 0 ? didYouMean(issue.input, options) : ''
  return {
    where,
    message: `${name} must be ${issue.message}, found ${kindOf(issue.input)}${suggestion}`,
  }
}

function unknownKey(path: ValuePath, layer: Layer, known: readonly string[]): string {
  const last = String(path.at(-1))
  const spelled = known.map((key) => layer.spell([key]))
  const meant = last === 'options' && known.includes('config') ? ' (did you mean "config"?)' : ''
  return `unknown key "${layer.spell(path)}"${meant || didYouMean(last, spelled)}`
}

/** What a value is, without saying it: it may be a secret. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (value === '') return 'empty text'
  if (Array.isArray(value)) return 'a list'
  switch (typeof value) {
    case 'string':
      return 'other text'
    case 'number':
    case 'bigint':
      return 'a number'
    case 'boolean':
      return 'true or false'
    case 'function':
      return 'a function'
    default:
      return 'a mapping'
  }
}
