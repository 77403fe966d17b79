import { pathKey, type ValuePath } from './layer.ts'

const NUMBER = /^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?$/

/** What a text may also mean: a truth value (with `1` and `0` where one is expected) or a number; else itself. */
export function coerceText(text: string, expected: unknown): unknown {
  const word = text.trim().toLowerCase()
  if (word === 'true' || word === 'false') return word === 'true'
  if (expected === 'boolean' && (word === '1' || word === '0')) return word === '1'
  return NUMBER.test(word) ? Number(word) : text
}

/** An issue at a path, with the type that was wanted there, where the schema says. */
export interface TypedIssue {
  readonly path: ValuePath
  readonly expected?: unknown
}

/** A copy of `value` in which texts from outside became what the issues at their places ask for. */
export function coerceTexts(
  value: unknown,
  issues: readonly TypedIssue[],
  isText: (path: ValuePath) => boolean,
): unknown {
  const wanted = new Map(
    issues
      .filter(({ path }) => isText(path))
      .map(({ path, expected }) => [pathKey(path), expected] as const),
  )
  return wanted.size === 0 ? value : copy(value, [], wanted)
}

function copy(value: unknown, path: ValuePath, wanted: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === 'string') {
    const key = pathKey(path)
    return wanted.has(key) ? coerceText(value, wanted.get(key)) : value
  }
  if (Array.isArray(value)) return value.map((item, index) => copy(item, [...path, index], wanted))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, copy(item, [...path, name], wanted)]),
  )
}
