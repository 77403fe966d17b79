import type { ValuePath } from './layer.ts'
import { isSnakeCase, toCamelCase } from './spelling.ts'

/** Values in the spelling of code, and the keys that YAML does not write so. */
export interface CodeValues {
  readonly values: Readonly<Record<string, unknown>>
  /** Paths as written of keys that are not in snake_case. */
  readonly misspelt: readonly ValuePath[]
}

/** The key of options of adapters and plugins: their names are spelled like ours, what is deeper stays as it is. */
export const OPTIONS = 'config'

/** Turns snake_case keys into camelCase, drops keys without a value and leaves the insides of options alone. */
export function toCodeValues(tree: Readonly<Record<string, unknown>>): CodeValues {
  const misspelt: ValuePath[] = []
  const convertMap = (map: object, path: ValuePath, inOptions: boolean): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(map)
        .filter(([, value]) => value !== undefined && (inOptions || value !== null))
        .filter(([key]) => {
          if (inOptions || isSnakeCase(key)) return true
          misspelt.push([...path, key])
          return false
        })
        .map(([key, value]) => [
          isSnakeCase(key) ? toCamelCase(key) : key,
          inOptions ? value : convert(value, [...path, key], key === OPTIONS),
        ]),
    )
  const convert = (value: unknown, path: ValuePath, inOptions: boolean): unknown => {
    if (Array.isArray(value))
      return value.map((item, index) => convert(item, [...path, index], false))
    if (typeof value !== 'object' || value === null) return value
    return convertMap(value, path, inOptions)
  }
  return { values: convertMap(tree, [], false), misspelt }
}
